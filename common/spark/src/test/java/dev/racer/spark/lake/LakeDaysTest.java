package dev.racer.spark.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.spark.records.LakeRows;
import dev.racer.spark.testing.LocalSpark;
import dev.racer.spark.testing.TinyLake;
import dev.racer.spark.testing.TinyLake.Dates;
import dev.racer.spark.testing.TinyLake.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import scala.jdk.javaapi.CollectionConverters;

@ExtendWith(LocalSpark.class)
class LakeDaysTest {
  private static final Format DATED = Format.PLAIN.dates(Dates.FOLDERS);
  private static final LocalDate FIRST = LocalDate.parse("2026-02-28");
  private static final LocalDate SECOND = LocalDate.parse("2026-03-01");

  private final SparkSession spark;
  @TempDir private Path folder;

  LakeDaysTest(SparkSession spark) {
    this.spark = spark;
  }

  private static TinyLake lake() {
    TinyLake lake = TinyLake.of("a");
    for (LocalDate day : List.of(FIRST, SECOND)) {
      lake.on(day.toString()).query("q").scores("q", "r", 0.1).labels("q", true);
    }
    return lake;
  }

  @Test
  void aReaderOfOneDayLooksAtNoOther() throws IOException {
    LakeInputs inputs = lake().write(spark, folder, DATED);
    Path other = Path.of(inputs.queries()).resolve("date=" + SECOND);
    Files.writeString(other.resolve("part-broken.parquet"), "no Parquet");

    InputTable day =
        new LakeReader(spark, inputs).ofDay(FIRST).queries(List.of(), Optional.empty());

    assertThat(day.rows().select("date", "query_id").collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly(FIRST.toString());
    assertThatThrownBy(() -> new LakeReader(spark, inputs).queries(List.of(), Optional.empty()))
        .isInstanceOf(DataContractException.class);
  }

  @Test
  void everyDayHasItsOwnFiles() {
    LakeDays days = new LakeReader(spark, lake().write(spark, folder, DATED)).days();

    assertThat(days.unpartitioned()).isEmpty();
    assertThat(days.versions(FIRST)).containsOnlyKeys(LakeInputs.TABLES);
    for (TableDays table : days.tables()) {
      assertThat(table.days()).containsOnlyKeys(FIRST, SECOND);
      assertThat(table.days().values()).extracting(InputVersion::files).containsExactly(1L, 1L);
      assertThat(table.days().values().stream().mapToLong(InputVersion::bytes).sum())
          .isEqualTo(table.whole().bytes());
    }
    assertThat(days.versions(LocalDate.parse("2026-03-02"))).isEmpty();
  }

  @Test
  void aChangeOfOneDayIsOneOfThatDayAlone() throws IOException {
    LakeInputs inputs = lake().write(spark, folder, DATED);
    LakeDays before = new LakeReader(spark, inputs).days();
    try (Stream<Path> files =
        Files.list(Path.of(inputs.location(LakeInputs.OUTCOMES)).resolve("date=" + SECOND))) {
      Path file = files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
      Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
    }

    LakeDays after = new LakeReader(spark, inputs).days();

    assertThat(after.versions(FIRST)).isEqualTo(before.versions(FIRST));
    assertThat(after.versions(SECOND).get(LakeInputs.QUERIES))
        .isEqualTo(before.versions(SECOND).get(LakeInputs.QUERIES));
    assertThat(after.versions(SECOND).get(LakeInputs.OUTCOMES))
        .isNotEqualTo(before.versions(SECOND).get(LakeInputs.OUTCOMES));
  }

  @ParameterizedTest
  @EnumSource(names = {"NONE", "COLUMN", "EVENT_TIME"})
  void withoutFoldersOfDaysAnyFileMayHoldAnyDay(Dates dates) {
    LakeInputs inputs = lake().write(spark, folder, Format.PLAIN.dates(dates));

    LakeDays days = new LakeReader(spark, inputs).days();

    assertThat(days.unpartitioned()).containsExactlyElementsOf(LakeInputs.TABLES);
    assertThat(days.tables()).allMatch(table -> table.days().isEmpty());
    assertThat(days.versions(FIRST))
        .isEqualTo(days.versions(SECOND))
        .containsEntry(
            LakeInputs.QUERIES,
            new LakeReader(spark, inputs).queries(List.of(), Optional.empty()).version());
  }

  @Test
  void aPartitionColumnMayGoByAnotherName() throws IOException {
    LakeInputs plain = lake().write(spark, folder, DATED);
    Path queries = Path.of(plain.location(LakeInputs.QUERIES));
    for (LocalDate day : List.of(FIRST, SECOND)) {
      Files.move(queries.resolve("date=" + day), queries.resolve("Dt=" + day));
    }
    LakeInputs mapped =
        new LakeInputs(
            plain.queries(),
            plain.routerScores(),
            plain.outcomes(),
            Map.of(LakeInputs.QUERIES, Map.of("date", "dt")));

    assertThat(new LakeReader(spark, mapped).days().versions(FIRST))
        .containsOnlyKeys(LakeInputs.TABLES);
  }

  @Test
  void aFolderThatIsNoDayIsOfNone() throws IOException {
    LakeInputs inputs = lake().write(spark, folder, DATED);
    Path queries = Path.of(inputs.location(LakeInputs.QUERIES));
    Files.move(queries.resolve("date=" + FIRST), queries.resolve("date=2026-2-28"));

    TableDays table = new LakeReader(spark, inputs).days().tables().get(0);

    assertThat(table.days()).containsOnlyKeys(SECOND);
    assertThat(table.whole().files()).isEqualTo(2);
    assertThat(table.undatedFiles()).isEqualTo(1);
  }

  @Test
  void oneDayReadsItsOwnFolderAlone() {
    LakeReader reader = new LakeReader(spark, lake().write(spark, folder, DATED));
    DateRange day = new DateRange(Optional.of(SECOND), Optional.of(SECOND.plusDays(1)));

    LakeRows rows =
        LakeRows.of(
            reader.queries(List.of(), Optional.empty()),
            reader.routerScores(),
            reader.outcomes(),
            day);

    for (Dataset<Row> table :
        List.of(
            rows.queries().rows(),
            rows.routerScores().rows(),
            rows.outcomes().orElseThrow().rows())) {
      assertThat(filesRead(table)).isEqualTo(1);
    }
  }

  private static long filesRead(Dataset<Row> table) {
    assertThat(table.collectAsList()).hasSize(1);
    SparkPlan plan =
        ((org.apache.spark.sql.classic.Dataset<Row>) table).queryExecution().executedPlan();
    SparkPlan leaf = CollectionConverters.asJava(plan.collectLeaves()).get(0);
    assertThat(leaf).isInstanceOf(FileSourceScanExec.class);
    return leaf.metrics().apply("numFiles").value();
  }
}
