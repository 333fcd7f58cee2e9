package dev.racer.spark.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.racer.core.conformal.UnknownLabels;
import dev.racer.core.pool.ModelPool;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.records.RecordRun.Question;
import dev.racer.spark.schema.CalibrationRecords;
import dev.racer.spark.testing.FrameEquality;
import dev.racer.spark.testing.LocalSpark;
import dev.racer.spark.testing.TinyLake;
import dev.racer.spark.testing.TinyLake.Dates;
import dev.racer.spark.testing.TinyLake.Format;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LocalSpark.class)
class RecordReductionTest {
  private static final Pattern SHUFFLE = Pattern.compile("ShuffledRDD");
  private static final Format DATED = Format.PLAIN.dates(Dates.FOLDERS);

  private final SparkSession spark;
  @TempDir private Path folder;

  RecordReductionTest(SparkSession spark) {
    this.spark = spark;
  }

  @Test
  void aRecordHoldsWhatTheRouterSaidAndWhichModelsWereRight() {
    TinyLake lake =
        TinyLake.of("b", "a").on("2026-01-01").query("q").scores("q", "knn", 0.25, -1.5);
    lake.labels("q", true, null);

    RecordRun run = run(lake, DATED, Question.PLAIN);

    Row record = run.records().first();
    assertThat(run.records().count()).isEqualTo(1);
    assertThat(record.<String>getAs("query_id")).isEqualTo("q");
    assertThat(record.<String>getAs("date")).isEqualTo("2026-01-01");
    assertThat(record.<String>getAs("router")).isEqualTo("knn");
    assertThat(record.<String>getAs("pool_id")).isEqualTo(ModelPool.of(List.of("a", "b")).id());
    assertThat(record.<String>getAs("router_fingerprint")).matches("[0-9a-f]{16}");
    assertThat(record.getList(record.fieldIndex("scores"))).isEqualTo(List.of(-1.5, 0.25));
    assertThat(record.getList(record.fieldIndex("correct"))).isEqualTo(Arrays.asList(null, true));
    assertThat(record.<String>getAs("label_state")).isEqualTo("partly-answerable");
    assertThat(record.<Double>getAs("inclusion_probability")).isEqualTo(1.0);
    assertThat(record.<String>getAs("status")).isEqualTo("used");
    assertThat(record.<String>getAs("exclusion")).isNull();
    assertThat(record.<Long>getAs("score_rows")).isEqualTo(2);
    assertThat(record.<Integer>getAs("scored_models")).isEqualTo(2);
  }

  @Test
  void recordsHaveTheDeclaredColumns() {
    LakeInputs inputs = TinyLake.sample(1, 5).write(spark, folder, DATED);
    Question question = Question.PLAIN.segments("tenant", "benchmark");

    Dataset<Row> records = assemble(inputs, question);

    // read back, columns may all be null
    assertThat(records.schema().asNullable())
        .isEqualTo(CalibrationRecords.schema(question.segments()));
  }

  @Test
  void oneShuffleReducesTheTables() {
    LakeInputs inputs = TinyLake.sample(2, 50).write(spark, folder, DATED.files(2));
    JavaRDD<RecordBatch> batches = reduce(inputs, Question.PLAIN.segments("benchmark"));

    assertThat(SHUFFLE.matcher(batches.toDebugString()).results().count())
        .as(batches.toDebugString())
        .isEqualTo(1);
  }

  @Test
  void formAndOrderOfTheInputChangeNothing() {
    TinyLake lake = TinyLake.sample(3, 60);
    Question question = Question.PLAIN.segments("benchmark", "tenant");
    RecordRun expected = run(lake, DATED, question, "expected");

    List<Format> others =
        List.of(
            DATED.wide(),
            DATED.files(3).shuffled(5),
            Format.PLAIN.dates(Dates.COLUMN).wide().files(2).shuffled(6));
    for (int i = 0; i < others.size(); i++) {
      RecordRun actual = run(lake, others.get(i), question, "other" + i);

      FrameEquality.assertFramesEqualInAnyOrder(expected.records(), actual.records());
      assertThat(actual.tables()).isEqualTo(expected.tables());
    }
    assertThat(expected.accounting().records(RouterIdentity.unversioned("knn"))).isEqualTo(60);
    assertThat(expected.accounting().suspectTables()).isEmpty();
  }

  @Test
  void theSameIdOnTwoDaysIsTwoQueries() {
    TinyLake lake = TinyLake.of("a");
    lake.on("2026-01-01").query("q").scores("q", "r", 0.1).labels("q", true);
    lake.on("2026-01-02").query("q").scores("q", "r", 0.2).labels("q", false);

    assertThat(used(run(lake, DATED, Question.PLAIN)))
        .containsExactlyInAnyOrder("2026-01-01 q r [0.1] [true]", "2026-01-02 q r [0.2] [false]");
  }

  @Test
  void withoutDatesTheSameIdTwiceIsNoQuery() {
    TinyLake lake = TinyLake.of("a");
    lake.on("2026-01-01").query("q").scores("q", "r", 0.1).labels("q", true);
    lake.on("2026-01-02").query("q").query("p").scores("p", "r", 0.2).labels("p", false);

    RecordRun run = run(lake, Format.PLAIN.dates(Dates.EVENT_TIME), Question.PLAIN);

    assertThat(used(run)).containsExactly("2026-01-02 p r [0.2] [false]");
    assertThat(run.table(LakeInputs.QUERIES).quarantined())
        .containsExactly(entry("duplicate-key", 2L));
    assertThat(run.table(LakeInputs.ROUTER_SCORES).excluded())
        .containsExactly(entry("unknown-query", 1L));
    assertThat(run.table(LakeInputs.OUTCOMES).excluded())
        .containsExactly(entry("unknown-query", 1L));
  }

  @Test
  void idsMayBeNumbersInOneTableAndTextInAnother() {
    TinyLake lake = TinyLake.of("a").query("7").scores("7", "r", 0.1).labels("7", true);

    for (String table : LakeInputs.TABLES) {
      RecordRun run = run(lake, Format.PLAIN.integralIds(table), Question.PLAIN, table);

      assertThat(used(run)).as(table).containsExactly("null 7 r [0.1] [true]");
    }
  }

  @Test
  void labelsOfDuplicatedOutcomesAreUnknown() {
    TinyLake lake = TinyLake.of("a", "b", "c", "d").query("q").scores("q", "r", 0.1, 0.2, 0.3, 0.4);
    lake.labels("q", true, true, null, false);
    lake.outcome("q", "a", true).outcome("q", "b", false).outcome("q", "c", true);

    RecordRun run = run(lake, Format.PLAIN, Question.PLAIN);

    assertThat(used(run))
        .containsExactly("null q r [0.1, 0.2, 0.3, 0.4] [null, null, null, false]");
    assertThat(run.records().first().<String>getAs("label_state")).isEqualTo("undecided");
    assertThat(run.table(LakeInputs.OUTCOMES).quarantined())
        .containsExactly(entry("duplicate-key", 6L));
    assertThat(run.table(LakeInputs.OUTCOMES).rowsUsed()).isEqualTo(1);
  }

  @Test
  void queriesWithUnknownLabelsAreExcludedOnRequest() {
    TinyLake lake = TinyLake.of("a", "b");
    lake.query("full").scores("full", "r", 0.1, 0.2).labels("full", false, false);
    lake.query("null").scores("null", "r", 0.1, 0.2).labels("null", true, null);
    lake.query("none").scores("none", "r", 0.1, 0.2).outcome("none", "a", true);

    RecordRun run = run(lake, Format.PLAIN, Question.PLAIN.unknownLabels(UnknownLabels.EXCLUDE));

    assertThat(used(run)).containsExactly("null full r [0.1, 0.2] [false, false]");
    assertThat(run.accounting().excluded(RouterIdentity.unversioned("r")))
        .containsExactly(entry("labels-incomplete", 2L));
    assertThat(run.table(LakeInputs.OUTCOMES).excluded())
        .containsExactly(entry("labels-incomplete", 3L));
    assertThat(run.table(LakeInputs.ROUTER_SCORES).excluded())
        .containsExactly(entry("labels-incomplete", 4L));
  }

  @Test
  void theAccountOfARouterSpeaksOfQueries() {
    TinyLake lake = TinyLake.of("a", "b").segmentColumns("benchmark");
    for (String id : List.of("both", "one", "part", "ruled")) {
      lake.query(id, id.equals("ruled") ? "out" : "in").labels(id, true, false);
      lake.scores(id, "r", 0.1, 0.2);
    }
    lake.query("silent", "in").labels("silent", true, true);
    lake.scores("both", "s", 0.1, 0.2).score("part", "s", "a", 0.1).scores("who", "s", 0.1, 0.2);

    RecordRun run = run(lake, Format.PLAIN, Question.PLAIN.excludeWhere("benchmark = 'out'"));

    assertThat(run.accounting().records(RouterIdentity.unversioned("r"))).isEqualTo(3);
    assertThat(run.accounting().excluded(RouterIdentity.unversioned("r")))
        .containsExactly(entry("excluded-by-rule", 1L), entry("unscored", 1L));
    assertThat(run.accounting().records(RouterIdentity.unversioned("s"))).isEqualTo(1);
    assertThat(run.accounting().excluded(RouterIdentity.unversioned("s")))
        .containsExactly(
            entry("excluded-by-rule", 1L), entry("partly-scored", 1L), entry("unscored", 2L));
    assertThat(run.table(LakeInputs.QUERIES).rowsUsed()).isEqualTo(3);
    assertThat(run.table(LakeInputs.QUERIES).excluded())
        .containsExactly(entry("excluded-by-rule", 1L), entry("unscored", 1L));
    assertThat(run.table(LakeInputs.ROUTER_SCORES).excluded())
        .containsExactly(
            entry("excluded-by-rule", 2L), entry("partly-scored", 1L), entry("unknown-query", 2L));
  }

  @Test
  void modelsOutsideAConfiguredPoolAreMalformedElseUnusedOutcomes() {
    TinyLake lake = TinyLake.of("a", "b").query("q").scores("q", "r", 0.1, 0.2);
    lake.labels("q", true, false).outcome("q", "c", true);

    RecordRun configured = run(lake, Format.PLAIN, Question.PLAIN.pool("a"), "configured");
    assertThat(used(configured)).containsExactly("null q r [0.1] [true]");
    assertThat(configured.table(LakeInputs.ROUTER_SCORES).quarantined())
        .containsExactly(entry("model-outside-pool", 1L));
    assertThat(configured.table(LakeInputs.OUTCOMES).quarantined())
        .containsExactly(entry("model-outside-pool", 2L));

    RecordRun found = run(lake, Format.PLAIN, Question.PLAIN, "found");
    assertThat(used(found)).containsExactly("null q r [0.1, 0.2] [true, false]");
    assertThat(found.table(LakeInputs.OUTCOMES).quarantined()).isEmpty();
    assertThat(found.table(LakeInputs.OUTCOMES).excluded())
        .containsExactly(entry("model-not-in-pool", 1L));
  }

  @Test
  void everyKindOfMalformedRowIsNamed() {
    TinyLake lake = TinyLake.of("a", "b").on("2026-01-01").query("q").query(null);
    lake.scores("q", "r", 0.1, 0.2).labels("q", true, true);
    lake.query("twice").query("twice");
    lake.score("nan", "r", "a", Double.NaN).score("inf", "r", "a", Double.POSITIVE_INFINITY);
    lake.score("-inf", "r", "a", Double.NEGATIVE_INFINITY).score("pool", "r", "z", 0.5);
    lake.score("copy", "r", "a", 0.5).score("copy", "r", "a", Double.NaN);
    lake.score(null, "r", "a", 0.5).score("q", null, "a", 0.5).score("q", "r", null, 0.5);
    lake.score("q", " ", "a", 0.5).score("q", "r", "", 0.5);
    lake.outcome(null, "a", true).outcome("q", null, true).outcome("q", "  ", true);
    lake.outcome("same", "a", true).outcome("same", "a", true).outcome("pool", "z", true);
    for (String noDay : Arrays.asList(null, "2026-1-1", "")) {
      lake.on(noDay).query("day").score("day", "r", "a", Double.NaN).outcome("day", "a", true);
    }

    RecordRun run = run(lake, Format.PLAIN.dates(Dates.COLUMN), Question.PLAIN.pool("a", "b"));

    assertThat(run.quarantine())
        .extracting(row -> row.mkString("|"))
        .containsExactlyInAnyOrder(
            "queries|null-key|2026-01-01|null|null|null|null|null",
            "queries|duplicate-key|2026-01-01|twice|null|null|null|null",
            "queries|duplicate-key|2026-01-01|twice|null|null|null|null",
            "queries|null-key|null|day|null|null|null|null",
            "queries|malformed-date|2026-1-1|day|null|null|null|null",
            "queries|malformed-date||day|null|null|null|null",
            "router-scores|non-finite-score|2026-01-01|nan|r||a|NaN",
            "router-scores|non-finite-score|2026-01-01|inf|r||a|Infinity",
            "router-scores|non-finite-score|2026-01-01|-inf|r||a|-Infinity",
            "router-scores|model-outside-pool|2026-01-01|pool|r||z|0.5",
            "router-scores|duplicate-key|2026-01-01|copy|r||a|0.5",
            "router-scores|non-finite-score|2026-01-01|copy|r||a|NaN",
            "router-scores|null-key|2026-01-01|null|r||a|0.5",
            "router-scores|null-key|2026-01-01|q|null||a|0.5",
            "router-scores|null-key|2026-01-01|q|r||null|0.5",
            "router-scores|null-key|2026-01-01|q| ||a|0.5",
            "router-scores|null-key|2026-01-01|q|r|||0.5",
            "router-scores|null-key|null|day|r||a|NaN",
            "router-scores|malformed-date|2026-1-1|day|r||a|NaN",
            "router-scores|malformed-date||day|r||a|NaN",
            "outcomes|null-key|2026-01-01|null|null|null|a|null",
            "outcomes|null-key|2026-01-01|q|null|null|null|null",
            "outcomes|null-key|2026-01-01|q|null|null|  |null",
            "outcomes|duplicate-key|2026-01-01|same|null|null|a|null",
            "outcomes|duplicate-key|2026-01-01|same|null|null|a|null",
            "outcomes|model-outside-pool|2026-01-01|pool|null|null|z|null",
            "outcomes|null-key|null|day|null|null|a|null",
            "outcomes|malformed-date|2026-1-1|day|null|null|a|null",
            "outcomes|malformed-date||day|null|null|a|null");
    assertThat(used(run)).containsExactly("2026-01-01 q r [0.1, 0.2] [true, true]");
    assertThat(run.records().select("date").distinct().collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("2026-01-01");
  }

  @Test
  void ofDatedTablesOnlyTheDaysAskedForAreRead() {
    TinyLake lake = TinyLake.of("a");
    for (String day : List.of("2026-01-01", "2026-01-02", "2026-01-03")) {
      lake.on(day).query("q").scores("q", "r", 0.5).labels("q", true);
    }
    lake.on(null).query("undated");

    RecordRun run = run(lake, DATED, Question.PLAIN.range(days("2026-01-02", "2026-01-03")));

    assertThat(used(run)).containsExactly("2026-01-02 q r [0.5] [true]");
    assertThat(run.table(LakeInputs.QUERIES).rows()).isEqualTo(2);
    assertThat(run.table(LakeInputs.QUERIES).quarantined()).containsExactly(entry("null-key", 1L));
    assertThat(run.table(LakeInputs.ROUTER_SCORES).rows()).isEqualTo(1);
  }

  @Test
  void datesThatAreNoDaysAreFoundWhateverDaysAreAskedFor() {
    TinyLake lake = TinyLake.of("a").on("2026-01-02").query("q");
    lake.scores("q", "r", 0.1).labels("q", true);
    lake.on("2026/01/09").query("x").scores("x", "r", 0.2).labels("x", true);
    lake.on("garbage").query("y").scores("y", "r", 0.3).labels("y", true);

    RecordRun run =
        run(
            lake,
            Format.PLAIN.dates(Dates.COLUMN),
            Question.PLAIN.range(days("2026-01-02", "2026-01-03")));

    assertThat(used(run)).hasSize(1);
    for (String table : LakeInputs.TABLES) {
      assertThat(run.table(table).rows()).as(table).isEqualTo(3);
      assertThat(run.table(table).quarantined())
          .as(table)
          .containsExactly(entry("malformed-date", 2L));
    }
  }

  @Test
  void aMapWithoutEntriesIsNoScoreAndAWideRowWithoutAKeyIsMalformed() {
    TinyLake lake = TinyLake.of("a", "b").query("q").query("empty");
    lake.scores("q", "r", 0.1, 0.2).labels("q", true, false);
    LakeInputs inputs = lake.write(spark, folder.resolve("wide"), Format.PLAIN.wide());
    spark
        .read()
        .parquet(inputs.routerScores())
        .unionByName(
            spark.sql(
                "select * from values ('empty', 'r', cast(map() as map<string, double>)),"
                    + " ('empty2', 'r', null), (null, 'r', null) as t(query_id, router, scores)"))
        .write()
        .parquet(folder.resolve("more").toString());
    LakeInputs more =
        new LakeInputs(
            inputs.queries(), folder.resolve("more").toString(), inputs.outcomes(), Map.of());

    RecordRun run = RecordRun.of(spark, more, Question.PLAIN, folder.resolve("out"));

    assertThat(used(run)).containsExactly("null q r [0.1, 0.2] [true, false]");
    assertThat(run.table(LakeInputs.ROUTER_SCORES).rows()).isEqualTo(3);
    assertThat(run.table(LakeInputs.ROUTER_SCORES).quarantined())
        .containsExactly(entry("null-key", 1L));
  }

  @Test
  void whereOnlyQueriesKnowTheirTimeTheOthersAreExcludedByDate() {
    TinyLake lake = TinyLake.of("a");
    lake.on("2026-01-01").query("in").scores("in", "r", 0.5).labels("in", true);
    lake.on("2026-01-02").query("out").scores("out", "r", 0.5).labels("out", true);
    lake.on(null).query("never").scores("never", "r", 0.5).labels("never", true);

    RecordRun run =
        run(
            lake,
            Format.PLAIN.dates(Dates.EVENT_TIME),
            Question.PLAIN.range(days("2026-01-01", "2026-01-02")));

    assertThat(used(run)).containsExactly("2026-01-01 in r [0.5] [true]");
    assertThat(run.tables())
        .allSatisfy(
            table -> assertThat(table.excluded()).containsExactly(entry("excluded-by-date", 2L)));
  }

  @Test
  void segmentValuesTravelWithTheQuery() {
    TinyLake lake = TinyLake.of("a").segmentColumns("benchmark", "a b.c");
    lake.query("q1", "mmlu", "x`y").query("q2", null, "ä").query("q3", "", null);
    List.of("q1", "q2", "q3").forEach(id -> lake.scores(id, "r", 0.5).labels(id, true));

    RecordRun run = run(lake, Format.PLAIN, Question.PLAIN.segments("a b.c", "benchmark"));

    assertThat(run.records().collectAsList())
        .extracting(
            row ->
                row.getAs("query_id")
                    + "|"
                    + row.getAs("segment_a b.c")
                    + "|"
                    + row.getAs("segment_benchmark"))
        .containsExactlyInAnyOrder("q1|x`y|mmlu", "q2|ä|null", "q3|null|");
  }

  private RecordRun run(TinyLake lake, Format format, Question question) {
    return run(lake, format, question, "lake");
  }

  private RecordRun run(TinyLake lake, Format format, Question question, String name) {
    Path place = folder.resolve(name);
    return RecordRun.of(spark, lake.write(spark, place, format), question, place);
  }

  private Dataset<Row> assemble(LakeInputs inputs, Question question) {
    LakeRows rows = RecordRun.rows(spark, inputs, question);
    RecordLayout layout = RecordRun.layout(rows, RecordRun.survey(rows, question), question);
    return RecordTables.frame(spark, reduce(inputs, question), layout);
  }

  private JavaRDD<RecordBatch> reduce(LakeInputs inputs, Question question) {
    LakeRows rows = RecordRun.rows(spark, inputs, question);
    LakeSurvey survey = RecordRun.survey(rows, question);
    RecordLayout layout = RecordRun.layout(rows, survey, question);
    return RecordRun.reduce(rows, survey, layout);
  }

  private static List<String> used(RecordRun run) {
    return run
        .records()
        .filter("status = 'used'")
        .select("date", "query_id", "router", "scores", "correct")
        .collectAsList()
        .stream()
        .map(
            row ->
                String.join(
                    " ",
                    String.valueOf(row.getString(0)),
                    row.getString(1),
                    row.getString(2),
                    row.getList(3).toString(),
                    row.getList(4).toString()))
        .toList();
  }

  private static DateRange days(String from, String to) {
    return new DateRange(Optional.of(LocalDate.parse(from)), Optional.of(LocalDate.parse(to)));
  }
}
