package dev.racer.core.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VoteNameTest {
  @ParameterizedTest
  @ValueSource(strings = {"majority", "weighted:router-score", "weighted:verbal_confidence"})
  void isSpelledAsItWasRead(String text) {
    assertThat(VoteName.parse(text).key()).isEqualTo(text);
  }

  @Test
  void tellsTheRouterScoreFromAColumn() {
    assertThat(VoteName.parse("weighted:router-score").confidenceColumn()).isEmpty();
    assertThat(VoteName.parse("weighted:p_true").confidenceColumn()).contains("p_true");
    assertThat(VoteName.MAJORITY.isWeighted()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Majority", "weighted", "weighted:", "weighted: ", "p_true"})
  void refusesOtherSpellings(String text) {
    assertThatThrownBy(() -> VoteName.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("weighted:router-score")
        .hasMessageEndingWith("got " + text);
  }
}
