package dev.racer.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.typesafe.config.Config;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.jobs.testing.TinyPublication;
import dev.racer.spark.publication.PublicationStore;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.numbers.core.Sum;
import org.apache.commons.numbers.fraction.ContinuedFraction;
import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.apache.commons.numbers.rootfinder.BrentSolver;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Runs commands in a JVM whose class path has neither Spark nor Hadoop nor Scala. */
class WithoutSparkTest {
  @TempDir private Path folder;

  @BeforeEach
  void publish() {
    TinyPublication.publish(
        PublicationStore.local(folder.resolve("out"), TinyPublication.NAME),
        TinyPublication.RUN,
        TinyPublication.rows());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "show thresholds",
        "show thresholds --json",
        "show versions",
        "show versions --json",
        "expire --older-than 90d",
        "rollback --pin",
        "rollback --pin --json",
        "show exploration",
        "show exploration --json",
        "show quality",
        "show quality --json",
        "show runs",
        "show runs --json"
      })
  void showNeedsNoSpark(String command) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(command.split(" ", -1)));
    arguments.addAll(List.of("--output", folder.resolve("out").toString()));
    arguments.addAll(List.of("--publication", TinyPublication.NAME));

    int exitCode = run(arguments);

    assertThat(folder.resolve("stderr")).hasContent("");
    assertThat(folder.resolve("stdout")).isNotEmptyFile();
    assertThat(exitCode).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "--version",
        "calibrate --help",
        "calibrate --print-config",
        "route --help",
        "route --print-config",
        "report --help"
      })
  void helpNeedsNoSpark(String command) throws Exception {
    assertThat(run(List.of(command.split(" ", -1)))).isZero();
    assertThat(folder.resolve("stdout")).isNotEmptyFile();
    assertThat(folder.resolve("stderr")).isEmptyFile();
  }

  @Test
  void calibrateDoes() throws Exception {
    List<String> arguments = new ArrayList<>(List.of("calibrate"));
    for (String key : List.of("queries", "router-scores", "outcomes", "output")) {
      arguments.addAll(List.of("--set", "lake." + key + "=" + folder.resolve(key)));
    }

    assertThat(run(arguments)).isEqualTo(1);
    assertThat(folder.resolve("stderr"))
        .content()
        .startsWith("racer: unexpected java.lang.NoClassDefFoundError: ");
  }

  @Test
  void anOutputThatCannotBeWrittenIsRefusedBeforeSparkIsNeeded() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    List<String> arguments = new ArrayList<>(List.of("calibrate"));
    for (String key : List.of("queries", "router-scores", "outcomes")) {
      arguments.addAll(List.of("--set", "lake." + key + "=" + folder.resolve(key)));
    }
    arguments.addAll(List.of("--set", "lake.output=" + file));

    assertThat(run(arguments)).isEqualTo(2);
    assertThat(folder.resolve("stderr"))
        .hasContent(
            "racer: lake.output (--set) must be a folder that can be written, got %1$s: %1$s is not"
                    .formatted(file)
                + " a folder\n");
  }

  private int run(List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", classPath()));
    command.add(Racer.class.getName());
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectOutput(folder.resolve("stdout").toFile())
        .redirectError(folder.resolve("stderr").toFile())
        .start()
        .waitFor();
  }

  private static String classPath() throws URISyntaxException {
    List<String> entries = new ArrayList<>();
    for (Class<?> type :
        List.of(
            Racer.class,
            PublicationStore.class,
            PublishedThresholds.class,
            CommandLine.class,
            Config.class,
            JsonFactory.class,
            BetaDistribution.class,
            RegularizedBeta.class,
            ContinuedFraction.class,
            BrentSolver.class,
            Sum.class,
            UniformRandomProvider.class)) {
      entries.add(
          Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
    }
    return String.join(File.pathSeparator, entries);
  }
}
