package dev.racer.spark.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.core.vote.AnswerNormalizations;
import dev.racer.core.vote.Answers;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.lake.OutcomeDetails;
import dev.racer.spark.records.RecordRun.Question;
import dev.racer.spark.schema.CalibrationRecords;
import dev.racer.spark.testing.LocalSpark;
import dev.racer.spark.testing.TinyLake;
import dev.racer.spark.testing.TinyLake.Dates;
import dev.racer.spark.testing.TinyLake.Format;
import dev.racer.spark.testing.TinyLake.OutcomeRow;
import dev.racer.spark.testing.TinyLake.QueryRow;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers, confidences and costs, from the table of outcomes to the view of a record. */
@ExtendWith(LocalSpark.class)
class OutcomeDetailsTest {
  private static final String KEY = "route.votes";
  private static final OutcomeDetails ANSWERS =
      OutcomeDetails.NONE.withAnswers(AnswerNormalizations.ofKey("paper"), KEY);
  private static final OutcomeDetails ALL =
      ANSWERS.withConfidence("p.true", KEY).withConfidence("cost_", KEY).withCosts(KEY);

  private final SparkSession spark;
  @TempDir private Path folder;

  OutcomeDetailsTest(SparkSession spark) {
    this.spark = spark;
  }

  /** What a view says of a record; codes in the place of answers. */
  private record Seen(
      String id,
      int router,
      int day,
      List<Long> answers,
      List<List<Double>> confidences,
      List<Long> costs)
      implements Serializable {}

  @Test
  void aRecordCarriesWhatIsWantedInTheOrderOfItsPool() {
    TinyLake lake =
        TinyLake.of("b", "a", "c").confidenceColumns("p.true").on("2026-01-02").query("q");
    lake.scores("q", "r", 0.3, 0.2, 0.1);
    lake.answer("q", "b", true, "1,000.0", 0.25, 0.5);
    lake.answer("q", "a", null, " $1000. ", null, (Double) null);
    lake.answer("q", "c", false, " ", 0.0000000015, 1.0);
    OutcomeDetails wanted = ANSWERS.withConfidence("p.true", KEY).withCosts(KEY);

    List<Seen> seen = seen(lake, Format.PLAIN.dates(Dates.FOLDERS), wanted);

    long thousand = code("1000");
    assertThat(seen)
        .containsExactly(
            new Seen(
                "q",
                0,
                (int) LocalDate.parse("2026-01-02").toEpochDay(),
                List.of(thousand, thousand, Answers.NONE),
                List.of(List.of(Double.NaN, 0.5, 1.0)),
                List.of(Cost.MISSING, 250_000_000L, 2L)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"answers", "confidences", "costs", "nothing"})
  void whatIsNotWantedIsNeitherReadNorCarried(String part) {
    TinyLake lake = TinyLake.of("a").confidenceColumns("p").query("q").scores("q", "r", 0.5);
    lake.answer("q", "a", true, "x", 0.25, 0.75);
    OutcomeDetails wanted =
        switch (part) {
          case "answers" -> ANSWERS;
          case "confidences" -> OutcomeDetails.NONE.withConfidence("p", KEY);
          case "costs" -> OutcomeDetails.NONE.withCosts(KEY);
          default -> OutcomeDetails.NONE;
        };
    LakeInputs inputs = lake.write(spark, folder, Format.PLAIN);

    LakeRows rows = RecordRun.rows(spark, inputs, Question.PLAIN.details(wanted));
    Seen seen = seen(lake, Format.PLAIN, wanted).get(0);

    assertThat(rows.outcomes().orElseThrow().rows().columns())
        .containsExactlyElementsOf(
            switch (part) {
              case "answers" -> List.of("query_id", "model", "correct", "answer");
              case "confidences" -> List.of("query_id", "model", "correct", "confidence_p");
              case "costs" -> List.of("query_id", "model", "correct", "cost");
              default -> List.of("query_id", "model", "correct");
            });
    assertThat(seen.answers()).isEqualTo(part.equals("answers") ? List.of(code("x")) : List.of());
    assertThat(seen.confidences())
        .isEqualTo(part.equals("confidences") ? List.of(List.of(0.75)) : List.of());
    assertThat(seen.costs()).isEqualTo(part.equals("costs") ? List.of(250_000_000L) : List.of());
  }

  @Test
  void ofDuplicatedOutcomesNothingIsKnown() {
    TinyLake lake = TinyLake.of("a", "b").confidenceColumns("p").query("q");
    lake.scores("q", "r", 0.1, 0.2);
    lake.answer("q", "a", true, "x", 1.0, 0.5).answer("q", "a", true, "x", 1.0, 0.5);
    lake.answer("q", "a", true, "x", 1.0, 0.5).answer("q", "b", true, "y", 2.0, 0.75);

    List<Seen> seen = seen(lake, Format.PLAIN, ANSWERS.withConfidence("p", KEY).withCosts(KEY));

    assertThat(seen)
        .containsExactly(
            new Seen(
                "q",
                0,
                RecordView.NO_DAY,
                List.of(Answers.NONE, code("y")),
                List.of(List.of(Double.NaN, 0.75)),
                List.of(Cost.MISSING, 2_000_000_000L)));
  }

  static IntStream seeds() {
    return IntStream.range(0, 8); // a lake costs seconds, and holds hundreds of outcomes
  }

  /** Two routers with pools of their own, every kind of absence, rows in any order. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyOutcomeArrivesWhereItBelongs(int seed) {
    Random random = new Random(seed);
    Dates dates = List.of(Dates.values()).get(seed % Dates.values().length);
    TinyLake lake = lake(random);
    Format format = Format.PLAIN.dates(dates).files(1 + seed % 3).shuffled(seed + 1L);

    List<Seen> seen = seen(lake, format, ALL);

    List<Seen> expected = new ArrayList<>();
    for (QueryRow query : lake.queries()) {
      expected.add(expected(lake, query, 0, List.of("a", "b", "c"), dates));
      expected.add(expected(lake, query, 1, List.of("b", "c"), dates));
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(expected).hasSize(120);
  }

  private static TinyLake lake(Random random) {
    List<String> texts = Arrays.asList("A", "a.", "B", "12", "12.0", "", " ", null, "x".repeat(99));
    TinyLake lake = TinyLake.of("a", "b", "c").confidenceColumns("p.true", "cost_");
    for (int i = 0; i < 60; i++) {
      String id = "q" + i;
      lake.on("2026-01-0" + (1 + i % 3)).query(id);
      lake.scores(id, "knn", 0.1, 0.2, 0.3).score(id, "mlp", "b", 0.5).score(id, "mlp", "c", 0.6);
      for (String model : List.of("a", "b", "c", "unpooled")) {
        for (int copies = List.of(1, 1, 1, 1, 1, 0, 2, 3).get(random.nextInt(8));
            copies > 0;
            copies--) {
          lake.answer(
              id,
              model,
              random.nextBoolean(),
              texts.get(random.nextInt(texts.size())),
              random.nextInt(4) == 0 ? null : random.nextInt(1000) / 997.0,
              random.nextInt(4) == 0 ? null : random.nextDouble(),
              random.nextInt(4) == 0 ? null : (double) random.nextInt(2));
        }
      }
    }
    return lake;
  }

  private static Seen expected(
      TinyLake lake, QueryRow query, int router, List<String> pool, Dates dates) {
    List<Long> answers = new ArrayList<>();
    List<List<Double>> confidences = List.of(new ArrayList<>(), new ArrayList<>());
    List<Long> costs = new ArrayList<>();
    for (String model : pool) {
      List<OutcomeRow> found =
          lake.outcomes().stream()
              .filter(row -> row.queryId().equals(query.queryId()) && row.model().equals(model))
              .toList();
      boolean isKnown = found.size() == 1;
      String answer = isKnown ? found.get(0).answer() : null;
      answers.add(answer == null || answer.isBlank() ? Answers.NONE : code(answer));
      for (int c = 0; c < 2; c++) {
        Double confidence = isKnown ? found.get(0).confidences().get(c) : null;
        confidences.get(c).add(confidence == null ? Double.NaN : confidence);
      }
      Double cost = isKnown ? found.get(0).cost() : null;
      costs.add(
          cost == null
              ? Cost.MISSING
              : new BigDecimal(cost)
                  .setScale(9, RoundingMode.HALF_EVEN)
                  .unscaledValue()
                  .longValue());
    }
    int day =
        dates == Dates.NONE ? RecordView.NO_DAY : (int) LocalDate.parse(query.date()).toEpochDay();
    return new Seen(query.queryId(), router, day, answers, confidences, costs);
  }

  @Test
  void recordsReadFromTheirTableKnowTheirDayAndCarryNoDetails() {
    TinyLake lake = TinyLake.of("a").on("2026-01-02").query("q").scores("q", "r", 0.5);
    lake.answer("q", "a", true, "x", 1.0);
    Question question = Question.PLAIN.details(ANSWERS);
    LakeInputs inputs = lake.write(spark, folder, Format.PLAIN.dates(Dates.COLUMN));
    RecordRun run = RecordRun.of(spark, inputs, question, folder);
    List<RouterPool> routers = run.layout().routers();

    JavaRDD<RecordBatch> batches = RecordTables.read(run.records(), routers, List.of());

    assertThat(seen(batches, routers, OutcomeDetails.NONE))
        .containsExactly(
            new Seen(
                "q",
                0,
                (int) LocalDate.parse("2026-01-02").toEpochDay(),
                List.of(),
                List.of(),
                List.of()));
    assertThatThrownBy(() -> seen(batches, routers, ANSWERS))
        .isInstanceOf(SparkException.class)
        .hasRootCauseInstanceOf(IllegalArgumentException.class)
        .hasRootCauseMessage("Batch must carry the details of outcomes that are read, [answer]");
  }

  @Test
  void noAnswerEntersTheTableOfRecords() {
    TinyLake lake = TinyLake.of("a").query("q").scores("q", "r", 0.5);
    lake.answer("q", "a", true, "secret", 1.0);

    Dataset<Row> records =
        RecordRun.of(
                spark,
                lake.write(spark, folder, Format.PLAIN),
                Question.PLAIN.details(ANSWERS.withCosts(KEY)),
                folder)
            .records();

    assertThat(records.schema().asNullable()).isEqualTo(CalibrationRecords.schema(List.of()));
    assertThat(records.first().mkString(" ")).doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, -0.001, 1.0000001, Double.POSITIVE_INFINITY})
  void aConfidenceOutOfRangeIsRefusedByColumnAndExample(double confidence) {
    TinyLake lake = TinyLake.of("a", "b").confidenceColumns("p").query("q2").query("q1");
    lake.scores("q1", "r", 0.5, 0.5).scores("q2", "r", 0.5, 0.5);
    lake.answer("q2", "b", null, "x", 1.0, confidence)
        .answer("q1", "a", null, "x", 1.0, (Double) null);
    lake.answer("q1", "b", null, "x", 1.0, confidence).answer("q2", "a", null, "x", -0.0, 0.5);
    OutcomeDetails wanted = OutcomeDetails.NONE.withConfidence("p", KEY).withCosts(KEY);

    assertThatThrownBy(() -> seen(lake, Format.PLAIN, wanted))
        .isInstanceOf(DataContractException.class)
        .hasMessage(
            "Table outcomes ('%s'): column 'p' is out of range in 2 of 4 rows, %s for query_id"
                + " 'q1' and model 'b' for one; expected a number in [0, 1], or null where there"
                + " is none; map it with lake.columns.outcomes.p, for example --set"
                + " 'lake.columns.outcomes.p=p / 100'",
            folder.resolve("outcomes"), confidence);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, -1e-9, 1_000_000.5, Double.POSITIVE_INFINITY})
  void aCostOutOfRangeIsRefused(double cost) {
    TinyLake lake = TinyLake.of("a").confidenceColumns("p").query("q").scores("q", "r", 0.5);
    lake.answer("q", "a", null, "x", cost, 0.0);

    assertThatThrownBy(() -> seen(lake, Format.PLAIN, OutcomeDetails.NONE.withCosts(KEY)))
        .isInstanceOf(DataContractException.class)
        .hasMessageContaining("column 'cost' is out of range in 1 of 1 rows, " + cost)
        .hasMessageContaining("expected a number in [0, 1000000], or null");
  }

  private List<Seen> seen(TinyLake lake, Format format, OutcomeDetails wanted) {
    Question question = Question.PLAIN.details(wanted);
    LakeRows rows = RecordRun.rows(spark, lake.write(spark, folder, format), question);
    LakeSurvey survey = RecordRun.survey(rows, question);
    RecordLayout layout = RecordRun.layout(rows, survey, question);
    return seen(RecordRun.reduce(rows, survey, layout), layout.routers(), wanted);
  }

  private static List<Seen> seen(
      JavaRDD<RecordBatch> batches, List<RouterPool> routers, OutcomeDetails wanted) {
    return batches.map(batch -> seen(batch, routers, wanted)).collect().stream()
        .flatMap(List::stream)
        .toList();
  }

  private static List<Seen> seen(
      RecordBatch batch, List<RouterPool> routers, OutcomeDetails wanted) {
    RecordView view = new RecordView(routers, 0, wanted);
    List<Seen> seen = new ArrayList<>();
    for (int record = 0; record < batch.size(); record++) {
      view.read(batch, record);
      List<List<Double>> confidences = new ArrayList<>();
      for (int c = 0; c < wanted.confidences().size(); c++) {
        confidences.add(Arrays.stream(view.confidences(c)).boxed().toList());
      }
      int length = view.idEnd() - view.idStart();
      seen.add(
          new Seen(
              new String(view.ids(), view.idStart(), length, StandardCharsets.UTF_8),
              view.router(),
              view.day(),
              Arrays.stream(view.answers()).boxed().toList(),
              confidences,
              Arrays.stream(view.costs()).boxed().toList()));
    }
    return seen;
  }

  private static long code(String answer) {
    return Answers.code(answer, AnswerNormalizations.ofKey("paper"));
  }
}
