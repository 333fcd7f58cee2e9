package dev.racer.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.published.Commit;
import dev.racer.core.published.ThresholdsJson;
import dev.racer.jobs.testing.TinyPublication;
import dev.racer.spark.publication.Attempt;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.Publisher;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RacerTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir private Path output;

  @Test
  void versionNamesBuildRevisionAndSpark() {
    int exitCode = run("--version");

    assertThat(exitCode).isZero();
    assertThat(out.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).matches("racer \\d+\\.\\d+\\.\\d+"),
            line -> assertThat(line).matches("git revision ([0-9a-f]{40}(-dirty)?|unknown)"),
            line -> assertThat(line).matches("compiled against Spark 4\\.\\d+\\.\\d+"));
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void missingCommandIsAUsageError() {
    int exitCode = run();

    assertThat(exitCode).isEqualTo(2);
    assertThat(err.toString()).startsWith("racer: Missing command");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void unknownOptionsAreUsageErrorsWithASuggestion() {
    int exitCode = run("calibrate", "--dryrun");

    assertThat(exitCode).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("racer: Unknown option: '--dryrun'")
        .contains("Possible solutions: --dry-run")
        .endsWith("Try 'racer calibrate --help'.\n");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void unknownVerbsAreUsageErrorsWithASuggestion() {
    assertThat(run("calibrat")).isEqualTo(2);
    assertThat(err.toString()).contains("Did you mean", "calibrate");
  }

  @Test
  void showNeedsToKnowWhat() {
    assertThat(run("show")).isEqualTo(2);
    assertThat(err.toString()).contains("thresholds, versions, exploration, quality or runs");
  }

  @Test
  void helpGoesToStandardOutput() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).startsWith("Usage: racer").contains("calibrate", "show");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void helpOfAVerbNamesItsKeys() {
    assertThat(run("help", "calibrate")).isZero();
    assertThat(out.toString())
        .contains("--print-config", "calibration.risk-levels = [0.01, 0.05, 0.10,")
        .contains("lake.queries\n", "policy.risk-level = 0.10\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "calibrate",
        "route",
        "report",
        "show",
        "show thresholds",
        "show exploration",
        "show quality",
        "show runs"
      })
  void everyVerbHasHelp(String verb) {
    String[] words = (verb + " --help").split(" ", -1);

    assertThat(run(words)).isZero();
    assertThat(out.toString()).startsWith("Usage: racer " + verb);
  }

  @Test
  void theConfigurationIsPrintedWithItsOrigins() throws IOException {
    Path file = Files.writeString(output.resolve("my.conf"), "calibration.seed = 7\n");

    int exitCode =
        run(
            "calibrate",
            "--config",
            file.toString(),
            "--set",
            "lake.queries=q",
            "--set",
            "calibration.segments=[benchmark,[tenant,language]]",
            "--print-config");

    assertThat(exitCode).isZero();
    assertThat(out.toString())
        .contains("calibration.seed = 7   # " + file + ": 1\n")
        .contains("lake.queries = q   # --set\n")
        .contains("calibration.segments = [benchmark, [tenant, language]]   # --set\n")
        .contains("lake.outcomes = null   # defaults.conf: ");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void wrongConfigurationIsNamedOnOneLine() {
    int exitCode = run("calibrate", "--set", "calibration.risk-level=[0.1]");

    assertThat(exitCode).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "racer: Unknown configuration key calibration.risk-level (--set); did you mean"
                + " calibration.risk-levels?\n");
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--set lake.queries=q",
        "--set seed",
        "--config absent.conf",
        "--from 2026-11-22 --to 2026-11-22",
        "--from yesterday",
        "--set lake.queries=q --set lake.router-scores=s --set lake.outcomes=o --set lake.output=out"
            + " --set calibration.segments=[benchmark,Benchmark]",
        "--no-publish --dry-run"
      })
  void whatCannotBeMeantEndsBeforeSparkStarts(String options) {
    assertThat(run(("calibrate " + options).split(" ", -1))).isEqualTo(2);
    assertThat(err.toString()).startsWith("racer: ").doesNotContain("\tat ");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void whatIsNoDayIsNamedWithoutClasses() {
    assertThat(run("calibrate", "--from", "yesterday")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            """
            racer: Invalid value for option '--from': must be a day YYYY-MM-DD, got yesterday
            Try 'racer calibrate --help'.
            """);
  }

  @Test
  void aReportNeedsAPlaceAndALevelThatIsOne() {
    TinyPublication.publish(store(), TinyPublication.RUN, TinyPublication.rows());
    String[] publication = {
      "report", "--set", "lake.output=" + output, "--set", "publication.name=tiny"
    };

    assertThat(run(publication)).isEqualTo(2);
    assertThat(run(with(publication, "--output", output + "/r", "--risk-level", "1"))).isEqualTo(2);
    assertThat(run(with(publication, "--output", output.toString()))).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            """
            racer: Either --output or --notebook must say what to write, got neither
            racer: --risk-level: Risk level must lie in (0, 1), got 1
            Try 'racer report --help'.
            racer: There is no evaluation yet in %s; found []
            """
                .formatted(output.resolve("tiny")));
    assertThat(out.toString()).isEmpty();
  }

  private static String[] with(String[] arguments, String... more) {
    return Stream.concat(Arrays.stream(arguments), Arrays.stream(more)).toArray(String[]::new);
  }

  @Test
  void aDemoWithoutQueriesIsAUsageError() {
    Path folder = output.resolve("demo");

    assertThat(run("demo", "--output", folder.toString(), "--queries", "0")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "racer: Number of queries must lie in [1, 10^9], got 0\nTry 'racer demo --help'.\n");
    assertThat(folder).doesNotExist();
  }

  @Test
  void aDemoInAFileIsRefused() throws IOException {
    Path file = Files.createFile(output.resolve("file"));

    assertThat(run("demo", "--output", file.toString())).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "racer: --output must be a folder that can be written, got %1$s: %1$s is not a folder\n",
            file);
  }

  @Test
  void thresholdsForMachinesAreNothingButRows() {
    TinyPublication.publish(store(), TinyPublication.RUN, TinyPublication.rows());

    int exitCode = show("thresholds", "--json");

    assertThat(exitCode).isZero();
    assertThat(out.toString())
        .isEqualTo(
            String.join(
                "",
                TinyPublication.document(TinyPublication.rows()).thresholds().stream()
                    .map(row -> ThresholdsJson.row(row) + "\n")
                    .toList()));
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void thresholdsAreFilteredByOptions() {
    TinyPublication.publish(store(), TinyPublication.RUN, TinyPublication.rows());

    assertThat(show("thresholds", "--json", "--in-force", "--router", "mlp", "--segment", "all"))
        .isZero();
    assertThat(out.toString().lines()).hasSize(1);
  }

  @Test
  void anotherVersionIsShownByNumber() {
    Commit first =
        TinyPublication.publish(store(), TinyPublication.RUN, TinyPublication.rows().subList(0, 1));
    TinyPublication.publish(store(), "00000000000000bb", TinyPublication.rows());

    assertThat(show("thresholds", "--version", "1")).isZero();
    assertThat(out.toString()).contains("version 1", "run " + first.runId());
    assertThat(show("thresholds", "--version", "3")).isEqualTo(2);
  }

  @Test
  void qualityAndRunsAreShown() {
    TinyPublication.publish(store(), TinyPublication.RUN, TinyPublication.rows());

    assertThat(show("quality", "--json")).isZero();
    assertThat(show("runs", "--json")).isZero();
    assertThat(show("quality", "--run", TinyPublication.RUN)).isZero();
    assertThat(show("runs")).isZero();
    assertThat(out.toString().lines().limit(2))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("{\"tables\":["),
            line -> assertThat(line).startsWith("{\"schema_version\":1,\"run_id\":"));
    assertThat(out.toString()).contains("Input rows", "published");
  }

  @Test
  void anAbsentPublicationIsNamedWithThoseThatAreThere() {
    TinyPublication.publish(store(), TinyPublication.RUN, TinyPublication.rows());

    int exitCode =
        run("show", "thresholds", "--output", output.toString(), "--publication", "other");

    assertThat(exitCode).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "racer: publication.name (--publication): there is no publication other in "
                + output
                + "; found [tiny]\n");
  }

  @Test
  void anAttemptThatDiedLeavesTheVersionInForceShown() {
    TinyPublication.publish(store(), TinyPublication.RUN, TinyPublication.rows());
    Attempt died = TinyPublication.writeAttempt(store(), "00000000000000bb", List.of());

    assertThat(show("thresholds")).isZero();
    assertThat(show("runs")).isZero();
    assertThat(out.toString()).contains("version 1,", died.id());
  }

  @Test
  void damagedDataAreRefused() throws IOException {
    Commit commit = TinyPublication.publish(store(), TinyPublication.RUN, TinyPublication.rows());
    Files.writeString(
        Path.of(store().attempt(commit).location()).resolve(Publisher.THRESHOLDS), "{");

    assertThat(show("thresholds")).isEqualTo(3);
    assertThat(err.toString()).startsWith("racer: ").contains(Publisher.THRESHOLDS).hasLineCount(1);
    assertThat(out.toString()).isEmpty();
  }

  private PublicationStore store() {
    return PublicationStore.local(output, TinyPublication.NAME);
  }

  private int show(String... arguments) {
    String[] all = new String[arguments.length + 5];
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[0] = "show";
    all[arguments.length + 1] = "--output";
    all[arguments.length + 2] = output.toString();
    all[arguments.length + 3] = "--set";
    all[arguments.length + 4] = "publication.name=" + TinyPublication.NAME;
    return run(all);
  }

  private int run(String... arguments) {
    return Racer.run(arguments, new PrintWriter(out), new PrintWriter(err));
  }
}
