package dev.racer.spark.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.racer.core.pool.ModelPool;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.lake.OutcomeDetails;
import dev.racer.spark.records.RecordRun.Question;
import dev.racer.spark.testing.LocalSpark;
import dev.racer.spark.testing.TinyLake;
import dev.racer.spark.testing.TinyLake.Dates;
import dev.racer.spark.testing.TinyLake.Format;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LocalSpark.class)
class RecordTablesTest {
  private static final Format DATED = Format.PLAIN.dates(Dates.FOLDERS);
  private static final ModelPool LARGE = ModelPool.of(List.of("model-a", "model-b", "model-c"));
  private static final ModelPool SMALL = ModelPool.of(List.of("model-c", "model-a"));

  private final SparkSession spark;
  @TempDir private Path folder;

  RecordTablesTest(SparkSession spark) {
    this.spark = spark;
  }

  private RecordRun run(TinyLake lake, Question question, String name) {
    Path place = folder.resolve(name);
    return RecordRun.of(spark, lake.write(spark, place, DATED), question, place);
  }

  private static List<String> texts(JavaRDD<RecordBatch> batches, List<RouterPool> routers) {
    List<String> texts = new ArrayList<>();
    for (RecordBatch batch : batches.collect()) {
      RecordView view = new RecordView(routers, 1);
      for (int record = 0; record < batch.size(); record++) {
        view.read(batch, record);
        texts.add(
            routers.get(view.router()).identity()
                + " "
                + batch.id(record)
                + " "
                + view.day()
                + " "
                + Arrays.toString(view.scores())
                + Arrays.toString(view.labels())
                + Arrays.toString(view.segments())
                + view.probability());
      }
    }
    texts.sort(String::compareTo);
    return texts;
  }

  @Test
  void recordsWithoutAModelAreThoseOfLogsWithoutIt() {
    TinyLake lake = TinyLake.sample(11, 80);
    Question all = Question.PLAIN.segments("benchmark");
    RecordRun large = run(lake, all, "large");
    TinyLake less = TinyLake.of("model-a", "model-c").segmentColumns("benchmark", "tenant");
    lake.queries()
        .forEach(q -> less.on(q.date()).query(q.queryId(), q.segments().toArray(String[]::new)));
    lake.scores().stream()
        .filter(s -> !s.model().equals("model-b"))
        .forEach(s -> less.on(s.date()).score(s.queryId(), s.router(), s.model(), s.score()));
    lake.outcomes().stream()
        .filter(o -> !o.model().equals("model-b"))
        .forEach(o -> less.on(o.date()).outcome(o.queryId(), o.model(), o.correct()));
    RecordRun small = run(less, all, "small");
    List<RouterPool> wanted = List.of(new RouterPool("mlp", SMALL), new RouterPool("knn", SMALL));

    List<String> reduced =
        texts(
            RecordTables.read(
                large.records(), Map.of(LARGE.id(), LARGE), wanted, List.of("benchmark")),
            wanted);

    assertThat(reduced)
        .hasSize(160)
        .isEqualTo(texts(RecordTables.read(small.records(), wanted, List.of("benchmark")), wanted));
  }

  @Test
  void recordsOfASmallerPoolOrAnotherRouterArePassedOver() {
    RecordRun run = run(TinyLake.sample(12, 20), Question.PLAIN.segments("benchmark"), "lake");
    ModelPool more = ModelPool.of(List.of("model-a", "model-b", "model-c", "model-d"));
    List<RouterPool> wanted =
        List.of(
            new RouterPool("knn", more),
            new RouterPool("mlp", "v2", LARGE),
            new RouterPool("other", LARGE));

    JavaRDD<RecordBatch> read =
        RecordTables.read(run.records(), Map.of(LARGE.id(), LARGE), wanted, List.of("benchmark"));

    assertThat(texts(read, wanted)).isEmpty();
    RouterPool recorded = new RouterPool("knn", LARGE);
    assertThat(new RouterPool("knn", more).isServedBy(recorded)).isFalse();
    assertThat(new RouterPool("knn", SMALL).isServedBy(recorded)).isTrue();
    assertThat(new RouterPool("knn", "v2", LARGE).isServedBy(recorded)).isFalse();
  }

  @Test
  void aRecordOfAnUnknownPoolIsADefect() {
    RecordRun run = run(TinyLake.sample(13, 5), Question.PLAIN.segments("benchmark"), "lake");
    List<RouterPool> wanted = List.of(new RouterPool("knn", SMALL));

    assertThatThrownBy(
            () -> RecordTables.read(run.records(), wanted, List.of("benchmark")).collect())
        .isInstanceOf(SparkException.class)
        .hasMessageContaining("Record of router 'knn' must be of a known pool, got " + LARGE.id());
  }

  @Test
  void theProbabilityIsReadBack() {
    TinyLake lake = TinyLake.of("a").segmentColumns("s").on("2026-01-01");
    lake.tossedQuery("p", true, 0.25, "x").scores("p", "r", 0.1).labels("p", true);
    lake.tossedQuery("q", true, 0.05, "x").scores("q", "r", 0.2).labels("q", false);
    RecordRun run = run(lake, Question.PLAIN.segments("s").leastProbability(0.05), "lake");

    List<RouterPool> routers = run.layout().routers();
    assertThat(texts(RecordTables.read(run.records(), routers, List.of("s")), routers))
        .containsExactly("r p 20454 [0.1][1][x]0.25", "r q 20454 [0.2][0][x]0.05");
  }

  @Test
  void twoVersionsOfARouterAreTwoRouters() {
    TinyLake lake = TinyLake.of("a", "b").on("2026-01-01");
    lake.query("p").routerVersion("v1").scores("p", "r", 0.1, 0.2).labels("p", true, false);
    lake.query("q").routerVersion("v2").scores("q", "r", 0.3, 0.4).labels("q", true, false);
    lake.query("o").routerVersion(null).scores("o", "r", 0.5, 0.6).labels("o", true, false);

    RecordRun run = run(lake, Question.PLAIN, "lake");

    assertThat(run.layout().routers().stream().map(RouterPool::identity))
        .extracting(RouterIdentity::toString)
        .containsExactly("r", "r version v1", "r version v2");
    List<Row> records = run.records().orderBy("query_id").collectAsList();
    assertThat(records)
        .extracting(row -> row.<String>getAs("router") + "/" + row.<String>getAs("router_version"))
        .containsExactly("r/", "r/v1", "r/v2");
    assertThat(records)
        .extracting(row -> row.<String>getAs("router_fingerprint"))
        .doesNotHaveDuplicates();
    assertThat(run.table(LakeInputs.ROUTER_SCORES).rowsUsed()).isEqualTo(6);
    RouterIdentity first = new RouterIdentity("r", "v1");
    assertThat(run.accounting().records(first)).isEqualTo(1);
    assertThat(run.accounting().excluded(first)).containsExactly(entry("unscored", 2L));
    List<RouterPool> wanted = List.of(run.layout().routers().get(2));
    assertThat(RecordTables.read(run.records(), wanted, List.of()).collect().get(0).id(0))
        .isEqualTo("q");
  }

  @Test
  void aQueryScoredByTwoVersionsIsARecordOfEach() {
    TinyLake lake = TinyLake.of("a").on("2026-01-01").query("q").labels("q", true);
    lake.routerVersion("v1").scores("q", "r", 0.1).routerVersion("v2").scores("q", "r", 0.2);

    RecordRun run = run(lake, Question.PLAIN, "lake");

    assertThat(run.records().count()).isEqualTo(2);
    assertThat(run.quarantine()).isEmpty();
  }

  @Test
  void severalVersionsOfARouterAreRefusedWithTheirDays() {
    TinyLake lake = TinyLake.of("a");
    lake.routerVersion("v1");
    lake.on("2026-01-01").query("q").scores("q", "r", 0.1).labels("q", true);
    lake.on("2026-01-02").query("q").scores("q", "r", 0.1).labels("q", true);
    lake.routerVersion("v2");
    lake.on("2026-01-03").query("q").scores("q", "r", 0.1).labels("q", true);
    LakeRows rows = RecordRun.rows(spark, lake.write(spark, folder, DATED), Question.PLAIN);
    LakeSurvey survey = RecordRun.survey(rows, Question.PLAIN);

    assertThatThrownBy(() -> survey.requireOneVersion(rows))
        .isInstanceOf(DataContractException.class)
        .hasMessageContaining(
            "scores of router 'r' are of 2 versions, 'v1' (2 scores, 2026-01-01 to 2026-01-02),"
                + " 'v2' (1 scores, 2026-01-03 to 2026-01-03); expected one");
  }

  @Test
  void costsAreRecordedInUnitsWhereTheyAreRead() {
    TinyLake lake = TinyLake.of("a", "b").on("2026-01-01").query("q").scores("q", "r", 0.1, 0.2);
    lake.answer("q", "b", true, "x", 0.25).answer("q", "a", true, "x", null);

    RecordRun with = run(lake, Question.PLAIN.details(OutcomeDetails.NONE.withCosts("k")), "with");
    RecordRun without = run(lake, Question.PLAIN, "without");

    assertThat(with.records().first().<Long>getList(with.records().schema().fieldIndex("costs")))
        .containsExactly(null, 250_000_000L);
    assertThat(without.records().first().<Object>getAs("costs")).isNull();
  }
}
