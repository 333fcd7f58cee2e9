package dev.racer.jobs.cli;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
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
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is refused, from the command line: the exit code, one line that says why, and the version in
 * force as it was.
 */
@ExtendWith(LocalSpark.class)
class CalibrateRefusalsTest {
  private static final int QUERIES = 120;

  @TempDir private static Path folder;
  private static LakeInputs good;
  private static String inForce;

  /** Publishes a version that nothing below may touch. */
  @BeforeAll
  static void publish(SparkSession spark) {
    TinyLake sample = TinyLake.sample(21, QUERIES);
    TinyLake lake = TinyLake.of(sample.models().toArray(String[]::new));
    lake.segmentColumns(sample.segmentColumns().toArray(String[]::new));
    sample
        .queries()
        .forEach(
            query ->
                lake.trainedQuery(query.queryId(), false, query.segments().toArray(String[]::new)));
    sample
        .scores()
        .forEach(row -> lake.score(row.queryId(), row.router(), row.model(), row.score()));
    sample.outcomes().forEach(row -> lake.outcome(row.queryId(), row.model(), row.correct()));
    good = lake.write(spark, folder.resolve("good"), Format.PLAIN);

    Finished run = calibrate();

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("Published version 1 ");
    inForce = shown();
    assertThat(inForce).isNotEmpty();
  }

  /**
   * Something to be refused.
   *
   * @param table the table that is changed, or nothing
   * @param change what is done to its rows
   * @param arguments of the command line
   * @param message what the one line on standard error must hold
   * @param stage when
   */
  record Case(
      String name,
      String table,
      UnaryOperator<Dataset<Row>> change,
      List<String> arguments,
      int exitCode,
      List<String> message,
      Stage stage) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** When something is refused. */
  enum Stage {
    /** While the configuration is read: there is no run yet. */
    CONFIGURATION,
    /** By the run, which leaves a status. */
    RUN
  }

  private static Case config(String name, String assignment, String... message) {
    return new Case(
        name,
        "",
        rows -> rows,
        List.of("--set", assignment),
        2,
        Arrays.asList(message),
        Stage.CONFIGURATION);
  }

  /** A configuration that is sound by itself. */
  private static Case misfit(
      String name, int exitCode, List<String> assignments, String... message) {
    List<String> arguments = new ArrayList<>();
    assignments.forEach(assignment -> arguments.addAll(List.of("--set", assignment)));
    return new Case(name, "", rows -> rows, arguments, exitCode, Arrays.asList(message), Stage.RUN);
  }

  private static Case data(
      String name, String table, UnaryOperator<Dataset<Row>> change, String... message) {
    return new Case(name, table, change, List.of(), 3, Arrays.asList(message), Stage.RUN);
  }

  static Stream<Case> cases() {
    String queries = LakeInputs.QUERIES;
    String scores = LakeInputs.ROUTER_SCORES;
    String outcomes = LakeInputs.OUTCOMES;
    return Stream.of(
        misfit(
            "missing table",
            3,
            List.of("lake.outcomes=/nowhere/outcomes"),
            "lake.outcomes",
            "no file or folder '/nowhere/outcomes'"),
        misfit(
            "missing catalog table",
            3,
            List.of("lake.outcomes=nowhere.outcomes"),
            "lake.outcomes",
            "'nowhere.outcomes'"),
        data(
            "missing column",
            outcomes,
            rows -> rows.drop("correct"),
            "Table outcomes",
            "has no column 'correct'",
            "it has query_id, model",
            "lake.columns.outcomes.correct"),
        data(
            "wrong type",
            scores,
            rows -> rows.withColumn("score", col("score").cast("string")),
            "Table router-scores",
            "column 'score' is of type string, expected"),
        data(
            "scores of another precision",
            scores,
            rows -> rows.withColumn("score", col("score").cast("float")),
            "column 'score' is of type float, expected",
            "lake.columns.router-scores.score=cast(score as double)"),
        data(
            "numeric labels",
            outcomes,
            rows -> rows.withColumn("correct", col("correct").cast("int")),
            "column 'correct' is of type int, expected boolean",
            "lake.columns.outcomes.correct=correct >= 0.5"),
        data("no queries", queries, rows -> rows.filter(lit(false)), "Table queries", "no rows"),
        data(
            "no scores", scores, rows -> rows.filter(lit(false)), "Table router-scores", "no rows"),
        data("no outcomes", outcomes, rows -> rows.filter(lit(false)), "Table outcomes", "no rows"),
        data(
            "unknown whether a router was trained on a query",
            queries,
            rows ->
                rows.withColumn(
                    "router_train",
                    when(col("query_id").equalTo("query-7"), lit(null).cast("boolean"))
                        .otherwise(col("router_train"))),
            "router_train is null in 1 rows",
            "'query-7'",
            "expected true or false"),
        data(
            "a router was trained on queries",
            queries,
            rows -> rows.withColumn("router_train", col("query_id").isin("query-7", "query-8")),
            "a router was trained on 2 of the queries",
            "'query-7'",
            "calibration.exclude-where=router_train"),
        data(
            "a model that is scored once",
            scores,
            rows ->
                rows.unionByName(
                    rows.limit(1)
                        .withColumn("model", lit("stray"))
                        .withColumn("query_id", lit("query-7"))),
            "scores all models that it ever scores for only 1 queries",
            "stray=1",
            "pool.models"),
        data(
            "a router's name in another encoding",
            scores,
            rows -> rows.withColumn("router", expr("cast(X'ff41' as string)")),
            "Table router-scores",
            "expected valid UTF-8"),
        data(
            "no router has a usable query",
            scores,
            rows -> rows.withColumn("query_id", lit("elsewhere")).limit(3),
            "has no usable query"),
        misfit(
            "scores outside [0, 1] that nothing normalizes",
            3,
            List.of("calibration.normalizations=[softmax,none]"),
            "Table router-scores",
            "[0, 1]",
            "calibration.normalizations holds none"),
        config(
            "risk level 1",
            "calibration.risk-levels=[0.10,1.0]",
            "calibration.risk-levels",
            "--set",
            "Risk level must lie in (0, 1), got 1.0"),
        config("risk level 0", "calibration.risk-levels=[0.10,0]", "(0, 1), got 0"),
        config("negative risk level", "calibration.risk-levels=[0.10,-0.1]", "(0, 1), got -0.1"),
        config("no number", "calibration.risk-levels=[0.10,low]", "low"),
        config(
            "a risk level twice",
            "calibration.risk-levels=[0.1,0.10]",
            "calibration.risk-levels",
            "0.1 and 0.10 are the same risk level"),
        config(
            "unknown key",
            "calibration.risk-level=[0.1]",
            "Unknown configuration key calibration.risk-level (--set)",
            "did you mean calibration.risk-levels?"),
        config(
            "unknown choice",
            "calibration.nonconformity=[gaps]",
            "calibration.nonconformity",
            "gaps",
            "gap, inverse-probability"),
        misfit(
            "misspelled segment column",
            2,
            List.of("calibration.segments=[benchmrk]"),
            "calibration.segments",
            "has no column 'benchmrk'",
            "it has query_id, benchmark, tenant, router_train"),
        misfit(
            "segment column that identifies queries",
            2,
            List.of("calibration.segments=[query_id]", "calibration.max-groups=100"),
            "calibration.max-groups = 100",
            "[query_id]: 120"),
        misfit(
            "rule without such a column",
            2,
            List.of("calibration.exclude-where=router_trained"),
            "calibration.exclude-where = 'router_trained'",
            "router_train"),
        config(
            "policy that is not calibrated",
            "policy.risk-level=0.07",
            "policy.risk-level = 0.07 is not calibrated",
            "calibration.risk-levels"),
        config(
            "output that Spark would read as a pattern",
            "lake.output=/tmp/team[a]",
            "lake.output",
            "must not hold any of [ ] { } * ?",
            "got /tmp/team[a]"),
        config(
            "output that is not local",
            "lake.output=hdfs://host/publications",
            "lake.output",
            "must be a folder on a local file system or s3a://bucket/path",
            "hdfs://host/publications"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void isRefusedAndLeavesTheVersionInForce(Case one, SparkSession spark) {
    List<String> arguments = new ArrayList<>(one.arguments());
    if (!one.table().isEmpty()) {
      Path changed = folder.resolve("changed " + one.name());
      one.change()
          .apply(spark.read().parquet(good.location(one.table())))
          .write()
          .mode(SaveMode.Overwrite)
          .parquet(changed.toString());
      arguments.addAll(List.of("--set", "lake." + one.table() + "=" + changed));
    }

    int runs = store().runs().size();

    Finished run = calibrate(arguments.toArray(String[]::new));

    assertThat(run.exitCode()).as(run.err()).isEqualTo(one.exitCode());
    assertThat(run.errors()).hasSize(1);
    assertThat(run.errors().get(0)).contains(one.message());
    if (one.stage() == Stage.RUN) {
      assertThat(store().runs()).hasSize(runs + 1);
      assertThat(lastRun().outcome()).isEqualTo(RunOutcome.REFUSED);
      assertThat(lastRun().exitCode()).isEqualTo(one.exitCode());
      assertThat("racer: " + lastRun().reason().orElseThrow()).isEqualTo(run.errors().get(0));
    } else {
      assertThat(store().runs()).hasSize(runs);
    }
    assertThat(store().unfinished()).isEmpty();
    assertThat(run.err()).doesNotContain("\tat ", "Exception");
    assertThat(run.out()).isEmpty();
    requireUntouched();
  }

  @Test
  void aRunWhoseInputsAreNotFoundIsKnownByTheRest() {
    String missing = "lake.outcomes=/nowhere/outcomes";
    Path output = folder.resolve("output of a first run");
    String[] arguments = {"--set", missing, "--set", "lake.output=" + output};
    PublicationStore first = PublicationStore.local(output, "default");

    assertThat(calibrate(arguments).exitCode()).isEqualTo(3);
    assertThat(calibrate(arguments).exitCode()).isEqualTo(3);
    assertThat(calibrate("--set", missing, "--set", "calibration.seed=7").exitCode()).isEqualTo(3);

    List<RunStatus> runs = first.runs();
    assertThat(runs).hasSize(2);
    assertThat(runs).extracting(RunStatus::runId).containsOnly(runs.get(0).runId());
    assertThat(runs).extracting(RunStatus::attempt).doesNotHaveDuplicates();
    assertThat(lastRun().runId()).isNotEqualTo(runs.get(0).runId());
    Finished shown = run("show", "runs", "--output", output.toString());
    assertThat(shown.out().lines().skip(1))
        .hasSize(2)
        .allMatch(line -> line.contains("refused") && line.contains("/nowhere/outcomes"));
  }

  @Test
  void tooManyMalformedRowsAreKeptForReading(SparkSession spark) {
    Path changed = folder.resolve("malformed");
    Dataset<Row> rows = spark.read().parquet(good.routerScores());
    rows.withColumn(
            "score",
            when(
                    col("query_id")
                        .isin("query-1", "query-2", "query-3")
                        .and(col("router").equalTo("mlp")),
                    lit(Double.NaN))
                .otherwise(col("score")))
        .write()
        .parquet(changed.toString());

    Finished run = calibrate("--set", "lake.router-scores=" + changed);

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.errors()).hasSize(1);
    assertThat(run.errors().get(0))
        .contains(
            "Too many malformed rows",
            "9 of 720",
            "router-scores non-finite-score 9",
            "quality.max-quarantined-share = 0.01");
    String message = run.errors().get(0);
    String quarantine = message.substring(message.indexOf("the rows are in ") + 16);
    List<Row> kept = spark.read().parquet(quarantine).collectAsList();
    assertThat(kept).hasSize(9).allMatch(row -> row.getAs("value").equals("NaN"));
    assertThat(lastRun().outcome()).isEqualTo(RunOutcome.REFUSED);
    assertThat(lastRun().exitCode()).isEqualTo(3);
    assertThat(lastRun().reason().orElseThrow()).startsWith("Too many malformed rows");
    requireUntouched();
  }

  @Test
  void aDryRunDoesNotNameRowsThatItRemoves(SparkSession spark) throws IOException {
    List<Path> before = attempts();

    Finished run = calibrate("--dry-run", "--set", "lake.router-scores=" + malformedScores(spark));

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.errors()).hasSize(1);
    assertThat(run.errors().get(0))
        .contains("Too many malformed rows", "without --dry-run")
        .doesNotContain(folder.toString());
    assertThat(attempts()).isEqualTo(before);
    requireUntouched();
  }

  /** Nine scores of 720 are not a number. */
  private static Path malformedScores(SparkSession spark) {
    Path changed = folder.resolve("malformed");
    spark
        .read()
        .parquet(good.routerScores())
        .withColumn(
            "score",
            when(
                    col("query_id")
                        .isin("query-1", "query-2", "query-3")
                        .and(col("router").equalTo("mlp")),
                    lit(Double.NaN))
                .otherwise(col("score")))
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(changed.toString());
    return changed;
  }

  @Test
  void theGateRefusesARouterWithoutAFeasibleRowInForce() {
    Finished run =
        calibrate(
            "--set", "calibration.risk-levels=[0.005,0.10]", "--set", "policy.risk-level=0.005");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(4);
    assertThat(run.out())
        .startsWith(
            "Refused by the gate: feasible-in-force knn is 0, expected at least 1;"
                + " feasible-in-force mlp is 0, expected at least 1; the last version stays in"
                + " force\n");
    RunStatus status = lastRun();
    assertThat(status.outcome()).isEqualTo(RunOutcome.REFUSED);
    assertThat(status.exitCode()).isEqualTo(4);
    assertThat(status.gate())
        .filteredOn(verdict -> !verdict.passed())
        .extracting(verdict -> verdict.name())
        .containsExactly("feasible-in-force knn", "feasible-in-force mlp");
    assertThat(Path.of(store().attempt(status).location()))
        .isDirectoryContaining("glob:**/thresholds.json")
        .isDirectoryContaining("glob:**/manifest.json");
    requireUntouched();
  }

  @Test
  void aTrialRunIsKeptButNotPublished() throws IOException {
    Finished run = calibrate("--no-publish", "--set", "calibration.seed=5");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("Not published, as asked");
    assertThat(lastRun().outcome()).isEqualTo(RunOutcome.NOT_PUBLISHED);
    Path attempt = Path.of(store().attempt(lastRun()).location());
    assertThat(Files.size(attempt.resolve("thresholds.json"))).isPositive();
    requireUntouched();
  }

  @Test
  void aDryRunPrintsTheDifferenceAndLeavesNoAttempt() throws IOException {
    List<Path> before = attempts();

    Finished run =
        calibrate(
            "--dry-run",
            "--set",
            "calibration.risk-levels=[0.10,0.25]",
            "--set",
            "calibration.nonconformity=[gap]");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .startsWith("Dry run: nothing is published")
        .contains("0.25")
        .doesNotContain("Attempt: ");
    assertThat(attempts()).isEqualTo(before);
    assertThat(lastRun().outcome()).isEqualTo(RunOutcome.DRY_RUN);
    requireUntouched();
  }

  @Test
  void printingTheConfigurationReadsNothing() {
    int runs = store().runs().size();

    Finished run = calibrate("--print-config", "--set", "lake.queries=/nowhere");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("lake.queries = \"/nowhere\"   # --set\n");
    assertThat(store().runs()).hasSize(runs);
    requireUntouched();
  }

  private static void requireUntouched() {
    assertThat(store().commits()).extracting(Commit::sequence).containsExactly(1L);
    assertThat(shown()).isEqualTo(inForce);
  }

  private static List<Path> attempts() throws IOException {
    try (Stream<Path> attempts =
        Files.list(Path.of(store().folder().toString()).resolve("attempts"))) {
      return attempts.sorted().toList();
    }
  }

  private static RunStatus lastRun() {
    List<RunStatus> runs = store().runs();
    return runs.get(runs.size() - 1);
  }

  private static PublicationStore store() {
    return PublicationStore.local(folder.resolve("output"), "default");
  }

  private static String shown() {
    Finished shown =
        run("show", "thresholds", "--json", "--output", folder.resolve("output").toString());
    assertThat(shown.exitCode()).as(shown.err()).isZero();
    return shown.out();
  }

  @Test
  void aTableThatDoesNotSayWhatFilesItHasIsCalibratedAnew(SparkSession spark) {
    Dataset<Row> outcomes = spark.read().parquet(good.location(LakeInputs.OUTCOMES));
    String[] arguments = {
      "--set", "lake.outcomes=global_temp.outcomes", "--set", "publication.name=of-a-view"
    };
    view(spark, outcomes.collectAsList(), outcomes);
    assertThat(calibrate(arguments).out()).startsWith("Published version 1 ");
    Dataset<Row> corrected = outcomes.withColumn("correct", lit(true));
    view(spark, corrected.collectAsList(), corrected);

    Finished run = calibrate(arguments);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("Published version 2 ");
  }

  /** A view of rows that lie in no file. */
  private static void view(SparkSession spark, List<Row> rows, Dataset<Row> like) {
    spark.createDataFrame(rows, like.schema()).createOrReplaceGlobalTempView("outcomes");
  }

  private static Finished calibrate(String... more) {
    List<String> arguments = new ArrayList<>(List.of("calibrate"));
    for (String assignment :
        List.of(
            "lake.queries=" + good.queries(),
            "lake.router-scores=" + good.routerScores(),
            "lake.outcomes=" + good.location(LakeInputs.OUTCOMES),
            "lake.output=" + folder.resolve("output"))) {
      arguments.addAll(List.of("--set", assignment));
    }
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
