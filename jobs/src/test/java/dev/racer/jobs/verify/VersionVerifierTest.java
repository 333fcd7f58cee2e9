package dev.racer.jobs.verify;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.racer.core.published.CommitLog;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.jobs.BuildInfo;
import dev.racer.jobs.calibrate.CalibrateResult;
import dev.racer.jobs.calibrate.Calibrations;
import dev.racer.jobs.calibrate.Calibrations.Configured;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.publication.Publisher;
import dev.racer.spark.testing.LocalSpark;
import dev.racer.spark.testing.TinyLake;
import dev.racer.spark.testing.TinyLake.Dates;
import dev.racer.spark.testing.TinyLake.Format;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Versions that were changed after they were published. */
@ExtendWith(LocalSpark.class)
class VersionVerifierTest {
  private static final String RECORDS = "calibration_records";
  private static final String FIRST_DAY = RECORDS + "/status=used/date=2026-01-01";
  private static final String SECOND_DAY = RECORDS + "/status=used/date=2026-01-02";

  @TempDir private static Path published;

  private static CalibrateResult result;

  @TempDir private Path folder;

  private TamperedVersion version;

  @BeforeAll
  static void publish(SparkSession spark) {
    Configured configured =
        Calibrations.configured(
            TinyLake.sample(11, 240)
                .write(spark, published.resolve("lake"), Format.PLAIN.dates(Dates.FOLDERS)),
            published.resolve("output"),
            List.of(
                "calibration.segments=[benchmark]",
                "calibration.guarantees=[expected,pac]",
                "calibration.risk-levels=[0.10,0.2]",
                "calibration.min-n=60"));
    result = Calibrations.run(spark, configured);
  }

  @BeforeEach
  void copy() {
    version =
        TamperedVersion.copy(published.resolve("output"), folder.resolve("output"), "default");
  }

  @Test
  void aVersionAsItWasPublishedIsWhole() {
    Certificate certificate = version.verify();

    assertThat(certificate.differences()).isEmpty();
    assertThat(certificate.isWhole()).isTrue();
    assertThat(certificate.rows()).isEqualTo(result.thresholds().thresholds().size());
    assertThat(certificate.equalRows()).isEqualTo(certificate.rows());
    assertThat(certificate.records())
        .extracting(Certificate.Records::used)
        .containsExactly(2L * 240);
    assertThat(certificate.routers()).extracting(Certificate.Router::records).containsOnly(240L);
    assertThat(certificate.compared().keySet()).containsAll(Certificate.CHECKS);
  }

  @Test
  void theCertificateDependsOnTheVersionAlone() {
    TamperedVersion other =
        TamperedVersion.copy(published.resolve("output"), folder.resolve("other"), "default");

    assertThat(other.verify().json()).isEqualTo(version.verify().json());
  }

  @Test
  void anAttemptIsVerifiedWithoutItsCommit() throws IOException {
    String attempt = version.commit().attemptId();
    Files.delete(version.path(CommitLog.file(1)));

    Certificate certificate =
        VersionVerifier.verifyAttempt(
            version.store().folder(), "default", attempt, BuildInfo.read());

    assertThat(certificate.isWhole()).isTrue();
    assertThat(certificate.sequence()).isEmpty();
  }

  @Test
  void aFlippedByteOfAnyFileIsFound() throws IOException {
    List<String> missed = new ArrayList<>();
    List<String> files = version.files();
    for (String file : files) {
      int length = (int) Files.size(version.path(file));
      assertThat(length).as(file).isGreaterThan(2);
      for (int at : List.of(0, length / 3, length / 2, length - 2)) {
        version.flip(version.path(file), at);
        if (!isRefused()) {
          missed.add(file + " at " + at);
        }
        version.flip(version.path(file), at);
      }
    }

    assertThat(files).hasSizeGreaterThan(5);
    assertThat(missed).isEmpty();
    assertThat(version.verify().isWhole()).isTrue();
  }

  private boolean isRefused() {
    try {
      return !version.verify().isWhole();
    } catch (DataContractException e) {
      return true;
    }
  }

  /** Rows whose digests all fit: what differs can only be told by computing it again. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "n_total, 1",
    "answerable_n, -1",
    "segment_n, 1",
    "rank, -1",
    "n_needed, -1",
    "empirical_risk, 0.001",
    "answerable_miss_rate, 0.001",
    "mean_set_size, -0.01",
    "abstention_rate, 0.001",
    "interval_level, -0.05"
  })
  void aChangedFieldIsFoundByComputingItAgain(String field, String change) {
    editFirstFeasible(row -> shifted(row, field, Double.parseDouble(change)));
    version.seal();

    Certificate certificate = version.verify();

    assertThat(certificate.differences())
        .extracting(Difference::check)
        .containsOnly(Certificate.THRESHOLDS);
    assertThat(certificate.differences())
        .extracting(Difference::item)
        .containsExactly(field, "SHA-256 of what was computed");
    assertThat(certificate.equalRows()).isEqualTo(certificate.rows() - 1);
  }

  @Test
  void aThresholdThatIsOneUnitOffIsFoundWithTheOneThatMustBe() {
    PublishedThreshold before = firstFeasible();
    double moved = before.threshold().orElseThrow() - 0x1p-40;
    editFirstFeasible(
        row ->
            row.replaceFirst(
                    "\"threshold\": ?[^,]+,",
                    Matcher.quoteReplacement("\"threshold\":" + moved + ","))
                .replaceFirst(
                    "\"threshold_bits\": ?\"[0-9a-f]+\"",
                    "\"threshold_bits\":\""
                        + HexFormat.of().toHexDigits(Double.doubleToLongBits(moved))
                        + "\""));
    version.seal();

    Certificate certificate = version.verify();

    assertThat(certificate.differences())
        .extracting(Difference::item, Difference::expected)
        .contains(tuple("threshold_bits", before.thresholdBits().orElseThrow()));
    assertThat(certificate.differences()).noneMatch(d -> d.item().endsWith("_rate"));
  }

  @Test
  void aRowThatIsMissingIsFound() {
    version.edit(
        version.ofVersion(Publisher.THRESHOLDS),
        text ->
            text.lines()
                .filter(line -> !line.equals(firstLine(text)))
                .reduce("", (a, b) -> a + b + "\n"));
    version.seal();

    assertThat(version.verify().differences())
        .anySatisfy(
            difference -> {
              assertThat(difference.item()).isEqualTo("row");
              assertThat(difference.expected()).isEqualTo("a row");
              assertThat(difference.found()).isEqualTo("no row");
            });
  }

  @Test
  void anotherSettingThanTheConfiguredOneIsFound() {
    version.edit(
        version.ofVersion(Publisher.THRESHOLDS),
        text ->
            text.replaceFirst(
                "\"infeasible_action\": ?\"call-all\"", "\"infeasible_action\":\"refuse\""));
    version.seal();

    assertThat(version.verify().differences())
        .extracting(Difference::subject, Difference::item, Difference::expected, Difference::found)
        .contains(tuple("document", "infeasible_action", "call-all", "refuse"));
  }

  @Test
  void aChangedLabelIsFound(SparkSession spark) {
    Column first = col("query_id").equalTo(anAnswerableQuery(spark));
    rewriteFirstDay(
        spark,
        rows ->
            rows.withColumn(
                "correct",
                when(first, expr("transform(correct, label -> not label)"))
                    .otherwise(col("correct"))));
    version.seal();

    assertThat(version.verify().isWhole()).isFalse();
  }

  @Test
  void aChangedScoreIsFound(SparkSession spark) {
    Column first = col("query_id").equalTo(anAnswerableQuery(spark));
    rewriteFirstDay(
        spark,
        rows ->
            rows.withColumn(
                "scores",
                when(first, expr("transform(scores, (score, i) -> score + 3 * i)"))
                    .otherwise(col("scores"))));
    version.seal();

    assertThat(version.verify().differences())
        .extracting(Difference::item)
        .contains("SHA-256 of what was computed");
  }

  @Test
  void aRepeatedRecordIsFound(SparkSession spark) {
    rewriteFirstDay(spark, rows -> rows.union(rows.orderBy("query_id").limit(1)));
    version.seal();

    assertThat(version.verify().differences())
        .anySatisfy(
            difference -> {
              assertThat(difference.item()).isEqualTo("repeated queries");
              assertThat(difference.found()).isEqualTo("1");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"short scores", "no number", "other pool", "other state", "no label"})
  void aRecordThatCannotBeIsNamed(String kind, SparkSession spark) {
    Column first = col("query_id").equalTo(anAnswerableQuery(spark));
    rewriteFirstDay(spark, rows -> broken(rows, kind, first));
    version.seal();

    Certificate certificate = version.verify();

    assertThat(certificate.differences())
        .anySatisfy(
            difference -> {
              assertThat(difference.check()).isEqualTo(Certificate.RECORDS);
              assertThat(difference.subject()).startsWith("2 records, for one query query-");
            });
    assertThat(certificate.equalRows()).isZero();
  }

  private static Dataset<Row> broken(Dataset<Row> rows, String kind, Column where) {
    return switch (kind) {
      case "short scores" ->
          rows.withColumn(
              "scores", when(where, array(element_at(col("scores"), 1))).otherwise(col("scores")));
      case "no number" ->
          rows.withColumn(
              "scores",
              when(where, expr("transform(scores, s -> double('NaN'))")).otherwise(col("scores")));
      case "other pool" ->
          rows.withColumn(
              "pool_id", when(where, lit("0123456789abcdef")).otherwise(col("pool_id")));
      case "other state" ->
          rows.withColumn(
              "label_state", when(where, lit("unanswerable")).otherwise(col("label_state")));
      default ->
          rows.withColumn(
              "correct", when(where, expr("slice(correct, 1, 2)")).otherwise(col("correct")));
    };
  }

  @Test
  void aMissingFileOfRecordsIsFound() throws IOException {
    Files.delete(version.path(recordFile(FIRST_DAY)));

    assertThat(version.verify().differences())
        .extracting(Difference::item)
        .contains("bytes", "SHA-256", "rows", "records");
  }

  @Test
  void daysThatChangedPlacesAreFound() throws IOException {
    Path first = version.ofVersion(FIRST_DAY);
    Path second = version.ofVersion(SECOND_DAY);
    Path aside = version.ofVersion("aside");
    Files.move(first, aside);
    Files.move(second, first);
    Files.move(aside, second);

    assertThat(version.verify().differences())
        .extracting(Difference::check, Difference::item)
        .containsExactly(tuple(Certificate.FILES, "SHA-256"));
  }

  @Test
  void aFileThatNobodyListedIsFound() throws IOException {
    Files.writeString(version.ofVersion("more.txt"), "more");

    assertThat(version.verify().differences())
        .extracting(Difference::item, Difference::found)
        .containsExactly(tuple("files beside those listed", "[more.txt]"));
  }

  @Test
  void aGapBetweenVersionsIsFound() throws IOException {
    Files.move(version.path(CommitLog.file(1)), version.path(CommitLog.file(2)));
    version.edit(
        version.path(CommitLog.file(2)),
        text -> text.replaceFirst("\"sequence\" : 1", "\"sequence\" : 2"));

    assertThat(version.verify().differences())
        .extracting(Difference::check, Difference::expected, Difference::found)
        .containsExactly(tuple(Certificate.COMMITS, CommitLog.file(1), CommitLog.file(2)));
  }

  @Test
  void anotherConfigurationThanThatOfTheRunIsFound() {
    version.editManifest("\"value\" : \"60\"", "\"value\" : \"61\"");
    version.seal();

    assertThat(version.verify().differences()).extracting(Difference::item).contains("min_n");
  }

  @Test
  void aConfigurationOfAnotherBuildIsRefused() {
    version.editManifest("calibration.min-n", "calibration.max-n");
    version.seal();

    assertThatThrownBy(version::verify)
        .isInstanceOf(DataContractException.class)
        .hasMessageContaining("its configuration is not one of this build")
        .hasMessageContaining("calibration.max-n");
  }

  @Test
  void aMissingManifestIsRefused() throws IOException {
    Files.delete(version.ofVersion(Manifest.FILE));

    assertThatThrownBy(version::verify)
        .isInstanceOf(DataContractException.class)
        .hasMessageEndingWith("manifest.json is missing");
  }

  private static PublishedThreshold firstFeasible() {
    return result.thresholds().thresholds().stream()
        .filter(row -> row.status().equals(PublishedThreshold.FEASIBLE))
        .findFirst()
        .orElseThrow();
  }

  private static String firstLine(String document) {
    return document.lines().filter(line -> line.contains("\"feasible\"")).findFirst().orElseThrow();
  }

  private void editFirstFeasible(UnaryOperator<String> change) {
    version.edit(
        version.ofVersion(Publisher.THRESHOLDS),
        text -> {
          String line = firstLine(text);
          return text.replace(line, change.apply(line));
        });
  }

  /** The row with a number changed. */
  private static String shifted(String row, String field, double change) {
    Matcher matcher = Pattern.compile("\"" + field + "\": ?([^,}]+)").matcher(row);
    assertThat(matcher.find()).isTrue();
    String number = matcher.group(1);
    String moved =
        number.contains(".")
            ? String.valueOf(Double.parseDouble(number) + change)
            : String.valueOf(Long.parseLong(number) + (long) change);
    return row.substring(0, matcher.start(1)) + moved + row.substring(matcher.end(1));
  }

  private String anAnswerableQuery(SparkSession spark) {
    return spark
        .read()
        .parquet(version.ofVersion(FIRST_DAY).toString())
        .filter(col("label_state").equalTo("answerable"))
        .filter(not(expr("forall(correct, label -> label)")))
        .orderBy("query_id")
        .first()
        .getAs("query_id");
  }

  /** Writes the records of a day anew, in one file. */
  private void rewriteFirstDay(SparkSession spark, UnaryOperator<Dataset<Row>> change) {
    Path day = version.ofVersion(FIRST_DAY);
    Dataset<Row> rows = spark.read().parquet(day.toString());
    Path changed = folder.resolve("changed");
    change
        .apply(rows)
        .coalesce(1)
        .write()
        .option("compression", "zstd")
        .parquet(changed.toString());
    try {
      for (String file : version.files()) {
        if (file.contains(FIRST_DAY)) {
          Files.delete(version.path(file));
        }
      }
      try (Stream<Path> files = Files.list(changed)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
          Files.move(file, day.resolve(String.valueOf(file.getFileName())));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String recordFile(String day) {
    return version.files().stream().filter(file -> file.contains(day)).findFirst().orElseThrow();
  }
}
