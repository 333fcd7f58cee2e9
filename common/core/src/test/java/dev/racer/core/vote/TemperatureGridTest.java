package dev.racer.core.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemperatureGridTest {
  /** The power function of another library may differ in the last bits. */
  private static final double ROUNDING = 1e-15;

  /** {@code numpy.logspace(-3, 1, 100)} of NumPy 2. */
  @Test
  void thePapersGridIsLogSpacedBetweenExactEnds() {
    TemperatureGrid grid = TemperatureGrid.paper();

    assertThat(grid.size()).isEqualTo(100);
    assertThat(grid.temperature(0)).isEqualTo(1e-3);
    assertThat(grid.temperature(1)).isCloseTo(0.0010974987654930556, within(ROUNDING));
    assertThat(grid.temperature(50)).isCloseTo(0.10476157527896651, within(ROUNDING));
    assertThat(grid.temperature(98)).isCloseTo(9.111627561154895, within(10 * ROUNDING));
    assertThat(grid.temperature(99)).isEqualTo(10);
    for (int i = 1; i < grid.size(); i++) {
      assertThat(grid.temperature(i)).isGreaterThan(grid.temperature(i - 1));
    }
  }

  @Test
  void aGridMayHaveOneTemperatureOrEndAtInfinity() {
    assertThat(TemperatureGrid.of(0.2).size()).isEqualTo(1);
    assertThat(TemperatureGrid.of(0.2, Double.POSITIVE_INFINITY).temperature(1)).isInfinite();
  }

  @Test
  void gridsAreEqualWhenTheirTemperaturesAre() {
    assertThat(TemperatureGrid.of(0.1, 0.2))
        .isEqualTo(TemperatureGrid.of(0.1, 0.2))
        .hasSameHashCodeAs(TemperatureGrid.of(0.1, 0.2))
        .hasToString("[0.1, 0.2]")
        .isNotEqualTo(TemperatureGrid.of(0.1));
  }

  @Test
  void aChangeOfTheArrayChangesNothing() {
    double[] temperatures = {0.1, 0.2};
    TemperatureGrid grid = TemperatureGrid.of(temperatures);

    temperatures[0] = 0.15;

    assertThat(grid.temperature(0)).isEqualTo(0.1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.0, -1, Double.NaN, Double.NEGATIVE_INFINITY})
  void aTemperatureThatIsNotPositiveIsRefused(double temperature) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> TemperatureGrid.of(temperature))
        .withMessage("Temperature must be positive, got " + temperature);
  }

  @Test
  void temperaturesThatDoNotAscendAreRefused() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> TemperatureGrid.of(0.1, 0.1))
        .withMessage("Temperatures must ascend, got 0.1 after 0.1");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(TemperatureGrid::of)
        .withMessage("Temperatures must be at least one, got none");
  }
}
