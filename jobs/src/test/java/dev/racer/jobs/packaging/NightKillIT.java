package dev.racer.jobs.packaging;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.spark.testing.S3ProxyServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A night that is killed at any moment leaves a whole version in force, and a rerun ends well. */
class NightKillIT {
  private static final int KILLS = 20;
  private static final long SEED = 20261122;
  private static final Pattern WHOLE = Pattern.compile("Version (\\d+) of publication .* is whole");

  @TempDir private Path folder;
  private final List<String> commandLines = new ArrayList<>();
  private int processes;

  @Test
  void onLocalFiles() throws Exception {
    kill(Map.of(), List.of("lake.output = \"" + folder.resolve("output") + "\""));
  }

  @Test
  void onS3() throws Exception {
    try (S3ProxyServer s3 = S3ProxyServer.start()) {
      List<String> output = new ArrayList<>();
      output.add("lake.output = \"s3a://" + S3ProxyServer.BUCKET + "/racer\"");
      s3.hadoopConf()
          .forEach((key, value) -> output.add("lake.hadoop.\"" + key + "\" = \"" + value + "\""));
      Path events = Files.createDirectory(folder.resolve("events"));
      Map<String, String> environment = new HashMap<>(s3.environment());
      environment.put(
          "RACER_SUBMIT_ARGS",
          "--conf spark.eventLog.enabled=true --conf spark.eventLog.compress=false --conf"
              + " spark.eventLog.dir="
              + events.toUri());

      kill(environment, output);

      assertIsNowhere(s3.environment().get("AWS_SECRET_ACCESS_KEY"), s3.data());
    }
  }

  /** In nothing that any of the processes said, or left here or in the store. */
  private void assertIsNowhere(String secret, Path store) throws IOException {
    assertThat(secret).isNotBlank();
    assertThat(commandLines).hasSizeGreaterThan(KILLS / 2);
    assertThat(commandLines).noneMatch(line -> line.contains(secret));
    List<Path> files = new ArrayList<>();
    for (Path root : List.of(folder, store)) {
      try (Stream<Path> all = Files.walk(root)) {
        files.addAll(all.filter(Files::isRegularFile).toList());
      }
    }
    // what is to be looked into is there
    for (String part :
        List.of(
            folder + "/1/out",
            folder + "/1/err",
            folder + "/1/logs/racer-",
            folder + "/events/",
            "/status.json",
            "/manifest.json",
            "/metrics.prom",
            "/report.html",
            "/_commits/")) {
      assertThat(files).as(part).anyMatch(file -> file.toString().contains(part));
    }
    for (Path file : files) { // byte by byte, so that it is found in any file
      assertThat(Files.readString(file, ISO_8859_1).contains(secret)).as(file.toString()).isFalse();
    }
  }

  private void kill(Map<String, String> more, List<String> output) throws Exception {
    Map<String, String> environment = new HashMap<>(more);
    // dozens of short runs: they would spend more on the second compiler than it saves
    environment.put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");
    Path lake = folder.resolve("lake");
    Path config = config(lake, output);
    Processes.Finished generated =
        Processes.run(
            folder,
            own(),
            Map.of(),
            Processes.launcher(
                "generate",
                "--output=" + lake,
                "--queries=900",
                "--days=3",
                "--models=4",
                "--routers=1",
                "--router-train-share=0",
                "--exploration=0.5",
                "--called=2"));
    assertThat(generated.exitCode()).as(generated.err()).isZero();
    Processes.Finished first = night(config, environment, "2026-01-02", 0);
    assertThat(first.exitCode()).as(first.err() + first.out()).isZero();
    long start = System.nanoTime();
    Processes.Finished second = night(config, environment, "2026-01-03", 0);
    long whole = System.nanoTime() - start;
    assertThat(second.exitCode()).as(second.err() + second.out()).isZero();
    long version = 2;
    Random random = new Random(SEED);

    int killed = 0;
    for (int i = 0; i < KILLS; i++) {
      // one moment in every twentieth of a run's lifetime
      long moment = (long) (whole * (i + random.nextDouble()) / KILLS);
      touch(lake.resolve("outcomes/date=2026-01-03")); // so that the day is made again
      Process process =
          Processes.start(folder, own(), environment, command(config, "2026-01-03", i + 1));
      if (!process.waitFor(moment, TimeUnit.NANOSECONDS)) {
        Stream.concat(Stream.of(process.toHandle()), process.descendants())
            .flatMap(one -> one.info().commandLine().stream())
            .forEach(commandLines::add);
        Processes.kill(process);
        killed++;
      }
      long inForce = verified(config, environment);
      assertThat(inForce).isIn(version, version + 1);
      version = inForce;
    }
    assertThat(killed).isGreaterThanOrEqualTo(KILLS / 2);

    Processes.Finished rerun = night(config, environment, "2026-01-03", KILLS + 1);
    assertThat(rerun.exitCode()).as(rerun.err() + rerun.out()).isZero();
    assertThat(rerun.out()).startsWith("Published version " + (version + 1) + " ");
    assertThat(verified(config, environment)).isEqualTo(version + 1);
  }

  private Path config(Path lake, List<String> output) throws IOException {
    List<String> lines = new ArrayList<>(output);
    lines.add("lake.queries = \"" + lake.resolve("queries") + "\"");
    lines.add("lake.router-scores = \"" + lake.resolve("router_scores") + "\"");
    lines.add("lake.outcomes = \"" + lake.resolve("outcomes") + "\"");
    lines.add("exploration.least-probability = 0.5");
    lines.add("nightly { window = 3, label-age = 0 }");
    lines.add("gate { level = 1e-9, least-n = 1 }");
    return Files.write(folder.resolve("night.conf"), lines);
  }

  private Processes.Finished night(
      Path config, Map<String, String> environment, String date, int seed)
      throws IOException, InterruptedException {
    return Processes.run(folder, own(), environment, command(config, date, seed));
  }

  /** A folder for what one process says: numbered, so that all of it stays. */
  private Path own() {
    return folder.resolve("" + processes++);
  }

  /** Another seed of tie noise is another run, which publishes another version. */
  private static List<String> command(Path config, String date, int seed) {
    return Processes.launcher(
        "nightly", "--config=" + config, "--date=" + date, "--set=calibration.seed=" + seed);
  }

  /** The number of the version in force, every threshold of which follows from its records. */
  private long verified(Path config, Map<String, String> environment)
      throws IOException, InterruptedException {
    Processes.Finished verified =
        Processes.run(
            folder, own(), environment, Processes.launcher("verify", "--config=" + config));
    assertThat(verified.exitCode()).as(verified.out() + verified.err()).isZero();
    Matcher whole = WHOLE.matcher(verified.out());
    assertThat(whole.find()).as(verified.out()).isTrue();
    return Long.parseLong(whole.group(1));
  }

  private static void touch(Path partition) throws IOException {
    try (Stream<Path> files = Files.list(partition)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".parquet")).toList()) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      }
    }
  }
}
