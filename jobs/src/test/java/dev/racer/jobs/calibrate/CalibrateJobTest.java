package dev.racer.jobs.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.ThresholdsJson;
import dev.racer.jobs.calibrate.Calibrations.Configured;
import dev.racer.jobs.verify.Certificate;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.publication.Publisher;
import dev.racer.spark.publication.QualityReport;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.testing.LocalSpark;
import dev.racer.spark.testing.TinyLake;
import dev.racer.spark.testing.TinyLake.Dates;
import dev.racer.spark.testing.TinyLake.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole calibrations of small lakes, held to {@link CalibrationOracle}. */
@ExtendWith(LocalSpark.class)
class CalibrateJobTest {
  /** Published intervals are rounded to nine decimals; the oracle's are good to twelve. */
  private static final double INTERVAL_TOLERANCE = 0.6e-9;

  @TempDir private Path folder;

  /**
   * A calibration.
   *
   * @param statuses the statuses that must come out, so that a case tests what it is there for
   * @param more assignments {@code key=value}
   */
  record Case(String name, TinyLake lake, List<String> statuses, List<String> more) {
    /** With dates where the rows have any. */
    Format format() {
      return lake.days().isEmpty() ? Format.PLAIN : Format.PLAIN.dates(Dates.FOLDERS);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    String bothTargets = "calibration.risk-targets=[misrouting,answerable-miss]";
    String bothGuarantees = "calibration.guarantees=[expected,pac]";
    String fewLevels = "calibration.risk-levels=[0.05,0.10,0.2,0.50]";
    return Stream.of(
        new Case(
            "every choice, small segments pooled",
            TinyLake.sample(1, 300),
            List.of("feasible", "infeasible", "unreachable"),
            List.of(
                bothTargets,
                bothGuarantees,
                fewLevels,
                "calibration.normalizations=[sigmoid,softmax]",
                "calibration.null-scores=[one-minus-max,absent]",
                "calibration.segments=[benchmark,[tenant,benchmark]]",
                "calibration.min-n=60")),
        new Case(
            "fully labelled queries only, without smoothing, small segments borrow from all",
            TinyLake.sample(2, 250),
            List.of("feasible", "infeasible"),
            List.of(
                bothTargets,
                bothGuarantees,
                fewLevels,
                "calibration.unknown-labels=exclude",
                "calibration.ties=none",
                "calibration.segments=[tenant,benchmark]",
                "calibration.min-n=40",
                "calibration.fallback=all",
                "calibration.delta=0.2",
                "calibration.delta-scope=family")),
        new Case(
            "small segments without a threshold, another seed and width",
            TinyLake.sample(3, 200),
            List.of("feasible", "infeasible", "unreachable"),
            List.of(
                bothTargets,
                fewLevels,
                "calibration.null-scores=[absent]",
                "policy.null-score=absent",
                "calibration.seed=-7",
                "calibration.smoothing-width=0.001",
                "calibration.segments=[benchmark]",
                "calibration.min-n=70",
                "calibration.fallback=call-all",
                "policy.risk-level=0.5",
                "policy.risk-target=answerable-miss",
                "policy.nonconformity=inverse-probability")),
        new Case(
            "names beyond ASCII, scores as they are, a segment that one router never scored",
            foreignNames(),
            List.of("feasible", "unreachable"),
            List.of(
                "calibration.normalizations=[none]",
                "policy.normalization=none",
                "calibration.risk-levels=[0.30]",
                "policy.risk-level=0.3",
                "calibration.segments=[language]",
                "calibration.min-n=5")),
        new Case(
            "a configured pool",
            TinyLake.sample(4, 120),
            List.of("feasible", "infeasible"),
            List.of(
                "pool.models=[model-c,model-a]",
                "calibration.risk-levels=[0.001,0.10]",
                "quality.max-quarantined-share=1")),
        new Case(
            "the same ids on two days, and routers with pools of their own",
            ownPools(),
            List.of("feasible", "infeasible"),
            List.of(
                "calibration.risk-levels=[0.02,0.10]",
                "calibration.segments=[benchmark]",
                "calibration.min-n=1")),
        new Case(
            "one query",
            TinyLake.of("a", "b").query("q").scores("q", "r", 0.2, 0.9).labels("q", true, false),
            List.of("feasible", "infeasible"),
            List.of("calibration.risk-levels=[0.5,0.499]", "policy.risk-level=0.5")));
  }

  /** Orders by code point and by UTF-16 differ for these models and routers. */
  private static TinyLake foreignNames() {
    String first = "\uFF5E";
    String last = "\uD83D\uDE00";
    TinyLake lake = TinyLake.of(last, first, "z").segmentColumns("language");
    Random random = new Random(5);
    for (int i = 0; i < 60; i++) {
      String id = "frage-\u00E4\u4E2D-" + i;
      lake.query(id, i % 10 == 0 ? "" : i % 3 == 0 ? "\u4E2D\u6587" : i % 3 == 1 ? "de" : null);
      for (String router : List.of("r" + last, "r" + first)) {
        if (i % 3 != 1 || router.endsWith(first)) {
          lake.scores(id, router, random.nextDouble(), random.nextDouble(), random.nextDouble());
        }
      }
      lake.labels(id, random.nextBoolean(), random.nextBoolean(), i % 7 == 0 ? null : false);
    }
    return lake;
  }

  private static TinyLake ownPools() {
    TinyLake lake = TinyLake.of("a", "b", "c", "d").segmentColumns("benchmark");
    Random random = new Random(6);
    for (String day : List.of("2026-01-01", "2026-01-02")) {
      lake.on(day);
      for (int i = 0; i < 40; i++) {
        String id = "q" + i;
        lake.query(id, random.nextBoolean() ? "x" : "y");
        for (String model : List.of("b", "a")) {
          lake.score(id, "first", model, random.nextGaussian());
        }
        for (String model : List.of("c", "b")) {
          lake.score(id, "second", model, random.nextGaussian());
        }
        lake.labels(id, random.nextBoolean(), random.nextBoolean(), i % 3 == 0, true);
      }
    }
    return lake;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void everyRowEqualsTheOracle(Case one, SparkSession spark) throws IOException {
    LakeInputs inputs = one.lake().write(spark, folder.resolve("lake"), one.format());
    Configured configured = Calibrations.configured(inputs, folder.resolve("output"), one.more());
    CalibrationOracle oracle = Calibrations.oracle(one.lake(), configured.config());

    CalibrateResult result = Calibrations.run(spark, configured);

    assertThat(result.status().outcome())
        .as("%s", result.status().reason())
        .isEqualTo(RunOutcome.PUBLISHED);
    assertThat(Calibrations.withoutIntervals(result.thresholds()))
        .containsExactlyElementsOf(oracle.rows());
    assertThat(result.thresholds().thresholds())
        .extracting(PublishedThreshold::status)
        .contains(one.statuses().toArray(String[]::new));
    assertThat(ThresholdsJson.read(bytes(result))).isEqualTo(result.thresholds());
    requireIntervals(result.thresholds().thresholds());
    assertThat(Calibrations.lines(spark, result, "risk_curve"))
        .containsExactlyInAnyOrderElementsOf(oracle.curve(result.thresholds().thresholds()));
    Certificate certificate = Calibrations.certificate(configured, result);
    assertThat(certificate.differences()).isEmpty();
    assertThat(certificate.equalRows()).isEqualTo(oracle.rows().size());
  }

  @ParameterizedTest(name = "at most {0} values sorted at once")
  @ValueSource(longs = {1, 5})
  void bothPlansOfSelectionGiveTheSameBytes(long mostSorted, SparkSession spark)
      throws IOException {
    TinyLake lake = TinyLake.sample(6, 150);
    LakeInputs inputs = lake.write(spark, folder.resolve("lake"), Format.PLAIN);
    List<String> more =
        List.of(
            "calibration.segments=[benchmark]",
            "calibration.null-scores=[one-minus-max,absent]",
            "calibration.ties=none",
            "calibration.min-n=50");

    CalibrateResult sorted =
        Calibrations.run(spark, Calibrations.configured(inputs, folder.resolve("a"), more));
    CalibrateResult counted =
        Calibrations.run(
            spark, Calibrations.configured(inputs, folder.resolve("b"), more), mostSorted);

    assertThat(bytes(counted)).isEqualTo(bytes(sorted));
    assertThat(Calibrations.lines(spark, counted, "risk_curve"))
        .containsExactlyInAnyOrderElementsOf(Calibrations.lines(spark, sorted, "risk_curve"));
  }

  @Test
  void everyRecordSaysWhatItWasUsedFor(SparkSession spark) {
    TinyLake lake =
        TinyLake.of("a", "b")
            .segmentColumns("tenant")
            .on("2026-01-01")
            .query("known", "x")
            .scores("known", "r", 0.25, 0.5)
            .labels("known", true, false)
            .on("2026-01-02")
            .query("unlabelled", "x")
            .scores("unlabelled", "r", 0.5, -0.5)
            .query("half", (String) null)
            .scores("half", "r", 1.0, 2.0)
            .labels("half", null, true)
            .query("partly", "x")
            .score("partly", "r", "a", 0.5)
            .labels("partly", true, true)
            .query("null-score", "x")
            .scores("null-score", "r", 0.5, null)
            .query("unscored", "y")
            .labels("unscored", false, false)
            .scores("unknown-query", "r", 0.1, 0.2);
    LakeInputs inputs =
        lake.write(spark, folder.resolve("lake"), Format.PLAIN.dates(Dates.FOLDERS));

    CalibrateResult result =
        Calibrations.run(
            spark,
            Calibrations.configured(
                inputs,
                folder.resolve("output"),
                List.of("calibration.segments=[tenant]", "policy.risk-level=0.50")));

    List<Row> records = Calibrations.rows(spark, result, "calibration_records");
    assertThat(records)
        .extracting(
            row ->
                Stream.of(
                        "date",
                        "query_id",
                        "router",
                        "status",
                        "exclusion",
                        "label_state",
                        "scores",
                        "correct",
                        "segment_tenant")
                    .map(column -> String.valueOf(row.<Object>getAs(column)))
                    .map(text -> text.replace("ArraySeq", ""))
                    .collect(Collectors.joining(" ")))
        .containsExactlyInAnyOrder(
            "2026-01-01 known r used null answerable (0.25, 0.5) (true, false) x",
            "2026-01-02 unlabelled r used null undecided (0.5, -0.5) (null, null) x",
            "2026-01-02 half r used null partly-answerable (1.0, 2.0) (null, true) null",
            "2026-01-02 partly r excluded partly-scored null null null x",
            "2026-01-02 null-score r excluded partly-scored null null null x",
            "2026-01-02 unknown-query r excluded unknown-query null null null null");
    QualityReport quality = result.status().quality().orElseThrow();
    assertThat(quality.routers()).hasSize(1);
    assertThat(quality.routers().get(0).records()).isEqualTo(3);
    assertThat(quality.routers().get(0).excluded())
        .isEqualTo(Map.of("partly-scored", 2L, "unscored", 1L));
    assertThat(quality.routers().get(0).nullSegmentValues()).isEqualTo(Map.of("tenant", 1L));
    assertThat(quality.tables())
        .extracting(QualityReport.TableQuality::rows, QualityReport.TableQuality::rowsUsed)
        .containsExactly(tuple(6L, 3L), tuple(11L, 6L), tuple(8L, 4L));
  }

  @Test
  void theTableOfThresholdsHoldsTheRowsOfTheDocument(SparkSession spark) {
    LakeInputs inputs = TinyLake.sample(7, 120).write(spark, folder.resolve("lake"), Format.PLAIN);

    CalibrateResult result =
        Calibrations.run(
            spark,
            Calibrations.configured(
                inputs,
                folder.resolve("output"),
                List.of(
                    "calibration.guarantees=[expected,pac]",
                    "calibration.null-scores=[one-minus-max,absent]")));

    List<Row> rows = Calibrations.rows(spark, result, "thresholds");
    assertThat(rows)
        .extracting(row -> row.mkString(" "))
        .containsExactlyElementsOf(
            result.thresholds().thresholds().stream().map(CalibrateJobTest::text).toList());
  }

  private static String text(PublishedThreshold row) {
    return Stream.of(
            2,
            row.publication(),
            row.router(),
            row.segment(),
            row.thresholdSegment(),
            row.guaranteeHoldsOn().orElse(null),
            row.normalization(),
            row.nullScore(),
            row.nonconformity(),
            row.ties(),
            row.sampling(),
            row.riskTarget(),
            row.guarantee(),
            row.delta().orElse(null),
            row.riskLevel(),
            row.poolId(),
            row.n(),
            row.nTotal(),
            row.answerableN(),
            row.segmentN(),
            row.rank().isPresent() ? row.rank().getAsLong() : null,
            row.nNeeded(),
            row.status(),
            orNull(row.threshold()),
            row.thresholdBits().orElse(null),
            orNull(row.empiricalRisk()),
            orNull(row.answerableMissRate()),
            orNull(row.meanSetSize()),
            orNull(row.abstentionRate()),
            row.trueRiskInterval().map(PublishedThreshold.Interval::lower).orElse(null),
            row.trueRiskInterval().map(PublishedThreshold.Interval::upper).orElse(null),
            row.intervalLevel(),
            row.inForce())
        .map(String::valueOf)
        .collect(Collectors.joining(" "));
  }

  private static Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  private static void requireIntervals(List<PublishedThreshold> rows) {
    Map<List<Long>, double[]> known = new HashMap<>();
    List<PublishedThreshold> checked = new ArrayList<>();
    for (PublishedThreshold row : rows) {
      if (row.rank().isPresent() && row.trueRiskInterval().isPresent()) {
        int n = Math.toIntExact(row.n());
        int k = Math.toIntExact(row.rank().getAsLong());
        double[] expected =
            known.computeIfAbsent(
                List.of(row.n(), row.rank().getAsLong()),
                key ->
                    new double[] {
                      CalibrationOracle.betaQuantile(n, k, 0.025),
                      CalibrationOracle.betaQuantile(n, k, 0.975)
                    });
        PublishedThreshold.Interval interval = row.trueRiskInterval().get();
        assertThat(interval.lower()).isCloseTo(expected[0], within(INTERVAL_TOLERANCE));
        assertThat(interval.upper()).isCloseTo(expected[1], within(INTERVAL_TOLERANCE));
        checked.add(row);
      }
    }
    assertThat(checked).isNotEmpty();
  }

  private static byte[] bytes(CalibrateResult result) throws IOException {
    return Files.readAllBytes(Path.of(result.attemptFolder()).resolve(Publisher.THRESHOLDS));
  }
}
