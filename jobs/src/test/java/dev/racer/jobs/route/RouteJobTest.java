package dev.racer.jobs.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.racer.core.published.PublishedThreshold;
import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.QualityReport.TableQuality;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.publication.RunStatus;
import dev.racer.spark.testing.LocalSpark;
import dev.racer.spark.testing.TinyLake;
import dev.racer.spark.testing.TinyLake.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Versions made by hand, applied to lakes of a few queries. */
@ExtendWith(LocalSpark.class)
class RouteJobTest {
  private static final String KNN = "knn";
  private static final Double[] GOOD = {0.75, 0.5, 0.25}; // gaps 0, 1/4, 1/2; null model 1/2
  private static final Double[] BAD = {0.25, 0.125, 0.0}; // gaps 1/2, 5/8, 3/4; null model 0

  @TempDir private Path folder;

  /** One query for every way to be served. */
  private static TinyLake lake() {
    return TinyLake.of("a", "b", "c")
        .segmentColumns("benchmark")
        .query("tie", "own")
        .scores("tie", KNN, GOOD)
        .query("null-in", "wide")
        .scores("null-in", KNN, GOOD)
        .query("abstains", "own")
        .scores("abstains", KNN, BAD)
        .query("borrows", "small")
        .scores("borrows", KNN, GOOD)
        .query("few", "few")
        .scores("few", KNN, GOOD)
        .query("never", "never")
        .scores("never", KNN, GOOD)
        .query("unknown", "new & \u00e4")
        .scores("unknown", KNN, GOOD)
        .query("nowhere", (String) null)
        .scores("nowhere", KNN, GOOD);
  }

  /** Rows in force for {@link #lake}, but for what small segments get. */
  private static HandMadeVersion version() {
    return new HandMadeVersion()
        .router(KNN, "a", "b", "c")
        .at(KNN, "all", 0.375)
        .at(KNN, "benchmark=own", 0.25)
        .at(KNN, "benchmark=wide", 0.5)
        .without(KNN, "benchmark=few", PublishedThreshold.INFEASIBLE)
        .without(KNN, "benchmark=never", PublishedThreshold.UNREACHABLE);
  }

  private LakeInputs write(SparkSession spark, TinyLake lake) {
    return lake.write(spark, folder.resolve("lake"), Format.PLAIN);
  }

  private Path output() {
    return folder.resolve("output");
  }

  private PublicationStore store() {
    return PublicationStore.local(output(), "default");
  }

  @Test
  void everyQueryIsServedByItsSegmentOrWhatStandsInForIt(SparkSession spark) {
    version().at(KNN, "benchmark=small", "rest(benchmark)", 0).publish(output());

    RouteResult result = Routes.run(spark, write(spark, lake()), output());

    assertThat(Routes.lines(spark, result))
        .containsExactlyInAnyOrder(
            "tie | knn | set | threshold | [a, b] | false | 2 | benchmark=own | benchmark=own"
                + " | 0.25 | 1 | null",
            "null-in | knn | set | threshold | [a, b, c] | true | 3 | benchmark=wide"
                + " | benchmark=wide | 0.5 | 1 | null",
            "abstains | knn | abstain | threshold | [] | true | 0 | benchmark=own | benchmark=own"
                + " | 0.25 | 1 | null",
            "borrows | knn | set | borrowed | [a] | false | 1 | benchmark=small"
                + " | rest(benchmark) | 0.0 | 1 | null",
            "few | knn | call-all | infeasible | [a, b, c] | true | 3 | benchmark=few"
                + " | null | null | 1 | null",
            "never | knn | call-all | unreachable | [a, b, c] | true | 3 | benchmark=never"
                + " | null | null | 1 | null",
            "unknown | knn | set | unknown-segment | [a] | false | 1"
                + " | benchmark=new%20%26%20%C3%A4 | rest(benchmark) | 0.0 | 1 | null",
            "nowhere | knn | set | no-segment | [a, b] | false | 2 | all | all | 0.375 | 1"
                + " | null");
    RouterDecisions knn = result.routers().get(0);
    assertThat(knn.decided()).isEqualTo(8);
    assertThat(knn.meanSetSize().orElseThrow()).isEqualTo(15 / 8.0);
    assertThat(knn.abstentionRate().orElseThrow()).isEqualTo(1 / 8.0);
    assertThat(knn.rows().get("call-all")).isEqualTo(Map.of("infeasible", 1L, "unreachable", 1L));
  }

  @Test
  void smallAndUnknownSegmentsFallBackToAllAndNothingIsCalledWithoutAThreshold(SparkSession spark) {
    version()
        .fallback("all")
        .infeasibleAction("refuse")
        .at(KNN, "benchmark=small", "all", 0.375)
        .publish(output());

    assertThat(Routes.lines(spark, Routes.run(spark, write(spark, lake()), output())))
        .contains(
            "borrows | knn | set | borrowed | [a, b] | false | 2 | benchmark=small | all | 0.375"
                + " | 1 | null",
            "unknown | knn | set | unknown-segment | [a, b] | false | 2"
                + " | benchmark=new%20%26%20%C3%A4 | all | 0.375 | 1 | null",
            "few | knn | refuse | infeasible | [] | false | 0 | benchmark=few | null | null | 1"
                + " | null",
            "never | knn | refuse | unreachable | [] | false | 0 | benchmark=never | null | null"
                + " | 1 | null");
  }

  @Test
  void smallAndUnknownSegmentsCallAllWhereThatIsTheFallback(SparkSession spark) {
    version()
        .fallback("call-all")
        .infeasibleAction("refuse")
        .at(KNN, "benchmark=small", "all", 0.375)
        .publish(output());

    assertThat(Routes.lines(spark, Routes.run(spark, write(spark, lake()), output())))
        .contains(
            "borrows | knn | call-all | small-segment | [a, b, c] | true | 3 | benchmark=small"
                + " | null | null | 1 | null",
            "unknown | knn | call-all | unknown-segment | [a, b, c] | true | 3"
                + " | benchmark=new%20%26%20%C3%A4 | null | null | 1 | null");
  }

  @Test
  void anAbsentNullModelIsInNoSet(SparkSession spark) {
    new HandMadeVersion()
        .nullScore("absent")
        .router(KNN, "a", "b", "c")
        .without(KNN, "all", PublishedThreshold.INFEASIBLE)
        .at(KNN, "benchmark=own", 0.25)
        .publish(output());

    assertThat(Routes.lines(spark, Routes.run(spark, write(spark, lake()), output())))
        .contains(
            "abstains | knn | set | threshold | [a, b, c] | false | 3 | benchmark=own"
                + " | benchmark=own | 0.25 | 1 | null",
            "nowhere | knn | call-all | infeasible | [a, b, c] | false | 3 | all | null | null"
                + " | 1 | null",
            "unknown | knn | call-all | infeasible | [a, b, c] | false | 3"
                + " | benchmark=new%20%26%20%C3%A4 | null | null | 1 | null");
  }

  @Test
  void withoutASegmentationAllQueriesAreServedAlike(SparkSession spark) {
    version().publish(output());

    RouteResult result = Routes.run(spark, write(spark, lake()), output(), "route.segment-by=[]");

    assertThat(result.segmentation()).isEmpty();
    assertThat(Routes.lines(spark, result))
        .hasSize(8)
        .allSatisfy(line -> assertThat(line).endsWith(" | all | all | 0.375 | 1 | null"))
        .contains(
            "unknown | knn | set | threshold | [a, b] | false | 2 | all | all | 0.375 | 1 | null");
  }

  /** Whatever is wrong with rows: other queries are decided, and every row is accounted for. */
  @Test
  void queriesThatCannotBeDecidedSayWhy(SparkSession spark) {
    new HandMadeVersion()
        .router(KNN, "a", "b", "c")
        .router("mlp", "a", "b")
        .at(KNN, "all", 0.25)
        .at("mlp", "all", 0.25)
        .publish(output());
    TinyLake lake =
        TinyLake.of("a", "b", "c")
            .segmentColumns("benchmark")
            .query("good", "own")
            .scores("good", KNN, GOOD)
            .score("good", KNN, "stray", 1.0)
            .score("good", "mlp", "a", 0.75)
            .score("good", "mlp", "b", 0.25)
            .score("good", "mlp", "c", 0.25) // of the other router's pool
            .query("partly", "own")
            .score("partly", KNN, "a", 0.5)
            .query("nan", "own")
            .scores("nan", KNN, 0.5, Double.NaN, 0.5)
            .query("twice-scored", "own")
            .scores("twice-scored", KNN, GOOD)
            .score("twice-scored", KNN, "a", 0.5)
            .query("twice", "own")
            .query("twice", "own")
            .scores("twice", KNN, GOOD)
            .query("unscored", "own")
            .query(null, "own")
            .scores("elsewhere", KNN, GOOD)
            .score(null, KNN, "a", 0.5);

    RouteResult result =
        Routes.run(
            spark,
            write(spark, lake),
            output(),
            "quality.max-quarantined-share=1",
            "route.segment-by=[]");

    assertThat(Routes.lines(spark, result))
        .containsExactlyInAnyOrder(
            "good | knn | set | threshold | [a, b] | false | 2 | all | all | 0.25 | 1 | null",
            "good | mlp | set | threshold | [a] | false | 1 | all | all | 0.25 | 1 | null",
            "partly | knn" + " | null".repeat(8) + " | 1 | partly-scored",
            "nan | knn" + " | null".repeat(8) + " | 1 | partly-scored",
            "twice-scored | knn" + " | null".repeat(8) + " | 1 | partly-scored",
            "twice | knn" + " | null".repeat(8) + " | 1 | unknown-query",
            "elsewhere | knn" + " | null".repeat(8) + " | 1 | unknown-query");
    assertThat(result.routers().get(0).excluded())
        .isEqualTo(Map.of("partly-scored", 3L, "unknown-query", 2L));
    List<TableQuality> tables = result.status().quality().orElseThrow().tables();
    assertThat(tables).extracting(TableQuality::table).containsExactly("queries", "router-scores");
    assertThat(tables.get(0).quarantined()).isEqualTo(Map.of("null-key", 1L, "duplicate-key", 2L));
    assertThat(tables.get(0).excluded()).isEqualTo(Map.of("partly-scored", 3L, "unscored", 1L));
    assertThat(tables.get(0).rowsUsed()).isEqualTo(1);
    assertThat(tables.get(1).quarantined())
        .isEqualTo(
            Map.of(
                "null-key", 1L,
                "duplicate-key", 2L,
                "non-finite-score", 1L,
                "model-outside-pool", 2L));
    assertThat(tables.get(1).rowsUsed()).isEqualTo(5);
    assertThat(
            spark
                .read()
                .parquet(Path.of(result.attemptFolder()).resolve("quarantine").toString())
                .count())
        .isEqualTo(9);
  }

  @Test
  void aRouterThatIsLeftOutIsCountedAndNothingElse(SparkSession spark) {
    new HandMadeVersion()
        .router(KNN, "a", "b", "c")
        .router("mlp", "a", "b", "c")
        .at(KNN, "all", 0.25)
        .at("mlp", "all", 0.25)
        .publish(output());
    TinyLake lake =
        TinyLake.of("a", "b", "c")
            .query("q")
            .scores("q", KNN, GOOD)
            .scores("q", "mlp", GOOD)
            .scores("q", "strange", GOOD)
            .score(null, "strange", "a", 0.5);
    LakeInputs inputs = write(spark, lake);

    RouteResult result =
        Routes.run(spark, inputs, output(), "route.routers=[mlp]", "route.segment-by=[]");

    assertThat(Routes.lines(spark, result))
        .containsExactly(
            "q | mlp | set | threshold | [a, b] | false | 2 | all | all | 0.25 | 1 | null");
    TableQuality scores = result.status().quality().orElseThrow().tables().get(1);
    assertThat(scores.excluded()).isEqualTo(Map.of("router-left-out", 7L));
    assertThat(scores.quarantined()).isEmpty();
    assertThat(scores.rowsUsed()).isEqualTo(3);
  }

  @Test
  void aScoreOutOfRangeIsRefusedByQueryAndModel(SparkSession spark) {
    version().publish(output());
    TinyLake lake =
        TinyLake.of("a", "b", "c")
            .segmentColumns("benchmark")
            .query("q", "own")
            .scores("q", KNN, 0.5, 1.5, 0.5);
    LakeInputs inputs = write(spark, lake);

    assertThatThrownBy(() -> Routes.run(spark, inputs, output()))
        .isInstanceOf(DataContractException.class)
        .hasMessageContaining("Table router-scores: Router 'knn', query 'q': Score of model 'b':")
        .hasMessageContaining("1.5");
    RunStatus status = store().runs().get(0);
    assertThat(status.exitCode()).isEqualTo(3);
    assertThat(status.verb()).isEqualTo("route");
  }

  @Test
  void theSameRunIsDoneOnceAndAgainWhenItIsDamaged(SparkSession spark) throws IOException {
    version().publish(output());
    LakeInputs inputs = write(spark, lake());
    RouteResult first = Routes.run(spark, inputs, output());

    RouteResult second = Routes.run(spark, inputs, output());

    assertThat(first.status().outcome()).isEqualTo(RunOutcome.ROUTED);
    assertThat(second.status().outcome()).isEqualTo(RunOutcome.ALREADY_ROUTED);
    assertThat(second.attemptFolder()).isEqualTo(first.attemptFolder());
    assertThat(second.routers()).isEqualTo(first.routers());
    try (var files = Files.walk(Path.of(first.attemptFolder()).resolve("model_sets"))) {
      Files.delete(
          files.filter(file -> file.toString().endsWith(".parquet")).findAny().orElseThrow());
    }
    RouteResult third = Routes.run(spark, inputs, output());
    assertThat(third.status().outcome()).isEqualTo(RunOutcome.ROUTED);
    assertThat(third.attemptFolder()).isNotEqualTo(first.attemptFolder());
    assertThat(store().commits()).hasSize(1);
    assertThat(store().runs())
        .extracting(run -> run.outcome().key())
        .containsExactlyInAnyOrder("routed", "already-routed", "routed");
  }

  @Test
  void theManifestNamesTheVersionAndTheInputs(SparkSession spark) throws IOException {
    var commit = version().publish(output());

    RouteResult result = Routes.run(spark, write(spark, lake()), output());

    Path file = Path.of(result.attemptFolder()).resolve(Manifest.FILE);
    Manifest manifest = Manifest.fromJson(Files.readAllBytes(file), file.toString());
    assertThat(manifest.applied()).contains(Manifest.Applied.of(commit));
    assertThat(manifest.inputs())
        .extracting(Manifest.Input::table, Manifest.Input::rows)
        .containsExactly(tuple("queries", 8L), tuple("router-scores", 24L));
    assertThat(manifest.outputs())
        .extracting(Manifest.Output::path, Manifest.Output::rows)
        .containsExactly(tuple("model_sets", OptionalLong.of(8)));
    assertThat(manifest.quality()).isEqualTo(result.status().quality().orElseThrow());
    assertThat(result.status().sequence()).hasValue(1);
  }

  @Test
  void anEarlierVersionIsAppliedWhenItIsNamed(SparkSession spark) {
    version().publish(output());
    new HandMadeVersion().router(KNN, "a", "b", "c").at(KNN, "all", 0).publish(output());
    LakeInputs inputs = write(spark, lake());

    RouteResult newest = Routes.run(spark, inputs, output());
    RouteResult first =
        Routes.run(
            spark, inputs, output(), OptionalLong.of(1), DateRange.ALL, PublicationMode.NO_PUBLISH);

    assertThat(newest.applied().sequence()).isEqualTo(2);
    assertThat(first.applied().sequence()).isEqualTo(1);
    assertThat(newest.status().runId()).isNotEqualTo(first.status().runId());
    assertThat(Routes.lines(spark, first))
        .allSatisfy(line -> assertThat(line).endsWith(" | 1 | null"))
        .hasSize(8);
  }

  @Test
  void aDryRunLeavesItsStatusAlone(SparkSession spark) throws IOException {
    version().publish(output());
    LakeInputs inputs = write(spark, lake());

    RouteResult result =
        Routes.run(
            spark, inputs, output(), OptionalLong.empty(), DateRange.ALL, PublicationMode.DRY_RUN);

    assertThat(result.status().outcome()).isEqualTo(RunOutcome.DRY_RUN);
    assertThat(result.routers().get(0).decided()).isEqualTo(8);
    assertThat(result.routers().get(0).meanSetSize()).hasValue(19 / 8.0);
    assertThat(Path.of(result.attemptFolder())).doesNotExist();
    assertThat(store().unfinished()).hasSize(1); // the hand-made version has no status
  }
}
