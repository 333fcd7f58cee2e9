package dev.racer.spark.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.core.conformal.CalibrationOutcome;
import dev.racer.core.conformal.Guarantee;
import dev.racer.core.conformal.Labels;
import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.conformal.UnknownLabels;
import dev.racer.core.pool.ModelPool;
import dev.racer.core.score.FixedPoint;
import dev.racer.core.score.ScoreKind;
import dev.racer.core.score.Smoothing;
import dev.racer.core.score.Ties;
import dev.racer.core.trial.CellThresholds;
import dev.racer.core.trial.RandomRoles;
import dev.racer.core.trial.RolesByColumn;
import dev.racer.core.trial.RolesByDate;
import dev.racer.core.trial.SplitShares;
import dev.racer.core.trial.TrialLevel;
import dev.racer.core.trial.TrialRole;
import dev.racer.core.trial.TrialRoles;
import dev.racer.core.trial.TrialTally;
import dev.racer.core.trial.TrialVotes;
import dev.racer.core.trial.VoteSpec;
import dev.racer.core.vote.AnswerNormalization;
import dev.racer.core.vote.AnswerNormalizations;
import dev.racer.core.vote.Answers;
import dev.racer.core.vote.MissingConfidence;
import dev.racer.core.vote.TemperatureGrid;
import dev.racer.spark.conformal.Grid;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.lake.LakeReader;
import dev.racer.spark.lake.OutcomeDetails;
import dev.racer.spark.records.Cost;
import dev.racer.spark.records.LakeRows;
import dev.racer.spark.records.RecordBatch;
import dev.racer.spark.records.RecordLayout;
import dev.racer.spark.records.RecordReduction;
import dev.racer.spark.records.RecordView;
import dev.racer.spark.records.RouterPool;
import dev.racer.spark.testing.LocalSpark;
import dev.racer.spark.testing.TinyLake;
import dev.racer.spark.testing.TinyLake.OutcomeRow;
import dev.racer.spark.testing.TinyLake.QueryRow;
import dev.racer.spark.testing.TinyLake.ScoreRow;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LocalSpark.class)
class TrialEvaluationTest {
  private static final long SEED = 20261122;
  private static final List<RouterPool> ROUTERS =
      List.of(
          new RouterPool("knn", ModelPool.of(List.of("a", "b", "c", "d"))),
          new RouterPool("mlp", ModelPool.of(List.of("b", "e", "f"))));
  private static final RouterPool SEVEN =
      new RouterPool("wide", ModelPool.of(List.of("a", "b", "c", "d", "e", "f", "g")));
  private static final List<String> COLUMNS = List.of("benchmark", "tenant");
  private static final List<ScoreKind> KINDS =
      List.of(
          ScoreKind.ofKeys("softmax", "one-minus-max", "gap"),
          ScoreKind.ofKeys("none", "absent", "gap"),
          ScoreKind.ofKeys("softmax", "one-minus-max", "inverse-probability"));
  private static final List<RiskTarget> TARGETS =
      List.of(RiskTarget.MISROUTING, RiskTarget.ANSWERABLE_MISS);
  private static final List<TrialLevel> LEVELS =
      List.of(
          level(Guarantee.EXPECTED, "0.02"),
          level(Guarantee.EXPECTED, "0.10"),
          level(Guarantee.PAC, "0.30"),
          level(Guarantee.EXPECTED, "0.50"));
  private static final List<VoteSpec> VOTES =
      List.of(
          new VoteSpec.Majority(),
          new VoteSpec.ByRouterScore(TemperatureGrid.of(0.001, 0.05, 0.3, 10)),
          new VoteSpec.ByConfidence("stated", MissingConfidence.ZERO, TemperatureGrid.of(0.1)),
          new VoteSpec.ByConfidence(
              "p_true",
              MissingConfidence.NO_VOTE,
              TemperatureGrid.of(0.01, 0.1, 0.4, 1, Double.POSITIVE_INFINITY)));
  private static final AnswerNormalization NORMALIZATION = AnswerNormalizations.ofKey("paper");
  private static final OutcomeDetails DETAILS =
      OutcomeDetails.NONE
          .withAnswers(NORMALIZATION, "votes")
          .withConfidence("stated", "votes")
          .withConfidence("p_true", "votes")
          .withCosts("costs");
  private static final SplitShares SHARES = SplitShares.parse("0.5", "0.1", "0.4");
  private static final SplitShares ARC_SHARES = SplitShares.parse("0.4", "0.2", "0.4");
  private static final int RANDOM_TRIALS = 4;
  private static final int CUT = (int) LocalDate.parse("2026-01-03").toEpochDay();
  private static final List<TrialRoles> SPLITS =
      List.of(
          RandomRoles.of(RANDOM_TRIALS, SHARES, 0, Map.of("arc", ARC_SHARES)),
          RolesByDate.of(CUT, new BigDecimal("0.25")),
          RolesByColumn.of(1, List.of("acme"), List.of("b&b"), new BigDecimal("0.1")));

  @ParameterizedTest(
      name = "ties {0}, validation at {1} thresholds, {2} tasks, {3} collected, {4} bytes")
  @CsvSource({
    "SMOOTHED, OWN,        1, 262144, 134217728",
    "NONE,     OWN,        2,     20,    150000",
    "NONE,     CALIBRATED, 7,      1,         1",
    "SMOOTHED, CALIBRATED, 2,     30, 134217728"
  })
  void agreesWithPlainLoops(
      Ties ties,
      ValidationThresholds validation,
      int tasks,
      long mostCollected,
      long mostBytes,
      SparkSession spark,
      @TempDir Path folder) {
    TinyLake lake = lake(tasks, 260);
    TrialPlan plan = plan(grid(ties), validation, SPLITS, VOTES);
    TrialOracle oracle = new TrialOracle(plan, queries(lake, ROUTERS), TrialEvaluationTest::role);

    TrialResult result =
        TrialEvaluation.run(
            records(spark, lake, folder, tasks),
            plan,
            new TrialEvaluation.Limits(mostCollected, mostBytes));

    int compared = 0;
    for (int group = 0; group < plan.grid().groups(); group++) {
      for (int trial = 0; trial < plan.trials(); trial++) {
        for (TrialRole role : TrialTally.COUNTED) {
          assertThat(result.baseline(role, group, trial))
              .as("%s of group %d in trial %d", role, group, trial)
              .isEqualTo(oracle.baseline(role, group, trial));
        }
        for (TrialRole role : List.of(TrialRole.VALIDATION, TrialRole.TEST)) {
          for (int kind = 0; kind < KINDS.size(); kind++) {
            compared += assertCell(result, oracle, role, group, kind, trial);
          }
        }
      }
    }
    assertThat(compared).isGreaterThan(1000);
  }

  @Test
  void agreesWithPlainLoopsOverManyQueries(SparkSession spark, @TempDir Path folder) {
    TinyLake lake = manyQueries();
    List<RouterPool> routers = List.of(SEVEN);
    Grid grid =
        new Grid(
            routers,
            COLUMNS,
            List.of(List.of("benchmark")),
            List.of(List.of(List.of("mmlu"))),
            KINDS.subList(0, 2),
            TARGETS.subList(0, 1),
            new Smoothing(Ties.NONE, Smoothing.DEFAULT_WIDTH, 7));
    TrialPlan plan = plan(grid, ValidationThresholds.OWN, SPLITS, VOTES);
    TrialOracle oracle = new TrialOracle(plan, queries(lake, routers), TrialEvaluationTest::role);

    TrialResult result =
        TrialEvaluation.run(
            records(spark, lake, routers, folder, 3),
            plan,
            new TrialEvaluation.Limits(500, 1 << 27));

    int compared = 0;
    for (int group = 0; group < 2; group++) { // all, mmlu
      for (int trial : new int[] {0, RANDOM_TRIALS - 1, RANDOM_TRIALS, RANDOM_TRIALS + 1}) {
        for (TrialRole role : List.of(TrialRole.VALIDATION, TrialRole.TEST)) {
          assertThat(result.baseline(role, group, trial))
              .isEqualTo(oracle.baseline(role, group, trial));
          for (int kind = 0; kind < grid.kinds().size(); kind++) {
            compared += assertCell(result, oracle, role, group, kind, trial);
          }
        }
      }
    }
    assertThat(compared).isEqualTo(2 * 4 * 2 * 2 * LEVELS.size());
  }

  /** So many that packed counters spill and streams are too large for one task. */
  private static TinyLake manyQueries() {
    Random random = new Random(5);
    List<String> models = SEVEN.pool().models();
    TinyLake lake =
        TinyLake.of(models.toArray(String[]::new))
            .segmentColumns("benchmark", "tenant")
            .confidenceColumns("stated", "p_true");
    for (int i = 0; i < 10_000; i++) {
      String id = "q" + i;
      lake.on("2026-01-0" + (1 + random.nextInt(4)));
      lake.query(
          id,
          random.nextInt(3) > 0 ? "mmlu" : "arc",
          List.of("acme", "acme", "b&b", "other").get(random.nextInt(4)));
      boolean isTied = random.nextBoolean();
      for (String model : models) {
        double quality = random.nextDouble();
        lake.answer(
            id,
            model,
            random.nextInt(50) == 0 ? null : Boolean.valueOf(quality > 0.4),
            random.nextInt(20) == 0 ? null : String.valueOf(random.nextInt(quality > 0.4 ? 1 : 4)),
            random.nextInt(9) == 0 ? null : random.nextInt(1000) / 1e6,
            random.nextInt(5) == 0 ? null : Double.valueOf(random.nextInt(11) / 10.0),
            random.nextInt(5) == 0 ? null : Double.valueOf(random.nextDouble()));
        double score = (quality + random.nextDouble()) / 2;
        lake.score(id, SEVEN.router(), model, isTied ? Math.rint(score * 5) / 5 : score);
      }
    }
    return lake;
  }

  /** Compares everything about a group under a score kind; returns the number of thresholds. */
  private static int assertCell(
      TrialResult result, TrialOracle oracle, TrialRole role, int group, int kind, int trial) {
    TrialPlan plan = result.plan();
    TrialRole fitted =
        role == TrialRole.VALIDATION && plan.validation() == ValidationThresholds.OWN
            ? TrialRole.VALIDATION
            : TrialRole.CALIBRATION;
    int compared = 0;
    for (int target = 0; target < plan.grid().targets().size(); target++) {
      int stream = plan.grid().stream(group, kind, target);
      for (int level = 0; level < plan.levels().size(); level++) {
        String what = String.format("%s stream %d trial %d level %d", role, stream, trial, level);
        CalibrationOutcome outcome = oracle.outcome(fitted, group, kind, target, trial, level);
        assertThat(result.outcome(role, stream, trial, level)).as(what).isEqualTo(outcome);
        long threshold =
            outcome instanceof CalibrationOutcome.Feasible feasible
                ? feasible.threshold()
                : FixedPoint.INFINITE;
        assertThat(result.counts(role, stream, trial, level))
            .as(what)
            .isEqualTo(oracle.counts(role, group, kind, target, trial, threshold));
        for (int vote = 0; vote < plan.votes().size(); vote++) {
          assertThat(votes(result.votes(role, stream, trial, level, vote)))
              .as("%s vote %d", what, vote)
              .isEqualTo(oracle.votes(role, group, kind, trial, threshold, plan.votes().get(vote)));
        }
        compared++;
      }
    }
    for (int vote = 0; vote < plan.votes().size(); vote++) {
      assertThat(votes(result.fullPool(role, group, kind, trial, vote)))
          .isEqualTo(
              oracle.votes(role, group, kind, trial, FixedPoint.INFINITE, plan.votes().get(vote)));
    }
    return compared;
  }

  private static TrialOracle.Votes votes(TrialVotes votes) {
    List<Long> unknown = new ArrayList<>();
    for (int t = 0; t < votes.size(); t++) {
      unknown.add(votes.unknown(t));
    }
    return new TrialOracle.Votes(
        Arrays.stream(votes.correct()).boxed().toList(), unknown, votes.unanswered());
  }

  @Test
  void oneOutcomePerStatusIsAmongThem(SparkSession spark, @TempDir Path folder) {
    TrialPlan plan = plan(grid(Ties.SMOOTHED), ValidationThresholds.OWN, SPLITS, List.of());

    TrialResult result = TrialEvaluation.run(records(spark, lake(3, 260), folder, 2), plan);

    int all = plan.grid().stream(plan.grid().group(0, 0), 1, 0); // no null model
    assertThat(result.outcome(TrialRole.TEST, all, 0, 3).status()).isEqualTo("feasible");
    assertThat(result.outcome(TrialRole.TEST, all, 0, 0).status()).isEqualTo("unreachable");
    assertThat(result.outcome(TrialRole.VALIDATION, all, 0, 0).status()).isEqualTo("infeasible");
    assertThat(result.fittedOn(TrialRole.TEST, all, 0))
        .isEqualTo(result.baseline(TrialRole.CALIBRATION, plan.grid().group(0, 0), 0).queries());
  }

  @Test
  void withoutAnyQueryEverythingIsZero(SparkSession spark, @TempDir Path folder) {
    TrialPlan plan = plan(grid(Ties.NONE), ValidationThresholds.OWN, SPLITS, VOTES);

    TrialResult result =
        TrialEvaluation.run(records(spark, lake(1, 3), folder, 1).filter(batch -> false), plan);

    assertThat(result.hasQueries(0)).isFalse();
    assertThat(result.baseline(TrialRole.TEST, 0, 0).queries()).isZero();
    assertThat(result.counts(TrialRole.TEST, 0, 0, 0).queries()).isZero();
    assertThat(result.outcome(TrialRole.TEST, 0, 0, 0).status()).isEqualTo("infeasible");
    assertThat(result.votes(TrialRole.TEST, 0, 0, 0, 3).correct()).containsOnly(0).hasSize(5);
    assertThat(result.fullPool(TrialRole.TEST, 0, 0, 0, 0).correct()).containsExactly(0);
  }

  @Test
  void refusesMissingConfidencesWhereTheyMustNotBe(SparkSession spark, @TempDir Path folder) {
    TinyLake lake = lake(1, 40);
    VoteSpec strict =
        new VoteSpec.ByConfidence("p_true", MissingConfidence.REFUSE, TemperatureGrid.of(1));
    TrialPlan plan = plan(grid(Ties.NONE), ValidationThresholds.OWN, SPLITS, List.of(strict));
    long[] missing = new long[ROUTERS.size()]; // some models are in both pools
    for (TrialOracle.Query query : queries(lake, ROUTERS)) {
      for (int m = 0; m < query.labels().length; m++) {
        missing[query.router()] += lacksConfidence(query, 1, m) ? 1 : 0;
      }
    }
    assertThat(missing).doesNotContain(0);
    JavaRDD<RecordBatch> records = records(spark, lake, folder, 1);

    assertThatThrownBy(() -> TrialEvaluation.run(records, plan))
        .isInstanceOf(DataContractException.class)
        .hasMessage(
            "outcomes: every answer needs a confidence in column 'p_true', got "
                + Math.max(missing[0], missing[1])
                + " answers without");
  }

  @Test
  void queriesWithoutARoleNeedNoConfidence(SparkSession spark, @TempDir Path folder) {
    TinyLake lake = lake(4, 200, tenant -> tenant == null);
    List<TrialOracle.Query> queries = queries(lake, ROUTERS);
    VoteSpec strict =
        new VoteSpec.ByConfidence("p_true", MissingConfidence.REFUSE, TemperatureGrid.of(0.1, 1));
    List<TrialRoles> byColumn = SPLITS.subList(2, 3);
    TrialPlan plan = plan(grid(Ties.NONE), ValidationThresholds.OWN, byColumn, List.of(strict));
    TrialOracle oracle =
        new TrialOracle(plan, queries, (query, trial) -> role(query, RANDOM_TRIALS + 1));

    TrialResult result = TrialEvaluation.run(records(spark, lake, folder, 2), plan);

    assertThat(queries).anyMatch(q -> lacksConfidence(q, 1, 0) && q.segments().get(1) == null);
    int group = plan.grid().group(0, 0);
    assertThat(result.baseline(TrialRole.TEST, group, 0).queries()).isPositive();
    assertCell(result, oracle, TrialRole.TEST, group, 0, 0);
    assertCell(result, oracle, TrialRole.VALIDATION, group, 0, 0);
  }

  @Test
  void countersOfVeryManyGroupsAreFilledInBatches() {
    TrialPlan plan = plan(grid(Ties.NONE), ValidationThresholds.OWN, SPLITS, VOTES);
    Grid grid = plan.grid();
    long widest = plan.counterBytes(grid.group(0, 0));
    Map<Integer, CellThresholds> thresholds = new HashMap<>();
    for (int group = 0; group < grid.groups(); group++) {
      for (int kind = 0; kind < KINDS.size() && group != 2; kind++) { // one without queries
        long[] none = new long[plan.trials() * TARGETS.size() * LEVELS.size()];
        thresholds.put(
            grid.cell(group, kind),
            new CellThresholds(
                plan.firstTrials(), TARGETS, LEVELS.size(), List.of(none, none.clone())));
      }
    }

    List<Set<Integer>> batches = CountingPass.batches(plan, thresholds, 3 * widest);

    assertThat(batches).hasSize((grid.groups() - 1 + 2) / 3).allMatch(batch -> batch.size() <= 3);
    assertThat(batches.stream().flatMap(Set::stream))
        .doesNotHaveDuplicates()
        .hasSize(grid.groups() - 1)
        .doesNotContain(2);
    assertThat(CountingPass.batches(plan, thresholds, 1)).hasSize(grid.groups() - 1);
    assertThat(CountingPass.batches(plan, thresholds, Long.MAX_VALUE)).hasSize(1);
    assertThat(CountingPass.batches(plan, Map.of(), 1)).isEmpty();
  }

  private static boolean lacksConfidence(TrialOracle.Query query, int column, int model) {
    return query.answers()[model] != Answers.NONE
        && Double.isNaN(query.confidences()[column][model]);
  }

  @Test
  void refusesRolesThatHaveNoFigures(SparkSession spark, @TempDir Path folder) {
    TrialPlan plan = plan(grid(Ties.NONE), ValidationThresholds.OWN, SPLITS, List.of());
    TrialResult result = TrialEvaluation.run(records(spark, lake(1, 30), folder, 1), plan);

    assertThatThrownBy(() -> result.counts(TrialRole.CALIBRATION, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Role must be validation or test, got calibration");
    assertThatThrownBy(() -> result.baseline(TrialRole.NONE, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Role must be calibration, validation or test, got none");
  }

  private static TrialLevel level(Guarantee guarantee, String alpha) {
    return new TrialLevel(guarantee, RiskLevel.parse(alpha), new BigDecimal("0.1"));
  }

  private static Grid grid(Ties ties) {
    return new Grid(
        ROUTERS,
        COLUMNS,
        List.of(List.of("benchmark"), List.of("benchmark", "tenant")),
        List.of(
            List.of(List.of("arc"), List.of("mmlu")),
            List.of(List.of("mmlu", "acme"), List.of("nowhere", "acme"))),
        KINDS,
        TARGETS,
        new Smoothing(ties, Smoothing.DEFAULT_WIDTH, 7));
  }

  private static TrialPlan plan(
      Grid grid, ValidationThresholds validation, List<TrialRoles> splits, List<VoteSpec> votes) {
    return new TrialPlan(grid, DETAILS, LEVELS, SEED, splits, validation, votes);
  }

  /** The roles of {@link #SPLITS}, spelled out. */
  private static TrialRole role(TrialOracle.Query query, int trial) {
    if (trial < RANDOM_TRIALS) {
      SplitShares shares = "arc".equals(query.segments().get(0)) ? ARC_SHARES : SHARES;
      return TrialOracle.random(SEED, trial, query.id(), shares);
    }
    boolean validates;
    if (trial == RANDOM_TRIALS) {
      if (query.day() >= CUT) {
        return TrialRole.TEST;
      }
      validates = TrialOracle.draw(SEED, 0, query.id()).compareTo(new BigDecimal("0.25")) < 0;
    } else {
      if (!"acme".equals(query.segments().get(1))) {
        return "b&b".equals(query.segments().get(1)) ? TrialRole.TEST : TrialRole.NONE;
      }
      validates = TrialOracle.draw(SEED, 0, query.id()).compareTo(new BigDecimal("0.1")) < 0;
    }
    return validates ? TrialRole.VALIDATION : TrialRole.CALIBRATION;
  }

  /** Scores of the first router in tenths, so that ties are many; gaps of every kind. */
  private static TinyLake lake(long seed, int size) {
    return lake(seed, size, tenant -> true);
  }

  /** Such a lake, where only some tenants lack confidences of the second column. */
  private static TinyLake lake(long seed, int size, Predicate<String> lacks) {
    Random random = new Random(seed);
    TinyLake lake =
        TinyLake.of("a", "b", "c", "d", "e", "f")
            .segmentColumns("benchmark", "tenant")
            .confidenceColumns("stated", "p_true");
    for (int i = 0; i < size; i++) {
      String id = i % 5 == 0 ? "frage-ä" + i : "q" + i;
      String benchmark = List.of("arc", "mmlu", "mmlu", "gsm8k").get(random.nextInt(4));
      int drawn = random.nextInt(8);
      String tenant = drawn == 0 ? null : drawn < 6 ? "acme" : "b&b";
      lake.on("2026-01-0" + (1 + random.nextInt(4)));
      lake.query(id, benchmark, tenant);
      boolean isAnswerable = random.nextInt(6) > 0;
      boolean isLabelled = random.nextInt(5) > 0;
      for (String model : lake.models()) {
        Boolean label =
            (!isLabelled && random.nextInt(3) == 0)
                ? null
                : Boolean.valueOf(isAnswerable && random.nextInt(5) > 1);
        lake.answer(
            id,
            model,
            label,
            random.nextInt(9) == 0 ? null : String.valueOf(random.nextInt(3)),
            random.nextInt(7) == 0 ? null : random.nextInt(1000) / 1e6,
            random.nextInt(5) == 0 ? null : Double.valueOf(random.nextInt(11) / 10.0),
            random.nextInt(5) == 0 && lacks.test(tenant)
                ? null
                : Double.valueOf(random.nextDouble()));
      }
      for (String model : ROUTERS.get(0).pool().models()) {
        lake.score(id, "knn", model, random.nextInt(11) / 10.0);
      }
      for (String model : ROUTERS.get(1).pool().models()) {
        lake.score(id, "mlp", model, random.nextDouble());
      }
    }
    return lake;
  }

  private static List<TrialOracle.Query> queries(TinyLake lake, List<RouterPool> routers) {
    Map<String, Double> scores = new HashMap<>();
    for (ScoreRow row : lake.scores()) {
      scores.put(row.queryId() + "|" + row.router() + "|" + row.model(), row.score());
    }
    Map<String, OutcomeRow> outcomes = new HashMap<>();
    lake.outcomes().forEach(row -> outcomes.put(row.queryId() + "|" + row.model(), row));
    List<TrialOracle.Query> queries = new ArrayList<>();
    for (QueryRow row : lake.queries()) {
      for (int r = 0; r < routers.size(); r++) {
        queries.add(query(row, r, routers.get(r), scores, outcomes));
      }
    }
    return queries;
  }

  private static TrialOracle.Query query(
      QueryRow row,
      int number,
      RouterPool router,
      Map<String, Double> scores,
      Map<String, OutcomeRow> outcomes) {
    List<String> models = router.pool().models();
    TrialOracle.Query query =
        new TrialOracle.Query(
            number,
            row.queryId(),
            (int) LocalDate.parse(row.date()).toEpochDay(),
            row.segments(),
            new double[models.size()],
            new byte[models.size()],
            new long[models.size()],
            new double[2][models.size()],
            new long[models.size()]);
    for (int m = 0; m < models.size(); m++) {
      String of = row.queryId() + "|" + router.router() + "|" + models.get(m);
      query.scores()[m] = scores.get(of);
      OutcomeRow outcome = outcomes.get(row.queryId() + "|" + models.get(m));
      query.labels()[m] =
          outcome.correct() == null
              ? Labels.UNKNOWN
              : outcome.correct() ? Labels.CORRECT : Labels.WRONG;
      query.answers()[m] =
          outcome.answer() == null ? Answers.NONE : Answers.code(outcome.answer(), NORMALIZATION);
      for (int c = 0; c < 2; c++) {
        Double confidence = outcome.confidences().get(c);
        query.confidences()[c][m] = confidence == null ? Double.NaN : confidence;
      }
      query.costs()[m] = outcome.cost() == null ? Cost.MISSING : Cost.units(outcome.cost());
    }
    return query;
  }

  private static JavaRDD<RecordBatch> records(
      SparkSession spark, TinyLake lake, Path folder, int tasks) {
    return records(spark, lake, ROUTERS, folder, tasks);
  }

  private static JavaRDD<RecordBatch> records(
      SparkSession spark, TinyLake lake, List<RouterPool> routers, Path folder, int tasks) {
    LakeInputs inputs =
        lake.write(spark, folder, TinyLake.Format.PLAIN.dates(TinyLake.Dates.COLUMN));
    LakeReader reader = new LakeReader(spark, inputs);
    LakeRows rows =
        LakeRows.of(
            reader.queries(COLUMNS, Optional.empty()),
            reader.routerScores(),
            reader.outcomes(DETAILS),
            DateRange.ALL);
    RecordLayout layout =
        new RecordLayout(
            routers, true, COLUMNS, rows.keyedByDate(), UnknownLabels.WORST_CASE, DETAILS);
    Map<String, List<String>> values =
        Map.of(
            "benchmark", List.of("arc", "mmlu", "gsm8k"),
            "tenant", List.of("acme", "b&b"));
    long sizeForMoreTasks = tasks * (1L << 17);
    JavaRDD<RecordBatch> records =
        new RecordReduction(layout, values, sizeForMoreTasks).reduce(rows).coalesce(tasks);
    assertThat(records.getNumPartitions()).isEqualTo(tasks);
    assertThat(RecordView.NO_DAY).isEqualTo(TrialRoles.NO_DAY);
    return records;
  }
}
