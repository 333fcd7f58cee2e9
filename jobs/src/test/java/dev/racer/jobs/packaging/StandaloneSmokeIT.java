package dev.racer.jobs.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The jar on a standalone cluster, and what is left of that cluster: nothing. */
@EnabledOnOs(OS.LINUX)
class StandaloneSmokeIT {
  /** More than the script allows itself: tests often run on a busy machine. */
  private static final String TIMEOUT_SECONDS = "500";

  /** The script allows for 15 seconds twice. */
  private static final long STOP_SECONDS = 45;

  @TempDir private Path folder;

  @Test
  void everyModeOfAClusterPublishesTheBytesOfALocalRun() throws Exception {
    Processes.Finished run = Processes.run(folder, folder.resolve("run"), environment(), script());

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out().lines().map(StandaloneSmokeIT::withoutFigures))
        .containsExactly(
            "OK the jar is built",
            "OK a master and 2 workers are up",
            "OK a lake is generated",
            "OK local: published",
            "OK cluster mode: published, the bytes of the local run",
            "OK cluster mode: a missing table is told in status.json (exit code of spark-submit: N)",
            "OK client mode: published, the bytes of the local run",
            "OK local-cluster: published, the bytes of the local run",
            "OK local-cluster: routed",
            "OK nothing is left running");
    requireNothingLeft();
  }

  @Test
  void terminatedInTheMiddleItLeavesNothing() throws Exception {
    Process process =
        Processes.start(folder, folder.resolve("terminated"), environment(), script());
    try {
      Path out = folder.resolve("terminated/out");
      while (!runs("deploy.worker.DriverWrapper") || !runs("CoarseGrainedExecutorBackend")) {
        assertThat(process.waitFor(50, TimeUnit.MILLISECONDS))
            .as("ended by itself: %s", Files.readString(out))
            .isFalse();
      }

      process.toHandle().destroy(); // SIGTERM

      assertThat(process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(128 + 15);
      assertThat(out).content().contains("nothing is left running").doesNotContain("FAILED");
      requireNothingLeft();
    } finally {
      Processes.kill(process);
    }
  }

  /** How long it took, and what spark-submit made of a failure, differ by machine and version. */
  private static String withoutFigures(String line) {
    return line.replaceFirst(" +[0-9]+ s  ", " ").replaceFirst("submit: [0-9]+", "submit: N");
  }

  private static List<String> script() {
    return List.of(
        Processes.ROOT.resolve("submit/smoke-standalone").toString(), "--timeout", TIMEOUT_SECONDS);
  }

  /** Everything that the script starts names its temporary folder, hence this one. */
  private Map<String, String> environment() throws IOException {
    return Map.of("TMPDIR", Files.createDirectories(temporary()).toString());
  }

  private Path temporary() {
    return folder.resolve("temporary");
  }

  private boolean runs(String mainClass) throws IOException {
    return processes().stream().anyMatch(command -> command.contains(mainClass));
  }

  private void requireNothingLeft() throws IOException {
    assertThat(processes()).isEmpty();
    try (Stream<Path> left = Files.list(temporary())) {
      assertThat(left).isEmpty();
    }
  }

  /** Command lines of the processes that name our folder there or in their environment. */
  private List<String> processes() throws IOException {
    List<String> commands = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        String command = text(process.resolve("cmdline"));
        if ((command + text(process.resolve("environ"))).contains(temporary().toString())) {
          commands.add(command);
        }
      }
    }
    return commands;
  }

  /** Empty for a process that ended meanwhile, or that is not ours to look at. */
  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).replace('\0', ' ');
    } catch (IOException e) {
      return "";
    }
  }
}
