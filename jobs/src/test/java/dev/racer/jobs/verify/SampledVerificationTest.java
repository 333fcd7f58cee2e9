package dev.racer.jobs.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.published.PublishedThreshold;
import dev.racer.jobs.calibrate.CalibrateResult;
import dev.racer.jobs.calibrate.Calibrations;
import dev.racer.jobs.calibrate.Calibrations.Configured;
import dev.racer.spark.testing.LocalSpark;
import dev.racer.spark.testing.TinyLake;
import dev.racer.spark.testing.TinyLake.Dates;
import dev.racer.spark.testing.TinyLake.Format;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Versions whose queries were explored with different probabilities. */
@ExtendWith(LocalSpark.class)
class SampledVerificationTest {
  @TempDir private Path folder;

  @ParameterizedTest(name = "{0}, small segments {1}")
  @CsvSource({"weighted, rest", "weighted, call-all", "thin, rest", "thin, all"})
  void aVersionIsWholeHoweverItsSampleWasMadeFair(
      String varying, String fallback, SparkSession spark) {
    Configured configured =
        Calibrations.configured(
            lake().write(spark, folder.resolve("lake"), Format.PLAIN.dates(Dates.FOLDERS)),
            folder.resolve("output"),
            List.of(
                "exploration.least-probability=0.3",
                "exploration.seed=5",
                "exploration.varying=" + varying,
                "calibration.segments=[benchmark,tenant]",
                "calibration.risk-targets=[misrouting,answerable-miss]",
                "calibration.risk-levels=[0.02,0.10,0.30]",
                "calibration.min-n=50",
                "calibration.fallback=" + fallback));
    CalibrateResult result = Calibrations.run(spark, configured);

    Certificate certificate = Calibrations.certificate(configured, result);

    assertThat(certificate.differences()).isEmpty();
    assertThat(certificate.equalRows()).isEqualTo(certificate.rows()).isPositive();
    assertThat(result.thresholds().thresholds())
        .extracting(PublishedThreshold::sampling)
        .contains(
            PublishedThreshold.PLAIN,
            varying.equals("thin") ? PublishedThreshold.THINNED : PublishedThreshold.WEIGHTED);
    assertThat(result.thresholds().thresholds())
        .anyMatch(row -> !row.segment().equals(row.thresholdSegment()) || row.nNeeded() >= 50)
        .anyMatch(row -> row.threshold().isPresent());
  }

  /** Tenants differ in how often they are explored; benchmarks mix them, some small. */
  private static TinyLake lake() {
    Random random = new Random(8);
    TinyLake lake =
        TinyLake.of("a", "b", "c").segmentColumns("tenant", "benchmark").on("2026-01-01");
    for (int i = 0; i < 500; i++) {
      int tenant = random.nextInt(3);
      double q = List.of(0.9, 0.5, 0.3).get(tenant);
      boolean explored = random.nextDouble() < q;
      String id = "q" + i;
      lake.tossedQuery(
          id, explored, q, "tenant-" + tenant, "benchmark-" + (i % 20 < 16 ? 0 : 1 + i % 3));
      Double[] scores = {random.nextDouble(), random.nextDouble(), random.nextDouble()};
      lake.scores(id, "knn", scores);
      Boolean[] labels = new Boolean[scores.length];
      for (int m = 0; m < labels.length; m++) {
        boolean isKnown = random.nextInt(40) > 0;
        labels[m] = isKnown ? Boolean.valueOf(random.nextDouble() < scores[m]) : null;
      }
      if (explored) {
        lake.labels(id, labels);
      } else {
        lake.outcome(id, "a", true); // the router called this one
      }
    }
    return lake;
  }
}
