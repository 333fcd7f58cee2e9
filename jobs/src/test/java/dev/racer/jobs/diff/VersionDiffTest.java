package dev.racer.jobs.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.core.published.PublishedThreshold;
import dev.racer.jobs.calibrate.CalibrateResult;
import dev.racer.jobs.calibrate.Calibrations;
import dev.racer.jobs.calibrate.Calibrations.Configured;
import dev.racer.jobs.report.page.Html;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.testing.LocalSpark;
import dev.racer.spark.testing.TinyLake;
import dev.racer.spark.testing.TinyLake.Dates;
import dev.racer.spark.testing.TinyLake.Format;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Differences between three versions of one lake. */
@ExtendWith(LocalSpark.class)
class VersionDiffTest {
  @TempDir private static Path folder;

  private static PublicationStore store;

  /** At risk level 0.10 in force. */
  private static ComparedVersion strict;

  /** At risk level 0.30 in force. */
  private static ComparedVersion loose;

  /** For two of the three models. */
  private static ComparedVersion fewer;

  @BeforeAll
  static void publish(SparkSession spark) {
    LakeInputs inputs =
        TinyLake.sample(12, 300)
            .write(spark, folder.resolve("lake"), Format.PLAIN.dates(Dates.FOLDERS));
    strict = calibrate(spark, inputs, "policy.risk-level=0.10");
    loose = calibrate(spark, inputs, "policy.risk-level=0.30");
    fewer =
        calibrate(
            spark, inputs, "pool.models=[model-a,model-b]", "quality.max-quarantined-share=1");
  }

  private static ComparedVersion calibrate(SparkSession spark, LakeInputs inputs, String... more) {
    List<String> assignments =
        new ArrayList<>(
            List.of(
                "calibration.segments=[benchmark]",
                "calibration.risk-levels=[0.10,0.30]",
                "calibration.min-n=20"));
    assignments.addAll(List.of(more));
    Configured configured = Calibrations.configured(inputs, folder.resolve("output"), assignments);
    CalibrateResult result = Calibrations.run(spark, configured);
    store = PublicationStore.local(folder.resolve("output"), "default");
    return ComparedVersion.of(store, result.commit().orElseThrow());
  }

  private static VersionDiff diff(ComparedVersion from, ComparedVersion to) {
    return ComparedVersion.diff(store, from, to, Optional.empty());
  }

  @Test
  void aVersionDoesToItsOwnRecordsWhatItsRowsSay() {
    VersionDiff diff = diff(strict, strict);

    List<PublishedThreshold> inForce =
        strict.thresholds().thresholds().stream()
            .filter(PublishedThreshold::inForce)
            .filter(row -> row.status().equals(PublishedThreshold.FEASIBLE))
            .toList();
    assertThat(inForce).hasSizeGreaterThan(4);
    for (PublishedThreshold row : inForce) {
      SegmentDiff segment = segment(diff, row.router(), row.segment());
      assertThat(segment.toRow()).contains(row);
      assertThat(segment.changed()).isZero();
      assertThat(segment.from()).isEqualTo(segment.to());
      assertThat(segment.to().queries()).isEqualTo(row.segmentN());
      assertThat(segment.to().risk()).isEqualTo(row.empiricalRisk());
      assertThat(segment.to().answerableMissRate()).isEqualTo(row.answerableMissRate());
      assertThat(segment.to().setSize()).isEqualTo(row.meanSetSize());
      assertThat(segment.to().calls()).isEqualTo(row.meanSetSize());
      assertThat(segment.to().abstentionRate()).isEqualTo(row.abstentionRate());
    }
    assertThat(diff.thresholds().isEmpty()).isTrue();
    assertThat(diff.traffic().passedOver()).isZero();
  }

  private static SegmentDiff segment(VersionDiff diff, String router, String segment) {
    return diff.traffic().segments().stream()
        .filter(each -> each.router().equals(router) && each.segment().equals(segment))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void setsShrinkWhenMoreRiskIsTaken() {
    VersionDiff diff = diff(strict, loose);

    SegmentDiff all = segment(diff, "mlp", "all");
    assertThat(all.smaller()).isPositive();
    assertThat(all.larger()).isZero();
    assertThat(all.otherwise()).isZero();
    assertThat(all.addedRisk()).isPositive();
    assertThat(all.addedCalls()).isNegative();
    assertThat(all.examples()).hasSize(5).isSorted().allMatch(id -> id.startsWith("query-"));
  }

  @Test
  void theWorstSegmentsStandFirst() {
    List<SegmentDiff> ofRouter =
        diff(strict, loose).traffic().segments().stream()
            .filter(each -> each.router().equals("mlp"))
            .toList();

    assertThat(ofRouter.get(0).segment()).isEqualTo("all");
    assertThat(ofRouter.subList(1, ofRouter.size()))
        .hasSizeGreaterThan(2)
        .isSortedAccordingTo((a, b) -> Double.compare(b.addedRisk(), a.addedRisk()));
  }

  @Test
  void oneDayIsEnough() {
    VersionDiff diff =
        ComparedVersion.diff(store, strict, loose, Optional.of(LocalDate.of(2026, 1, 2)));

    long both = segment(diff(strict, loose), "knn", "all").from().queries();
    assertThat(segment(diff, "knn", "all").from().queries()).isBetween(100L, both - 100);
    assertThat(diff.text()).startsWith("From version 1 to version 2: the queries of 2026-01-02\n");
  }

  @Test
  void aDayWithoutRecordsIsRefused() {
    assertThatThrownBy(
            () -> ComparedVersion.diff(store, strict, loose, Optional.of(LocalDate.of(2026, 2, 1))))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("There are no records of 2026-02-01 in ");
  }

  @Test
  void aModelThatWasRemovedIsComparedOnRecordsThatHaveIt() {
    VersionDiff diff = diff(fewer, strict);

    SegmentDiff all = segment(diff, "mlp", "all");
    assertThat(all.from().queries()).isEqualTo(all.to().queries()).isPositive();
    assertThat(all.changed()).isPositive();
    // the records of the version with fewer models cannot tell what the other would have done
    assertThat(diff(strict, fewer).traffic().segments()).isEmpty();
    assertThat(diff(strict, fewer).traffic().passedOver()).isEqualTo(600);
  }

  @Test
  void textPageAndDocumentShowTheSameFigures() {
    VersionDiff diff = diff(strict, loose);

    SegmentDiff all = segment(diff, "knn", "all");
    String risk =
        String.format(
            Locale.ROOT,
            "%.4f \u2192 %.4f",
            all.from().risk().orElseThrow(),
            all.to().risk().orElseThrow());
    assertThat(diff.text()).contains(risk).contains("Other sets for router knn, segment all");
    assertThat(new Html().table(diff.view()).toString()).contains(risk);
    assertThat(diff.json())
        .startsWith("{\"schema_version\":1,\"from\":\"version 1\",\"to\":\"version 2\"")
        .contains("\"misses\":" + all.to().misses());
  }
}
