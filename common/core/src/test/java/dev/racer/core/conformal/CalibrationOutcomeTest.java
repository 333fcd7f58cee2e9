package dev.racer.core.conformal;

import static dev.racer.core.score.FixedPoint.INFINITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.racer.core.conformal.CalibrationOutcome.Feasible;
import dev.racer.core.conformal.CalibrationOutcome.Infeasible;
import dev.racer.core.conformal.CalibrationOutcome.Unreachable;
import dev.racer.core.conformal.ThresholdRank.AtRank;
import org.junit.jupiter.api.Test;

class CalibrationOutcomeTest {
  @Test
  void isFeasibleAtAFiniteOrderStatistic() {
    CalibrationOutcome outcome = CalibrationOutcome.of(new AtRank(91), rank -> 1000 + rank);

    assertThat(outcome).isEqualTo(new Feasible(91, 1091));
    assertThat(outcome.status()).isEqualTo("feasible");
  }

  @Test
  void isUnreachableAtAnInfiniteOrderStatistic() {
    CalibrationOutcome outcome = CalibrationOutcome.of(new AtRank(91), rank -> INFINITE);

    assertThat(outcome).isEqualTo(new Unreachable(91));
    assertThat(outcome.status()).isEqualTo("unreachable");
  }

  @Test
  void isInfeasibleWithoutARankAndAsksForNoScore() {
    CalibrationOutcome outcome =
        CalibrationOutcome.of(
            ThresholdRank.expected(8, RiskLevel.parse("0.10")),
            rank -> {
              throw new AssertionError("asked for rank " + rank);
            });

    assertThat(outcome).isEqualTo(new Infeasible(8, 9));
    assertThat(outcome.status()).isEqualTo("infeasible");
  }

  @Test
  void neverCarriesAStandInNumber() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Feasible(1, INFINITE))
        .withMessage("A feasible threshold must be finite, got INFINITE");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Feasible(0, 5))
        .withMessage("Rank must be at least 1, got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Unreachable(0))
        .withMessage("Rank must be at least 1, got 0");
  }
}
