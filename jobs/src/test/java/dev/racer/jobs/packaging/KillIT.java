package dev.racer.jobs.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.published.Commit;
import dev.racer.jobs.cli.Racer;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.publication.PublicationStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A calibration that is killed at any moment leaves a whole version in force. */
class KillIT {
  private static final int KILLS = 10;
  private static final long SEED = 20261122;

  @TempDir private Path folder;

  @Test
  void aKilledRunLeavesAWholeVersionInForce() throws Exception {
    Processes.Finished generated =
        Processes.run(
            folder,
            folder.resolve("generate"),
            Map.of(),
            Processes.launcher(
                "generate", "--output", lake("").toString(), "--queries", "2000", "--days", "2"));
    assertThat(generated.exitCode()).as(generated.err()).isZero();
    long start = System.nanoTime();
    Processes.Finished first = calibrate(0);
    long whole = System.nanoTime() - start;
    assertThat(first.exitCode()).as(first.err()).isZero();
    String inForce = shown();
    long version = 1;
    Random random = new Random(SEED);

    int killed = 0;
    for (int i = 0; i < KILLS; i++) {
      // one moment in every tenth of a run's lifetime
      long moment = (long) (whole * (i + random.nextDouble()) / KILLS);
      Process process = Processes.start(folder, folder.resolve("run"), Map.of(), command(i + 1));
      if (!process.waitFor(moment, TimeUnit.NANOSECONDS)) {
        Processes.kill(process);
        killed++;
      }

      Commit current = store().current().orElseThrow();
      requireWhole(current);
      if (current.sequence() == version) {
        assertThat(shown()).isEqualTo(inForce);
      } else {
        assertThat(current.sequence()).isEqualTo(version + 1);
        version = current.sequence();
        inForce = shown();
      }
    }
    assertThat(killed).isGreaterThanOrEqualTo(KILLS / 2);

    Processes.Finished rerun = calibrate(KILLS + 1);

    assertThat(rerun.exitCode()).as(rerun.err()).isZero();
    assertThat(rerun.out()).startsWith("Published version " + (version + 1) + " ");
    requireWhole(store().current().orElseThrow());
    assertThat(racer("show", "runs", "--output", output())).isNotEmpty();
  }

  private Processes.Finished calibrate(int seed) throws IOException, InterruptedException {
    return Processes.run(folder, folder.resolve("run"), Map.of(), command(seed));
  }

  /** Another seed is another run, which publishes another version. */
  private List<String> command(int seed) {
    return Processes.launcher(
        "calibrate",
        "--set",
        "lake.queries=" + lake("queries"),
        "--set",
        "lake.router-scores=" + lake("router_scores"),
        "--set",
        "lake.outcomes=" + lake("outcomes"),
        "--set",
        "lake.output=" + output(),
        "--set",
        "calibration.exclude-where=router_train",
        "--set",
        "calibration.seed=" + seed);
  }

  private Path lake(String table) {
    return folder.resolve("lake").resolve(table);
  }

  private String output() {
    return folder.resolve("output").toString();
  }

  private PublicationStore store() {
    return PublicationStore.local(Path.of(output()), "default");
  }

  private String shown() {
    return racer("show", "thresholds", "--json", "--output", output());
  }

  private static String racer(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode = Racer.run(arguments, new PrintWriter(out), new PrintWriter(err));
    assertThat(exitCode).as(err.toString()).isZero();
    return out.toString();
  }

  /** Everything that the commit vouches for is there. */
  private void requireWhole(Commit commit) throws Exception {
    Path attempt = Path.of(store().attempt(commit).location());
    byte[] json = Files.readAllBytes(attempt.resolve(Manifest.FILE));
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(json);
    assertThat(HexFormat.of().formatHex(digest)).isEqualTo(commit.manifestSha256());
    Manifest manifest = Manifest.fromJson(json, attempt.toString());
    assertThat(manifest.outputs()).hasSizeGreaterThanOrEqualTo(4);
    for (Manifest.Output output : manifest.outputs()) {
      assertThat(bytes(attempt.resolve(output.path()))).isEqualTo(output.bytes());
    }
  }

  /** Sizes of the files that readers see: not of checksums and markers. */
  private static long bytes(Path path) throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      long sum = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        sum += name.startsWith(".") || name.startsWith("_") ? 0 : Files.size(file);
      }
      return sum;
    }
  }
}
