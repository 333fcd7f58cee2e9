package dev.racer.spark.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.core.vote.AnswerNormalizations;
import dev.racer.spark.testing.LocalSpark;
import dev.racer.spark.testing.TinyLake;
import dev.racer.spark.testing.TinyLake.Dates;
import dev.racer.spark.testing.TinyLake.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LocalSpark.class)
class LakeReaderTest {
  private static final String NOWHERE = "/no/such/place";
  private static final List<String> NO_SEGMENTS = List.of();

  private final SparkSession spark;
  @TempDir private Path folder;

  LakeReaderTest(SparkSession spark) {
    this.spark = spark;
  }

  // ---- where a table is

  @Test
  void aMissingPathIsNamed() {
    assertThatThrownBy(() -> queries(NOWHERE))
        .isInstanceOf(DataContractException.class)
        .hasMessage("lake.queries: there is no file or folder '/no/such/place'");
  }

  @Test
  void aPathOfAnUnknownFileSystemIsNamed() {
    assertThatThrownBy(() -> queries("nofs://bucket/queries"))
        .isInstanceOf(DataContractException.class)
        .hasMessageStartingWith("lake.queries: cannot look up 'nofs://bucket/queries': ");
  }

  @Test
  void anEmptyFolderIsNoTable() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));

    assertThatThrownBy(() -> queries(empty.toString()))
        .isInstanceOf(DataContractException.class)
        .hasMessageStartingWith(
            "lake.queries: expected Parquet files of one schema in '" + empty + "': ");
  }

  @Test
  void aFolderOfOtherFilesIsNoTable() throws IOException {
    Path csv = Files.createDirectory(folder.resolve("csv"));
    Files.writeString(csv.resolve("queries.csv"), "query_id\nq1\nq2 and more text\n");

    assertThatThrownBy(() -> queries(csv.toString()))
        .isInstanceOf(DataContractException.class)
        .hasMessageStartingWith(
            "lake.queries: expected Parquet files of one schema in '" + csv + "': ")
        .hasMessageContaining("queries.csv");
  }

  @Test
  void aDamagedFileIsNamed() throws IOException {
    String location = lake().write(spark, folder, Format.PLAIN).queries();
    Path file = dataFile(location);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));

    assertThatThrownBy(() -> queries(location))
        .isInstanceOf(DataContractException.class)
        .hasMessageStartingWith(
            "lake.queries: expected Parquet files of one schema in '" + location + "': ")
        .hasMessageContaining(file.getFileName().toString());
  }

  @Test
  void aSingleFileIsATable() throws IOException {
    String location = lake().write(spark, folder, Format.PLAIN).queries();

    InputTable table = queries(dataFile(location).toString());

    assertThat(table.rows().count()).isEqualTo(2);
    assertThat(table.version().files()).isEqualTo(1);
    assertThat(table.version().bytes()).isEqualTo(Files.size(dataFile(location)));
  }

  @Test
  void aFolderMayHaveASpaceAndAPercentSignInItsName() {
    String location = lake().write(spark, folder.resolve("a b%20c ä"), Format.PLAIN).queries();

    InputTable table = queries(location);

    assertThat(table.rows().count()).isEqualTo(2);
    assertThat(table.version().isKnown()).isTrue();
  }

  @Test
  void aCatalogTableIsOpenedByName() {
    lake().frame(spark, LakeInputs.QUERIES, Format.PLAIN).write().saveAsTable("reader_queries");
    try {
      InputTable table = queries("reader_queries");

      assertThat(table.rows().collectAsList())
          .extracting(row -> row.<String>getAs("query_id"))
          .containsExactlyInAnyOrder("q1", "q2");
      assertThat(table.location()).isEqualTo("reader_queries");
      assertThat(table.version().isKnown()).isTrue();
      assertThat(queries("default.reader_queries").rows().count()).isEqualTo(2);
      Map<String, String> mapped = Map.of("query_id", "lower(query_id)");
      InputTable lower =
          new LakeReader(spark, inputs("reader_queries", Map.of(LakeInputs.QUERIES, mapped)))
              .queries(List.of("benchmark"), Optional.of("benchmark = 'mmlu'"));
      assertThat(texts(lower)).containsExactlyInAnyOrder("q1 mmlu true", "q2 gsm8k false");
    } finally {
      spark.sql("drop table reader_queries");
    }
  }

  @Test
  void aTableWithoutFilesHasNoKnownVersion() {
    lake().frame(spark, LakeInputs.QUERIES, Format.PLAIN).createOrReplaceTempView("reader_view");
    try {
      InputTable table = queries("reader_view");

      assertThat(table.rows().count()).isEqualTo(2);
      assertThat(table.version().isKnown()).isFalse();
      assertThat(table.version().digest()).matches("[0-9a-f]{64}");
    } finally {
      spark.catalog().dropTempView("reader_view");
    }
  }

  @Test
  void columnsOfAViewThatAggregatesCanBeMapped() {
    spark.sql("select 'a' as id, 1 as x").createOrReplaceTempView("reader_rows");
    spark
        .sql("select id, count(1) as copies from reader_rows group by id")
        .createOrReplaceTempView("reader_view");
    try {
      Map<String, String> mapped = Map.of("query_id", "upper(id)");

      InputTable queries =
          new LakeReader(spark, inputs("reader_view", Map.of(LakeInputs.QUERIES, mapped)))
              .queries(NO_SEGMENTS, Optional.of("copies > 1"));

      assertThat(texts(queries)).containsExactly("A false");
    } finally {
      spark.catalog().dropTempView("reader_view");
      spark.catalog().dropTempView("reader_rows");
    }
  }

  @Test
  void aMissingTableIsNamed() {
    assertThatThrownBy(() -> queries("no_such_table"))
        .isInstanceOf(DataContractException.class)
        .hasMessage(
            "lake.queries: found neither a file or folder nor a catalog table 'no_such_table'; a"
                + " path contains a '/' or ends in .parquet");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no such table", "no_such_catalog.schema.table", "a..b"})
  void whatIsNeitherPathNorTableNameIsRefused(String location) {
    assertThatThrownBy(() -> queries(location))
        .isInstanceOf(DataContractException.class)
        .hasMessageStartingWith("lake.queries: ")
        .hasMessageContaining("'" + location + "'");
  }

  @Test
  void typesOfPartitionFoldersMustNotBeGuessed() {
    String inference = "spark.sql.sources.partitionColumnTypeInference.enabled";
    SparkSession guessing = spark.newSession();
    guessing.conf().set(inference, "true");

    assertThatThrownBy(() -> new LakeReader(guessing, inputs(NOWHERE, Map.of())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(inference + " must be false, got true");
  }

  // ---- which columns it has

  @Test
  void aMissingColumnIsNamedWithThoseThereAre() {
    String location = parquet("select 'q1' as id, true as router_train");

    assertThatThrownBy(() -> queries(location))
        .isInstanceOf(DataContractException.class)
        .hasMessage(
            "Table queries ('"
                + location
                + "') has no column 'query_id'; it has id, router_train; if it goes by another"
                + " name, set lake.columns.queries.query_id");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "query_id     | cast(1.5 as double)        | double       | a string or an integral number"
            + " | ; map it with lake.columns.queries.query_id, for example --set"
            + " 'lake.columns.queries.query_id=cast(query_id as string)'",
        "query_id     | array('a')                 | array<string>| a string or an integral number"
            + " | ; map it with lake.columns.queries.query_id",
        "date         | 20260101                   | int          | a date or a string YYYY-MM-DD"
            + " | ; map it with lake.columns.queries.date, for example --set"
            + " 'lake.columns.queries.date=cast(date as string)'",
        "event_time   | '2026-01-01'               | string       | a timestamp"
            + " | ; map it with lake.columns.queries.event_time",
        "router_train | 1                          | int          | boolean"
            + " | ; say when a value counts as true, for example --set"
            + " 'lake.columns.queries.router_train=router_train >= 0.5'",
        "router_train | 'yes'                      | string       | boolean"
            + " | ; map it with lake.columns.queries.router_train",
        "benchmark    | cast(1.5 as double)        | double       | a string, an integral number or a"
            + " boolean | ; map it with lake.columns.queries.benchmark, for example --set"
            + " 'lake.columns.queries.benchmark=cast(benchmark as string)'",
      })
  void aColumnOfQueriesOfAnotherTypeIsRefusedWithAHint(
      String column, String value, String type, String expected, String hint) {
    String id = column.equals("query_id") ? "" : "'q1' as query_id, ";
    String location = parquet("select " + id + value + " as " + column);
    List<String> segments = column.equals("benchmark") ? List.of("benchmark") : NO_SEGMENTS;

    assertThatThrownBy(
            () ->
                new LakeReader(spark, inputs(location, Map.of()))
                    .queries(segments, Optional.empty()))
        .isInstanceOf(DataContractException.class)
        .hasMessage(
            "Table queries ('%s'): column '%s' is of type %s, expected %s%s",
            location, column, type, expected, hint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"1 | int", "cast(1 as double) | double", "1.0 | decimal(2,1)"})
  void aNumericLabelIsRefusedWithAHint(String value, String type) {
    String location = parquet("select 'q1' as query_id, 'a' as model, " + value + " as correct");

    assertThatThrownBy(() -> new LakeReader(spark, inputs(location, Map.of())).outcomes())
        .isInstanceOf(DataContractException.class)
        .hasMessage(
            "Table outcomes ('%s'): column 'correct' is of type %s, expected boolean; say when a"
                + " value counts as true, for example --set 'lake.columns.outcomes.correct=correct"
                + " >= 0.5'",
            location, type);
  }

  @Test
  void theHintForANumericLabelHelps() {
    String location =
        parquet("select id as query_id, 'a' as model, id / 2 as correct from range(2)");
    Map<String, String> hint = Map.of("correct", "correct >= 0.5");

    InputTable outcomes =
        new LakeReader(spark, inputs(location, Map.of(LakeInputs.OUTCOMES, hint))).outcomes();

    assertThat(texts(outcomes)).containsExactlyInAnyOrder("0 a false", "1 a true");
  }

  @Test
  void detailsOfOutcomesComeAfterLabelsUnderNamesOfTheirOwn() {
    String location =
        parquet(
            "select 'q' as query_id, 'a' as model, true as correct, 'no' as refusal, 'x' as text,"
                + " 0.5d as correct_, 0.25d as `p.true`, 2.5d as cost");
    OutcomeDetails details =
        OutcomeDetails.NONE
            .withCosts("tune.objective")
            .withConfidence("p.true", "route.votes")
            .withConfidence("correct_", "route.votes")
            .withConfidence("p.true", "evaluate.votes")
            .withAnswers(AnswerNormalizations.ofKey("verbatim"), "route.votes");
    Map<String, Map<String, String>> columns =
        Map.of(LakeInputs.OUTCOMES, Map.of("answer", "text", "correct_", "correct_ / 2"));

    InputTable outcomes = new LakeReader(spark, inputs(location, columns)).outcomes(details);

    assertThat(outcomes.rows().columns())
        .containsExactly(
            "query_id",
            "model",
            "correct",
            "answer",
            "confidence_p.true",
            "confidence_correct_",
            "cost");
    assertThat(texts(outcomes)).containsExactly("q a true x 0.25 0.25 2.5");
    assertThat(details.confidences()).containsExactly("p.true", "correct_");
  }

  @ParameterizedTest
  @CsvSource({
    "answer, route.votes, answer",
    "cost, tune.objective, cost",
    "p_true, evaluate.votes, p_true"
  })
  void aDetailThatIsNotThereIsRefusedByTheKeyThatAsksForIt(
      String column, String key, String named) {
    String location =
        parquet(
            "select 'q' as query_id, 'a' as model, true as correct, 'x' as answer, 1d as cost,"
                + " 0.5d as p_true");
    spark.read().parquet(location).drop(column).write().parquet(folder.resolve("Less").toString());
    OutcomeDetails details =
        OutcomeDetails.NONE
            .withAnswers(AnswerNormalizations.ofKey("paper"), "route.votes")
            .withConfidence("p_true", "evaluate.votes")
            .withCosts("tune.objective");
    LakeReader reader = new LakeReader(spark, inputs(folder.resolve("Less").toString(), Map.of()));

    assertThatThrownBy(() -> reader.outcomes(details))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(
            "%s: table outcomes ('%s') has no column '%s'; it has query_id, model, correct, ",
            key, folder.resolve("Less"), named)
        .hasMessageEndingWith("; if it goes by another name, set lake.columns.outcomes." + named);
    assertThat(reader.offersCosts()).isEqualTo(!column.equals("cost"));
  }

  @Test
  void detailsOfAnotherTypeAreRefusedWithAHint() {
    String location =
        parquet(
            "select 'q' as query_id, 'a' as model, true as correct, 7 as answer, float(1) as cost,"
                + " 'high' as p_true");
    LakeReader reader = new LakeReader(spark, inputs(location, Map.of()));

    assertThatThrownBy(
            () ->
                reader.outcomes(
                    OutcomeDetails.NONE.withAnswers(AnswerNormalizations.ofKey("paper"), "k")))
        .isInstanceOf(DataContractException.class)
        .hasMessage(
            "Table outcomes ('%s'): column 'answer' is of type int, expected a string; map it with"
                + " lake.columns.outcomes.answer, for example --set"
                + " 'lake.columns.outcomes.answer=cast(answer as string)'",
            location);
    assertThatThrownBy(() -> reader.outcomes(OutcomeDetails.NONE.withCosts("k")))
        .isInstanceOf(DataContractException.class)
        .hasMessage(
            "Table outcomes ('%s'): column 'cost' is of type float, expected double; if these are"
                + " its numbers, name it with --set"
                + " 'lake.columns.outcomes.cost=cast(cost as double)'",
            location);
    assertThatThrownBy(() -> reader.outcomes(OutcomeDetails.NONE.withConfidence("p_true", "k")))
        .isInstanceOf(DataContractException.class)
        .hasMessage(
            "Table outcomes ('%s'): column 'p_true' is of type string, expected double; map it with"
                + " lake.columns.outcomes.p_true",
            location);
  }

  @Test
  void singlePrecisionScoresAreRefusedWithAHintThatHelps() {
    String location =
        parquet("select 'q' as query_id, 'r' as router, 'a' as model, float(0.1) as score");

    assertThatThrownBy(() -> new LakeReader(spark, inputs(location, Map.of())).routerScores())
        .isInstanceOf(DataContractException.class)
        .hasMessage(
            "Table router-scores ('%s'): column 'score' is of type float, expected double; scores"
                + " must be the very numbers that the gateway used: if these are, name it with"
                + " --set 'lake.columns.router-scores.score=cast(score as double)'",
            location);
    Map<String, String> hint = Map.of("score", "cast(score as double)");
    InputTable scores =
        new LakeReader(spark, inputs(location, Map.of(LakeInputs.ROUTER_SCORES, hint)))
            .routerScores();
    assertThat(texts(scores)).containsExactly("q r a " + (double) 0.1f);
  }

  @Test
  void wideScoresOfAnotherTypeAreRefused() {
    String location =
        parquet("select 'q' as query_id, 'r' as router, map('a', float(0.1)) as scores");

    assertThatThrownBy(() -> new LakeReader(spark, inputs(location, Map.of())).routerScores())
        .isInstanceOf(DataContractException.class)
        .hasMessage(
            "Table router-scores ('%s'): column 'scores' is of type map<string,float>, expected"
                + " map<string, double>; map it with lake.columns.router-scores.scores",
            location);
  }

  @Test
  void scoresAreLongOrWideNotBoth() {
    String location =
        parquet(
            "select 'q' as query_id, 'r' as router, 'a' as model, 0.5d as score,"
                + " map('a', 0.5d) as scores");

    assertThatThrownBy(() -> new LakeReader(spark, inputs(location, Map.of())).routerScores())
        .isInstanceOf(DataContractException.class)
        .hasMessage(
            "Table router-scores ('%s') has both a column 'score' (long form) and a column 'scores'"
                + " (wide form); expected one of them",
            location);
  }

  @Test
  void longAndWideScoresReadTheSame() {
    TinyLake lake = TinyLake.sample(1, 10);
    LakeInputs asLong = lake.write(spark, folder.resolve("long"), Format.PLAIN);
    LakeInputs asMaps = lake.write(spark, folder.resolve("wide"), Format.PLAIN.wide());

    InputTable expected = new LakeReader(spark, asLong).routerScores();
    InputTable actual = new LakeReader(spark, asMaps).routerScores();

    assertThat(actual.rows().columns()).isEqualTo(expected.rows().columns());
    assertThat(texts(actual)).hasSize(60).containsExactlyInAnyOrderElementsOf(texts(expected));
  }

  @Test
  void integralIdsBecomeTheirDecimals() {
    String location =
        parquet(
            "select cast(-7 as tinyint) as query_id, 3 as router,"
                + " cast(12345678901234567890 as decimal(20,0)) as model, 0.5d as score");

    assertThat(texts(new LakeReader(spark, inputs(location, Map.of())).routerScores()))
        .containsExactly("-7 3 12345678901234567890 0.5");
  }

  // ---- mapped columns

  @Test
  void columnsAreMappedByNameAndByExpression() {
    String location = parquet("select 7 as id, 'MMLU' as Task, timestamp'2026-01-01 12:00' as at");
    Map<String, String> mapped =
        Map.of("query_id", "id", "date", "date(at)", "benchmark", "lower(task)");

    InputTable queries =
        new LakeReader(spark, inputs(location, Map.of(LakeInputs.QUERIES, mapped)))
            .queries(List.of("benchmark"), Optional.empty());

    assertThat(queries.rows().columns())
        .containsExactly("query_id", "date", "segment_benchmark", "excluded_by_rule");
    assertThat(texts(queries)).containsExactly("7 2026-01-01 mmlu false");
  }

  @ParameterizedTest
  @ValueSource(strings = {"query-id", "id of query", "query.id", "1", "a`b", "count(1)"})
  void aColumnIsMappedByItsNameWhateverTheName(String name) {
    String location = parquet("select 'q1' as `" + name.replace("`", "``") + "`, 'x' as query");
    Map<String, String> mapped = Map.of("query_id", name);

    InputTable queries =
        new LakeReader(spark, inputs(location, Map.of(LakeInputs.QUERIES, mapped)))
            .queries(NO_SEGMENTS, Optional.empty());

    assertThat(texts(queries)).containsExactly("q1 false");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no_such_column", "query_id +", "no_such_function(query_id)", "", "1 +"})
  void aMappingThatMeansNothingIsRefused(String expression) {
    assertMappingRefused(
        expression,
        "lake.columns.queries.query_id = '%s' does not fit table queries ('%s') with the columns"
            + " query_id, benchmark: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cast(rand() as string)",
        "uuid()",
        "cast(monotonically_increasing_id() as string)",
        "cast(current_timestamp() as string)",
        "cast(now() as string)",
        "cast(current_date as string)",
        "input_file_name()"
      })
  void aMappingThatChangesFromReadingToReadingIsRefused(String expression) {
    assertMappingRefused(
        expression,
        "lake.columns.queries.query_id must give the same value at every reading, got '%s'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max(query_id)",
        "cast(count(1) as string)",
        "explode(array(query_id, query_id))",
        "cast(row_number() over (order by query_id) as string)",
        "(select 'q1')",
        "first_value(query_id)"
      })
  void aMappingThatIsNotOfOneRowIsRefused(String expression) {
    assertMappingRefused(
        expression,
        "lake.columns.queries.query_id must be an expression of one row of the table, got '%s'");
  }

  private void assertMappingRefused(String expression, String message) {
    String location = lake().write(spark, folder, Format.PLAIN).queries();
    Map<String, String> mapped = Map.of("query_id", expression);
    LakeReader reader = new LakeReader(spark, inputs(location, Map.of(LakeInputs.QUERIES, mapped)));

    assertThatThrownBy(() -> reader.queries(NO_SEGMENTS, Optional.empty()))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(message.formatted(expression, location));
  }

  // ---- the rule

  @Test
  void aQueryGoesOnlyWhenTheRuleIsTrue() {
    String location =
        parquet("select * from values ('a', 1), ('b', 2), ('c', null) as t(query_id, x)");

    InputTable queries =
        new LakeReader(spark, inputs(location, Map.of()))
            .queries(NO_SEGMENTS, Optional.of("x > 1 or query_id = 'z'"));

    assertThat(texts(queries)).containsExactlyInAnyOrder("a false", "b true", "c false");
  }

  @Test
  void theRuleSeesColumnsThatAreNotDeclared() {
    String location = lake().write(spark, folder, Format.PLAIN).queries();

    InputTable queries =
        new LakeReader(spark, inputs(location, Map.of()))
            .queries(NO_SEGMENTS, Optional.of("benchmark in ('mmlu', 'arc') and not false"));

    assertThat(texts(queries)).containsExactlyInAnyOrder("q1 true", "q2 false");
  }

  @Test
  void aRuleMustBeACondition() {
    String location = lake().write(spark, folder, Format.PLAIN).queries();

    assertThatThrownBy(
            () ->
                new LakeReader(spark, inputs(location, Map.of()))
                    .queries(NO_SEGMENTS, Optional.of("benchmark")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "calibration.exclude-where must be a condition, got 'benchmark' of type string");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "rand() < 0.5 | must give the same value at every reading, got",
        "current_date() > date'2026-01-01' | must give the same value at every reading, got",
        "count(1) > 0 | must be an expression of one row of the table, got",
        "explode(array(true, false)) | must be an expression of one row of the table, got",
        "exists (select 1) | must be an expression of one row of the table, got",
        "query_id in (select max(query_id) from values ('a') as t(query_id)) | must be an expression of one row of the table, got",
        "row_number() over (order by query_id) > 1 | must be an expression of one row of the table",
        "router_train | = 'router_train' does not fit table queries ('",
        "benchmark = | with the columns query_id, benchmark: [PARSE_SYNTAX_ERROR] ",
        "drop table x | = 'drop table x' does not fit table queries ('",
      })
  void aRuleThatIsNoneIsRefused(String rule, String message) {
    String location = lake().write(spark, folder, Format.PLAIN).queries();

    assertThatThrownBy(
            () ->
                new LakeReader(spark, inputs(location, Map.of()))
                    .queries(NO_SEGMENTS, Optional.of(rule)))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("calibration.exclude-where ")
        .hasMessageContaining(message);
  }

  // ---- segments and partitions

  @Test
  void aMisspelledSegmentIsNamedWithTheColumnsThereAre() {
    String location = lake().write(spark, folder, Format.PLAIN).queries();

    assertThatThrownBy(
            () ->
                new LakeReader(spark, inputs(location, Map.of()))
                    .queries(List.of("benchmark", "bencmark"), Optional.empty()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "calibration.segments: table queries ('"
                + location
                + "') has no column 'bencmark'; it has query_id, benchmark");
  }

  @Test
  void segmentValuesAreText() {
    String location =
        parquet("select 'q' as query_id, 7L as shard, true as paid, cast(null as string) as `a b`");

    InputTable queries =
        new LakeReader(spark, inputs(location, Map.of()))
            .queries(List.of("shard", "paid", "a b"), Optional.empty());

    assertThat(queries.rows().columns())
        .containsExactly(
            "query_id", "segment_shard", "segment_paid", "segment_a b", "excluded_by_rule");
    assertThat(texts(queries)).containsExactly("q 7 true null false");
  }

  @Test
  void partitionFoldersAreColumnsOfText() {
    String location = folder.resolve("partitioned").toString();
    spark
        .sql("select 'q1' as query_id, '007' as tenant, '2026-01-01' as date")
        .write()
        .partitionBy("date", "tenant")
        .parquet(location);

    InputTable queries =
        new LakeReader(spark, inputs(location, Map.of()))
            .queries(List.of("tenant"), Optional.of("tenant = '7'"));

    assertThat(texts(queries)).containsExactly("q1 2026-01-01 007 false");
  }

  @Test
  void aDatePartitionedLakeReadsLikeOneWithAColumn() {
    TinyLake lake = TinyLake.sample(2, 10);
    LakeInputs folders =
        lake.write(spark, folder.resolve("a"), Format.PLAIN.dates(Dates.FOLDERS).files(2));
    LakeInputs column = lake.write(spark, folder.resolve("b"), Format.PLAIN.dates(Dates.COLUMN));

    assertThat(texts(new LakeReader(spark, folders).outcomes()))
        .hasSize(30)
        .containsExactlyInAnyOrderElementsOf(texts(new LakeReader(spark, column).outcomes()));
    assertThat(new LakeReader(spark, folders).routerScores().has("date")).isTrue();
  }

  // ---- files that differ

  @Test
  void aColumnThatSomeFilesLackIsNullInThemAndNotIgnored() {
    // whichever footer were read alone, the column would be there for all files or for none
    Path table = folder.resolve("grown");
    write("select 'q1' as query_id, 'a' as model, true as correct", table.resolve("part=1"));
    write("select 'q2' as query_id, 'a' as model", table.resolve("part=2"));

    InputTable outcomes = new LakeReader(spark, inputs(table.toString(), Map.of())).outcomes();

    assertThat(texts(outcomes)).containsExactlyInAnyOrder("q1 a true", "q2 a null");
  }

  @Test
  void filesWhoseTypesDisagreeAreNoTable() {
    Path table = folder.resolve("changed");
    write("select 'q1' as query_id, 'a' as model, true as correct", table.resolve("part=1"));
    write("select 'q2' as query_id, 'a' as model, 1 as correct", table.resolve("part=2"));

    assertThatThrownBy(() -> new LakeReader(spark, inputs(table.toString(), Map.of())).outcomes())
        .isInstanceOf(DataContractException.class)
        .hasMessageStartingWith(
            "lake.outcomes: expected Parquet files of one schema in '" + table + "': ")
        .hasMessageMatching("(?s).*(BOOLEAN|boolean).*(INT|int).*");
  }

  // ---- versions

  @Test
  void theVersionIsThatOfTheFiles() throws IOException {
    String location =
        lake().write(spark, folder, Format.PLAIN.dates(Dates.FOLDERS).files(2)).queries();

    InputVersion first = queries(location).version();

    assertThat(queries(location).version()).isEqualTo(first);
    assertThat(first.files()).isEqualTo(dataFiles(location).size());
    Path file = dataFile(location);
    FileTime time = Files.getLastModifiedTime(file);
    Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 1000));
    InputVersion touched = queries(location).version();
    assertThat(touched.digest()).isNotEqualTo(first.digest());
    assertThat(touched.bytes()).isEqualTo(first.bytes());
    Files.setLastModifiedTime(file, time);
    assertThat(queries(location).version()).isEqualTo(first);
    Files.copy(file, file.resolveSibling("another.parquet"));
    assertThat(queries(location).version().files()).isEqualTo(first.files() + 1);
  }

  @Test
  void wordsOfAConfigurationAreChecked() {
    assertThatThrownBy(() -> new LakeInputs("q", " ", "o", Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Location of table router-scores must not be blank");
    assertThatThrownBy(() -> inputs("q", Map.of("outcome", Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Columns of an unknown table: expected one of [queries, router-scores, outcomes], got"
                + " outcome");
  }

  private InputTable queries(String location) {
    return new LakeReader(spark, inputs(location, Map.of())).queries(NO_SEGMENTS, Optional.empty());
  }

  private static LakeInputs inputs(String location, Map<String, Map<String, String>> columns) {
    return new LakeInputs(location, location, location, columns);
  }

  private static TinyLake lake() {
    return TinyLake.of("a", "b")
        .segmentColumns("benchmark")
        .on("2026-01-01")
        .query("q1", "mmlu")
        .on("2026-01-02")
        .query("q2", "gsm8k");
  }

  private String parquet(String select) {
    Path table = folder.resolve("table");
    write(select, table);
    return table.toString();
  }

  private void write(String select, Path table) {
    spark.sql(select).coalesce(1).write().parquet(table.toString());
  }

  private static List<String> texts(InputTable table) {
    return table.rows().collectAsList().stream().map(LakeReaderTest::text).toList();
  }

  private static String text(Row row) {
    return row.mkString(" ");
  }

  private static Path dataFile(String location) throws IOException {
    return dataFiles(location).get(0);
  }

  private static List<Path> dataFiles(String location) throws IOException {
    try (Stream<Path> paths = Files.walk(Path.of(location))) {
      return paths
          .filter(path -> path.toString().endsWith(".parquet"))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }
}
