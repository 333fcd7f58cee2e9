package dev.racer.jobs.cli;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.upper;
import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.published.Commit;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.publication.RunStatus;
import dev.racer.spark.testing.LocalSpark;
import dev.racer.spark.testing.TinyLake;
import dev.racer.spark.testing.TinyLake.Format;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Routing from the command line: what is refused, with which exit code, and one line why. */
@ExtendWith(LocalSpark.class)
class RouteRefusalsTest {
  @TempDir private static Path folder;
  private static LakeInputs lake;

  @BeforeAll
  static void publish(SparkSession spark) {
    lake = TinyLake.sample(21, 120).write(spark, folder.resolve("lake"), Format.PLAIN);
    Finished run =
        run(
            "calibrate",
            "--set",
            "lake.queries=" + lake.queries(),
            "--set",
            "lake.router-scores=" + lake.routerScores(),
            "--set",
            "lake.outcomes=" + lake.location(LakeInputs.OUTCOMES),
            "--set",
            "lake.output=" + folder.resolve("output"),
            "--set",
            "calibration.segments=[benchmark,[tenant,benchmark]]");
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  /**
   * Something to be refused by a run, which leaves a status.
   *
   * @param change what is done to the scores
   */
  record Case(
      String name,
      UnaryOperator<Dataset<Row>> change,
      List<String> assignments,
      int exitCode,
      List<String> message) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case data(String name, UnaryOperator<Dataset<Row>> change, String... message) {
    return new Case(name, change, List.of(), 3, Arrays.asList(message));
  }

  private static Case config(String name, int exitCode, String assignment, String... message) {
    return new Case(name, rows -> rows, List.of(assignment), exitCode, Arrays.asList(message));
  }

  static Stream<Case> cases() {
    return Stream.of(
        data(
            "a router that the version does not know",
            rows -> rows.unionByName(rows.withColumn("router", lit("new"))),
            "Table router-scores holds scores of the routers [knn, mlp, new], expected [knn, mlp]",
            "version 1 of publication default",
            "route.routers"),
        data(
            "a router of the version without scores",
            rows -> rows.filter(col("router").equalTo("knn")),
            "the routers [knn], expected [knn, mlp]"),
        new Case(
            "a router that was asked for without scores",
            rows -> rows.filter(col("router").equalTo("knn")),
            List.of("route.routers=[mlp]"),
            3,
            List.of("the routers [knn], expected [mlp] among them, as route.routers says")),
        data(
            "malformed rows",
            rows -> rows.withColumn("score", lit(Double.NaN)),
            "Too many malformed rows: quarantined-share router-scores is 1.000000 (720 of 720)",
            "quality.max-quarantined-share = 0.01",
            "router-scores non-finite-score 720",
            "quarantine"),
        data(
            "models of another pool",
            rows -> rows.withColumn("model", upper(col("model"))),
            "router-scores model-outside-pool 720"),
        data("no scores", rows -> rows.filter(lit(false)), "Table router-scores", "no rows"),
        data(
            "missing column",
            rows -> rows.drop("score"),
            "Table router-scores",
            "has no column 'score'"),
        config(
            "missing table",
            3,
            "lake.queries=/nowhere/queries",
            "lake.queries: there is no file or folder '/nowhere/queries'"),
        config(
            "unknown router",
            2,
            "route.routers=[mlp,nobody]",
            "route.routers must be among [knn, mlp], the routers of version 1 of publication"
                + " default, got [mlp, nobody]"),
        config(
            "unknown segmentation",
            2,
            "route.segment-by=[benchmark,tenant]",
            "route.segment-by must be [] or one of [[benchmark], [tenant, benchmark]], the"
                + " segmentations of version 1 of publication default, got [benchmark, tenant]"),
        config(
            "more values than allowed",
            2,
            "calibration.max-groups=1",
            "column 'benchmark' has more values than calibration.max-groups = 1"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void isRefused(Case one, SparkSession spark) {
    Path changed = folder.resolve("changed " + one.name());
    one.change()
        .apply(spark.read().parquet(lake.routerScores()))
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(changed.toString());
    List<String> assignments = new ArrayList<>(List.of("lake.router-scores=" + changed));
    assignments.addAll(one.assignments());
    int runs = store().runs().size();

    Finished run = route(assignments);

    assertThat(run.exitCode()).as(run.err()).isEqualTo(one.exitCode());
    assertThat(run.errors()).hasSize(1);
    assertThat(run.errors().get(0)).contains(one.message());
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).doesNotContain("\tat ", "Exception");
    assertThat(store().runs()).hasSize(runs + 1);
    RunStatus status = store().runs().get(runs);
    assertThat(status.verb()).isEqualTo("route");
    assertThat(status.outcome()).isEqualTo(RunOutcome.REFUSED);
    assertThat(status.exitCode()).isEqualTo(one.exitCode());
    assertThat("racer: " + status.reason().orElseThrow()).isEqualTo(run.errors().get(0));
    assertThat(store().unfinished()).isEmpty();
    assertThat(store().commits()).extracting(Commit::sequence).containsExactly(1L);
  }

  @Test
  void aSegmentColumnThatTheQueriesLackIsNamed(SparkSession spark) {
    Path queries = folder.resolve("queries without benchmark");
    spark.read().parquet(lake.queries()).drop("benchmark").write().parquet(queries.toString());

    Finished run = route(List.of("lake.queries=" + queries));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors().get(0))
        .contains("route.segment-by: table queries", "has no column 'benchmark'");
  }

  @Test
  void whereNothingIsPublishedNothingIsLeftBehind() {
    Path output = folder.resolve("nothing here");

    Finished run = route(List.of("lake.output=" + output));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors().get(0)).contains("publication.name", "there is no publication default");
    assertThat(output).doesNotExist();
  }

  @Test
  void aVersionThatIsNotThereIsNamedWithThoseThatAre() {
    int runs = store().runs().size();

    Finished run = route(List.of(), "--version-number", "9");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors().get(0)).contains("There is no version 9", "found [1]");
    assertThat(store().runs()).hasSize(runs);
  }

  @Test
  void aDamagedVersionIsRefused() throws IOException {
    Path output = folder.resolve("damaged");
    try (Stream<Path> files = Files.walk(Path.of(store().folder().toString()))) {
      for (Path file : files.toList()) {
        Path copy =
            output
                .resolve("default")
                .resolve(Path.of(store().folder().toString()).relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
    PublicationStore damaged = PublicationStore.local(output, "default");
    Path thresholds =
        Path.of(damaged.attempt(damaged.current().orElseThrow()).location())
            .resolve("thresholds.json");
    Files.writeString(thresholds, Files.readString(thresholds).replace("gap", "pag"));

    Finished run = route(List.of("lake.output=" + output));

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.errors().get(0))
        .contains("Version 1 is refused", thresholds.toString(), "is not the file that was");
    assertThat(damaged.runs().get(damaged.runs().size() - 1).exitCode()).isEqualTo(3);
  }

  @Test
  void daysAreRefusedWhereQueriesHaveNone() {
    Finished run = route(List.of(), "--from", "2026-01-01");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors().get(0)).contains("--from and --to need a column 'date'");
  }

  static Stream<Arguments> votes() {
    return Stream.of(
        Arguments.of(
            List.of("--vote", "majority"), "lake.outcomes is required: --set lake.outcomes=..."),
        Arguments.of(
            List.of("--vote", "weighted:p_true"),
            "route.votes (--vote): A weighted vote needs a temperature, as in"
                + " weighted:p_true@0.2"),
        Arguments.of(
            List.of("--vote", "weighted:p_true@0"),
            "route.votes (--vote): Temperature must be positive, got 0.0"),
        Arguments.of(
            List.of("--vote", "most"), "route.votes (--vote): A vote must be majority, weighted:"),
        Arguments.of(
            List.of("--vote", "majority", "--vote", "majority"),
            "route.votes (--vote): Votes must be there once each, got [majority, majority]"),
        Arguments.of(
            List.of("--vote", "majority", "--set", "route.missing-confidence=guess"),
            "route.missing-confidence (--set): "),
        Arguments.of(
            List.of("--vote", "majority", "--set", "route.answer-normalization=guess"),
            "route.answer-normalization (--set): "));
  }

  @ParameterizedTest
  @MethodSource("votes")
  void aVoteThatCannotBeMeantIsRefusedBeforeARunBegins(List<String> options, String message) {
    int runs = store().runs().size();

    Finished run = route(List.of(), options.toArray(String[]::new));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors()).hasSize(1);
    assertThat(run.errors().get(0)).startsWith("racer: " + message);
    assertThat(store().runs()).hasSize(runs);
  }

  @Test
  void aLakeWithoutAnswersCannotVote() {
    Finished run =
        route(List.of("lake.outcomes=" + lake.location(LakeInputs.OUTCOMES)), "--vote", "majority");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors().get(0))
        .startsWith("racer: route.votes: table outcomes ('")
        .contains("has no column 'answer'; it has query_id, model, correct");
    assertThat(store().unfinished()).isEmpty();
  }

  @Test
  void outcomesAreNotNeeded() {
    Finished run = route(List.of("route.segment-by=[tenant,benchmark]"));

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("Routed (run ").contains("\nRouter knn: 120 decided");
    Finished again = route(List.of("route.segment-by=[tenant,benchmark]"), "--json");
    assertThat(again.exitCode()).isZero();
    assertThat(again.out())
        .startsWith("{\"schema_version\":1,\"status\":{")
        .contains("\"outcome\":\"already-routed\"")
        .endsWith("}\n");
    Finished runs = run("show", "runs", "--output", folder.resolve("output").toString());
    assertThat(runs.out()).contains("route", "already-routed");
    Finished quality =
        run(
            "show",
            "quality",
            "--output",
            folder.resolve("output").toString(),
            "--run",
            store().runs().stream()
                .filter(status -> status.outcome() == RunOutcome.ROUTED)
                .findFirst()
                .orElseThrow()
                .attempt());
    assertThat(quality.out()).contains("router-scores").doesNotContain("Calibration records");
  }

  private static PublicationStore store() {
    return PublicationStore.local(folder.resolve("output"), "default");
  }

  private static Finished route(List<String> assignments, String... more) {
    List<String> arguments = new ArrayList<>(List.of("route"));
    List<String> all =
        new ArrayList<>(
            List.of(
                "lake.queries=" + lake.queries(),
                "lake.router-scores=" + lake.routerScores(),
                "lake.output=" + folder.resolve("output")));
    all.addAll(assignments);
    all.forEach(assignment -> arguments.addAll(List.of("--set", assignment)));
    arguments.addAll(Arrays.asList(more));
    return run(arguments.toArray(String[]::new));
  }

  private static Finished run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode = Racer.run(arguments, new PrintWriter(out), new PrintWriter(err));
    return new Finished(exitCode, out.toString(), err.toString());
  }

  private record Finished(int exitCode, String out, String err) {
    /** The lines that are not progress. */
    List<String> errors() {
      return err.lines().filter(line -> line.startsWith("racer: ")).toList();
    }
  }
}
