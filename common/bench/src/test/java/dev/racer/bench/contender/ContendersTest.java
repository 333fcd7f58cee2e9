package dev.racer.bench.contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.racer.bench.report.Comparison;
import dev.racer.bench.report.Comparison.Question;
import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.SegmentName;
import dev.racer.core.published.ThresholdsJson;
import dev.racer.core.score.FixedPoint;
import dev.racer.jobs.generate.GenerateConfig;
import dev.racer.jobs.generate.GenerateJob;
import dev.racer.jobs.generate.RouterSpec;
import dev.racer.jobs.run.Progress;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.testing.LocalSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LocalSpark.class)
class ContendersTest {
  private static final int QUERIES = 1_500; // the smallest segment has enough for every level

  @TempDir private static Path folder;

  private static Workload workload;
  private static Resources resources;
  private static LakeTables tables;
  private static List<Threshold> kernel;

  @BeforeAll
  static void generate(SparkSession spark) {
    workload = new Workload(folder.resolve("lake"), 7);
    resources = new Resources(2, new Memory("512m"), folder.resolve("scratch"));
    GenerateConfig config =
        GenerateConfig.to(workload.lake())
            .queries(QUERIES)
            .days(3)
            .models(workload.models())
            .routers(List.of(RouterSpec.parse(Workload.ROUTER_SPEC)))
            .routerTrainShare(0)
            .build();
    new GenerateJob().run(spark, config, Progress.NONE);
    tables = LakeTables.read(spark, workload);
    try (Contender contender = new KernelContender(workload)) {
      kernel = contender.run();
    }
  }

  @Test
  void kernelSelectsTheCriticalScoresAtOurRanks() {
    assertThat(kernel).hasSize(Workload.THRESHOLDS);
    assertThat(kernel).allSatisfy(ContendersTest::isTheOrderStatisticAtItsRank);
  }

  @Test
  void duckDbSelectsTheCriticalScoresAtItsOwnRanks() {
    List<Threshold> thresholds;
    try (Contender duckDb = new DuckDbContender(workload, resources)) {
      thresholds = duckDb.run();
    }

    assertThat(thresholds).hasSize(Workload.THRESHOLDS);
    assertThat(thresholds).allSatisfy(ContendersTest::isTheOrderStatisticAtItsRank);
    Comparison comparison = Comparison.of(Question.AS_TIMED, thresholds, kernel);
    assertThat(comparison.sameRank()).isBetween(1, Workload.THRESHOLDS - 1);
    assertThat(comparison.equalAtSameRank()).isEqualTo(comparison.sameRank());
  }

  @Test
  void duckDbAtOurRanksAgreesWithTheKernelInEveryThreshold() {
    List<Threshold> thresholds;
    try (Contender duckDb = new DuckDbContender(workload, resources)) {
      thresholds = duckDb.runAtOurRanks();
    }

    Comparison comparison = Comparison.of(Question.AT_OUR_RANKS, thresholds, kernel);
    assertThat(comparison)
        .isEqualTo(
            new Comparison(
                Question.AT_OUR_RANKS,
                Workload.THRESHOLDS,
                0,
                Workload.THRESHOLDS,
                Workload.THRESHOLDS,
                Workload.THRESHOLDS,
                comparison.largestDifference()));
    assertThat(comparison.largestDifference()).isLessThanOrEqualTo(0x1p-40); // rounding alone
    assertThat(comparison.contradicts()).isFalse();
  }

  @Test
  void sparkSqlInterpolatesBetweenTheSameCriticalScores() {
    List<Threshold> thresholds;
    try (Contender sparkSql = new SparkSqlContender(workload)) {
      thresholds = sparkSql.run();
    }

    assertThat(thresholds).hasSize(Workload.THRESHOLDS);
    assertThat(thresholds)
        .allSatisfy(
            threshold ->
                assertThat(threshold.value())
                    .isCloseTo(
                        tables.interpolated(
                            threshold.segment(),
                            threshold.nonconformity(),
                            RiskLevel.parse(threshold.riskLevel())),
                        within(1e-9))); // the last bits of (1 - alpha)(n - 1), times a gap
  }

  @Test
  void calibrateOfThatKindAgreesWithTheKernelInEveryThreshold() throws Exception {
    List<String> sameQuestion =
        List.of(
            "--set=calibration.ties=none",
            "--set=calibration.normalizations=[none]",
            "--set=policy.normalization=none");
    List<Threshold> published;
    try (Contender calibrate = new CalibrateContender(workload, resources, sameQuestion)) {
      calibrate.run();
      published = published();
    }

    assertThat(published).containsExactlyInAnyOrderElementsOf(kernel);
  }

  @Test
  void calibrateLeavesNothingBehind() {
    try (Contender calibrate = new CalibrateContender(workload, resources)) {
      calibrate.prepare();
      calibrate.run();
      assertThat(CalibrateContender.output(resources)).isNotEmptyDirectory();
    }

    assertThat(CalibrateContender.output(resources)).doesNotExist();
  }

  private static void isTheOrderStatisticAtItsRank(Threshold threshold) {
    assertThat(threshold.n()).isEqualTo(tables.size(threshold.segment()));
    assertThat(FixedPoint.of(threshold.value()))
        .isEqualTo(
            FixedPoint.of(
                tables.atRank(threshold.segment(), threshold.nonconformity(), threshold.rank())));
  }

  private static List<Threshold> published() throws Exception {
    PublicationStore store =
        PublicationStore.local(CalibrateContender.output(resources), "default");
    Path file =
        Path.of(store.attempt(store.current().orElseThrow()).location()).resolve("thresholds.json");
    PublishedThresholds published = ThresholdsJson.read(Files.readAllBytes(file));
    List<Threshold> thresholds = new ArrayList<>();
    for (PublishedThreshold row : published.thresholds()) {
      thresholds.add(
          new Threshold(
              Workload.segments().stream()
                  .filter(segment -> row.segment().equals(publishedName(segment)))
                  .findFirst()
                  .orElseThrow(),
              row.nonconformity(),
              row.riskLevel(),
              row.n(),
              row.rank().orElseThrow(),
              row.threshold().orElseThrow()));
    }
    return thresholds;
  }

  private static String publishedName(String segment) {
    return segment.equals(Workload.ALL)
        ? SegmentName.ALL
        : SegmentName.of(List.of(Workload.SEGMENT_COLUMN), List.of(segment));
  }
}
