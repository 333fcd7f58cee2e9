package dev.racer.spark.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.racer.core.conformal.ExplorationSlice;
import dev.racer.core.conformal.UnknownLabels;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.publication.QualityReport;
import dev.racer.spark.records.RecordRun.Question;
import dev.racer.spark.testing.LocalSpark;
import dev.racer.spark.testing.TinyLake;
import dev.racer.spark.testing.TinyLake.Format;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LocalSpark.class)
class LabelStatesTest {
  private static final RouterIdentity ROUTER = RouterIdentity.unversioned("r");

  private final SparkSession spark;
  @TempDir private Path folder;

  LabelStatesTest(SparkSession spark) {
    this.spark = spark;
  }

  private RecordRun run(TinyLake lake, Question question) {
    return RecordRun.of(spark, lake.write(spark, folder, Format.PLAIN), question, folder);
  }

  private static TinyLake query(String... models) {
    Double[] scores = new Double[models.length];
    Arrays.fill(scores, 0.5);
    return TinyLake.of(models).query("q").scores("q", "r", scores);
  }

  @Test
  void statesSayWhatALabelIsWorth() {
    TinyLake lake =
        query("a", "b", "c", "d", "e", "f", "g", "h", "i", "j")
            .outcome("q", "a", null, "correct")
            .outcome("q", "b", null, "wrong")
            .outcome("q", "c", false, "truncated")
            .outcome("q", "d", null, "not-called")
            .outcome("q", "e", null, "judge-failed")
            .outcome("q", "f", null, "pending")
            .outcome("q", "g", true, null)
            .outcome("q", "h", null, null)
            .outcome("q", "i", true, "correct");

    RecordRun run = run(lake, Question.PLAIN);

    Row record = run.records().first();
    assertThat(record.<Boolean>getList(record.fieldIndex("correct")))
        .containsExactly(true, false, false, null, null, null, true, null, true, null);
    assertThat(run.accounting().labels(ROUTER))
        .containsExactly(
            entry("correct", 3L),
            entry("judge-failed", 1L),
            entry("not-called", 2L), // the one that says so, and the one without an outcome
            entry("pending", 1L),
            entry("truncated", 1L),
            entry("unknown", 1L),
            entry("wrong", 1L));
  }

  @Test
  void withoutStatesTheLabelsCount() {
    RecordRun run =
        run(query("a", "b", "c", "d").labels("q", true, false, null, false), Question.PLAIN);

    assertThat(run.accounting().labels(ROUTER))
        .containsExactly(entry("correct", 1L), entry("unknown", 1L), entry("wrong", 2L));
  }

  @Test
  void severalOutcomesOfAModelAreUnknown() {
    TinyLake lake = query("a", "b").labels("q", true, false);
    lake.outcome("q", "a", true, "correct");

    assertThat(run(lake, Question.PLAIN).accounting().labels(ROUTER))
        .containsExactly(entry("unknown", 1L), entry("wrong", 1L));
  }

  @Test
  void labelsOfQueriesThatAreLeftOutForThemCountAsWell() {
    TinyLake lake = query("a", "b").outcome("q", "a", true);
    lake.query("p").scores("p", "r", 0.1, 0.2).labels("p", true, true);
    lake.query("unscored").labels("unscored", true, true);

    RecordRun run = run(lake, Question.PLAIN.unknownLabels(UnknownLabels.EXCLUDE));

    assertThat(run.accounting().labels(ROUTER))
        .containsExactly(entry("correct", 3L), entry("not-called", 1L));
  }

  @ParameterizedTest
  @CsvSource({
    "right, true",
    "correct, false",
    "wrong, true",
    "truncated, true",
    "not-called, false",
    "judge-failed, true",
    "pending, false",
    "'', true",
    "Correct, true"
  })
  void statesThatAreNoneOrContradictTheLabelAreRefused(String state, boolean correct) {
    TinyLake lake = query("a", "b").labels("q", true, true).query("bad");
    lake.outcome("bad", "b", correct, state).outcome("bad", "a", correct, state);

    assertThatThrownBy(() -> run(lake, Question.PLAIN))
        .isInstanceOf(DataContractException.class)
        .hasMessageContaining(
            "label_state is unknown or contradicts correct in 2 of 4 rows, '"
                + state
                + "' with correct = "
                + correct
                + " for query_id 'bad' and model 'a' for one; expected one of [correct, wrong,"
                + " truncated, not-called, judge-failed, pending] or null");
  }

  @Test
  void queriesMustNotBeLeftOutForModelsThatWereNotCalled() {
    SortedMap<String, Long> labels = new TreeMap<>();
    labels.put("correct", 5L);
    QualityReport complete = report(labels);
    labels.put("not-called", 3L);
    QualityReport selective = report(labels);

    assertThatThrownBy(
            () ->
                LabelCompleteness.refuseSelective(
                    selective, ExplorationSlice.ALL, UnknownLabels.EXCLUDE))
        .isInstanceOf(DataContractException.class)
        .hasMessageContaining("some model was not called (3 labels of router 'r')");
    assertThatCode(
            () -> {
              LabelCompleteness.refuseSelective(
                  complete, ExplorationSlice.ALL, UnknownLabels.EXCLUDE);
              LabelCompleteness.refuseSelective(
                  selective, ExplorationSlice.ALL, UnknownLabels.WORST_CASE);
              LabelCompleteness.refuseSelective(
                  selective, ExplorationSlice.EXPLORED, UnknownLabels.EXCLUDE);
            })
        .doesNotThrowAnyException();
  }

  private static QualityReport report(SortedMap<String, Long> labels) {
    return new QualityReport(
        List.of(),
        List.of(
            new QualityReport.RouterQuality(
                "r", "", "p", 1, new TreeMap<>(), new TreeMap<>(), labels, 0, 0, new TreeMap<>())));
  }
}
