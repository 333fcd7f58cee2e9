package dev.racer.jobs.generate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.explode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.jobs.generate.GenerateConfig.ExistingOutput;
import dev.racer.jobs.generate.GenerateConfig.ScoreLayout;
import dev.racer.jobs.run.Progress;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.testing.FrameEquality;
import dev.racer.spark.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(LocalSpark.class)
class GenerateJobTest {
  @TempDir private Path folder;

  @Test
  void writesTheDeclaredColumnsPartitionedByDate(SparkSession spark) {
    GenerateResult result = run(spark, config("lake").fullFanoutProbability(0.05));

    assertThat(read(spark, "lake", LakeTable.QUERIES).schema().simpleString())
        .isEqualTo(
            "struct<query_id:string,event_time:timestamp,benchmark:string,tenant:string,"
                + "language:string,query_text:string,gold_answer:string,router_train:boolean,"
                + "full_fanout_probability:double,date:string>");
    assertThat(read(spark, "lake", LakeTable.ROUTER_SCORES).schema().simpleString())
        .isEqualTo("struct<query_id:string,router:string,model:string,score:double,date:string>");
    assertThat(read(spark, "lake", LakeTable.OUTCOMES).schema().simpleString())
        .isEqualTo(
            "struct<query_id:string,model:string,correct:boolean,answer:string,"
                + "verbal_confidence:double,cost:double,latency_ms:bigint,labelled_at:timestamp,"
                + "date:string>");
    assertThat(result.tables().keySet()).containsExactly("outcomes", "queries", "router_scores");
    result
        .tables()
        .forEach(
            (table, size) ->
                assertThat(spark.read().parquet(folder.resolve("lake/" + table).toString()).count())
                    .isEqualTo(size.rows()));
  }

  @Test
  void keysAreUniqueAndEventsLieInTheirDay(SparkSession spark) {
    run(spark, config("lake"));

    Dataset<Row> queries = read(spark, "lake", LakeTable.QUERIES);
    assertThat(queries.agg(countDistinct("query_id")).first().getLong(0)).isEqualTo(900);
    assertThat(queries.first().getString(0)).matches("q-2026-01-0[123]-000000[0-9]{3}");
    assertThat(
            queries
                .where(date_format(col("event_time"), "yyyy-MM-dd").notEqual(col("date")))
                .count())
        .isZero();
    assertThat(queries.where("substr(query_id, 3, 10) != date").count()).isZero();
    Dataset<Row> scores = read(spark, "lake", LakeTable.ROUTER_SCORES);
    assertThat(scores.select("query_id", "router", "model").distinct().count())
        .isEqualTo(scores.count());
    assertThat(scores.join(queries.where("router_train"), "query_id").count()).isZero();
    assertThat(scores.select("query_id").distinct().count())
        .isEqualTo(queries.where("not router_train").count());
    Dataset<Row> outcomes = read(spark, "lake", LakeTable.OUTCOMES);
    assertThat(outcomes.select("query_id", "model").distinct().count()).isEqualTo(6_300);
    assertThat(
            outcomes
                .join(queries, "query_id")
                .where("correct != (answer = gold_answer) or labelled_at <= event_time")
                .count())
        .isZero();
  }

  @Test
  void rowsDoNotDependOnTheNumberOfFiles(SparkSession spark) throws IOException {
    run(spark, config("few").corruptShare(0.1));
    run(spark, config("many").corruptShare(0.1).rowsPerFile(600));

    for (LakeTable table : LakeTable.values()) {
      FrameEquality.assertFramesEqualInAnyOrder(
          read(spark, "few", table), read(spark, "many", table));
    }
    assertThat(files("few", LakeTable.ROUTER_SCORES)).hasSize(3);
    assertThat(files("many", LakeTable.ROUTER_SCORES)).hasSize(24);
  }

  @Test
  void wideHoldsTheSameScoresAsLong(SparkSession spark) {
    run(spark, config("long"));
    run(spark, config("wide").scoreLayout(ScoreLayout.WIDE));

    Dataset<Row> wide = read(spark, "wide", LakeTable.ROUTER_SCORES);
    assertThat(wide.schema().simpleString())
        .isEqualTo("struct<query_id:string,router:string,scores:map<string,double>,date:string>");
    Dataset<Row> exploded =
        wide.select(
            col("query_id"),
            col("router"),
            explode(col("scores")).as(new String[] {"model", "score"}),
            col("date"));
    assertThat(exploded.collectAsList())
        .containsExactlyInAnyOrderElementsOf(
            read(spark, "long", LakeTable.ROUTER_SCORES).collectAsList());
  }

  @ParameterizedTest
  @EnumSource
  void malformedRowsAreThoseThatTheResultCounts(ScoreLayout layout, SparkSession spark) {
    GenerateResult result =
        run(spark, config("lake").queries(2_600).corruptShare(0.05).scoreLayout(layout));

    for (LakeTable table : LakeTable.values()) {
      List<Row> rows = read(spark, "lake", table).collectAsList();
      assertThat(MalformedRows.count(table, rows))
          .isEqualTo(result.malformed().get(table.folder()))
          .isNotEmpty();
      assertThat(rows).hasSize((int) result.tables().get(table.folder()).rows());
    }
  }

  @Test
  void tasksNeitherShuffleNorSort(SparkSession spark) {
    GenerateConfig config = config("lake").build();
    SyntheticRows rows = new SyntheticRows(config, SyntheticWorld.of(config));
    List<Slice> slices = Slice.cut(config.startDate(), config.days(), config.queries(), 100);

    Dataset<Row> made = GenerateJob.rows(spark, rows, LakeTable.ROUTER_SCORES, slices);

    assertThat(made.queryExecution().executedPlan().toString())
        .contains("MapPartitions")
        .doesNotContain("Exchange")
        .doesNotContain("Sort");
  }

  @Test
  void outputThatIsNotEmptyIsRefusedUnchanged(SparkSession spark) throws IOException {
    Path lake = Files.createDirectories(folder.resolve("lake"));
    Files.writeString(lake.resolve("mine.txt"), "mine");

    assertThatThrownBy(() -> run(spark, config("lake")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Output folder %s must be absent or empty, got 1 entries; --overwrite removes an earlier"
                + " generated lake",
            lake);
    assertThatThrownBy(() -> run(spark, config("lake").existingOutput(ExistingOutput.OVERWRITE)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no _generated.json says that it was generated");
    assertThat(lake).isDirectoryContaining("glob:**mine.txt");
  }

  @Test
  void overwriteReplacesAGeneratedLakeOnly(SparkSession spark) throws IOException {
    run(spark, config("lake").seed(1));
    run(spark, config("fresh").seed(2));

    assertThatThrownBy(() -> run(spark, config("lake").seed(2)))
        .isInstanceOf(ConfigException.class);
    run(spark, config("lake").seed(2).existingOutput(ExistingOutput.OVERWRITE));

    assertThat(names("lake")).isEqualTo(names("fresh"));
    FrameEquality.assertFramesEqualInAnyOrder(
        read(spark, "lake", LakeTable.OUTCOMES), read(spark, "fresh", LakeTable.OUTCOMES));
    Files.writeString(folder.resolve("lake/notes.txt"), "mine");
    assertThatThrownBy(() -> run(spark, config("lake").existingOutput(ExistingOutput.OVERWRITE)))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith("notes.txt in it was not generated");
  }

  @Test
  void lakeOfARunThatDiedCanBeOverwritten(SparkSession spark) throws IOException {
    run(spark, config("lake"));
    Files.move(folder.resolve("lake/_generated.json"), folder.resolve("lake/_generating.json"));

    run(spark, config("lake").existingOutput(ExistingOutput.OVERWRITE));

    assertThat(names("lake"))
        .containsExactly("_generated.json", "outcomes", "queries", "router_scores");
  }

  @Test
  void tooLittleDiskSpaceIsSaidInFiguresBeforeAnythingIsWritten(SparkSession spark) {
    GenerateConfig config = config("lake").queries(10_000_000).build();
    GenerateJob job = new GenerateJob(output -> 500_000_000L);

    assertThatThrownBy(() -> job.run(spark, config, Progress.NONE))
        .isInstanceOf(InsufficientDiskException.class)
        .hasMessageMatching(
            "Too little disk space for the lake in .*lake: 1\\.\\d\\d GB needed \\(1\\.\\d\\d GB"
                + " expected and a quarter as margin\\), 0\\.50 GB free");
    assertThat(folder.resolve("lake")).doesNotExist();
  }

  @Test
  void tooManyFilesAreRefused() {
    GenerateConfig config = config("lake").queries(1_000_000).rowsPerFile(1).build();

    assertThatThrownBy(() -> new GenerateJob(output -> Long.MAX_VALUE / 2).check(config))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "The lake must have at most 200000 files, got 3000000: allow more rows per file");
    assertThat(folder.resolve("lake")).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource
  void sizeIsForetold(ScoreLayout layout, SparkSession spark) {
    GenerateConfig.Builder builder = config("lake").queries(40_000).days(1).scoreLayout(layout);

    GenerateResult result = run(spark, builder);

    long bytes = result.tables().values().stream().mapToLong(GenerateResult.TableSize::bytes).sum();
    assertThat(DiskEstimate.bytes(builder.build(), 3)).isBetween(bytes, bytes * 3 / 2);
  }

  @Test
  void descriptionHoldsParametersAndCounts(SparkSession spark) throws IOException {
    GenerateConfig config = config("lake").corruptShare(0.05).build();

    GenerateResult result = new GenerateJob().run(spark, config, Progress.NONE);

    assertThat(Files.readString(folder.resolve("lake/_generated.json")))
        .isEqualTo(result.toJson(config))
        .startsWith("{\n  \"generated_by\" : \"racer generate\",\n  \"schema_version\" : 1,\n")
        .contains("\"queries\" : 900,", "\"router\" : [ \"knn:knn40:0.4\", \"mlp:sigmoid:0.4\" ],")
        .contains("\"nan-score\" : ", "\"corrupt-share\" : 0.05,")
        .endsWith("}\n");
  }

  @Test
  void progressNamesEachTable(SparkSession spark) {
    List<String> heard = new ArrayList<>();
    Progress progress =
        new Progress() {
          @Override
          public void step(int number, int of, String name) {
            heard.add(number + "/" + of + " " + name);
          }

          @Override
          public void done() {
            heard.add("done");
          }
        };

    new GenerateJob().run(spark, config("lake").build(), progress);

    assertThat(heard)
        .containsExactly(
            "1/4 count what will be written",
            "2/4 write queries",
            "3/4 write router_scores",
            "4/4 write outcomes",
            "done");
  }

  private GenerateConfig.Builder config(String lake) {
    return GenerateConfig.to(folder.resolve(lake)).queries(900).days(3).seed(5);
  }

  private static GenerateResult run(SparkSession spark, GenerateConfig.Builder config) {
    return new GenerateJob().run(spark, config.build(), Progress.NONE);
  }

  private Dataset<Row> read(SparkSession spark, String lake, LakeTable table) {
    return spark.read().parquet(folder.resolve(lake).resolve(table.folder()).toString());
  }

  private List<Path> files(String lake, LakeTable table) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(lake).resolve(table.folder()))) {
      return files.filter(file -> file.toString().endsWith(".parquet")).toList();
    }
  }

  private List<String> names(String lake) throws IOException {
    try (Stream<Path> entries = Files.list(folder.resolve(lake))) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }
}
