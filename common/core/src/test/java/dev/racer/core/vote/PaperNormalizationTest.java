package dev.racer.core.vote;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaperNormalizationTest {
  private final AnswerNormalization normalization = new PaperNormalization();

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "\"$1,234.50\", 1234.5",
        "\"1,234\", 1234",
        "3.0, 3",
        "3., 3",
        "\"3 .\", 3",
        "+3, 3",
        "-0.0, 0",
        "007, 7",
        ".5, 0.5",
        "1e3, 1000",
        "1.5E-2, 0.015",
        "0.1000000000000000000001, 0.1000000000000000000001",
      })
  void numbersAreTheirValue(String answer, String expected) {
    assertThat(normalization.normalize(answer)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "\" Yes. \", yes",
        "B, b",
        "(B), (b)",
        "\"a, b\", a b",
        "12 apples, 12 apples",
        "NaN, nan",
        "Infinity, infinity",
        "1_000, 1_000",
        "0x1F, 0x1f",
        "1/2, 1/2",
        "É, é",
        "I, i",
        "...., ...",
      })
  void otherAnswersLoseTheirCase(String answer, String expected) {
    assertThat(normalization.normalize(answer)).isEqualTo(expected);
  }

  @Test
  void digitsOfOtherScriptsAreText() {
    assertThat(normalization.normalize("٣")).isEqualTo("٣");
  }

  @Test
  void whatIsLeftOutAloneIsNoAnswer() {
    assertThat(normalization.normalize("")).isEmpty();
    assertThat(normalization.normalize(" \t\n")).isEmpty();
    assertThat(normalization.normalize("$")).isEmpty();
    assertThat(normalization.normalize(" , . ")).isEmpty();
  }

  @Test
  void hugeNumbersStayShortAndKeepTheirValue() {
    assertThat(normalization.normalize("1e999999999")).isEqualTo("1E+999999999");
    assertThat(normalization.normalize("10.0e999999998")).isEqualTo("1E+999999999");
    assertThat(normalization.normalize("1e-999999999")).isEqualTo("1E-999999999");
    assertThat(normalization.normalize("1e100")).isEqualTo("1" + "0".repeat(100));
    assertThat(normalization.normalize("1e101")).isEqualTo("1E+101");
  }

  @Test
  void numbersOfMoreThanAThousandCharactersAreText() {
    assertThat(normalization.normalize("1." + "0".repeat(998))).isEqualTo("1");
    assertThat(normalization.normalize("1." + "0".repeat(999))).isEqualTo("1." + "0".repeat(999));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      quoteCharacter = '"',
      value = {"\"$1,234.50\"", "3.", "-0.0", "1e3", "\" Yes. \"", "1e999999999", "É"})
  void normalizingAgainChangesNothing(String answer) {
    String once = normalization.normalize(answer);

    assertThat(normalization.normalize(once)).isEqualTo(once);
  }
}
