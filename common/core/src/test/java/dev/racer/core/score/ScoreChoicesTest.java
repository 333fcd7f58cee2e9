package dev.racer.core.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScoreChoicesTest {
  @ParameterizedTest
  @EnumSource
  void normalizationIsFoundByKey(Normalization normalization) {
    assertThat(Normalization.ofKey(normalization.key())).isSameAs(normalization);
  }

  @ParameterizedTest
  @EnumSource
  void nullScoreIsFoundByKey(NullScore nullScore) {
    assertThat(NullScore.ofKey(nullScore.key())).isSameAs(nullScore);
  }

  @ParameterizedTest
  @EnumSource
  void tiesIsFoundByKey(Ties ties) {
    assertThat(Ties.ofKey(ties.key())).isSameAs(ties);
  }

  @Test
  void nonconformityIsFoundByKey() {
    assertThat(Nonconformities.keys()).containsExactly("gap", "inverse-probability");
    assertThat(Nonconformities.ofKey("gap")).isEqualTo(new ScoreGap());
    assertThat(Nonconformities.ofKey("inverse-probability")).isEqualTo(new InverseProbability());
  }

  @Test
  void scoreKindIsFoundByKeys() {
    assertThat(ScoreKind.ofKeys("sigmoid", "absent", "gap"))
        .isEqualTo(new ScoreKind(Normalization.SIGMOID, NullScore.ABSENT, new ScoreGap()));
  }

  @Test
  void unknownKeysAreRefusedWithTheAllowedOnes() {
    assertThatThrownBy(() -> Normalization.ofKey("SOFTMAX"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Unknown normalization 'SOFTMAX', expected one of softmax, sigmoid, none");
    assertThatThrownBy(() -> NullScore.ofKey("zero"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Unknown null score 'zero', expected one of one-minus-max, absent");
    assertThatThrownBy(() -> Ties.ofKey(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Unknown ties '', expected one of smoothed, none");
    assertThatThrownBy(() -> Nonconformities.ofKey("margin"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Unknown nonconformity 'margin', expected one of gap, inverse-probability");
  }
}
