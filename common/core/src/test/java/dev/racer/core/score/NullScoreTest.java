package dev.racer.core.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NullScoreTest {
  @Test
  void oneMinusMaxLooksAtTheCandidatesOnly() {
    assertThat(NullScore.ONE_MINUS_MAX.of(new double[] {.25, .625, .125, 99}, 3)).isEqualTo(.375);
    assertThat(NullScore.ONE_MINUS_MAX.isPresent()).isTrue();
  }

  @Test
  void absentHasNoScore() {
    assertThat(NullScore.ABSENT.isPresent()).isFalse();
    assertThatThrownBy(() -> NullScore.ABSENT.of(new double[] {1}, 1))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("An absent null model has no score");
  }
}
