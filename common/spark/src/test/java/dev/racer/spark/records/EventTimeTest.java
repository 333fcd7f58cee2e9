package dev.racer.spark.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.racer.spark.lake.DateRange;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.records.RecordRun.Question;
import dev.racer.spark.testing.LocalSpark;
import dev.racer.spark.testing.TinyLake;
import dev.racer.spark.testing.TinyLake.Dates;
import dev.racer.spark.testing.TinyLake.Format;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Days are UTC days, whatever clock the session or the machine goes by. */
@ExtendWith(LocalSpark.class)
class EventTimeTest {
  private static final Format DATED = Format.PLAIN.dates(Dates.FOLDERS);

  private final SparkSession spark;
  @TempDir private Path folder;

  EventTimeTest(SparkSession spark) {
    this.spark = spark;
  }

  private static TinyLake query(TinyLake lake, String id) {
    return lake.query(id).scores(id, "r", 0.5).labels(id, true);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-01, 2026-03-01T00:00:00Z, true",
    "2026-03-01, 2026-03-01T23:59:59.999999Z, true",
    "2026-03-01, 2026-03-02T00:00:00Z, false",
    "2026-03-01, 2026-02-28T23:59:59.999999Z, false",
    "2028-02-29, 2028-02-29T12:00:00Z, true",
    "2028-02-29, 2028-03-01T00:00:00Z, false",
    "2026-03-29, 2026-03-29T00:30:00Z, true", // clocks go forward in Berlin
    "2026-10-25, 2026-10-25T23:30:00Z, true", // and back
    "2026-12-31, 2027-01-01T00:00:00Z, false",
    "1969-12-31, 1969-12-31T23:59:59.5Z, true"
  })
  void aTimeIsOfItsUtcDay(String date, String time, boolean inside) {
    TinyLake lake = query(TinyLake.of("a").on(date).at(Instant.parse(time)), "q");
    lake.at(null);
    query(lake, "without");

    RecordRun run = RecordRun.of(spark, lake.write(spark, folder, DATED), Question.PLAIN, folder);

    if (inside) {
      assertThat(run.quarantine()).isEmpty();
    } else {
      assertThat(run.table(LakeInputs.QUERIES).quarantined())
          .containsExactly(entry("event-time-outside-date", 1L));
      assertThat(run.table(LakeInputs.ROUTER_SCORES).excluded())
          .containsExactly(entry("unknown-query", 1L));
    }
    assertThat(run.accounting().records(RouterIdentity.unversioned("r"))).isEqualTo(inside ? 2 : 1);
  }

  @Test
  void aSecondRowOutsideItsDateLeavesTheFirstAlone() {
    TinyLake lake = TinyLake.of("a").on("2026-03-01").at(Instant.parse("2026-03-01T01:00:00Z"));
    query(lake, "q").at(Instant.parse("2026-03-02T01:00:00Z")).query("q");

    RecordRun run = RecordRun.of(spark, lake.write(spark, folder, DATED), Question.PLAIN, folder);

    assertThat(run.accounting().records(RouterIdentity.unversioned("r"))).isEqualTo(1);
    assertThat(run.table(LakeInputs.QUERIES).quarantined())
        .containsExactly(entry("event-time-outside-date", 1L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"America/Los_Angeles", "Pacific/Kiritimati", "Asia/Kolkata"})
  void neitherTheSessionsNorTheMachinesClockMatters(String zone) {
    TinyLake lake = TinyLake.of("a").on("2026-03-01");
    for (String time : List.of("2026-03-01T00:00:00Z", "2026-03-01T23:59:59Z")) {
      query(lake.at(Instant.parse(time)), time);
    }
    query(lake.at(Instant.parse("2026-03-02T00:00:00Z")), "late");
    LakeInputs inputs = lake.write(spark, folder, DATED);
    SparkSession elsewhere = spark.newSession();
    elsewhere.conf().set("spark.sql.session.timeZone", zone);
    TimeZone before = TimeZone.getDefault();
    RecordRun run;
    try {
      TimeZone.setDefault(TimeZone.getTimeZone(zone));
      run = RecordRun.of(elsewhere, inputs, Question.PLAIN, folder);
    } finally {
      TimeZone.setDefault(before);
    }

    assertThat(run.table(LakeInputs.QUERIES).quarantined())
        .containsExactly(entry("event-time-outside-date", 1L));
    assertThat(run.accounting().records(RouterIdentity.unversioned("r"))).isEqualTo(2);
  }

  @Test
  void withoutDatesTheDayIsThatOfTheTimeInUtc() {
    TinyLake lake = TinyLake.of("a");
    query(lake.at(Instant.parse("2028-02-28T23:59:59Z")), "before");
    query(lake.at(Instant.parse("2028-02-29T00:00:00Z")), "first");
    query(lake.at(Instant.parse("2028-02-29T23:59:59Z")), "last");
    query(lake.at(Instant.parse("2028-03-01T00:00:00Z")), "after");
    LakeInputs inputs = lake.write(spark, folder, Format.PLAIN);
    SparkSession elsewhere = spark.newSession();
    elsewhere.conf().set("spark.sql.session.timeZone", "Asia/Tokyo");
    LocalDate leap = LocalDate.parse("2028-02-29");
    DateRange day = new DateRange(Optional.of(leap), Optional.of(leap.plusDays(1)));

    RecordRun run = RecordRun.of(elsewhere, inputs, Question.PLAIN.range(day), folder);

    List<Row> used = run.records().filter("status = 'used'").collectAsList();
    assertThat(used)
        .extracting(row -> row.<String>getAs("query_id"))
        .containsExactlyInAnyOrder("first", "last");
    assertThat(used).extracting(row -> row.<String>getAs("date")).containsOnly("2028-02-29");
    assertThat(run.table(LakeInputs.QUERIES).excluded())
        .containsExactly(entry("excluded-by-date", 2L));
  }
}
