package dev.racer.jobs.nightly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.racer.core.conformal.CriticalScore;
import dev.racer.core.conformal.Labels;
import dev.racer.core.conformal.OrderStatistics;
import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.conformal.ThresholdRank;
import dev.racer.core.gate.MissTest;
import dev.racer.core.gate.MissTest.Tails;
import dev.racer.core.gate.NightTest;
import dev.racer.core.gate.ThresholdSource;
import dev.racer.core.pool.ModelPool;
import dev.racer.core.score.QueryScorer;
import dev.racer.core.score.ScoreKind;
import dev.racer.core.score.Smoothing;
import dev.racer.core.score.TieNoise;
import dev.racer.core.score.Ties;
import dev.racer.core.trial.TrialSplit;
import dev.racer.jobs.calibrate.RealData;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.publication.GateVerdict;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.testing.LocalSpark;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two models that were silently updated between March and June 2023, as the gate sees it.
 *
 * <p>The router scores a model by its March accuracy on the query's benchmark, taken from a quarter
 * of the queries. Half of them calibrate on March's labels. The last quarter is the newest day: in
 * March's labels it has to pass, in June's to be refused, at the level .001 over three rows: all
 * queries and the two benchmarks that are large enough. The split is a hash; scores are tied within
 * a benchmark, so that smoothing decides.
 */
@ExtendWith(LocalSpark.class)
class ModelUpdateTest {
  private static final ModelPool POOL = ModelPool.of(List.of("gpt-3.5-turbo", "gpt-4"));
  private static final String ROUTER = "march accuracy";
  private static final LocalDate WINDOW = LocalDate.of(2023, 3, 1);
  private static final String MARCH = "2023-03";
  private static final String JUNE = "2023-06";
  private static final List<String> SEGMENTS =
      List.of("all", "benchmark=happy_number", "benchmark=prime");

  /** n, m and the misses of all queries, and of June's p-value the power of ten. */
  @ParameterizedTest(name = "alpha {0}")
  @CsvSource({
    "0.05, 850, 377, 18.6, 16, 65, -11, 2",
    "0.10, 850, 377, 37.7, 29, 123, -21, 3",
    "0.20, 850, 377, 75.3, 65, 184, -24, 3"
  })
  void marchPassesAndJuneIsRefused(
      String alpha,
      long n,
      long m,
      double expected,
      long missesOfMarch,
      long missesOfJune,
      double exponent,
      int refusedRows,
      SparkSession spark) {
    Recorded recorded = Recorded.read(spark);

    NightTest march = recorded.night(RiskLevel.parse(alpha), MARCH);
    NightTest june = recorded.night(RiskLevel.parse(alpha), JUNE);

    assertThat(march.refused()).isFalse();
    assertThat(june.refused()).isTrue();
    MissTest ofMarch = march.verdicts().get(0).row().test();
    MissTest ofJune = june.verdicts().get(0).row().test();
    assertThat(List.of(ofMarch.n(), ofMarch.m(), ofMarch.misses()))
        .containsExactly(n, m, missesOfMarch);
    assertThat(List.of(ofJune.n(), ofJune.m(), ofJune.misses()))
        .containsExactly(n, m, missesOfJune);
    assertThat(ofMarch.expected()).isCloseTo(expected, within(.05));
    assertThat(ofMarch.pValue()).isGreaterThan(.2);
    assertThat(Math.floor(Math.log10(ofJune.pValue()))).isEqualTo(exponent);
    assertThat(june.refusedSources()).hasSize(refusedRows);
  }

  /** The same, run as nights over tables. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "2023-03, '29 of 377, expected 37.7 (n 850, ', 0",
    "2023-06, '123 of 377, expected 37.7 (n 850, ', 4"
  })
  void nightsSayTheSame(
      String period, String misses, int exitCode, SparkSession spark, @TempDir Path folder) {
    Recorded recorded = Recorded.read(spark);
    recorded.write(spark, folder.resolve("lake"), period);
    Nights nights =
        new Nights(
            spark,
            folder.resolve("lake"),
            folder.resolve("output"),
            "policy.risk-level=0.10",
            "policy.normalization=none",
            "calibration.normalizations=[none]",
            "calibration.segments=[benchmark]");
    NightlyResult before = nights.run(WINDOW);

    NightlyResult night = nights.run(WINDOW.plusDays(1));

    assertThat(before.status().outcome()).isEqualTo(RunOutcome.PUBLISHED);
    assertThat(night.status().exitCode()).isEqualTo(exitCode);
    assertThat(night.status().gate())
        .filteredOn(verdict -> verdict.name().equals("misses " + ROUTER + " all"))
        .singleElement()
        .satisfies(
            verdict -> {
              assertThat(verdict.figure()).startsWith(misses);
              assertThat(verdict.passed()).isEqualTo(exitCode == 0);
            });
    assertThat(night.status().gate())
        .extracting(GateVerdict::name)
        .filteredOn(name -> name.startsWith("misses "))
        .containsAll(SEGMENTS.stream().map(name -> "misses " + ROUTER + " " + name).toList())
        .hasSize(SEGMENTS.size() + 1); // and the small benchmarks together
  }

  /** The labels of March and June, by query. */
  private record Recorded(Map<String, String> benchmarks, Map<String, Map<String, byte[]>> labels) {
    static Recorded read(SparkSession spark) {
      LakeInputs inputs = RealData.named("llmdrift").inputs();
      Map<String, String> benchmarks = new TreeMap<>();
      for (Row row :
          spark.read().parquet(inputs.queries()).select("query_id", "benchmark").collectAsList()) {
        benchmarks.put(row.getString(0), row.getString(1));
      }
      Map<String, Map<String, byte[]>> labels = new TreeMap<>();
      for (Row row :
          spark
              .read()
              .parquet(inputs.location(LakeInputs.OUTCOMES))
              .select("query_id", "version_period", "model_family", "correct")
              .collectAsList()) {
        labels.computeIfAbsent(row.getString(1), period -> new TreeMap<>())
                .computeIfAbsent(
                    row.getString(0), id -> new byte[] {Labels.UNKNOWN, Labels.UNKNOWN})[
                POOL.indexOf(row.getString(2))] =
            row.getBoolean(3) ? Labels.CORRECT : Labels.WRONG;
      }
      return new Recorded(benchmarks, labels);
    }

    NightTest night(RiskLevel level, String period) {
      List<NightTest.Row> rows = new ArrayList<>();
      for (String segment : SEGMENTS) {
        long[] window = critical(MARCH, segment, 1, 2);
        long[] day = critical(period, segment, 3, 3);
        long rank = ((ThresholdRank.AtRank) ThresholdRank.expected(window.length, level)).k();
        long threshold = OrderStatistics.select(window, 0, window.length, new long[] {rank})[0];
        long misses = LongStream.of(day).filter(score -> score > threshold).count();
        rows.add(
            new NightTest.Row(
                new ThresholdSource(ROUTER, segment),
                MissTest.of(window.length, rank, day.length, misses, Tails.BOTH)));
      }
      return NightTest.of(rows, NightTest.DEFAULT_LEVEL);
    }

    /** A lake of two days: March's quarters to calibrate on, then the last one in some period. */
    void write(SparkSession spark, Path lake, String period) {
      Map<String, double[]> accuracies = accuracies();
      List<Row> queries = new ArrayList<>();
      List<Row> scores = new ArrayList<>();
      List<Row> outcomes = new ArrayList<>();
      for (String query : labels.get(MARCH).keySet()) {
        long quarter = quarter(query);
        byte[] right = labels.get(quarter == 3 ? period : MARCH).get(query);
        if (quarter == 0 || right == null) {
          continue;
        }
        String date = (quarter == 3 ? WINDOW.plusDays(1) : WINDOW).toString();
        String benchmark = benchmarks.get(query);
        queries.add(RowFactory.create(date, query, benchmark));
        for (int model = 0; model < POOL.size(); model++) {
          String name = POOL.models().get(model);
          scores.add(
              RowFactory.create(date, query, ROUTER, name, accuracies.get(benchmark)[model]));
          outcomes.add(
              RowFactory.create(
                  date,
                  query,
                  name,
                  right[model] == Labels.UNKNOWN ? null : right[model] == Labels.CORRECT));
        }
      }
      write(spark, queries, "date string, query_id string, benchmark string", lake, "queries");
      write(
          spark,
          scores,
          "date string, query_id string, router string, model string, score double",
          lake,
          "router_scores");
      write(
          spark,
          outcomes,
          "date string, query_id string, model string, correct boolean",
          lake,
          "outcomes");
    }

    private static void write(
        SparkSession spark, List<Row> rows, String schema, Path lake, String table) {
      spark
          .createDataFrame(rows, StructType.fromDDL(schema))
          .write()
          .partitionBy("date")
          .parquet(lake.resolve(table).toString());
    }

    /** The critical scores of the queries in some quarters. */
    private long[] critical(String period, String segment, int first, int last) {
      QueryScorer scorer =
          new QueryScorer(POOL.size(), ScoreKind.ofKeys("none", "one-minus-max", "gap"));
      TieNoise ties = new TieNoise(new Smoothing(Ties.SMOOTHED, Smoothing.DEFAULT_WIDTH, 0), POOL);
      double[] noise = new double[POOL.size() + 1];
      long[] nonconformity = new long[POOL.size() + 1];
      Map<String, double[]> accuracies = accuracies();
      return labels.get(period).entrySet().stream()
          .filter(query -> quarter(query.getKey()) >= first && quarter(query.getKey()) <= last)
          .filter(
              query ->
                  segment.equals("all")
                      || segment.equals("benchmark=" + benchmarks.get(query.getKey())))
          .mapToLong(
              query -> {
                ties.fill(query.getKey(), noise);
                scorer.nonconformity(
                    accuracies.get(benchmarks.get(query.getKey())), noise, nonconformity);
                return CriticalScore.of(nonconformity, query.getValue(), POOL.size());
              })
          .toArray();
    }

    /** Of the models in March, by benchmark, from the first quarter of the queries. */
    private Map<String, double[]> accuracies() {
      Map<String, double[]> right = new TreeMap<>();
      Map<String, Integer> queries = new TreeMap<>();
      labels
          .get(MARCH)
          .forEach(
              (query, ofModels) -> {
                if (quarter(query) == 0) {
                  String benchmark = benchmarks.get(query);
                  queries.merge(benchmark, 1, Integer::sum);
                  double[] counts = right.computeIfAbsent(benchmark, key -> new double[2]);
                  for (int model = 0; model < counts.length; model++) {
                    counts[model] += ofModels[model] == Labels.CORRECT ? 1 : 0;
                  }
                }
              });
      right.forEach(
          (benchmark, counts) -> {
            for (int model = 0; model < counts.length; model++) {
              counts[model] /= queries.get(benchmark);
            }
          });
      return right;
    }

    private static long quarter(String queryId) {
      return new TrialSplit(0).hash(queryId) >>> 62;
    }
  }
}
