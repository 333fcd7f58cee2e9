package dev.racer.jobs.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.core.published.Commit;
import dev.racer.jobs.BuildInfo;
import dev.racer.jobs.run.Progress;
import dev.racer.jobs.run.RunContext;
import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.jobs.run.StoreSettings;
import dev.racer.jobs.verify.VersionVerifier;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.session.S3Committer;
import dev.racer.spark.testing.LocalSpark;
import dev.racer.spark.testing.S3ProxyServer;
import dev.racer.spark.testing.TinyLake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A calibration that is published on S3. */
@ExtendWith(LocalSpark.class)
class S3PublicationTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");
  private static final List<String> MORE =
      List.of("calibration.risk-levels=[0.1]", "calibration.segments=[benchmark]");

  @TempDir private static Path folder;
  private static S3ProxyServer server;
  private static LakeInputs inputs;

  @BeforeAll
  static void start(SparkSession spark) {
    server = S3ProxyServer.start();
    server.hadoopConfWithKeys().forEach(spark.sparkContext().hadoopConfiguration()::set);
    TinyLake lake = TinyLake.sample(1, 120);
    inputs = lake.write(spark, folder.resolve("lake"), TinyLake.Format.PLAIN);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void isTheSameAsOnLocalFiles(SparkSession spark) throws IOException {
    SparkSession session = spark.newSession();
    S3Committer.require(session, "s3a://racer/out");

    CalibrateResult onS3 = run(session, "s3a://racer/out");
    CalibrateResult local = run(spark, folder.resolve("out").toString());
    CalibrateResult again = run(session, "s3a://racer/out");

    assertThat(onS3.status().outcome()).isEqualTo(RunOutcome.PUBLISHED);
    assertThat(again.status().outcome()).isEqualTo(RunOutcome.ALREADY_PUBLISHED);
    Commit commit = onS3.commit().orElseThrow();
    assertThat(commit.thresholdsSha256())
        .isEqualTo(local.commit().orElseThrow().thresholdsSha256());
    assertThat(commit.validUntil()).contains(NOW.plus(Duration.ofHours(36)));
    PublicationStore store = store("s3a://racer/out");
    assertThat(store.current()).contains(commit);
    assertThat(store.thresholds(commit)).isEqualTo(local.thresholds());
    assertThat(store.isIntact(commit)).isTrue();
    assertThat(store.isWhole(onS3.status())).isTrue();
    assertThat(
            VersionVerifier.verify(store.folder(), store.name(), commit, BuildInfo.read())
                .differences())
        .isEmpty();
    String manifest = store.attempt(commit).path(Manifest.FILE);
    assertThat(Manifest.fromJson(store.folder().bytes(manifest), manifest).outputs())
        .filteredOn(output -> output.rows().isPresent())
        .hasSizeGreaterThanOrEqualTo(3)
        .allMatch(output -> output.sha256().isPresent());
  }

  @Test
  void aTableThatAnotherCommitterWroteIsNotPublished(SparkSession spark) {
    SparkSession session = spark.newSession(); // with what Spark has by itself
    session
        .conf()
        .set(
            "spark.sql.sources.commitProtocolClass",
            "org.apache.spark.sql.execution.datasources.SQLHadoopMapReduceCommitProtocol");
    session
        .conf()
        .set(
            "spark.sql.parquet.output.committer.class",
            "org.apache.parquet.hadoop.ParquetOutputCommitter");

    assertThatThrownBy(() -> run(session, "s3a://racer/renamed"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("/_SUCCESS is empty: a committer wrote the table that is not safe");

    assertThat(store("s3a://racer/renamed").current()).isEmpty();
    assertThat(store("s3a://racer/renamed").runs())
        .extracting(run -> run.outcome())
        .containsExactly(RunOutcome.FAILED);
  }

  private static PublicationStore store(String output) {
    return PublicationStore.open(output, "default", server.hadoopConfWithKeys());
  }

  private static CalibrateResult run(SparkSession spark, String output) {
    Calibrations.Configured configured =
        Calibrations.configured(inputs, folder, concat("lake.output=" + output));
    RunContext context =
        new RunContext(
            "0.0.0",
            "unknown",
            Clock.fixed(NOW, ZoneOffset.UTC),
            PublicationMode.PUBLISH,
            configured.entries(),
            Progress.NONE,
            new StoreSettings(server.hadoopConfWithKeys(), Optional.of(Duration.ofHours(36))));
    return new CalibrateJob().run(spark, configured.config(), context);
  }

  private static List<String> concat(String output) {
    return List.of(MORE.get(0), MORE.get(1), output);
  }
}
