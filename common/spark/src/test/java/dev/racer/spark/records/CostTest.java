package dev.racer.spark.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CostTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "0.0025, 2500000",
    "5e-10, 0", // half a unit goes to the even one
    "1.5e-9, 2",
    "2.5e-9, 2",
    "0.1, 100000000",
    "1e6, 1000000000000000"
  })
  void aCostIsTheClosestNumberOfUnits(double cost, long units) {
    assertThat(Cost.units(cost)).isEqualTo(units);
  }

  @Test
  void unitsAreACostAgain() {
    assertThat(Cost.of(Cost.units(0.0025))).isEqualTo(0.0025);
    assertThat(Cost.of(3 * Cost.units(Cost.MOST))).isEqualTo(3e6);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e-12, 1_000_000.000001, Double.NaN, Double.POSITIVE_INFINITY})
  void whatIsNoCostIsRefused(double cost) {
    assertThatThrownBy(() -> Cost.units(cost))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cost must lie in [0, 1000000.0], got " + cost);
  }
}
