package dev.racer.core.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryScorerTest {
  private static final double[] NO_NOISE = new double[4];
  private static final ScoreKind GAP = ScoreKind.ofKeys("none", "one-minus-max", "gap");

  @Test
  void appendsTheNullModel() {
    long[] gap = score(GAP, new double[] {.25, .625, .125}, NO_NOISE);

    assertThat(gap).containsExactly(fixed(.375), fixed(0), fixed(.5), fixed(.25)); // null: .375
  }

  @Test
  void nullModelMayBeTheTop() {
    long[] gap = score(GAP, new double[] {.25, .25, .125}, NO_NOISE);

    assertThat(gap).containsExactly(fixed(.5), fixed(.5), fixed(.625), fixed(0)); // null: .75
  }

  @Test
  void absentNullModelIsNeverSelected() {
    ScoreKind kind = ScoreKind.ofKeys("none", "absent", "gap");

    long[] gap = score(kind, new double[] {.25, .25, .125}, NO_NOISE);

    assertThat(gap).containsExactly(fixed(0), fixed(0), fixed(.125), FixedPoint.INFINITE);
  }

  @Test
  void softmaxComesBeforeTheNullScore() {
    ScoreKind kind = ScoreKind.ofKeys("softmax", "one-minus-max", "inverse-probability");

    long[] scores = score(kind, new double[] {5, 5, 5}, NO_NOISE);

    long third = fixed(2.0 / 3);
    assertThat(scores).containsExactly(third, third, third, fixed(1.0 / 3));
  }

  @Test
  void roundsOnceAfterAddingTheNoise() {
    double[] noise = {0x0.8p-40, 0, 0, 0};

    long[] inverse =
        score(
            ScoreKind.ofKeys("none", "one-minus-max", "inverse-probability"),
            new double[] {1 - 0x0.8p-40, 1, 1},
            noise);

    assertThat(inverse[0]).isEqualTo(1); // rounded apart, both halves would vanish
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void refusesScoresThatAreNotFinite(double score) {
    for (Normalization normalization : Normalization.values()) {
      ScoreKind kind = new ScoreKind(normalization, NullScore.ONE_MINUS_MAX, new ScoreGap());

      assertThatThrownBy(() -> score(kind, new double[] {0, 0, score}, NO_NOISE))
          .isExactlyInstanceOf(IllegalArgumentException.class)
          .hasMessage("Router score must be finite, got " + score + " at pool index 2");
    }
  }

  @Test
  void refusesScoresThatNothingNormalizes() {
    assertThatThrownBy(() -> score(GAP, new double[] {0, 1.5, 0}, NO_NOISE))
        .isExactlyInstanceOf(ScoreOutOfRangeException.class)
        .hasMessage("Score must lie in [0, 1] under normalization none, got 1.5 at pool index 1");
  }

  @ParameterizedTest(name = "{0} scores, {1} amounts, {2} results")
  @CsvSource({
    "2, 4, 4, 'Raw scores must hold 3 values, got 2'",
    "3, 3, 4, 'Noise must hold 4 values, got 3'",
    "3, 4, 5, 'Nonconformity must hold 4 values, got 5'"
  })
  void refusesArraysOfAnotherLength(int scores, int noise, int out, String message) {
    QueryScorer scorer = new QueryScorer(3, GAP);

    assertThatThrownBy(
            () -> scorer.nonconformity(new double[scores], new double[noise], new long[out]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void refusesAnEmptyPool() {
    assertThatThrownBy(() -> new QueryScorer(0, GAP))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Pool size must be at least 1, got 0");
  }

  private static long[] score(ScoreKind kind, double[] raw, double[] noise) {
    long[] out = new long[raw.length + 1];
    new QueryScorer(raw.length, kind).nonconformity(raw, noise, out);
    return out;
  }

  private static long fixed(double value) {
    return FixedPoint.of(value);
  }
}
