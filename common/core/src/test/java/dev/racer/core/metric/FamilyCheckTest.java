package dev.racer.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FamilyCheckTest {
  /** Holm's steps at .05: .01 <= .05/4, .013 <= .05/3, .03 > .05/2. */
  @Test
  void testsFailFromTheSmallestPValueUntilOneDoesNot() {
    assertThat(new FamilyCheck(0.05).failures(new double[] {.03, .01, .04, .013}))
        .containsExactly(false, true, false, true);
  }

  @Test
  void aSingleTestFailsAtTheLevelItself() {
    assertThat(new FamilyCheck(0.001).failures(new double[] {.001})).containsExactly(true);
    assertThat(new FamilyCheck(0.001).failures(new double[] {.0011})).containsExactly(false);
  }

  @Test
  void whatFailsAloneMayPassInAFamily() {
    double[] many = new double[100];
    Arrays.fill(many, 1);
    many[70] = 0.0001;
    assertThat(new FamilyCheck(0.001).failures(many)).containsOnly(false);

    many[70] = 0.00001;
    assertThat(new FamilyCheck(0.001).failures(many)[70]).isTrue();
  }

  @Test
  void equalPValuesFailOrPassTogether() {
    assertThat(new FamilyCheck(0.05).failures(new double[] {.0125, 1, .0125, .0125}))
        .containsExactly(true, false, true, true);
    assertThat(new FamilyCheck(0.05).failures(new double[] {.013, 1, .013, .013}))
        .containsOnly(false);
  }

  @Test
  void noTestsFailInNoFamily() {
    assertThat(new FamilyCheck(FamilyCheck.DEFAULT_LEVEL).failures(new double[0])).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e-9, 1.000001, Double.NaN})
  void aPValueOutsideItsRangeIsRefused(double pValue) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new FamilyCheck(0.001).failures(new double[] {.5, pValue}))
        .withMessage("P-value must lie in [0, 1], got " + pValue);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, Double.NaN})
  void aLevelOutsideItsRangeIsRefused(double level) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new FamilyCheck(level))
        .withMessage("Family-wise level must lie in (0, 1), got " + level);
  }
}
