package dev.racer.jobs.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.spark.publication.PublicationStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar by itself, under Spark's own spark-submit, comes to what the launcher comes to. */
class SparkSubmitIT {
  @TempDir private Path folder;

  @Test
  void bareSparkSubmitGivesTheBytesOfTheLauncher() throws Exception {
    Processes.Finished generated =
        Processes.run(
            folder,
            folder.resolve("generate"),
            Map.of(),
            Processes.launcher(
                "generate",
                "--output",
                folder.resolve("a lake").toString(),
                "--queries",
                "1000",
                "--days",
                "2"));
    assertThat(generated.exitCode()).as(generated.err()).isZero();

    Processes.Finished launched =
        Processes.run(
            folder,
            folder.resolve("launched"),
            Map.of(),
            Processes.launcher(calibrate("by launcher").toArray(String[]::new)));
    Processes.Finished submitted =
        Processes.run(
            folder,
            folder.resolve("submitted"),
            Map.of("SPARK_HOME", sparkHome().toString(), "SPARK_LOCAL_IP", "127.0.0.1"),
            sparkSubmit(calibrate("by spark-submit")));

    assertThat(launched.exitCode()).as(launched.err()).isZero();
    assertThat(submitted.exitCode()).as(submitted.err()).isZero();
    assertThat(submitted.out()).startsWith("Published version 1 ");
    assertThat(thresholds("by spark-submit")).isEqualTo(thresholds("by launcher"));
  }

  /** What bin/spark-submit of an installation runs, on the jars that Maven resolved. */
  private static List<String> sparkSubmit(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Processes.ROOT.resolve("submit/java-module-options"));
    command.addAll(
        List.of(
            "-Xmx1g",
            "-cp",
            Files.readString(Processes.JAR.resolveSibling("spark.classpath")).strip(),
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            "local[2]",
            "--class",
            "dev.racer.jobs.cli.Racer",
            Processes.JAR.toString()));
    command.addAll(arguments);
    return command;
  }

  private Path sparkHome() throws IOException {
    Path home = folder.resolve("spark-home");
    Files.createDirectories(home.resolve("jars"));
    return home;
  }

  private List<String> calibrate(String output) {
    Path lake = folder.resolve("a lake");
    return List.of(
        "calibrate",
        "--set",
        "lake.queries=" + lake.resolve("queries"),
        "--set",
        "lake.router-scores=" + lake.resolve("router_scores"),
        "--set",
        "lake.outcomes=" + lake.resolve("outcomes"),
        "--set",
        "lake.output=" + folder.resolve(output),
        "--set",
        "calibration.exclude-where=router_train",
        "--set",
        "calibration.segments=[benchmark]");
  }

  private byte[] thresholds(String output) throws IOException {
    PublicationStore store = PublicationStore.local(folder.resolve(output), "default");
    return Files.readAllBytes(
        Path.of(store.attempt(store.current().orElseThrow()).location())
            .resolve("thresholds.json"));
  }
}
