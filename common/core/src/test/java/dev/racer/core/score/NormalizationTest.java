package dev.racer.core.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NormalizationTest {
  @Test
  void softmaxOfEqualScoresIsUniform() {
    assertThat(apply(Normalization.SOFTMAX, 3, 3, 3, 3)).containsExactly(.25, .25, .25, .25);
  }

  @Test
  void softmaxOfOneModelIsOne() {
    assertThat(apply(Normalization.SOFTMAX, -1e300)).containsExactly(1);
  }

  @Test
  void softmaxDoesNotOverflow() {
    assertThat(apply(Normalization.SOFTMAX, Double.MAX_VALUE, -Double.MAX_VALUE, 1000))
        .containsExactly(1, 0, 0);
  }

  /** Golden: the largest share that a score in [0, 1] can get among seven is e / (e + 6). */
  @Test
  void softmaxMatchesTheBoundOfThePaperFacts() {
    double[] normalized = apply(Normalization.SOFTMAX, 1, 0, 0, 0, 0, 0, 0);

    assertThat(normalized[0]).isCloseTo(StrictMath.exp(1) / (StrictMath.exp(1) + 6), within(1e-15));
  }

  /** Golden: Python 3.11, 1 / (1 + math.exp(-x)). */
  @Test
  void sigmoidMatchesGoldenValues() {
    assertThat(apply(Normalization.SIGMOID, 0, 2, -2, 800, -800))
        .usingComparatorWithPrecision(1e-16)
        .containsExactly(.5, 0.8807970779778823, 0.11920292202211755, 1, 0);
  }

  @Test
  void noneKeepsScores() {
    assertThat(apply(Normalization.NONE, 0, 1, .25)).containsExactly(0, 1, .25);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0x1p-60, 1.0000000000000002, Double.NaN, Double.POSITIVE_INFINITY})
  void noneRefusesOtherScores(double score) {
    assertThatThrownBy(() -> apply(Normalization.NONE, .5, score))
        .isExactlyInstanceOf(ScoreOutOfRangeException.class)
        .hasMessage(
            "Score must lie in [0, 1] under normalization none, got %s at pool index 1", score);
  }

  @Test
  void entriesBeyondTheSizeAreNotTouched() {
    for (Normalization normalization : Normalization.values()) {
      double[] normalized = {7, 7, 7};

      normalization.apply(new double[] {.5, .5, 9}, normalized, 2);

      assertThat(normalized[2]).isEqualTo(7);
    }
  }

  private static double[] apply(Normalization normalization, double... raw) {
    double[] normalized = new double[raw.length];
    normalization.apply(raw, normalized, raw.length);
    return normalized;
  }
}
