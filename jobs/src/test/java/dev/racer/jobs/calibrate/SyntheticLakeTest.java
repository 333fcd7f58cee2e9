package dev.racer.jobs.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.racer.core.published.PublishedThreshold;
import dev.racer.jobs.generate.GenerateConfig;
import dev.racer.jobs.generate.GenerateJob;
import dev.racer.jobs.generate.GenerateResult;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.publication.QualityReport.TableQuality;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.testing.LocalSpark;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Calibrations of generated lakes, of which it is known what is wrong with them. */
@ExtendWith(LocalSpark.class)
class SyntheticLakeTest {
  private static final LocalDate START = LocalDate.of(2026, 1, 1);
  private static final LocalDate DRIFT = START.plusDays(4);

  @TempDir private Path folder;

  @Test
  void everyMalformedRowIsFound(SparkSession spark) {
    Path lake = folder.resolve("lake");
    GenerateResult generated =
        new GenerateJob()
            .run(
                spark,
                GenerateConfig.to(lake)
                    .queries(5_200)
                    .days(2)
                    .corruptShare(0.02)
                    .unknownShare(0.02)
                    .build(),
                new Calibrations.Silent());
    LakeInputs inputs = inputs(lake);
    List<String> models =
        spark
            .read()
            .parquet(inputs.location(LakeInputs.OUTCOMES))
            .where("model <> 'outside-model'")
            .select("model")
            .distinct()
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();

    CalibrateResult result =
        Calibrations.run(
            spark,
            Calibrations.configured(
                inputs,
                folder.resolve("output"),
                List.of(
                    "calibration.exclude-where=router_train",
                    "calibration.segments=[benchmark,tenant]",
                    "pool.models=" + models,
                    "quality.max-quarantined-share=0.05")));

    assertThat(result.status().outcome()).isEqualTo(RunOutcome.PUBLISHED);
    List<TableQuality> tables = result.status().quality().orElseThrow().tables();
    SortedMap<String, Long> queries = generated.malformed().get("queries");
    SortedMap<String, Long> scores = generated.malformed().get("router_scores");
    SortedMap<String, Long> outcomes = generated.malformed().get("outcomes");
    assertThat(List.of(queries.size(), scores.size(), outcomes.size())).containsExactly(2, 7, 4);
    // neither row of a doubled key is used: nothing says which of them is right
    assertThat(tables.get(0).quarantined())
        .isEqualTo(
            Map.of(
                "null-key",
                queries.get("null-key"),
                "duplicate-key",
                2 * queries.get("duplicate-key")));
    assertThat(tables.get(1).quarantined())
        .isEqualTo(
            Map.of(
                "null-key",
                scores.get("null-key"),
                "duplicate-key",
                2 * scores.get("duplicate-key"),
                "non-finite-score",
                scores.get("nan-score") + scores.get("infinite-score"),
                "model-outside-pool",
                scores.get("model-outside-pool")));
    assertThat(tables.get(2).quarantined())
        .isEqualTo(
            Map.of(
                "null-key", outcomes.get("null-key"),
                "duplicate-key", 2 * outcomes.get("duplicate-key"),
                "model-outside-pool", outcomes.get("model-outside-pool")));
    assertThat(tables.get(2).excluded().get("unknown-query"))
        .isEqualTo(outcomes.get("unknown-query") + 7 * queries.get("duplicate-key"));
    for (int i = 0; i < tables.size(); i++) {
      TableQuality table = tables.get(i);
      String name = List.of("queries", "router_scores", "outcomes").get(i);
      assertThat(table.rows()).isEqualTo(generated.tables().get(name).rows());
      assertThat(table.rowsUsed() + table.quarantinedRows() + table.excludedRows())
          .isEqualTo(table.rows());
    }
    assertThat(counts(Calibrations.rows(spark, result, "quarantine")))
        .isEqualTo(
            Map.of(
                "queries", tables.get(0).quarantinedRows(),
                "router-scores", tables.get(1).quarantinedRows(),
                "outcomes", tables.get(2).quarantinedRows()));
  }

  private static Map<String, Long> counts(List<Row> quarantine) {
    Map<String, Long> counts = new HashMap<>();
    quarantine.forEach(row -> counts.merge(row.<String>getAs("table"), 1L, Long::sum));
    return counts;
  }

  @Test
  void aThresholdFromBeforeADriftMissesMoreAfterIt(SparkSession spark) {
    Path lake = folder.resolve("lake");
    new GenerateJob()
        .run(
            spark,
            GenerateConfig.to(lake)
                .queries(8_000)
                .days(8)
                .startDate(START)
                .drift(new GenerateConfig.Drift(DRIFT, 0.5))
                .build(),
            new Calibrations.Silent());

    CalibrateResult before =
        calibrate(spark, lake, "before", new DateRange(Optional.empty(), Optional.of(DRIFT)));
    CalibrateResult after =
        calibrate(spark, lake, "after", new DateRange(Optional.of(DRIFT), Optional.empty()));

    List<PublishedThreshold> rows = before.thresholds().thresholds();
    assertThat(rows).hasSize(2);
    for (PublishedThreshold row : rows) {
      assertThat(row.empiricalRisk().orElseThrow()).isCloseTo(0.10, within(0.001));
      double risk = risk(spark, after, row);
      // about 3,200 queries each: four standard deviations are 0.03
      assertThat(risk).isGreaterThan(0.13);
    }
  }

  /** The risk after the drift: that of the last point of the curve which is not above. */
  private static double risk(SparkSession spark, CalibrateResult result, PublishedThreshold row) {
    return Calibrations.rows(spark, result, "risk_curve").stream()
        .filter(point -> point.getAs("router").equals(row.router()))
        .filter(point -> point.<Double>getAs("threshold") <= row.threshold().getAsDouble())
        .max(Comparator.comparing(point -> point.<Double>getAs("threshold")))
        .orElseThrow()
        .getAs("empirical_risk");
  }

  private CalibrateResult calibrate(SparkSession spark, Path lake, String output, DateRange days) {
    return Calibrations.run(
        spark,
        Calibrations.configured(
            inputs(lake),
            folder.resolve(output),
            days,
            List.of(
                "calibration.exclude-where=router_train",
                "calibration.nonconformity=[gap]",
                "calibration.risk-levels=[0.10]",
                "calibration.risk-targets=[answerable-miss]",
                "policy.risk-target=answerable-miss")));
  }

  private static LakeInputs inputs(Path lake) {
    return new LakeInputs(
        lake.resolve("queries").toString(),
        lake.resolve("router_scores").toString(),
        lake.resolve("outcomes").toString(),
        Map.of());
  }
}
