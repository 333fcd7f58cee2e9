package dev.racer.jobs.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.tuple;

import dev.racer.core.published.PublishedThreshold;
import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.QualityReport.TableQuality;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.schema.Predictions;
import dev.racer.spark.testing.LocalSpark;
import dev.racer.spark.testing.TinyLake;
import dev.racer.spark.testing.TinyLake.Dates;
import dev.racer.spark.testing.TinyLake.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What sets of hand-made versions vote for, worked out by hand. */
@ExtendWith(LocalSpark.class)
class RouteVotesTest {
  private static final String KNN = "knn";
  private static final Double[] GOOD = {0.75, 0.5, 0.25}; // gaps 0, 1/4, 1/2; null model 1/2
  private static final Double[] BAD = {0.25, 0.125, 0.0}; // gaps 1/2, 5/8, 3/4; null model 0
  private static final String BOTH = "route.votes=[majority,\"weighted:p@0.5\"]";

  @TempDir private Path folder;

  private final SparkSession spark;

  RouteVotesTest(SparkSession spark) {
    this.spark = spark;
  }

  private static TinyLake lake() {
    return TinyLake.of("a", "b", "c").segmentColumns("benchmark").confidenceColumns("p");
  }

  private static HandMadeVersion version() {
    return new HandMadeVersion()
        .router(KNN, "a", "b", "c")
        .at(KNN, "all", 0.5)
        .at(KNN, "benchmark=two", 0.25)
        .without(KNN, "benchmark=never", PublishedThreshold.UNREACHABLE);
  }

  private LakeInputs write(TinyLake lake, Format format) {
    return lake.write(spark, folder.resolve("lake"), format);
  }

  private Path output() {
    return folder.resolve("output");
  }

  private RouteResult route(TinyLake lake, String... settings) {
    return Routes.run(spark, write(lake, Format.PLAIN), output(), settings);
  }

  /** Rows as text: query, vote, temperature, model, unanswered, answers, share, tied, missing. */
  private List<String> lines(RouteResult result) {
    return Routes.predictions(spark, result).stream().map(RouteVotesTest::line).toList();
  }

  private static String line(Row row) {
    List<String> texts = new ArrayList<>();
    for (String column :
        List.of(
            Predictions.QUERY_ID,
            Predictions.VOTE,
            Predictions.TEMPERATURE,
            Predictions.MODEL,
            Predictions.UNANSWERED,
            Predictions.ANSWERS,
            Predictions.SHARE,
            Predictions.TIED,
            Predictions.MISSING_CONFIDENCES)) {
      texts.add(String.valueOf(row.<Object>getAs(column)));
    }
    return String.join(" | ", texts);
  }

  @Test
  void theModelsOfTheSetVoteAndOneOfThemHandsItsAnswerOn() {
    version().publish(output());
    TinyLake lake = lake().query("three", "").query("two", "two");
    for (String id : List.of("three", "two")) {
      lake.scores(id, KNN, GOOD);
      lake.answer(id, "a", null, "7", 0.0, 1.0);
      lake.answer(id, "b", null, "8", 0.0, 0.5);
      lake.answer(id, "c", null, "8.0", 0.0, 0.5);
    }

    RouteResult result = route(lake, BOTH);

    // weights e^2, e, e: for 7 that of a, for 8 those of b and c, of which b has the higher score
    double seven = Math.exp(2) / (Math.exp(2) + 2 * Math.E);
    assertThat(Routes.predictions(spark, result))
        .filteredOn(row -> row.<String>getAs(Predictions.QUERY_ID).equals("three"))
        .extracting(row -> row.<String>getAs(Predictions.VOTE), row -> row.<String>getAs("model"))
        .containsExactlyInAnyOrder(tuple("majority", "b"), tuple("weighted:p", "a"));
    assertThat(lines(result))
        .contains(
            "three | majority | null | b | null | 3 | " + 2 / 3.0 + " | false | 0",
            // c is not in the set: one vote each, and a has the higher score
            "two | majority | null | a | null | 2 | 0.5 | true | 0",
            "two | weighted:p | 0.5 | a | null | 2 | "
                + Math.exp(1) / (Math.exp(1) + 1)
                + " | false | 0")
        .hasSize(4);
    assertThat(Routes.predictions(spark, result))
        .filteredOn(row -> row.<String>getAs("model").equals("a"))
        .filteredOn(row -> row.<String>getAs(Predictions.QUERY_ID).equals("three"))
        .allSatisfy(
            row -> assertThat(row.<Double>getAs(Predictions.SHARE)).isCloseTo(seven, offset(1e-15)))
        .hasSize(1);
    assertThat(result.votes())
        .extracting(RouterVotes::vote, RouterVotes::answered, RouterVotes::tied)
        .containsExactly(tuple("majority", 2L, 1L), tuple("weighted:p", 2L, 0L));
    assertThat(result.votes().get(0).meanShare().orElseThrow())
        .isCloseTo((2 / 3.0 + 0.5) / 2, offset(1e-9));
    assertThat(result.votes().get(1).temperature()).isEqualTo(OptionalDouble.of(0.5));
  }

  @Test
  void whoDoesNotAnswerSaysWhy() {
    version().infeasibleAction("refuse").publish(output());
    TinyLake lake =
        lake().query("abstains", "two").query("refused", "never").query("silent", "two");
    lake.query("unsure", "two").query("partly", "two").score("partly", KNN, "a", 0.5);
    lake.scores("abstains", KNN, BAD).scores("refused", KNN, GOOD);
    lake.scores("silent", KNN, GOOD).scores("unsure", KNN, GOOD);
    lake.answer("abstains", "a", true, "x", 0.0, 1.0);
    lake.answer("refused", "a", true, "x", 0.0, 1.0);
    lake.answer("silent", "a", true, " ", 0.0, 1.0).answer("silent", "c", true, "x", 0.0, 1.0);
    lake.answer("unsure", "a", true, "x", 0.0, (Double) null);

    RouteResult result = route(lake, BOTH, "route.missing-confidence=no-vote");

    assertThat(lines(result))
        .containsExactlyInAnyOrder(
            "abstains | majority | null | null | abstain | 0 | null | null | 0",
            "abstains | weighted:p | 0.5 | null | abstain | 0 | null | null | 0",
            "refused | majority | null | null | refuse | 0 | null | null | 0",
            "refused | weighted:p | 0.5 | null | refuse | 0 | null | null | 0",
            "silent | majority | null | null | no-answers | 0 | null | null | 0",
            "silent | weighted:p | 0.5 | null | no-answers | 0 | null | null | 0",
            "unsure | majority | null | a | null | 1 | 1.0 | false | 0",
            "unsure | weighted:p | 0.5 | null | no-confidences | 1 | null | null | 1");
    assertThat(result.routers().get(0).excluded()).containsExactly(entry("partly-scored", 1L));
    assertThat(result.votes().get(1).unanswered())
        .containsExactly(
            entry("abstain", 1L),
            entry("no-answers", 1L),
            entry("no-confidences", 1L),
            entry("refuse", 1L));
    assertThat(result.votes().get(1).missingConfidences()).isEqualTo(1);
  }

  @Test
  void aMissingConfidenceWeighsNothingButVotesByDefault() {
    version().publish(output());
    TinyLake lake = lake().query("q", "").scores("q", KNN, GOOD);
    lake.answer("q", "a", true, "x", 0.0, (Double) null).answer("q", "b", true, "y", 0.0, 0.0);
    lake.answer("q", "c", true, "y", 0.0, (Double) null);

    assertThat(lines(route(lake, "route.votes=[\"weighted:p@1\"]")))
        .containsExactly("q | weighted:p | 1.0 | b | null | 3 | " + 2 / 3.0 + " | false | 2");
  }

  @Test
  void aMissingConfidenceIsRefusedOnRequest() {
    version().publish(output());
    TinyLake lake = lake().query("q", "").query("p", "").scores("q", KNN, GOOD);
    lake.scores("p", KNN, GOOD).answer("q", "a", true, "x", 0.0, (Double) null);
    LakeInputs inputs = write(lake, Format.PLAIN);

    assertThatThrownBy(
            () -> Routes.run(spark, inputs, output(), BOTH, "route.missing-confidence=refuse"))
        .isInstanceOf(DataContractException.class)
        .hasMessage(
            "Table outcomes: no confidence 'p' for query_id 'q' and model 'a', whose answer"
                + " weighted:p counts; expected one for every answer in a set, as"
                + " route.missing-confidence = refuse says, or another rule there: zero, no-vote");
    PublicationStore store = PublicationStore.local(output(), "default");
    assertThat(store.runs().get(0).exitCode()).isEqualTo(3);
  }

  @Test
  void aConfidenceOutOfRangeIsRefusedBeforeAnythingIsWritten() {
    version().publish(output());
    TinyLake lake = lake().query("q", "").scores("q", KNN, GOOD);
    lake.answer("q", "a", true, "x", 0.0, 85.0);
    LakeInputs inputs = write(lake, Format.PLAIN);

    assertThatThrownBy(() -> Routes.run(spark, inputs, output(), BOTH))
        .isInstanceOf(DataContractException.class)
        .hasMessageContaining("column 'p' is out of range in 1 of 1 rows, 85.0 for query_id 'q'");
    PublicationStore store = PublicationStore.local(output(), "default");
    assertThat(store.unfinished()).hasSize(1); // the hand-made version has no status
  }

  /** Models and answers in any state: the others vote, and every row is accounted for. */
  @Test
  void outcomesAreAccountedForAndThoseOfOtherModelsAreNoFault() {
    version().publish(output());
    TinyLake lake = lake().query("q", "").query("unscored", "").scores("q", KNN, GOOD);
    lake.answer("q", "a", true, "x", 0.0, 0.5).answer("q", "a", true, "x", 0.0, 0.5);
    lake.answer("q", "b", null, "y", 0.0, 0.5).answer("q", "foreign", true, "x", 0.0, 0.5);
    lake.answer("unscored", "c", true, "x", 0.0, 0.5).answer("who", "c", true, "x", 0.0, 0.5);
    lake.answer("q", null, true, "x", 0.0, 0.5);

    RouteResult result = route(lake, "route.votes=[majority]", "quality.max-quarantined-share=0.5");

    assertThat(lines(result))
        .containsExactly("q | majority | null | b | null | 1 | 1.0 | false | 0");
    TableQuality outcomes = result.status().quality().orElseThrow().tables().get(2);
    assertThat(outcomes.table()).isEqualTo(LakeInputs.OUTCOMES);
    assertThat(outcomes.rows()).isEqualTo(7);
    assertThat(outcomes.rowsUsed()).isEqualTo(1);
    assertThat(outcomes.quarantined()).isEqualTo(Map.of("duplicate-key", 2L, "null-key", 1L));
    assertThat(outcomes.excluded())
        .isEqualTo(Map.of("model-not-in-pool", 1L, "unscored", 1L, "unknown-query", 1L));
  }

  @Test
  void labelsAreNotNeededAndColumnsMayGoByOtherNames() {
    version().publish(output());
    TinyLake lake = lake().query("q", "").scores("q", KNN, GOOD);
    lake.answer("q", "a", true, "x", 0.0, 1.0).answer("q", "b", true, "y", 0.0, 0.5);
    lake.answer("q", "c", true, "y", 0.0, 0.5);
    LakeInputs written = write(lake, Format.PLAIN);
    String outcomes = folder.resolve("renamed").toString();
    spark
        .read()
        .parquet(written.location(LakeInputs.OUTCOMES))
        .drop("correct")
        .withColumnRenamed("answer", "said")
        .withColumnRenamed("p", "sure")
        .write()
        .parquet(outcomes);
    LakeInputs inputs =
        new LakeInputs(written.queries(), written.routerScores(), outcomes, Map.of());

    RouteResult result =
        Routes.run(
            spark,
            inputs,
            output(),
            "route.votes=[majority,\"weighted:confidence@0.1\"]",
            "lake.columns.outcomes.answer=said",
            "lake.columns.outcomes.confidence=1 - sure");
    RouteResult other =
        Routes.run(
            spark,
            inputs,
            output(),
            "route.votes=[majority,\"weighted:confidence@0.1\"]",
            "lake.columns.outcomes.answer=said",
            "lake.columns.outcomes.confidence=sure");

    assertThat(lines(result))
        .anyMatch(line -> line.startsWith("q | weighted:confidence | 0.1 | b"));
    assertThat(lines(other)).anyMatch(line -> line.startsWith("q | weighted:confidence | 0.1 | a"));
    assertThat(other.status().runId()).isNotEqualTo(result.status().runId());
  }

  @Test
  void aVoteWhoseColumnIsNotThereIsRefused() {
    version().publish(output());
    LakeInputs inputs =
        write(
            TinyLake.of("a", "b", "c")
                .segmentColumns("benchmark")
                .query("q", "")
                .scores("q", KNN, GOOD)
                .labels("q", true, true, true),
            Format.PLAIN);

    assertThatThrownBy(() -> Routes.run(spark, inputs, output(), BOTH))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("route.votes: table outcomes ('")
        .hasMessageContaining("has no column 'answer'");
  }

  @Test
  void theSameRunIsDoneOnceAndItsFilesAreAllNamed() throws IOException {
    version().publish(output());
    TinyLake lake = lake().on("2026-01-02").query("q", "").scores("q", KNN, GOOD);
    lake.answer("q", "a", true, "x", 0.0, 1.0);
    LakeInputs inputs = write(lake, Format.PLAIN.dates(Dates.COLUMN));

    RouteResult first = Routes.run(spark, inputs, output(), BOTH);
    RouteResult second = Routes.run(spark, inputs, output(), BOTH);
    RouteResult without = Routes.run(spark, inputs, output());

    assertThat(Path.of(first.attemptFolder()).resolve("predictions/date=2026-01-02")).isDirectory();
    assertThat(second.status().outcome()).isEqualTo(RunOutcome.ALREADY_ROUTED);
    assertThat(second.votes()).isEqualTo(first.votes()).hasSize(2);
    assertThat(without.status().outcome()).isEqualTo(RunOutcome.ROUTED);
    assertThat(without.votes()).isEmpty();
    Path file = Path.of(first.attemptFolder()).resolve(Manifest.FILE);
    Manifest manifest = Manifest.fromJson(Files.readAllBytes(file), file.toString());
    assertThat(manifest.inputs())
        .extracting(Manifest.Input::table, Manifest.Input::rows)
        .containsExactly(tuple("queries", 1L), tuple("router-scores", 3L), tuple("outcomes", 1L));
    assertThat(manifest.outputs())
        .extracting(Manifest.Output::path, Manifest.Output::rows)
        .containsExactly(
            tuple("model_sets", OptionalLong.of(1)), tuple("predictions", OptionalLong.of(2)));
  }

  @Test
  void aDryRunCountsAndKeepsNothing() {
    version().publish(output());
    TinyLake lake = lake().query("q", "").scores("q", KNN, GOOD);
    lake.answer("q", "a", true, "x", 0.0, 1.0);

    RouteResult result =
        Routes.run(
            spark,
            write(lake, Format.PLAIN),
            output(),
            OptionalLong.empty(),
            DateRange.ALL,
            PublicationMode.DRY_RUN,
            BOTH);

    assertThat(result.votes()).extracting(RouterVotes::answered).containsExactly(1L, 1L);
    assertThat(Path.of(result.attemptFolder())).doesNotExist();
  }
}
