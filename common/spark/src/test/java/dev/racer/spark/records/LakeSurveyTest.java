package dev.racer.spark.records;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.lake.InputTable;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.lake.LakeReader;
import dev.racer.spark.lake.QueryColumns;
import dev.racer.spark.records.RecordRun.Question;
import dev.racer.spark.testing.LocalSpark;
import dev.racer.spark.testing.TaskRecords;
import dev.racer.spark.testing.TinyLake;
import dev.racer.spark.testing.TinyLake.Dates;
import dev.racer.spark.testing.TinyLake.Format;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LocalSpark.class)
class LakeSurveyTest {
  private final SparkSession spark;
  @TempDir private Path folder;

  LakeSurveyTest(SparkSession spark) {
    this.spark = spark;
  }

  @Test
  void rowsAreCountedAndPoolsFound() {
    TinyLake lake = TinyLake.of("b", "a").query("q").query("out").labels("q", true, false);
    lake.scores("q", "r", 0.1, 0.2).score("q", "s", "c", null).score("q", "s", "c", 0.5);
    lake.score("q", "r", null, 0.5).score(null, "r", "a", 0.5).score("q", "  ", "a", 0.5);

    LakeSurvey survey = survey(lake, Question.PLAIN.excludeWhere("query_id = 'out'"));

    assertThat(survey.queryRows()).isEqualTo(2);
    assertThat(survey.includedQueries()).isEqualTo(1);
    assertThat(survey.outcomeRows()).isEqualTo(2);
    assertThat(survey.nullScoreKeys()).isEqualTo(2);
    assertThat(survey.totalScoreRows()).isEqualTo(7);
    assertThat(survey.scoreRows())
        .containsExactly(
            entry(RouterIdentity.unversioned("r"), sorted("a", 2L, "b", 1L)),
            entry(RouterIdentity.unversioned("s"), sorted("c", 2L)));
    assertThat(survey.routers(List.of()))
        .extracting(router -> router.router() + router.pool().models())
        .containsExactly("r[a, b]", "s[c]");
    assertThat(survey.routers(List.of("z", "a")))
        .extracting(router -> router.router() + router.pool().models())
        .containsExactly("r[a, z]", "s[a, z]");
  }

  @ParameterizedTest
  @CsvSource({"queries", "router-scores", "outcomes"})
  void anEmptyTableIsRefused(String table) {
    TinyLake lake = TinyLake.of("a");
    if (!table.equals(LakeInputs.QUERIES)) {
      lake.query("q");
    }
    if (!table.equals(LakeInputs.ROUTER_SCORES)) {
      lake.scores("q", "r", 0.5);
    }
    if (!table.equals(LakeInputs.OUTCOMES)) {
      lake.labels("q", true);
    }
    String location = folder.resolve(table.replace('-', '_')).toString();

    assertThatThrownBy(() -> survey(lake, Question.PLAIN))
        .isInstanceOf(DataContractException.class)
        .hasMessage(
            "Table %s ('%s') holds no rows in the days asked for; expected at least one",
            table, location);
  }

  @Test
  void daysWithoutRowsAreRefused() {
    TinyLake lake = TinyLake.of("a").on("2026-01-01");
    lake.query("q").scores("q", "r", 0.5).labels("q", true);
    DateRange later = new DateRange(Optional.of(LocalDate.parse("2026-02-01")), Optional.empty());
    LakeInputs inputs = lake.write(spark, folder, Format.PLAIN.dates(Dates.FOLDERS));
    Question question = Question.PLAIN.range(later);

    assertThatThrownBy(() -> RecordRun.survey(RecordRun.rows(spark, inputs, question), question))
        .isInstanceOf(DataContractException.class)
        .hasMessage(
            "Table queries ('%s') holds no rows in the days asked for; expected at least one",
            inputs.queries());
  }

  @Test
  void scoresThatNameNothingAreRefused() {
    TinyLake lake = TinyLake.of("a").query("q").labels("q", true);
    lake.score("q", null, "a", 0.5).score("q", "r", " ", 0.5);

    assertThatThrownBy(() -> survey(lake, Question.PLAIN))
        .isInstanceOf(DataContractException.class)
        .hasMessage(
            "Table router-scores ('%s') names no router and model in any row",
            folder.resolve("router_scores"));
  }

  @Test
  void queriesThatTrainedARouterAreRefusedUnlessTheRuleRemovesThem() {
    TinyLake lake = TinyLake.of("a").trainedQuery("q2", true).trainedQuery("q1", true);
    lake.trainedQuery("q0", false).scores("q0", "r", 0.5).labels("q0", true);

    assertThatThrownBy(() -> survey(lake, Question.PLAIN))
        .isInstanceOf(DataContractException.class)
        .hasMessage(
            "Table queries ('%s'): a router was trained on 2 of the queries, query_id 'q1' for one,"
                + " which would void the guarantee; expected none: remove them with --set"
                + " 'calibration.exclude-where=router_train'",
            folder.resolve("queries"));
    assertThat(survey(lake, Question.PLAIN.excludeWhere("router_train")).includedQueries())
        .isEqualTo(1);
  }

  @Test
  void queriesOfWhichItIsNotKnownAreRefusedUnlessTheRuleRemovesThem() {
    TinyLake lake = TinyLake.of("a").trainedQuery("q2", null).trainedQuery("q1", false);
    lake.scores("q1", "r", 0.5).labels("q1", true);

    // the plain rule is not TRUE for a null: such a query stays, and is refused
    assertThatThrownBy(() -> survey(lake, Question.PLAIN.excludeWhere("router_train")))
        .isInstanceOf(DataContractException.class)
        .hasMessage(
            "Table queries ('%s'): router_train is null in 1 rows, query_id 'q2' for one; expected"
                + " true or false, or the rows removed by calibration.exclude-where",
            folder.resolve("queries"));
    Question question = Question.PLAIN.excludeWhere("router_train is null or router_train");
    assertThat(survey(lake, question).includedQueries()).isEqualTo(1);
  }

  @Test
  void segmentsAreTheCombinationsThatOccurAmongIncludedQueries() {
    TinyLake lake = segmented();
    LakeInputs inputs = lake.write(spark, folder, Format.PLAIN);
    Question question = Question.PLAIN.segments("s", "t").excludeWhere("s = 'out'");
    LakeRows rows = RecordRun.rows(spark, inputs, question);

    LakeSurvey survey =
        LakeSurvey.take(rows, List.of(List.of("s"), List.of("t", "s"), List.of("t")), 6);

    assertThat(survey.segments().get(0))
        .containsExactlyInAnyOrder(List.of("x"), List.of("y"), List.of(""));
    assertThat(survey.segments().get(1))
        .containsExactlyInAnyOrder(List.of("1", "x"), List.of("1", ""));
    assertThat(survey.segments().get(2)).containsExactly(List.of("1"));
    assertThat(survey.segmentValues())
        .containsExactly(entry("s", List.of("", "x", "y")), entry("t", List.of("1")));
  }

  @Test
  void valuesOfAColumnThatSegmentsByItselfTakeNoPassOfTheirOwn() {
    LakeInputs inputs = segmented().write(spark, folder, Format.PLAIN);
    LakeRows rows = RecordRun.rows(spark, inputs, Question.PLAIN.segments("s", "t"));
    List<List<String>> alone = List.of(List.of("s"), List.of("t"));
    List<List<String>> together = List.of(List.of("s", "t"));

    LakeSurvey known;
    int withoutPass;
    try (TaskRecords listener = TaskRecords.of(spark)) {
      known = LakeSurvey.take(rows, alone, 10);
      withoutPass = listener.jobs();
    }
    LakeSurvey lookedFor;
    int withPasses;
    try (TaskRecords listener = TaskRecords.of(spark)) {
      lookedFor = LakeSurvey.take(rows, together, 10);
      withPasses = listener.jobs();
    }

    assertThat(known.segmentValues())
        .isEqualTo(lookedFor.segmentValues())
        .containsExactly(entry("s", List.of("", "out", "x", "y")), entry("t", List.of("1")));
    assertThat(withPasses - withoutPass).isEqualTo(2 * 2); // a shuffle each: two jobs
  }

  @ParameterizedTest
  @CsvSource({"s", "s;t"})
  void segmentsThatAreNoTextAreRefused(String combination) {
    LakeReader reader = new LakeReader(spark, segmented().write(spark, folder, Format.PLAIN));
    InputTable queries = reader.queries(List.of("s", "t"), Optional.empty());
    InputTable broken =
        queries.withRows(
            queries.rows().withColumn(QueryColumns.segment("s"), expr("cast(x'78ff' as string)")));
    LakeRows rows = LakeRows.of(broken, reader.routerScores(), reader.outcomes(), DateRange.ALL);
    List<List<String>> combinations = List.of(List.of(combination.split(";", -1)));

    assertThatThrownBy(() -> LakeSurvey.take(rows, combinations, 10))
        .isInstanceOf(DataContractException.class)
        .hasMessageMatching(
            "Table queries: segment column 's' holds the value 'x.', expected valid UTF-8");
  }

  @Test
  void tooManySegmentsAreRefused() {
    LakeInputs inputs = segmented().write(spark, folder, Format.PLAIN);
    LakeRows rows = RecordRun.rows(spark, inputs, Question.PLAIN.segments("s", "t"));

    assertThatThrownBy(() -> LakeSurvey.take(rows, List.of(List.of("s"), List.of("t", "s")), 6))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "calibration.segments gives more segments than calibration.max-groups = 6 ([s]: 4, [t,"
                + " s]: 3); is a column meant that identifies queries?");
  }

  @ParameterizedTest
  @CsvSource({"NONE, yes, no", "COLUMN, no, yes"})
  void datesAreInAllTablesOrInNone(Dates ofScores, String outcomesDated, String scoresDated) {
    TinyLake lake = TinyLake.of("a").on("2026-01-01");
    lake.query("q").scores("q", "r", 0.5).labels("q", true);
    Dates ofOthers = ofScores == Dates.NONE ? Dates.COLUMN : Dates.NONE;
    LakeInputs others = lake.write(spark, folder.resolve("others"), Format.PLAIN.dates(ofOthers));
    LakeInputs scores = lake.write(spark, folder.resolve("scores"), Format.PLAIN.dates(ofScores));
    LakeInputs inputs =
        new LakeInputs(others.queries(), scores.routerScores(), others.outcomes(), Map.of());

    assertThatThrownBy(() -> RecordRun.rows(spark, inputs, Question.PLAIN))
        .isInstanceOf(DataContractException.class)
        .hasMessage(
            "A query is identified by (date, query_id) when all tables have a date, else by"
                + " query_id; expected a column 'date' in all of them or in none, got queries: %s,"
                + " router-scores: %s, outcomes: %s",
            outcomesDated, scoresDated, outcomesDated);
  }

  @Test
  void daysCannotBeAskedOfALakeWithoutTime() {
    TinyLake lake = TinyLake.of("a").query("q").scores("q", "r", 0.5).labels("q", true);
    LakeInputs inputs = lake.write(spark, folder, Format.PLAIN);
    DateRange range = new DateRange(Optional.empty(), Optional.of(LocalDate.parse("2026-02-01")));

    assertThatThrownBy(() -> RecordRun.rows(spark, inputs, Question.PLAIN.range(range)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "--from and --to need a column 'date' or 'event_time' in table queries ('%s'), which"
                + " has neither",
            inputs.queries());
  }

  @Test
  void aRangeOfDaysHoldsADay() {
    Optional<LocalDate> day = Optional.of(LocalDate.parse("2026-01-01"));

    assertThatThrownBy(() -> new DateRange(day, day))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "The day in --to is the first that is not read: expected a day after --from"
                + " 2026-01-01, got 2026-01-01");
    assertThat(DateRange.ALL.isUnbounded()).isTrue();
    assertThat(new DateRange(day, Optional.empty()).isUnbounded()).isFalse();
  }

  private LakeSurvey survey(TinyLake lake, Question question) {
    LakeInputs inputs = lake.write(spark, folder, Format.PLAIN);
    return RecordRun.survey(RecordRun.rows(spark, inputs, question), question);
  }

  private static TinyLake segmented() {
    TinyLake lake = TinyLake.of("a").segmentColumns("s", "t");
    lake.query("q1", "x", "1").query("q2", "x", "1").query("q3", "y", null).query("q4", "", "1");
    lake.query("q5", "out", "1").query("q6", null, "1").query("q7", null, null);
    return lake.scores("q1", "r", 0.5).labels("q1", true);
  }

  private static SortedMap<String, Long> sorted(Object... entries) {
    SortedMap<String, Long> map = new TreeMap<>();
    for (int i = 0; i < entries.length; i += 2) {
      map.put((String) entries[i], (Long) entries[i + 1]);
    }
    return map;
  }
}
