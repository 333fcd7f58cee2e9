package dev.racer.jobs.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.racer.core.published.PublishedThreshold;
import dev.racer.jobs.calibrate.Calibrations.Configured;
import dev.racer.spark.publication.QualityReport.RouterQuality;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.testing.LocalSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Calibrations of real routers on real labels, held to {@link CalibrationOracle}. */
@ExtendWith(LocalSpark.class)
class RealDataTest {
  private static final String HELD_OUT = "not router_train and paper_benchmark";

  @TempDir private Path output;

  @Test
  void everyThresholdOfRouterDcEqualsTheOracle(SparkSession spark) {
    RealData data = RealData.named("routerdc7");
    Configured configured =
        Calibrations.configured(
            data.inputs(),
            output,
            List.of(
                "calibration.exclude-where=router_train or not paper_benchmark",
                "calibration.segments=[benchmark]",
                "calibration.risk-targets=[misrouting,answerable-miss]",
                "calibration.guarantees=[expected,pac]"));

    CalibrateResult result = Calibrations.run(spark, configured);

    assertThat(result.status().outcome()).isEqualTo(RunOutcome.PUBLISHED);
    List<PublishedThreshold> rows = result.thresholds().thresholds();
    assertThat(rows).hasSize(2 * 5 * 2 * 2 * 2 * 8);
    assertThat(Calibrations.withoutIntervals(result.thresholds()))
        .containsExactlyElementsOf(data.oracle(spark, configured.config(), HELD_OUT).rows());
    assertThat(Calibrations.certificate(configured, result).differences()).isEmpty();
    assertThat(sizes(rows))
        .isEqualTo(
            Map.of(
                "all", 8866L,
                "benchmark=arc_challenge", 707L,
                "benchmark=cmmlu", 3225L,
                "benchmark=gsm8k", 1161L,
                "benchmark=mmlu", 3773L));
    assertThat(result.status().quality().orElseThrow().routers())
        .extracting(RouterQuality::records)
        .containsExactly(8866L, 8866L);
    // DESIGN section 1: the paper's target leaves 12 % of the answerable queries unanswered
    assertThat(rows.stream().filter(PublishedThreshold::inForce).filter(row -> isAll(row)))
        .hasSize(2)
        .allSatisfy(
            row -> {
              assertThat(row.empiricalRisk().orElseThrow()).isCloseTo(0.1, within(0.0005));
              assertThat(row.answerableMissRate().orElseThrow()).isCloseTo(0.12, within(0.005));
            });
  }

  @Test
  void theThresholdOfAllQueriesMissesMoreOnOneBenchmark(SparkSession spark) {
    RealData data = RealData.named("routerdc7");
    Configured configured =
        Calibrations.configured(
            data.inputs(),
            output,
            List.of(
                "calibration.exclude-where=router_train or not paper_benchmark",
                "calibration.segments=[benchmark]",
                "calibration.risk-levels=[0.10]",
                "calibration.nonconformity=[gap]",
                "calibration.min-n=10000",
                "calibration.fallback=all"));

    CalibrateResult result = Calibrations.run(spark, configured);

    assertThat(Calibrations.withoutIntervals(result.thresholds()))
        .containsExactlyElementsOf(data.oracle(spark, configured.config(), HELD_OUT).rows());
    List<PublishedThreshold> mmlu =
        result.thresholds().thresholds().stream()
            .filter(row -> row.segment().equals("benchmark=mmlu"))
            .toList();
    assertThat(mmlu)
        .extracting(PublishedThreshold::guaranteeHoldsOn)
        .containsExactly(Optional.of("all"), Optional.of("all"));
    // DESIGN section 4: .144 to .162
    assertThat(mmlu.get(0).empiricalRisk().orElseThrow()).isCloseTo(0.144, within(0.0005));
    assertThat(mmlu.get(1).empiricalRisk().orElseThrow()).isCloseTo(0.162, within(0.0005));
  }

  @Test
  void everyThresholdOfStatedConfidenceEqualsTheOracle(SparkSession spark) {
    RealData data = RealData.named("stated_confidence11");
    Configured configured =
        Calibrations.configured(
            data.inputs(),
            output,
            List.of(
                "calibration.exclude-where=router_train",
                "calibration.segments=[benchmark]",
                "calibration.min-n=200"));

    CalibrateResult result = Calibrations.run(spark, configured);

    assertThat(Calibrations.withoutIntervals(result.thresholds()))
        .containsExactlyElementsOf(
            data.oracle(spark, configured.config(), "not router_train").rows());
    assertThat(Calibrations.certificate(configured, result).differences()).isEmpty();
    assertThat(result.thresholds().thresholds())
        .extracting(PublishedThreshold::thresholdSegment)
        .contains("rest(benchmark)");
    assertThat(result.thresholds().thresholds().get(0).n()).isEqualTo(2829);
  }

  private static boolean isAll(PublishedThreshold row) {
    return row.segment().equals("all");
  }

  private static Map<String, Long> sizes(List<PublishedThreshold> rows) {
    return rows.stream()
        .collect(
            Collectors.toMap(
                PublishedThreshold::segment, PublishedThreshold::segmentN, (a, b) -> a));
  }
}
