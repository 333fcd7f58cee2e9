package dev.racer.jobs.report.sheet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SheetTest {
  private static Sheet sheet() {
    Sheet.Builder builder =
        Sheet.of(
            "accuracy",
            "Accuracy",
            Column.of("model", "model"),
            Column.of("calls", "calls", Form.COUNT),
            Column.of("accuracy_mean", "accuracy", Form.SHARE));
    builder.add(Value.of("a,\"b\""), Value.of(1234), Value.of(0.7765));
    builder.add(Value.of("c_|d"), Value.of(1), Value.of(OptionalDouble.empty()));
    return builder.build();
  }

  @ParameterizedTest
  @CsvSource({
    "SHARE, 0.7765, 77.7 %",
    "SHARE, 0, 0.0 %",
    "RATE, 0.09975, 9.98 %",
    "RATE, 1, 100.00 %",
    "LEVEL, 0.1, 10 %",
    "LEVEL, 0.001, 0.1 %",
    "LEVEL, 0.5, 50 %",
    "POINTS, 0.0241, +2.4 pp",
    "POINTS, -0.0241, −2.4 pp",
    "POINTS, 0.0001, 0.0 pp",
    "POINTS, -0.0001, 0.0 pp",
    "DECIMAL, 3.405, 3.41",
    "DECIMAL, -1.5, −1.50",
    "COUNT, 1234.5, '1,235'",
    "P_VALUE, 0.0314159, 0.0314",
    "P_VALUE, 0.00002, < 0.0001",
    "PLAIN, 0.0012345, 0.001235",
    "PLAIN, 10, 10"
  })
  void numbersAreWrittenInTheirForm(Form form, double value, String written) {
    assertThat(form.write(Value.of(value)).replace('\u00a0', ' ')).isEqualTo(written);
  }

  @Test
  void nothingIsWrittenAsADash() {
    assertThat(Form.SHARE.write(Value.none())).isEqualTo("–");
  }

  @Test
  void filesHaveAllDigitsAndQuotesWhereNeeded() {
    assertThat(Csv.of(sheet()))
        .isEqualTo(
            """
            model,calls,accuracy_mean
            "a,""b""\",1234,0.7765
            c_|d,1,
            """);
  }

  @Test
  void aRowIsToldByTitlesWithoutWhatIsNotThere() {
    assertThat(sheet().tip(1)).isEqualTo("model c_|d; calls 1");
    assertThat(sheet().tip(0)).isEqualTo("model a,\"b\"; calls 1,234; accuracy 77.7\u00a0%");
  }

  @Test
  void markdownKeepsNamesFromBeingMarks() {
    assertThat(Markdown.of(View.of(sheet())).replace('\u00a0', ' '))
        .isEqualTo(
            """
            # Accuracy

            | model | calls | accuracy |
            |---|---:|---:|
            | a,"b" | 1,234 | 77.7 % |
            | c\\_\\|d | 1 | – |
            """);
  }

  @Test
  void unitsCanBeLeftOutAndAreKnown() {
    Text text = Text.words("seen ").andBare(sheet(), 0, "accuracy_mean").and(".");

    assertThat(text.plain()).isEqualTo("seen 77.7.");
    assertThat(text.pieces().get(1))
        .isInstanceOfSatisfying(
            Text.Piece.Cell.class, cell -> assertThat(cell.unit()).isEqualTo("%"));
  }

  @Test
  void whatIsNoTableIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Value.of(Double.NaN))
        .withMessage("Number in a table must be finite, got NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sheet.of("a", "A", Column.of("x", "x")).add())
        .withMessage("Row of a must have 1 values, got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sheet.of("../a", "A"))
        .withMessage("Id of a table must be a file name, got ../a");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sheet.of("a", "A", Column.of("x", "1"), Column.of("x", "2")))
        .withMessageStartingWith("Columns must have different names, got ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sheet().value(0, "absent"))
        .withMessageStartingWith("Table accuracy must have the column, got absent of ");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new View(
                    "v",
                    "V",
                    Text.empty(),
                    List.of(View.Head.words("a")),
                    List.of(new View.Group(Text.empty(), List.of(List.of())))))
        .withMessage("Row of view v must have 1 cells, got 0");
  }
}
