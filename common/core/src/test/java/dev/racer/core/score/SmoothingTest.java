package dev.racer.core.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmoothingTest {
  @ParameterizedTest
  @ValueSource(doubles = {0x1p-30, Smoothing.DEFAULT_WIDTH, 0.9999999999999999})
  void acceptsWidths(double width) {
    assertThat(new Smoothing(Ties.SMOOTHED, width, 0).width()).isEqualTo(width);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1e-6, 0x0.fp-30, 1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesOtherWidths(double width) {
    assertThatThrownBy(() -> new Smoothing(Ties.SMOOTHED, width, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Smoothing width must lie in [2^-30, 1), got " + width);
  }
}
