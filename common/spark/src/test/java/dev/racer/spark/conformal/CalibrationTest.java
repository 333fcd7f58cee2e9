package dev.racer.spark.conformal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.core.conformal.ExplorationSlice;
import dev.racer.core.conformal.LabelState;
import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.conformal.Sampling;
import dev.racer.core.conformal.Thinning;
import dev.racer.core.conformal.VaryingProbability;
import dev.racer.core.conformal.WeightedRank;
import dev.racer.core.metric.CurveRanks;
import dev.racer.core.metric.RiskCounts;
import dev.racer.core.pool.ModelPool;
import dev.racer.core.score.FixedPoint;
import dev.racer.core.score.QueryScorer;
import dev.racer.core.score.ScoreKind;
import dev.racer.core.score.Smoothing;
import dev.racer.core.score.TieNoise;
import dev.racer.core.score.Ties;
import dev.racer.spark.conformal.CalibrationOracle.Query;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.records.Exploration;
import dev.racer.spark.records.RecordBatch;
import dev.racer.spark.records.RecordTables;
import dev.racer.spark.records.RouterPool;
import dev.racer.spark.schema.CalibrationRecords;
import dev.racer.spark.testing.FrameEquality;
import dev.racer.spark.testing.LocalSpark;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LocalSpark.class)
class CalibrationTest {
  private static final List<RouterPool> ROUTERS =
      List.of(
          new RouterPool("knn", ModelPool.of(List.of("a", "b", "c"))),
          new RouterPool("mlp", ModelPool.of(List.of("b", "d"))));
  private static final List<String> COLUMNS = List.of("benchmark", "tenant");
  private static final List<List<String>> COMBINATIONS =
      List.of(List.of("benchmark"), List.of("tenant", "benchmark"));
  private static final List<List<List<String>>> VALUES =
      List.of(
          List.of(List.of("arc"), List.of("mmlu"), List.of("rare"), List.of("rarer")),
          List.of(
              List.of("acme", "mmlu"),
              List.of("acme", "arc"),
              List.of("ä & b", "mmlu"),
              List.of("acme", "nowhere")));
  private static final List<ScoreKind> KINDS =
      List.of(
          ScoreKind.ofKeys("softmax", "one-minus-max", "gap"),
          ScoreKind.ofKeys("softmax", "one-minus-max", "inverse-probability"),
          ScoreKind.ofKeys("sigmoid", "absent", "gap"),
          ScoreKind.ofKeys("none", "absent", "inverse-probability"),
          ScoreKind.ofKeys("none", "one-minus-max", "gap"));
  private static final List<RiskTarget> TARGETS =
      List.of(RiskTarget.ANSWERABLE_MISS, RiskTarget.MISROUTING);
  private static final Smoothing EXACT = new Smoothing(Ties.NONE, Smoothing.DEFAULT_WIDTH, 0);
  private static final Grid GRID = grid(EXACT);
  private static final long SEED = 17;

  @ParameterizedTest(name = "seed {0}, at most {1} sorted")
  @CsvSource({"1, 1", "2, 20", "3, 262144"})
  void agreesWithPlainLoops(long seed, long mostSorted, SparkSession spark) {
    List<Query> queries = queries(seed, 400);
    CalibrationOracle oracle = new CalibrationOracle(queries, KINDS);

    try (Calibration calibration =
        Calibration.of(
            batches(records(spark, queries, 3), GRID), GRID, Exploration.UNSET, mostSorted)) {
      assertAgreement(spark, calibration, oracle);
    }
  }

  @Test
  void aGroupWithSeveralProbabilitiesIsThinnedAndTheOthersAreNot(SparkSession spark) {
    List<Query> queries = queries(6, 600);
    CalibrationOracle oracle =
        new CalibrationOracle(queries, KINDS, CalibrationTest::byTenant, thinning());

    try (Calibration calibration =
        Calibration.of(
            batches(records(spark, queries, 3, CalibrationTest::byTenant), GRID),
            GRID,
            declared(0.1),
            10)) {
      int all = GRID.group(0, 0);
      int tenant = GRID.group(0, ofTenant("acme"));
      assertThat(calibration.isThinned(all)).isTrue();
      assertThat(calibration.isThinned(tenant)).isFalse();
      assertThat(calibration.leftOut(tenant)).isZero();
      long held = queries.stream().filter(query -> query.router() == 0).count();
      assertThat(calibration.all(all).total()).isEqualTo(held);
      assertThat(calibration.leftOut(all))
          .isEqualTo(held - calibration.tally(all).total())
          .isGreaterThan(held / 10);
      assertAgreement(spark, calibration, oracle);
    }
  }

  @Test
  void aPoolOfSegmentsWithDifferentProbabilitiesIsThinnedAlthoughTheyAreNot(SparkSession spark) {
    List<Query> queries = queries(7, 900);
    ToDoubleFunction<Query> byBenchmark =
        query -> "rare".equals(query.segmentValues().get(0)) ? 0.9 : 0.3;
    CalibrationOracle oracle = new CalibrationOracle(queries, KINDS, byBenchmark, thinning());
    int rare = GRID.group(0, segment("benchmark=rare"));
    int rarer = GRID.group(0, segment("benchmark=rarer"));
    int rest = GRID.group(0, GRID.restOf(List.of("benchmark")));
    List<Query> both = new ArrayList<>(members(oracle, rare));
    both.addAll(members(oracle, rarer));

    try (Calibration calibration =
        Calibration.of(
            batches(records(spark, queries, 3, byBenchmark), GRID), GRID, declared(0.1), 10)) {
      calibration.pool(rare, rest);
      calibration.pool(rarer, rest);

      assertTally(calibration.tally(rare), members(oracle, rare));
      assertTally(calibration.tally(rarer), members(oracle, rarer));
      List<Query> fair = oracle.fair(both);
      assertThat(fair.size()).isBetween(1, both.size() - 1);
      assertTally(calibration.tally(rest), fair);
      Map<Integer, long[]> wanted = new HashMap<>();
      Map<Integer, long[]> expected = new HashMap<>();
      for (int kind = 0; kind < KINDS.size(); kind++) {
        ask(calibration, oracle, 0, GRID.segment(rest), fair, kind, 0, wanted, expected);
        ask(
            calibration,
            oracle,
            0,
            GRID.segment(rare),
            members(oracle, rare),
            kind,
            0,
            wanted,
            expected);
      }
      Map<Integer, long[]> selected = calibration.select(wanted);
      expected.forEach(
          (stream, critical) ->
              assertThat(selected.get(stream)).as("stream %d", stream).isEqualTo(critical));
    }
  }

  @Test
  void aWeightedGroupCountsAllItsQueriesByTheirWeights(SparkSession spark) {
    List<Query> queries = queries(10, 500);
    CalibrationOracle oracle = new CalibrationOracle(queries, KINDS);
    Exploration weighted =
        new Exploration(Optional.empty(), Optional.of(0.1), VaryingProbability.WEIGHTED, SEED);
    List<RiskLevel> levels = Stream.of("0.02", "0.2", "0.3", "0.5").map(RiskLevel::parse).toList();
    int all = GRID.group(0, 0);
    int mmlu = GRID.group(0, segment("benchmark=mmlu"));
    int arc = GRID.group(0, segment("benchmark=arc"));
    int rest = GRID.group(0, GRID.restOf(List.of("benchmark")));
    List<Query> pooled = new ArrayList<>(members(oracle, mmlu));
    pooled.addAll(members(oracle, arc));
    Map<Integer, List<Query>> members =
        Map.of(all, members(oracle, all), mmlu, members(oracle, mmlu), rest, pooled);

    try (Calibration calibration =
        Calibration.of(
            batches(records(spark, queries, 3, CalibrationTest::byTenant), GRID),
            GRID,
            weighted,
            10)) {
      calibration.pool(mmlu, rest);
      calibration.pool(arc, rest);
      Map<Integer, List<WeightedOutcome>> expected = new HashMap<>();
      members.forEach(
          (group, found) -> {
            assertThat(calibration.sampling(group)).isEqualTo(Sampling.WEIGHTED);
            assertThat(calibration.size(group).total()).isEqualTo(found.size());
            assertThat(calibration.tally(group).total()).isLessThan(found.size());
            for (int kind = 0; kind < KINDS.size(); kind++) {
              for (int target = 0; target < TARGETS.size(); target++) {
                WeightedRank rank = oracle.weighted(found, kind, TARGETS.get(target), 0.1);
                expected.put(
                    GRID.stream(group, kind, target),
                    levels.stream()
                        .map(
                            level ->
                                new WeightedOutcome(rank.outcome(level), rank.sizeNeeded(level)))
                        .toList());
              }
            }
          });

      assertThat(calibration.selectWeighted(expected.keySet(), levels)).isEqualTo(expected);
      assertThat(calibration.sampling(GRID.group(0, ofTenant("acme")))).isEqualTo(Sampling.PLAIN);
      assertThat(expected.values().stream().flatMap(List::stream))
          .extracting(outcome -> outcome.outcome().status())
          .contains("feasible", "unreachable");
    }
  }

  @Test
  void groupsThatAreLookedAtTogetherAreThinnedTogether(SparkSession spark) {
    List<Query> queries = queries(8, 300);
    int acme = GRID.group(0, ofTenant("acme"));
    int other = GRID.group(0, ofTenant("ä & b"));

    try (Calibration calibration =
        Calibration.of(
            batches(records(spark, queries, 2, CalibrationTest::byTenant), GRID),
            GRID,
            declared(0.1),
            10)) {
      calibration.thinTogether(List.of(other));
      assertThat(calibration.isThinned(other)).isFalse();
      calibration.thinTogether(List.of(acme, other));

      assertThat(calibration.isThinned(acme)).isTrue();
      assertThat(calibration.leftOut(acme)).isPositive();
      assertThat(calibration.leftOut(other)).isZero(); // of the least probability all are kept
    }
  }

  @Test
  void twoCalibrationsAreOneOfTheRecordsOfBoth(SparkSession spark) {
    List<Query> queries = queries(10, 500);
    CalibrationOracle oracle =
        new CalibrationOracle(queries, KINDS, CalibrationTest::byTenant, thinning());

    try (Calibration first = ofTenants(spark, queries.subList(0, 350), GRID);
        Calibration second = ofTenants(spark, queries.subList(350, 500), GRID)) {
      assertAgreement(spark, first.and(second), oracle);
    }
  }

  @Test
  void aViewOfOneKindAndTargetIsACalibrationOfThese(SparkSession spark) {
    List<Query> queries = queries(11, 300);
    int acme = GRID.group(0, ofTenant("acme"));

    try (Calibration whole = ofTenants(spark, queries, GRID)) {
      for (ScoreKind kind : List.of(KINDS.get(1), KINDS.get(4))) {
        for (RiskTarget target : TARGETS) {
          Grid one = GRID.only(kind, target);
          Calibration view = whole.only(kind, target);
          try (Calibration own = ofTenants(spark, queries, one)) {
            assertThat(view.grid().kinds()).containsExactly(kind);
            Map<Integer, long[]> wanted = new TreeMap<>();
            for (int group = 0; group < one.groups(); group++) {
              int stream = one.stream(group, 0, 0);
              assertThat(view.finite(stream)).isEqualTo(own.finite(stream));
              assertThat(view.tally(group).total()).isEqualTo(own.tally(group).total());
              assertThat(view.leftOut(group)).isEqualTo(own.leftOut(group));
              if (own.finite(stream) > 0) {
                wanted.put(stream, LongStream.rangeClosed(1, own.finite(stream)).toArray());
              }
            }
            assertThat(wanted).hasSizeGreaterThan(5);
            Map<Integer, long[]> expected = own.select(wanted);
            Map<Integer, long[]> selected = view.select(wanted);
            assertThat(selected).containsOnlyKeys(expected.keySet());
            selected.forEach(
                (stream, values) ->
                    assertThat(values).as("stream %d", stream).isEqualTo(expected.get(stream)));
            view.thinTogether(List.of(acme, GRID.group(0, ofTenant("ä & b"))));
            assertThat(view.isThinned(acme)).isTrue();
            assertThat(whole.isThinned(acme)).isFalse(); // stays with the view
          }
        }
      }
    }
  }

  private static Calibration ofTenants(SparkSession spark, List<Query> queries, Grid grid) {
    return Calibration.of(
        batches(records(spark, queries, 3, CalibrationTest::byTenant), grid),
        grid,
        declared(0.1),
        10);
  }

  @Test
  void aVaryingProbabilityNeedsTheDeclaredOneAndMustNotBeBelowIt(SparkSession spark) {
    JavaRDD<RecordBatch> records =
        batches(records(spark, queries(9, 50), 2, CalibrationTest::byTenant), GRID);

    try (Calibration undeclared = Calibration.of(records, GRID, Exploration.UNSET, 10);
        Calibration above = Calibration.of(records, GRID, declared(0.2), 10)) {
      assertThatThrownBy(() -> undeclared.tally(0))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("exploration.least-probability must be set")
          .hasMessageContaining("from 0.1 to 0.5");
      assertThatThrownBy(() -> above.tally(0))
          .isInstanceOf(DataContractException.class)
          .hasMessageContaining(
              "explored with a probability of 0.1, expected at least"
                  + " exploration.least-probability = 0.2");
      int acme = GRID.group(0, ofTenant("acme"));
      assertThat(undeclared.tally(acme).total()).isPositive(); // one probability needs no other
    }
  }

  static double byTenant(Query query) {
    return "acme".equals(query.segmentValues().get(1)) ? 0.5 : 0.1;
  }

  private static Exploration declared(double least) {
    return new Exploration(
        Optional.of(ExplorationSlice.EXPLORED), Optional.of(least), VaryingProbability.THIN, SEED);
  }

  private static Thinning thinning() {
    return new Thinning(0.1, SEED);
  }

  /** Sizes, order statistics and counts of all groups are those of plain loops. */
  private static void assertAgreement(
      SparkSession spark, Calibration calibration, CalibrationOracle oracle) {
    int groups = 0;
    Map<Integer, long[]> expected = new HashMap<>();
    Map<Integer, long[]> wanted = new HashMap<>();
    for (int group = 0; group < GRID.groups(); group++) {
      if (!GRID.segments().get(GRID.segment(group)).isRest()) {
        List<Query> members = members(oracle, group);
        groups += members.isEmpty() ? 0 : 1;
        assertTally(calibration.tally(group), members);
        for (int kind = 0; kind < KINDS.size(); kind++) {
          for (int target = 0; target < TARGETS.size(); target++) {
            int stream = GRID.stream(group, kind, target);
            long[] critical =
                oracle.critical(members, kind, TARGETS.get(target)).stream()
                    .mapToLong(score -> score)
                    .toArray();
            assertThat(calibration.finite(stream)).isEqualTo(critical.length);
            expected.put(stream, critical);
            wanted.put(stream, LongStream.rangeClosed(1, critical.length).toArray());
          }
        }
      }
    }
    Map<Integer, long[]> selected = calibration.select(wanted);

    assertThat(groups).isGreaterThan(12);
    assertThat(selected).containsOnlyKeys(expected.keySet());
    expected.forEach(
        (stream, critical) ->
            assertThat(selected.get(stream)).as("stream %d", stream).isEqualTo(critical));
    assertCounts(spark, calibration, oracle, selected);
  }

  /** Counts at every critical score, and at thresholds below, between and above them. */
  private static void assertCounts(
      SparkSession spark,
      Calibration calibration,
      CalibrationOracle oracle,
      Map<Integer, long[]> selected) {
    Map<Integer, long[]> thresholds = new HashMap<>();
    Map<Integer, Set<Long>> wanted = new TreeMap<>();
    for (int group = 0; group < GRID.groups(); group++) {
      if (!members(oracle, group).isEmpty()) {
        for (int kind = 0; kind < KINDS.size(); kind++) {
          Set<Long> points = new HashSet<>(Set.of(-1L, 0L, 1L << 38, 1L << 41));
          for (int target = 0; target < TARGETS.size(); target++) {
            int stream = GRID.stream(group, kind, target);
            if (selected.containsKey(stream)) {
              long[] critical = selected.get(stream);
              for (int i = 0; i < critical.length; i += 17) {
                points.addAll(List.of(critical[i], critical[i] - 1));
              }
            }
            wanted.put(stream, points);
          }
          // in any order, and some of them twice
          List<Long> unordered = new ArrayList<>(points);
          unordered.addAll(List.of(0L, -1L));
          Collections.shuffle(unordered, new Random(group));
          thresholds.put(
              GRID.cell(group, kind), unordered.stream().mapToLong(point -> point).toArray());
        }
      }
    }
    wanted.keySet().removeIf(stream -> isRest(stream / (KINDS.size() * TARGETS.size())));

    Calibration.Counted counted = calibration.count(thresholds);
    Map<Integer, Map<Long, RiskCounts>> found = counted.at(wanted);

    assertThat(found).containsOnlyKeys(wanted.keySet());
    int compared = 0;
    for (Map.Entry<Integer, Set<Long>> entry : wanted.entrySet()) {
      int stream = entry.getKey();
      int target = stream % TARGETS.size();
      int kind = stream / TARGETS.size() % KINDS.size();
      List<Query> members = members(oracle, stream / (TARGETS.size() * KINDS.size()));
      Map<Long, RiskCounts> expected = new HashMap<>();
      for (long point : entry.getValue()) {
        expected.put(point, oracle.at(members, kind, TARGETS.get(target), point));
        compared++;
      }
      assertThat(found.get(stream)).as("stream %d", stream).isEqualTo(expected);
    }
    assertThat(compared).isGreaterThan(1000);
    assertCurve(spark, counted, found, wanted);
  }

  private static void assertCurve(
      SparkSession spark,
      Calibration.Counted counted,
      Map<Integer, Map<Long, RiskCounts>> found,
      Map<Integer, Set<Long>> wanted) {
    List<Row> curve = counted.curve(spark).collectAsList();

    List<String> expected = new ArrayList<>();
    for (int stream : wanted.keySet()) {
      int group = stream / (TARGETS.size() * KINDS.size());
      ScoreKind kind = KINDS.get(stream / TARGETS.size() % KINDS.size());
      found
          .get(stream)
          .forEach(
              (point, counts) ->
                  expected.add(
                      String.join(
                          "|",
                          GRID.routers().get(GRID.router(group)).router(),
                          GRID.segments().get(GRID.segment(group)).name(),
                          kind.normalization().key(),
                          kind.nullScore().key(),
                          kind.nonconformity().key(),
                          TARGETS.get(stream % TARGETS.size()).key(),
                          String.valueOf(FixedPoint.toDouble(point)),
                          String.valueOf(counts.n()),
                          String.valueOf(counts.misses()),
                          String.valueOf(counts.answerable()),
                          String.valueOf(counts.answerableMisses()),
                          String.valueOf(counts.total()),
                          String.valueOf(counts.setSizeSum()),
                          String.valueOf(counts.abstentions()),
                          rate(counts.misses(), counts.n()),
                          rate(counts.answerableMisses(), counts.answerable()),
                          rate(counts.setSizeSum(), counts.total()),
                          rate(counts.abstentions(), counts.total()))));
    }
    assertThat(curve)
        .extracting(row -> row.mkString("|"))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  private static String rate(long part, long whole) {
    return whole == 0 ? "null" : String.valueOf((double) part / whole);
  }

  @Test
  void aPoolOfSmallSegmentsHoldsTheirQueriesTogether(SparkSession spark) {
    List<Query> queries = queries(4, 500);
    CalibrationOracle oracle = new CalibrationOracle(queries, KINDS);
    int rest = GRID.restOf(List.of("benchmark"));
    int rare = segment("benchmark=rare");
    int rarer = segment("benchmark=rarer");

    try (Calibration calibration =
        Calibration.of(batches(records(spark, queries, 2), GRID), GRID, Exploration.UNSET, 10)) {
      for (int router = 0; router < ROUTERS.size(); router++) {
        calibration.pool(GRID.group(router, rare), GRID.group(router, rest));
        calibration.pool(GRID.group(router, rarer), GRID.group(router, rest));
      }
      Map<Integer, long[]> wanted = new HashMap<>();
      Map<Integer, long[]> expected = new HashMap<>();
      for (int router = 0; router < ROUTERS.size(); router++) {
        List<Query> members = members(oracle, GRID.group(router, rare));
        assertThat(members).isNotEmpty();
        members.addAll(members(oracle, GRID.group(router, rarer)));
        assertTally(calibration.tally(GRID.group(router, rest)), members);
        for (int kind = 0; kind < KINDS.size(); kind++) {
          for (int target = 0; target < TARGETS.size(); target++) {
            // the pool's own and, from the same runs, that of a segment in it
            ask(calibration, oracle, router, rest, members, kind, target, wanted, expected);
            List<Query> own = members(oracle, GRID.group(router, rare));
            ask(calibration, oracle, router, rare, own, kind, target, wanted, expected);
          }
        }
      }
      Map<Integer, long[]> selected = calibration.select(wanted);

      assertThat(selected).hasSize(40);
      expected.forEach(
          (stream, critical) ->
              assertThat(selected.get(stream)).as("stream %d", stream).isEqualTo(critical));
    }
  }

  private static void ask(
      Calibration calibration,
      CalibrationOracle oracle,
      int router,
      int segment,
      List<Query> members,
      int kind,
      int target,
      Map<Integer, long[]> wanted,
      Map<Integer, long[]> expected) {
    int stream = GRID.stream(GRID.group(router, segment), kind, target);
    long[] critical =
        oracle.critical(members, kind, TARGETS.get(target)).stream().mapToLong(s -> s).toArray();
    assertThat(calibration.finite(stream)).isEqualTo(critical.length);
    wanted.put(stream, LongStream.rangeClosed(1, critical.length).toArray());
    expected.put(stream, critical);
  }

  @ParameterizedTest(name = "{0} partitions")
  @ValueSource(ints = {1, 2, 7})
  void rowOrderAndPartitionsChangeNothing(int partitions, SparkSession spark) {
    List<Query> queries = queries(5, 300);
    List<Query> reordered = new ArrayList<>(queries);
    Collections.shuffle(reordered, new Random(partitions));

    try (Calibration expected =
            Calibration.of(
                batches(records(spark, queries, 3), GRID), GRID, Exploration.UNSET, 1 << 18);
        Calibration actual =
            Calibration.of(
                batches(records(spark, reordered, partitions), GRID), GRID, Exploration.UNSET, 7)) {
      Map<Integer, long[]> wanted = new HashMap<>();
      for (int group = 0; group < GRID.groups(); group++) {
        assertThat(actual.tally(group)).usingRecursiveComparison().isEqualTo(expected.tally(group));
        for (int kind = 0; kind < KINDS.size(); kind++) {
          for (int target = 0; target < TARGETS.size(); target++) {
            int stream = GRID.stream(group, kind, target);
            assertThat(actual.finite(stream)).isEqualTo(expected.finite(stream));
            wanted.put(stream, actual.curveRanks(group, kind, target));
          }
        }
      }
      Map<Integer, long[]> selected = actual.select(wanted);
      Map<Integer, long[]> thresholds = new HashMap<>();
      selected.forEach(
          (stream, values) ->
              thresholds.merge(
                  stream / TARGETS.size(),
                  values,
                  (a, b) -> LongStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray()));

      expected
          .select(wanted)
          .forEach((stream, values) -> assertThat(selected.get(stream)).isEqualTo(values));
      FrameEquality.assertFramesEqualInAnyOrder(
          expected.count(thresholds).curve(spark), actual.count(thresholds).curve(spark));
    }
  }

  @Test
  void smoothingIsTheNoiseOfQueryAndModel(SparkSession spark) {
    Smoothing smoothing = new Smoothing(Ties.SMOOTHED, 0x1p-20, 42);
    Grid grid = grid(smoothing);
    List<Query> queries = queries(6, 200);
    int kind = 0;
    List<Long> expected = new ArrayList<>();
    TieNoise noise = new TieNoise(smoothing, ROUTERS.get(0).pool());
    QueryScorer scorer = new QueryScorer(3, KINDS.get(kind));
    double[] noises = new double[4];
    long[] nonconformity = new long[4];
    for (Query query : queries) {
      if (query.router() == 0 && CalibrationOracle.state(query) == LabelState.ANSWERABLE) {
        noise.fill(query.id(), noises);
        scorer.nonconformity(query.scores(), noises, nonconformity);
        long least = Long.MAX_VALUE;
        for (int m = 0; m < 3; m++) {
          least = query.labels()[m] ? Math.min(least, nonconformity[m]) : least;
        }
        expected.add(least);
      }
    }
    List<Query> answerable =
        queries.stream()
            .filter(query -> CalibrationOracle.state(query) == LabelState.ANSWERABLE)
            .toList();

    try (Calibration calibration =
        Calibration.of(batches(records(spark, answerable, 2), grid), grid, Exploration.UNSET, 5)) {
      int stream = grid.stream(grid.group(0, 0), kind, 0);
      long[] ranks = LongStream.rangeClosed(1, calibration.finite(stream)).toArray();
      long[] selected = calibration.select(Map.of(stream, ranks)).get(stream);

      assertThat(selected).isEqualTo(expected.stream().mapToLong(v -> v).sorted().toArray());
      assertThat(Arrays.stream(selected).distinct().count())
          .as("smoothed scores have no ties")
          .isEqualTo(selected.length);
    }
  }

  @Test
  void curveRanksStopWhereScoresAreInfinite(SparkSession spark) {
    // Without a null model, an unanswerable query is a loss at every threshold.
    List<Query> queries = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Boolean[] labels = {i < 7, false, i == 9 ? null : Boolean.FALSE};
      queries.add(new Query("q" + i, 0, new double[] {0.5, 0.3, 0.2}, labels, twoNulls()));
    }
    int withoutNull = 2;
    int misrouting = 1;

    try (Calibration calibration =
        Calibration.of(batches(records(spark, queries, 2), GRID), GRID, Exploration.UNSET, 5)) {
      int all = GRID.group(0, 0);
      assertThat(calibration.tally(all).of(RiskTarget.MISROUTING)).isEqualTo(10);
      assertThat(calibration.tally(all).of(RiskTarget.ANSWERABLE_MISS)).isEqualTo(8);
      assertThat(calibration.finite(GRID.stream(all, withoutNull, misrouting))).isEqualTo(7);
      assertThat(calibration.finite(GRID.stream(all, 0, misrouting))).isEqualTo(9);
      assertThat(calibration.curveRanks(all, withoutNull, misrouting))
          .isEqualTo(CurveRanks.permille(7));
      assertThat(calibration.curveRanks(all, 0, misrouting)).isEqualTo(CurveRanks.permille(9));
      assertThat(calibration.curveRanks(GRID.group(1, 0), 0, 0)).isEmpty();
    }
  }

  @Test
  void withoutAnyQueryEverythingIsZero(SparkSession spark) {
    try (Calibration calibration =
        Calibration.of(batches(records(spark, List.of(), 2), GRID), GRID, Exploration.UNSET, 5)) {
      assertThat(calibration.tally(0).total()).isZero();
      assertThat(calibration.finite(0)).isZero();
      assertThat(calibration.select(Map.of(0, new long[0])).get(0)).isEmpty();
      Calibration.Counted counted = calibration.count(Map.of(0, new long[] {1, 2}));
      assertThat(counted.at(Map.of(0, Set.of(1L)))).isEmpty();
      assertThat(counted.curve(spark).collectAsList()).isEmpty();
      assertThat(calibration.count(Map.of()).curve(spark).collectAsList()).isEmpty();
    }
  }

  @Test
  void recordsThatAreNotUsedAreNotCounted(SparkSession spark) {
    List<Query> queries = queries(8, 60);
    Dataset<Row> used = records(spark, queries, 2);
    Dataset<Row> excluded =
        used.drop(CalibrationRecords.STATUS)
            .withColumn(CalibrationRecords.STATUS, org.apache.spark.sql.functions.lit("excluded"));

    try (Calibration calibration =
        Calibration.of(batches(used.unionByName(excluded), GRID), GRID, Exploration.UNSET, 5)) {
      assertThat(calibration.tally(GRID.group(0, 0)).total())
          .isEqualTo(queries.stream().filter(query -> query.router() == 0).count());
    }
  }

  private static void assertTally(GroupTally tally, List<Query> members) {
    assertThat(tally.total()).isEqualTo(members.size());
    for (LabelState state : LabelState.values()) {
      assertThat(tally.in(state))
          .as(state.name())
          .isEqualTo(members.stream().filter(q -> CalibrationOracle.state(q) == state).count());
    }
    for (RiskTarget target : TARGETS) {
      assertThat(tally.of(target))
          .isEqualTo(members.stream().filter(q -> CalibrationOracle.counts(q, target)).count());
    }
    assertThat(tally.tied())
        .isEqualTo(
            members.stream()
                .filter(q -> Arrays.stream(q.scores()).distinct().count() < q.scores().length)
                .count());
    for (int column = 0; column < COLUMNS.size(); column++) {
      int number = column;
      assertThat(tally.withoutValue(column))
          .isEqualTo(members.stream().filter(q -> q.segmentValues().get(number) == null).count());
    }
  }

  private static List<Query> members(CalibrationOracle oracle, int group) {
    Segment segment = GRID.segments().get(GRID.segment(group));
    if (segment.isRest()) {
      return List.of();
    }
    return oracle.group(
        GRID.router(group),
        segment.columns().stream().map(COLUMNS::indexOf).toList(),
        segment.values());
  }

  private static boolean isRest(int group) {
    return GRID.segments().get(GRID.segment(group)).isRest();
  }

  private static int ofTenant(String tenant) {
    return GRID.segments()
        .indexOf(new Segment(List.of("tenant", "benchmark"), List.of(tenant, "mmlu")));
  }

  private static int segment(String name) {
    for (int i = 0; i < GRID.segments().size(); i++) {
      if (GRID.segments().get(i).name().equals(name)) {
        return i;
      }
    }
    throw new AssertionError("No segment " + name + " in " + GRID.segments());
  }

  private static Grid grid(Smoothing smoothing) {
    return new Grid(ROUTERS, COLUMNS, COMBINATIONS, VALUES, KINDS, TARGETS, smoothing);
  }

  private static List<String> twoNulls() {
    return Arrays.asList(null, null);
  }

  /** Scores in tenths, so that ties are many; one label in eight unknown; some segments null. */
  private static List<Query> queries(long seed, int size) {
    Random random = new Random(seed);
    List<Query> queries = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int router = random.nextInt(3) == 0 ? 1 : 0;
      int pool = ROUTERS.get(router).pool().size();
      double[] scores = new double[pool];
      Boolean[] labels = new Boolean[pool];
      boolean answerable = random.nextInt(5) > 0;
      boolean labelled = random.nextInt(4) > 0;
      for (int m = 0; m < pool; m++) {
        scores[m] = random.nextInt(4) == 0 ? random.nextDouble() : random.nextInt(11) / 10.0;
        labels[m] = answerable && random.nextBoolean();
        if (!labelled && random.nextBoolean()) {
          labels[m] = null;
        }
      }
      int place = random.nextInt(20);
      String benchmark =
          place < 9
              ? "mmlu"
              : place < 15 ? "arc" : place == 15 ? null : place == 16 ? "rarer" : "rare";
      int who = random.nextInt(10);
      String tenant = who == 0 ? null : who < 6 ? "acme" : "ä & b";
      queries.add(new Query("q" + i, router, scores, labels, Arrays.asList(benchmark, tenant)));
    }
    return queries;
  }

  private static JavaRDD<RecordBatch> batches(Dataset<Row> records, Grid grid) {
    return RecordTables.read(records, grid.routers(), grid.segmentColumns());
  }

  private static Dataset<Row> records(SparkSession spark, List<Query> queries, int partitions) {
    return records(spark, queries, partitions, query -> 1);
  }

  private static Dataset<Row> records(
      SparkSession spark,
      List<Query> queries,
      int partitions,
      ToDoubleFunction<Query> probability) {
    List<Row> rows = new ArrayList<>();
    for (Query query : queries) {
      RouterPool router = ROUTERS.get(query.router());
      rows.add(
          RowFactory.create(
              query.id(),
              router.router(),
              router.version(),
              router.pool().id(),
              router.identity().fingerprint(),
              query.scores(),
              query.labels(),
              CalibrationOracle.state(query).name(),
              probability.applyAsDouble(query),
              query.segmentValues().get(0),
              query.segmentValues().get(1),
              null,
              null,
              (long) query.scores().length,
              query.scores().length,
              CalibrationRecords.USED,
              "2026-01-01"));
    }
    return spark.createDataFrame(rows, CalibrationRecords.schema(COLUMNS)).repartition(partitions);
  }
}
