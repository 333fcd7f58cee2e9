package dev.racer.jobs.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.publication.RunStatus;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The launcher, started as a user starts it: from another folder, in an environment without Spark.
 */
class LauncherIT {
  private static final Path ROOT = Path.of(System.getProperty("racer.root"));

  @TempDir private Path directory;

  @Test
  void versionStartsNoSpark() throws Exception {
    Finished run = launch(Map.of(), "--version");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("racer ").contains("compiled against Spark 4.");
    assertThat(logFiles()).isEmpty();
  }

  @Test
  void helpOfACommandStartsNoSpark() throws Exception {
    Finished run = launch(Map.of("RACER_PRINT_COMMAND", "1"), "calibrate", "--help");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("dev.racer.jobs.cli.Racer").doesNotContain("SparkSubmit");
  }

  @Test
  void commandRunsThroughSparkSubmit() throws Exception {
    Finished run = launch(Map.of(), "--dry-run-submit", "calibrate", "--set", "a=b c");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("org.apache.spark.deploy.SparkSubmit")
        .contains("-Xmx4g")
        .contains("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED")
        .contains("SPARK_LOCAL_IP=127.0.0.1")
        .endsWith(" calibrate --set a=b\\ c \n");
    assertThat(run.out().lines()).hasSize(1);
  }

  @Test
  void environmentSetsMasterMemoryAndMoreOptions() throws Exception {
    Finished run =
        launch(
            Map.of(
                "RACER_MASTER", "spark://example:7077",
                "RACER_DRIVER_MEMORY", "7g",
                "RACER_SUBMIT_ARGS", "--conf spark.a=b --executor-memory 3g",
                "RACER_PRINT_COMMAND", "1"),
            "calibrate");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("--master spark://example:7077")
        .contains("-Xmx7g")
        .contains("--conf spark.a=b")
        .contains("--executor-memory 3g")
        .doesNotContain("127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--deploy-mode cluster",
        "--deploy-mode=cluster",
        "--conf spark.submit.deployMode=cluster",
        "-c spark.submit.deployMode=cluster",
        "--conf=spark.submit.deployMode=cluster",
        "--conf spark.submit.deployMode=client --deploy-mode cluster"
      })
  void driverElsewhereIsToldNothingOfThisMachine(String options) throws Exception {
    Path inAFile = Files.createFile(directory.resolve("file")).resolve("folder");

    Finished run =
        launch(
            Map.of(
                "RACER_MASTER",
                "spark://example:7077",
                "RACER_SUBMIT_ARGS",
                options,
                "RACER_SCRATCH",
                inAFile.toString(), // not needed, so not made
                "RACER_PRINT_COMMAND",
                "1"),
            "calibrate");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("--master spark://example:7077")
        .contains("spark.driver.memory=4g")
        .contains("spark.driver.extraJavaOptions=-XX:-DontCompileHugeMethods\\ -XX:+UseParallelGC ")
        .doesNotContain(
            "racer.log.file", "log4j2.configurationFile", "spark.local.dir", "127.0.0.1");
    assertThat(logFiles()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--deploy-mode client", "--conf spark.submit.deployMode=client"})
  void driverHereHasItsLogAndScratchHere(String options) throws Exception {
    Finished run =
        launch(
            Map.of(
                "RACER_MASTER", "spark://example:7077",
                "RACER_SUBMIT_ARGS", options,
                "RACER_PRINT_COMMAND", "1"),
            "calibrate");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("racer.log.file", "log4j2.configurationFile", "spark.local.dir=")
        .doesNotContain("127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"RACER_SCRATCH", "RACER_LOG_DIR"})
  void folderThatCannotBeMadeIsNamedWithItsVariable(String variable) throws Exception {
    Path inAFile = Files.createFile(directory.resolve("file")).resolve("folder");

    Finished run = launch(Map.of(variable, inAFile.toString()), "calibrate");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo("racer: " + variable + ": cannot create folder '" + inAFile + "'\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"lots", "4", "g", "0g", "1.5g", "4gb", "-4g", "4g 4g"})
  void memoryThatIsNoAmountIsRefused(String memory) throws Exception {
    Finished run = launch(Map.of("RACER_DRIVER_MEMORY", memory), "calibrate");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            "racer: RACER_DRIVER_MEMORY must be a whole number and a unit, such as 4g or 512m, got '"
                + memory
                + "'\n");
  }

  @Test
  void logFormatIsTextOrJson() throws Exception {
    Finished json =
        launch(Map.of("RACER_LOG_FORMAT", "json", "RACER_PRINT_COMMAND", "1"), "calibrate");
    Finished other = launch(Map.of("RACER_LOG_FORMAT", "xml"), "calibrate");

    assertThat(json.out()).contains("conf/log4j2-json.properties", "-Dracer.log.format=json");
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err()).isEqualTo("racer: RACER_LOG_FORMAT must be text or json, got 'xml'\n");
  }

  @Test
  void userInterfaceIsOnLoopbackOnly() throws Exception {
    Map<String, String> wanted = Map.of("RACER_UI", "1", "RACER_PRINT_COMMAND", "1");
    Finished local = launch(wanted, "calibrate");

    assertThat(local.out())
        .contains("spark.ui.enabled=true")
        .contains("spark.ui.port=0")
        .contains("SPARK_LOCAL_IP=127.0.0.1");

    Finished cluster =
        launch(Map.of("RACER_UI", "1", "RACER_MASTER", "spark://example:7077"), "calibrate");

    assertThat(cluster.exitCode()).isEqualTo(2);
    assertThat(cluster.err()).contains("RACER_UI=1 is for a local master");
  }

  @Test
  void exitCodeOfTheJobIsPassedOn() throws Exception {
    Finished run = launch(Map.of("RACER_DRIVER_MEMORY", "512m"), "no-such-command");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("no-such-command");
    assertThat(logFiles()).hasSize(1);
  }

  @Test
  void runWithoutASessionLeavesAStatus() throws Exception {
    Path output = directory.resolve("output");

    Finished run =
        launch(
            Map.of("RACER_DRIVER_MEMORY", "256m"), // less than Spark starts with
            "calibrate",
            "--set",
            "lake.queries=q",
            "--set",
            "lake.router-scores=s",
            "--set",
            "lake.outcomes=o",
            "--set",
            "lake.output=" + output);

    assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
    List<RunStatus> runs = PublicationStore.local(output, "default").runs();
    assertThat(runs).hasSize(1);
    assertThat(runs.get(0).outcome()).isEqualTo(RunOutcome.FAILED);
    assertThat(runs.get(0).exitCode()).isEqualTo(1);
    assertThat(runs.get(0).reason().orElseThrow()).contains("memory", "471859200");
  }

  @Test
  void sparkHomeThatDoesNotFitIsNamed() throws Exception {
    Path jars = Files.createDirectories(directory.resolve("spark-3.5/jars"));
    Finished empty = launch(Map.of("SPARK_HOME", jars.getParent().toString()), "calibrate");

    assertThat(empty.exitCode()).isEqualTo(2);
    assertThat(empty.err()).contains("has no jars/spark-core_*.jar");

    Files.createFile(jars.resolve("spark-core_2.12-3.5.6.jar"));
    Finished old = launch(Map.of("SPARK_HOME", jars.getParent().toString()), "calibrate");

    assertThat(old.exitCode()).isEqualTo(2);
    assertThat(old.err()).contains("holds spark-core_2.12-3.5.6").contains("is needed");
  }

  private record Finished(int exitCode, String out, String err) {}

  private Finished launch(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ROOT.resolve("submit/racer").toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("RACER_") || name.startsWith("SPARK_"));
    builder.environment().put("RACER_LOG_DIR", directory.resolve("logs").toString());
    builder.environment().putAll(environment);
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    Process process =
        builder
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new Finished(process.waitFor(), Files.readString(out), Files.readString(err));
  }

  private List<Path> logFiles() throws IOException {
    Path logs = directory.resolve("logs");
    if (Files.notExists(logs)) {
      return List.of();
    }
    try (var files = Files.list(logs)) {
      return files.toList();
    }
  }
}
