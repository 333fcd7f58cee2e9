package dev.racer.jobs.evaluate;

import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.racer.jobs.evaluate.CellSummary.Verdict;
import dev.racer.jobs.generate.GenerateConfig;
import dev.racer.jobs.generate.GenerateJob;
import dev.racer.jobs.run.Progress;
import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.publication.RunStatus;
import dev.racer.spark.schema.EvaluationTables;
import dev.racer.spark.testing.LocalSpark;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Trials on a generated lake, whose last days have drifted. */
@ExtendWith(LocalSpark.class)
class EvaluateJobTest {
  private static final String SEGMENTS = "calibration.segments=[benchmark]";
  private static final String HELD_OUT = "calibration.exclude-where=router_train";
  private static final LocalDate START = LocalDate.of(2026, 1, 1);

  @TempDir private static Path shared;
  private static LakeInputs lake;

  @TempDir private Path output;

  @BeforeAll
  static void generate(SparkSession spark) {
    Path folder = shared.resolve("lake");
    new GenerateJob()
        .run(
            spark,
            GenerateConfig.to(folder).queries(3_000).startDate(START).days(6).build(),
            SILENT);
    lake = inputs(folder);
  }

  private static LakeInputs inputs(Path folder) {
    return new LakeInputs(
        folder.resolve("queries").toString(),
        folder.resolve("router_scores").toString(),
        folder.resolve("outcomes").toString(),
        Map.of());
  }

  @Test
  void writesTheCountsOfEveryTrialAndCell(SparkSession spark) {
    EvaluateResult result = evaluate(spark, "evaluate.trials=20");

    assertThat(result.status().outcome()).isEqualTo(RunOutcome.EVALUATED);
    int cells = 2 * 5 * 2 * 8; // routers, segments, scores, levels
    assertThat(result.cells()).hasSize(cells);
    assertThat(result.cells()).extracting(CellSummary::verdict).containsOnly(Verdict.PASSED);
    assertThat(read(spark, result, EvaluationTables.TRIAL_METRICS).count()).isEqualTo(cells * 20L);
    assertThat(read(spark, result, EvaluationTables.VOTE_METRICS).count())
        .isEqualTo(2L * cells * 20); // majority and by router score
    assertThat(read(spark, result, EvaluationTables.SELECTIONS).count())
        .isEqualTo(2L * 5 * 20 * 3); // gap, inverse probability, best
    // seven models, best single, top-1, random, oracle, and two votes
    assertThat(read(spark, result, EvaluationTables.BASELINE_METRICS).count())
        .isEqualTo(2L * 5 * 20 * (7 + 4 + 2));
  }

  @Test
  void summaryAddsUpItsTrials(SparkSession spark) {
    EvaluateResult result = evaluate(spark, "evaluate.trials=20");

    Map<List<String>, double[]> sums = new HashMap<>();
    for (Row row : read(spark, result, EvaluationTables.TRIAL_METRICS).collectAsList()) {
      double[] sum = sums.computeIfAbsent(key(row), key -> new double[3]);
      if (row.getAs("status").equals("feasible")) {
        sum[0]++;
        sum[1] += row.<Long>getAs("misses") / (double) row.<Long>getAs("n_test");
        sum[2] += row.<Long>getAs("set_size_sum") / (double) row.<Long>getAs("test_queries");
      }
    }
    assertThat(sums).hasSize(160);
    for (Row row : read(spark, result, EvaluationTables.EVALUATION_SUMMARY).collectAsList()) {
      double[] sum = sums.get(key(row));
      assertThat(row.<Integer>getAs("feasible_trials")).isEqualTo((int) sum[0]);
      assertThat(row.<Double>getAs("risk_mean")).isCloseTo(sum[1] / sum[0], within(1e-12));
      assertThat(row.<Double>getAs("set_size_mean")).isCloseTo(sum[2] / sum[0], within(1e-12));
    }
  }

  @Test
  void theSameRunIsFoundInsteadOfRepeated(SparkSession spark) {
    EvaluateResult first = evaluate(spark, "evaluate.trials=3");

    EvaluateResult second = evaluate(spark, "evaluate.trials=3");

    assertThat(second.status().outcome()).isEqualTo(RunOutcome.ALREADY_EVALUATED);
    assertThat(second.attemptFolder()).isEqualTo(first.attemptFolder());
    assertThat(second.cells()).isEqualTo(first.cells());
    assertThat(second.selections()).isEqualTo(first.selections());
  }

  @Test
  void anotherSeedGivesOtherSplits(SparkSession spark) {
    EvaluateResult first = evaluate(spark, "evaluate.trials=3");

    EvaluateResult second = evaluate(spark, "evaluate.trials=3", "evaluate.seed=1");

    assertThat(second.cells().get(0).calibrationQueries())
        .isNotEqualTo(first.cells().get(0).calibrationQueries());
  }

  @Test
  void dryRunLeavesNothingButItsStatus(SparkSession spark) {
    EvaluateResult result =
        Evaluations.run(
            spark,
            Verb.EVALUATE,
            PublicationMode.DRY_RUN,
            lake,
            output,
            SEGMENTS,
            HELD_OUT,
            "evaluate.trials=2");

    assertThat(result.status().outcome()).isEqualTo(RunOutcome.DRY_RUN);
    assertThat(result.cells()).isNotEmpty();
    assertThat(Path.of(result.attemptFolder())).doesNotExist();
  }

  @Test
  void splitByDateIsKeptApartAndComesFirst(SparkSession spark) {
    EvaluateResult result =
        evaluate(
            spark,
            "evaluate.trials=2",
            "evaluate.split=[random,date]",
            "evaluate.test-from=" + START.plusDays(4));

    assertThat(result.cells().get(0).split()).isEqualTo(EvaluationTables.BY_DATE);
    assertThat(result.cells().get(0).trials()).isEqualTo(1);
    assertThat(result.cells()).filteredOn(row -> row.split().equals("random")).hasSize(160);
    CellSummary all = result.cells().get(0);
    assertThat(all.testQueries()).isBetween(600.0, 1_000.0); // two of six days
  }

  @Test
  void tuningChoosesOnceAndKeepsTheGuarantee(SparkSession spark) {
    EvaluateResult result =
        Evaluations.run(
            spark,
            Verb.TUNE,
            PublicationMode.NO_PUBLISH,
            lake,
            output,
            SEGMENTS,
            HELD_OUT,
            "tune.objective=smallest-set",
            "tune.risk-level=0.20");

    assertThat(result.status().outcome()).isEqualTo(RunOutcome.TUNED);
    assertThat(result.selections()).hasSize(2 * 5 * 3);
    assertThat(result.selections())
        .allSatisfy(
            selection -> {
              assertThat(selection.usesCalibration()).isFalse();
              assertThat(selection.cell().level().text()).isEqualTo("0.20");
              assertThat(selection.objectiveValue())
                  .isEqualTo(selection.validation().setSize().orElseThrow());
            });
  }

  @Test
  void theProtocolOfThePaperIsMarked(SparkSession spark) {
    EvaluateResult result = evaluate(spark, "evaluate.trials=2", "tune.protocol=paper");

    assertThat(result.selections()).isNotEmpty();
    assertThat(result.selections()).allMatch(Selection::usesCalibration);
  }

  @Test
  void choosesUnderABudgetOfCosts(SparkSession spark) {
    EvaluateResult result =
        evaluate(
            spark,
            "evaluate.trials=2",
            "tune.objective=accuracy-under-budget",
            "tune.budget=1000000");

    assertThat(result.selections()).hasSize(2 * 5 * 2 * 3);
    assertThat(result.selections())
        .allSatisfy(selection -> assertThat(selection.test().cost().orElseThrow()).isPositive());
  }

  @Test
  void refusesVotesWithoutAnswers(SparkSession spark) {
    Path folder = output.resolve("lake");
    String outcomes = folder.resolve("outcomes").toString();
    spark.read().parquet(lake.location("outcomes")).drop("answer").write().parquet(outcomes);
    LakeInputs without = new LakeInputs(lake.queries(), lake.routerScores(), outcomes, Map.of());

    assertThatThrownBy(
            () ->
                Evaluations.evaluate(spark, without, output, HELD_OUT, "evaluate.votes=[majority]"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("answer")
        .hasMessageContaining("evaluate.votes");
    EvaluateResult result =
        Evaluations.evaluate(spark, without, output, HELD_OUT, "evaluate.trials=2");

    assertThat(read(spark, result, EvaluationTables.VOTE_METRICS).count()).isZero();
    assertThat(result.selections())
        .extracting(Selection::objective)
        .containsOnly(Objective.SMALLEST_SET);
  }

  @Test
  void refusesConfidencesOutOfRange(SparkSession spark) {
    String outcomes = output.resolve("lake").resolve("outcomes").toString();
    spark
        .read()
        .parquet(lake.location("outcomes"))
        .selectExpr("*", "if(query_id like '%77', 1.5D, 0.5D) as p_true")
        .write()
        .parquet(outcomes);
    LakeInputs broken = new LakeInputs(lake.queries(), lake.routerScores(), outcomes, Map.of());

    assertThatThrownBy(
            () ->
                Evaluations.evaluate(
                    spark, broken, output, HELD_OUT, "evaluate.votes=[\"weighted:p_true\"]"))
        .isInstanceOf(DataContractException.class)
        .hasMessageContaining("p_true")
        .hasMessageContaining("1.5");
    assertThat(lastRun().outcome()).isEqualTo(RunOutcome.REFUSED);
  }

  @Test
  void refusesAPoolOfOneModel(SparkSession spark) {
    String scores = output.resolve("lake").resolve("scores").toString();
    Dataset<Row> all = spark.read().parquet(lake.routerScores());
    String model = all.select("model").first().getString(0);
    all.where(all.col("model").equalTo(model)).write().parquet(scores);
    LakeInputs single = new LakeInputs(lake.queries(), scores, lake.location("outcomes"), Map.of());

    assertThatThrownBy(() -> Evaluations.evaluate(spark, single, output, HELD_OUT))
        .isInstanceOf(DataContractException.class)
        .hasMessageContaining("pool of one model, [" + model + "]");
    assertThat(lastRun().outcome()).isEqualTo(RunOutcome.REFUSED);
  }

  @Test
  void refusesToTakeCompleteLabelsForACoin(SparkSession spark) {
    String outcomes = output.resolve("lake").resolve("outcomes").toString();
    Dataset<Row> all = spark.read().parquet(lake.location("outcomes"));
    String model = all.select("model").first().getString(0);
    all.where("query_id not like '%7' or model != '" + model + "'").write().parquet(outcomes);
    LakeInputs called = new LakeInputs(lake.queries(), lake.routerScores(), outcomes, Map.of());

    assertThatThrownBy(
            () ->
                Evaluations.evaluate(
                    spark, called, output, HELD_OUT, "calibration.unknown-labels=exclude"))
        .isInstanceOf(DataContractException.class)
        .hasMessageContaining("some model was not called")
        .hasMessageContaining("exploration.slice = explored");
    assertThat(lastRun().exitCode()).isEqualTo(3);
  }

  @Test
  void refusesASegmentThatIsTooSmallForTheSplit(SparkSession spark) {
    assertThatThrownBy(
            () ->
                Evaluations.evaluate(
                    spark,
                    lake,
                    output,
                    HELD_OUT,
                    "calibration.segments=[tenant]",
                    "evaluate.shares=[0.001,0,0.999]"))
        .isInstanceOf(DataContractException.class)
        .hasMessageContaining("expected at least 1000 for the split 0.001/0/0.999");
    assertThat(lastRun().outcome()).isEqualTo(RunOutcome.REFUSED);
    assertThat(store().runs().get(0).quality()).isPresent();
  }

  @Test
  void refusesMoreTrialsThanFitIntoMemory(SparkSession spark) {
    assertThatThrownBy(() -> evaluate(spark, "evaluate.trials=100000"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("The counts of 100000 trials for 10 routers and segments")
        .hasMessageContaining("fewer evaluate.trials");
  }

  @Test
  void saysThatNothingCouldBeChosen(SparkSession spark) {
    EvaluateResult result =
        Evaluations.run(
            spark,
            Verb.TUNE,
            PublicationMode.NO_PUBLISH,
            lake,
            output,
            HELD_OUT,
            "tune.objective=cheapest-above-floor",
            "tune.accuracy-floor=1");

    assertThat(result.selections()).isEmpty();
    assertThat(result.status().exitCode()).isEqualTo(4);
    assertThat(result.status().reason().orElseThrow()).startsWith("no candidate meets");
  }

  @Test
  void refusesSharesOfAnUnknownSegment(SparkSession spark) {
    assertThatThrownBy(
            () -> evaluate(spark, "evaluate.segment-shares=[[\"benchmark=arc\",0.4,0.2,0.4]]"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("names benchmark=arc, expected one of the segments");
  }

  @Test
  void doesNotJudgeWhatIsSplitUnevenly(SparkSession spark) {
    EvaluateResult result =
        evaluate(
            spark,
            "evaluate.trials=5",
            "evaluate.segment-shares=[[\"benchmark=science\",0.4,0.2,0.4]]");

    assertThat(result.cells())
        .filteredOn(row -> row.cell().segment().equals("all"))
        .hasSize(32)
        .allMatch(row -> row.verdict() == Verdict.NOT_CHECKED);
    assertThat(result.cells())
        .filteredOn(row -> !row.cell().segment().equals("all"))
        .filteredOn(row -> row.feasibleTrials() > 0)
        .hasSizeGreaterThan(100)
        .allMatch(row -> row.verdict() == Verdict.PASSED);
  }

  @Test
  void doesNotJudgeTrialsOfWhichSomeAreUnreachable(SparkSession spark) {
    EvaluateResult result =
        evaluate(
            spark,
            "evaluate.trials=20",
            "calibration.null-scores=[absent]", // queries that nobody answers are infinite then
            "policy.null-score=absent");

    List<CellSummary> some =
        result.cells().stream()
            .filter(row -> row.verdictReason().contains("whatever their number of queries"))
            .toList();
    assertThat(some).isNotEmpty().allMatch(row -> row.verdict() == Verdict.NOT_CHECKED);
    assertThat(result.cells()).noneMatch(row -> row.verdict() == Verdict.FAILED);
    assertThat(result.status().exitCode()).isZero();
  }

  @Test
  void doesNotJudgeWhereIdsRecurOnOtherDays(SparkSession spark) {
    Path folder = output.resolve("lake");
    for (String table : List.of("queries", "router_scores", "outcomes")) {
      spark
          .read()
          .parquet(shared.resolve("lake").resolve(table).toString())
          .withColumn("query_id", expr("right(query_id, 2)"))
          .dropDuplicates(
              table.equals("queries")
                  ? new String[] {"date", "query_id"}
                  : table.equals("outcomes")
                      ? new String[] {"date", "query_id", "model"}
                      : new String[] {"date", "query_id", "model", "router"})
          .write()
          .partitionBy("date")
          .parquet(folder.resolve(table).toString());
    }

    EvaluateResult result =
        Evaluations.evaluate(spark, inputs(folder), output, HELD_OUT, "evaluate.trials=5");

    assertThat(result.cells())
        .filteredOn(row -> row.feasibleTrials() > 0)
        .isNotEmpty()
        .allSatisfy(
            row -> {
              assertThat(row.verdict()).isEqualTo(Verdict.NOT_CHECKED);
              assertThat(row.verdictReason()).startsWith("ids of queries recur");
            });
  }

  @Test
  void refusesASplitByDateWithOneSideEmpty(SparkSession spark) {
    assertThatThrownBy(
            () ->
                evaluate(
                    spark, "evaluate.split=[date]", "evaluate.test-from=" + START.plusDays(100)))
        .isInstanceOf(DataContractException.class)
        .hasMessageContaining("The split by date gives router")
        .hasMessageContaining("and 0 test queries")
        .hasMessageContaining("evaluate.test-from = " + START.plusDays(100));
    assertThat(lastRun().outcome()).isEqualTo(RunOutcome.REFUSED);
  }

  @Test
  void refusesASplitByValuesThatDoNotOccur(SparkSession spark) {
    assertThatThrownBy(
            () ->
                evaluate(
                    spark,
                    "evaluate.split=[column]",
                    "evaluate.split-column=language",
                    "evaluate.calibration-values=[klingon]",
                    "evaluate.test-values=[en]"))
        .isInstanceOf(DataContractException.class)
        .hasMessageContaining("' 0 calibration and ")
        .hasMessageContaining("column language holds [");
  }

  @Test
  void refusesACostObjectiveWhereCostsAreMissing(SparkSession spark) {
    String outcomes = output.resolve("lake").resolve("outcomes").toString();
    spark
        .read()
        .parquet(lake.location("outcomes"))
        .withColumn("cost", expr("if(query_id like '%7', null, cost)"))
        .write()
        .parquet(outcomes);
    LakeInputs some = new LakeInputs(lake.queries(), lake.routerScores(), outcomes, Map.of());

    assertThatThrownBy(
            () ->
                Evaluations.evaluate(
                    spark,
                    some,
                    output,
                    HELD_OUT,
                    "evaluate.trials=2",
                    "tune.objective=accuracy-under-budget",
                    "tune.budget=1"))
        .isInstanceOf(DataContractException.class)
        .hasMessageContaining("compares costs, but ")
        .hasMessageContaining("have none");
    EvaluateResult result =
        Evaluations.evaluate(spark, some, output, HELD_OUT, "evaluate.trials=2");

    assertThat(
            read(spark, result, EvaluationTables.TRIAL_METRICS).where("cost_missing > 0").count())
        .isPositive();
  }

  @Test
  void choicesAreThoseOfTheValidationQueriesOfTheTables(SparkSession spark) {
    EvaluateResult result = evaluate(spark, "evaluate.trials=4", "tune.risk-levels=[0.1,0.2,0.4]");

    // most right validation answers of all rows of the same trial and score, the first of equals
    Map<List<Object>, Long> most = new HashMap<>();
    Map<List<Object>, Long> test = new HashMap<>();
    for (Row row : read(spark, result, EvaluationTables.VOTE_METRICS).collectAsList()) {
      if (List.of("0.10", "0.20", "0.40").contains(row.<String>getAs("risk_level"))) {
        List<Object> place =
            List.of(
                row.getAs("trial"),
                row.getAs("router"),
                row.getAs("segment"),
                row.getAs("nonconformity"));
        most.merge(place, row.<Long>getAs("validation_correct"), Math::max);
        test.put(
            List.of(place, row.getAs("risk_level"), row.getAs("vote")),
            row.<Long>getAs("test_correct"));
      }
    }
    assertThat(result.selections()).hasSize(2 * 5 * 4 * 3);
    int compared = 0;
    for (Selection selection : result.selections()) {
      if (!selection.choice().equals(Selection.BEST)) {
        List<Object> place =
            List.of(
                selection.trial(),
                selection.cell().router(),
                selection.cell().segment(),
                selection.choice());
        assertThat(Math.round(selection.objectiveValue() * selection.validation().queries()))
            .isLessThanOrEqualTo(most.get(place));
        if (selection.cell().segment().equals("all")) { // no level is infeasible there
          assertThat(Math.round(selection.objectiveValue() * selection.validation().queries()))
              .isEqualTo(most.get(place));
        }
        assertThat(
                Math.round(selection.test().accuracy().orElseThrow() * selection.test().queries()))
            .isEqualTo(
                test.get(
                    List.of(
                        place, selection.cell().level().text(), selection.vote().orElseThrow())));
        compared++;
      }
    }
    assertThat(compared).isEqualTo(2 * 5 * 4 * 2);
  }

  @Test
  void oneTemperatureForAWeightIsTheSameEverywhereInATrial(SparkSession spark) {
    EvaluateResult result = evaluate(spark, "evaluate.trials=3", "tune.temperature-scope=weight");

    List<Row> temperatures =
        read(spark, result, EvaluationTables.VOTE_METRICS)
            .where("vote <> 'majority'")
            .groupBy("trial", "vote")
            .agg(countDistinct("temperature"))
            .collectAsList();
    assertThat(temperatures).hasSize(3).allMatch(row -> row.getLong(2) == 1);
  }

  @Test
  void labelsOfTestQueriesDoNotChangeWhatIsChosen(SparkSession spark) {
    // the split by date tests the last days: their labels are turned
    String outcomes = output.resolve("lake").resolve("outcomes").toString();
    spark
        .read()
        .parquet(lake.location("outcomes"))
        .withColumn(
            "correct", expr("if(date >= '" + START.plusDays(4) + "', not correct, correct)"))
        .write()
        .partitionBy("date")
        .parquet(outcomes);
    LakeInputs turned = new LakeInputs(lake.queries(), lake.routerScores(), outcomes, Map.of());
    String[] split = {
      SEGMENTS, HELD_OUT, "evaluate.split=[date]", "evaluate.test-from=" + START.plusDays(4)
    };

    List<Selection> before = Evaluations.evaluate(spark, lake, output, split).selections();
    List<Selection> after = Evaluations.evaluate(spark, turned, output, split).selections();

    assertThat(after).hasSameSizeAs(before).isNotEmpty();
    for (int i = 0; i < before.size(); i++) {
      assertThat(after.get(i).cell()).isEqualTo(before.get(i).cell());
      assertThat(after.get(i).vote()).isEqualTo(before.get(i).vote());
      assertThat(after.get(i).temperature()).isEqualTo(before.get(i).temperature());
      assertThat(after.get(i).threshold()).isEqualTo(before.get(i).threshold());
      assertThat(after.get(i).validation()).isEqualTo(before.get(i).validation());
      assertThat(after.get(i).test()).isNotEqualTo(before.get(i).test());
    }
  }

  private EvaluateResult evaluate(SparkSession spark, String... more) {
    String[] all = new String[more.length + 2];
    all[0] = SEGMENTS;
    all[1] = HELD_OUT;
    System.arraycopy(more, 0, all, 2, more.length);
    return Evaluations.evaluate(spark, lake, output, all);
  }

  private PublicationStore store() {
    return PublicationStore.local(output, "default");
  }

  private RunStatus lastRun() {
    List<RunStatus> runs = store().runs();
    return runs.get(runs.size() - 1);
  }

  private static Dataset<Row> read(SparkSession spark, EvaluateResult result, String table) {
    return spark.read().parquet(Path.of(result.attemptFolder()).resolve(table).toString());
  }

  private static List<String> key(Row row) {
    return List.of(
        row.getAs("split"),
        row.getAs("router"),
        row.getAs("segment"),
        row.getAs("nonconformity"),
        row.getAs("risk_level"));
  }

  private static final Progress SILENT =
      new Progress() {
        @Override
        public void step(int number, int of, String name) {}

        @Override
        public void done() {}
      };
}
