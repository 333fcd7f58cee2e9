package dev.racer.bench.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.bench.contender.Contestant;
import dev.racer.bench.contender.Workload;
import dev.racer.bench.report.Json;
import dev.racer.bench.report.Outcome;
import dev.racer.bench.report.Result;
import dev.racer.bench.report.ResultFile;
import dev.racer.bench.trials.TrialsOutcome;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchRunIT {
  private static final Path ROOT = Path.of(System.getProperty("racer.root")).toAbsolutePath();
  private static final long TIMEOUT_SECONDS = 900;

  @TempDir private Path folder;

  @Test
  void measuresEveryContenderFromTheCommandLine() throws Exception {
    Path page =
        Files.writeString(folder.resolve("page.md"), "<!-- figures -->\n<!-- /figures -->\n");
    Path file = folder.resolve("result.json");

    int exitCode =
        run(
            "--queries=2000",
            "--rounds=1",
            "--cold-rounds=1",
            "--warm-ups=0",
            "--driver-memory=1g",
            "--lake=" + folder.resolve("lake"),
            "--output=" + file,
            "--page=" + page);

    assertThat(exitCode).as(Files.readString(folder.resolve("err"))).isZero();
    Result result = ResultFile.read(file);
    assertThat(result.contenders())
        .extracting(Outcome::name)
        .containsExactlyElementsOf(Contestant.keys());
    assertThat(result.isComplete()).isTrue();
    assertThat(result.hasContradiction()).isFalse();
    assertThat(result.thresholds()).hasSize(Workload.THRESHOLDS);
    assertThat(result.ratios()).hasSize(3);
    assertThat(Files.readString(folder.resolve("out")))
        .contains("kernel", "spark-sql", "80 of 80 at our ranks", "calibrate / kernel");
    assertThat(Files.readString(page)).contains("### 2,000 queries × 7 models");
    assertThat(ResultFile.read(folder.resolve("page/result-2000x7.json"))).isEqualTo(result);
  }

  @Test
  void measuresTrialsFromTheCommandLine() throws Exception {
    Path file = folder.resolve("trials.json");

    int exitCode =
        run(
            "trials",
            "--queries=2000",
            "--trials=3",
            "--rounds=1",
            "--driver-memory=1g",
            "--lake=" + folder.resolve("lake"),
            "--output=" + file);

    assertThat(exitCode).as(Files.readString(folder.resolve("err"))).isZero();
    assertThat(Files.readString(folder.resolve("out")))
        .contains("2,000 queries x 7 models x 3 trials x 8 levels")
        .contains("All figures are equal.");
    assertThat(Json.read(Files.readString(file), TrialsOutcome.class).contestants()).hasSize(5);
  }

  @Test
  void runsTheMicrobenchmarks() throws Exception {
    Path file = folder.resolve("jmh.json");

    int exitCode = run("jmh", "RankBenchmark.expected", "--quick", "--output=" + file);

    assertThat(exitCode).as(Files.readString(folder.resolve("err"))).isZero();
    assertThat(Files.readString(file)).contains("dev.racer.bench.jmh.RankBenchmark.expected");
  }

  @Test
  void theShippedJarHoldsNothingOfThisModule() throws Exception {
    try (ZipFile jar = new ZipFile(System.getProperty("racer.jar"))) {
      assertThat(jar.stream().map(entry -> entry.getName()))
          .contains("dev/racer/jobs/cli/Racer.class")
          .noneMatch(name -> name.startsWith("dev/racer/bench"))
          .noneMatch(name -> name.startsWith("org/duckdb") || name.startsWith("org/openjdk"));
    }
  }

  private int run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ROOT.resolve("common/bench/run").toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    // what this build tells its own Maven is not for another
    builder.environment().keySet().removeIf(name -> name.startsWith("MAVEN_"));
    Process process =
        builder
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    try {
      assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
