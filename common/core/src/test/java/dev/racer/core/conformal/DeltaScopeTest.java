package dev.racer.core.conformal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class DeltaScopeTest {
  private static final BigDecimal DELTA = new BigDecimal("0.05");

  @Test
  void thresholdScopeLeavesDeltaAsItIs() {
    assertThat(DeltaScope.THRESHOLD.effective(DELTA, 7)).isSameAs(DELTA);
  }

  @Test
  void familyScopeDividesAndRoundsDown() {
    BigDecimal each = DeltaScope.FAMILY.effective(DELTA, 7);

    assertThat(each).isEqualTo(new BigDecimal("0.0071428571428571428")); // ...571 428 571
    assertThat(DeltaScope.FAMILY.effective(DELTA, 1)).isEqualByComparingTo(DELTA);
  }

  @Test
  void familySharesNeverExceedDelta() {
    for (int rows = 1; rows <= 2_000; rows++) {
      BigDecimal each = DeltaScope.FAMILY.effective(DELTA, rows);

      assertThat(each.precision()).isLessThanOrEqualTo(17);
      assertThat(each.multiply(BigDecimal.valueOf(rows))).isLessThanOrEqualTo(DELTA);
    }
  }

  @Test
  void refusesArgumentsOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DeltaScope.FAMILY.effective(DELTA, 0))
        .withMessage("Rows in force must be at least 1, got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DeltaScope.THRESHOLD.effective(new BigDecimal("1.5"), 1))
        .withMessage("Delta must lie in [1E-60, 1), got 1.5");
  }
}
