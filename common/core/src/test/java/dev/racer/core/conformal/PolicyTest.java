package dev.racer.core.conformal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.racer.core.score.ScoreKind;
import org.junit.jupiter.api.Test;

class PolicyTest {
  private static final ScoreKind SCORE = ScoreKind.ofKeys("softmax", "one-minus-max", "gap");

  @Test
  void equalsByValue() {
    assertThat(policy("0.1")).isEqualTo(policy("0.10")).isNotEqualTo(policy("0.05"));
  }

  @Test
  void refusesNull() {
    assertThatNullPointerException()
        .isThrownBy(() -> new Policy(SCORE, null, Guarantee.EXPECTED, RiskLevel.parse("0.10")))
        .withMessage("riskTarget");
  }

  private static Policy policy(String level) {
    return new Policy(SCORE, RiskTarget.MISROUTING, Guarantee.EXPECTED, RiskLevel.parse(level));
  }
}
