package dev.racer.jobs.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.published.Commit;
import dev.racer.jobs.calibrate.Calibrations.Configured;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.Publisher;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.testing.LocalSpark;
import dev.racer.spark.testing.TinyLake;
import dev.racer.spark.testing.TinyLake.Dates;
import dev.racer.spark.testing.TinyLake.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Same rows, same results: whatever their order, files and layout, and however often. */
@ExtendWith(LocalSpark.class)
class CalibrateReproducibilityTest {
  private static final List<String> TABLES =
      List.of("calibration_records", "risk_curve", "thresholds", "quarantine");
  private static final List<String> MORE =
      List.of(
          "calibration.segments=[benchmark,[benchmark,tenant]]",
          "calibration.risk-targets=[misrouting,answerable-miss]",
          "calibration.min-n=40",
          "quality.max-quarantined-share=0.05");

  @TempDir private static Path folder;
  private static CalibrateResult plain;

  /** The lake in its plain form, which every other form is held to. */
  @BeforeAll
  static void calibratePlain(SparkSession spark) {
    LakeInputs inputs =
        lake().write(spark, folder.resolve("plain"), Format.PLAIN.dates(Dates.FOLDERS));
    plain =
        Calibrations.run(
            spark, Calibrations.configured(inputs, folder.resolve("plain-output"), MORE));
    assertThat(plain.status().outcome()).isEqualTo(RunOutcome.PUBLISHED);
  }

  /** Good rows, and two malformed ones. */
  private static TinyLake lake() {
    TinyLake lake = TinyLake.sample(31, 160);
    lake.on("2026-01-02").query("bad", "mmlu", null);
    lake.scores("bad", "mlp", 0.5, Double.NaN, 0.5).labels("bad", true, true, true);
    return lake.outcome("bad", "model-a", true);
  }

  /**
   * A way to the same result.
   *
   * @param shufflePartitions partitions after every exchange
   */
  record Form(String name, Format format, int shufflePartitions) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Form> forms() {
    Format folders = Format.PLAIN.dates(Dates.FOLDERS);
    return Stream.of(
        new Form(
            "another order of rows, many files, one partition", folders.shuffled(1).files(5), 1),
        new Form("seven partitions", folders, 7),
        new Form("wide scores in many files", folders.wide().shuffled(2).files(3), 2),
        new Form("a column of dates", Format.PLAIN.dates(Dates.COLUMN).shuffled(3), 2));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forms")
  void theFormOfTheLakeChangesNothing(Form form, SparkSession spark) throws IOException {
    LakeInputs inputs = lake().write(spark, folder.resolve(form.name()), form.format());
    SparkSession session = spark.newSession();
    session.conf().set("spark.sql.session.timeZone", "UTC");
    session.conf().set("spark.sql.ansi.enabled", "true");
    session.conf().set("spark.sql.sources.partitionColumnTypeInference.enabled", "false");
    session.conf().set("spark.sql.adaptive.coalescePartitions.enabled", "false");
    session.conf().set("spark.sql.shuffle.partitions", form.shufflePartitions());

    CalibrateResult result =
        Calibrations.run(
            session,
            Calibrations.configured(inputs, folder.resolve(form.name() + "-output"), MORE));

    assertThat(bytes(result)).isEqualTo(bytes(plain));
    assertThat(result.status().quality()).isEqualTo(plain.status().quality());
    for (String table : TABLES) {
      assertThat(sorted(spark, result, table)).as(table).isEqualTo(sorted(spark, plain, table));
    }
  }

  @Test
  void aRerunPublishesNothingNewAndAChangeDoes(SparkSession spark) throws IOException {
    LakeInputs inputs = TinyLake.sample(32, 60).write(spark, folder.resolve("small"), Format.PLAIN);
    Path output = folder.resolve("small-output");
    Configured first = Calibrations.configured(inputs, output, List.of("calibration.seed=1"));
    Configured second = Calibrations.configured(inputs, output, List.of("calibration.seed=2"));
    PublicationStore store = PublicationStore.local(output, "default");

    CalibrateResult published = Calibrations.run(spark, first);
    byte[] bytes = bytes(published);
    CalibrateResult again = Calibrations.run(spark, first);

    assertThat(again.status().outcome()).isEqualTo(RunOutcome.ALREADY_PUBLISHED);
    assertThat(again.status().exitCode()).isZero();
    assertThat(again.status().sequence()).isEqualTo(OptionalLong.of(1));
    assertThat(again.commit()).isEqualTo(published.commit());
    assertThat(again.thresholds()).isEqualTo(published.thresholds());
    assertThat(store.commits()).hasSize(1);
    assertThat(attempts(store)).hasSize(1);

    CalibrateResult changed = Calibrations.run(spark, second);
    CalibrateResult back = Calibrations.run(spark, first);

    assertThat(changed.previous()).contains(published.thresholds());
    assertThat(List.of(changed.status().outcome(), back.status().outcome()))
        .containsOnly(RunOutcome.PUBLISHED);
    assertThat(store.commits()).extracting(Commit::sequence).containsExactly(1L, 2L, 3L);
    assertThat(store.commits())
        .extracting(Commit::runId)
        .containsExactly(
            published.status().runId(), changed.status().runId(), published.status().runId());
    assertThat(bytes(changed)).isNotEqualTo(bytes);
    assertThat(bytes(back)).isEqualTo(bytes);
    assertThat(bytes(published)).isEqualTo(bytes);
  }

  @Test
  void newRowsMakeANewVersion(SparkSession spark) {
    Path lake = folder.resolve("growing");
    Path output = folder.resolve("growing-output");
    TinyLake rows = TinyLake.sample(33, 60);

    LakeInputs inputs = rows.write(spark, lake, Format.PLAIN);
    CalibrateResult before =
        Calibrations.run(spark, Calibrations.configured(inputs, output, List.of()));
    rows.query("later", "arc", null)
        .scores("later", "mlp", 0.1, 0.2, 0.3)
        .labels("later", true, true, true)
        .write(spark, lake, Format.PLAIN);
    CalibrateResult after =
        Calibrations.run(spark, Calibrations.configured(inputs, output, List.of()));

    assertThat(after.status().runId()).isNotEqualTo(before.status().runId());
    assertThat(after.commit().orElseThrow().sequence()).isEqualTo(2);
    assertThat(after.status().quality().orElseThrow().tables().get(0).rows()).isEqualTo(61);
  }

  private static List<String> sorted(SparkSession spark, CalibrateResult result, String table) {
    List<String> lines = Calibrations.lines(spark, result, table);
    assertThat(lines).isNotEmpty();
    return lines.stream().sorted().toList();
  }

  private static byte[] bytes(CalibrateResult result) throws IOException {
    return Files.readAllBytes(Path.of(result.attemptFolder()).resolve(Publisher.THRESHOLDS));
  }

  private static List<Path> attempts(PublicationStore store) throws IOException {
    try (Stream<Path> attempts =
        Files.list(Path.of(store.folder().toString()).resolve("attempts"))) {
      return new ArrayList<>(attempts.toList());
    }
  }
}
