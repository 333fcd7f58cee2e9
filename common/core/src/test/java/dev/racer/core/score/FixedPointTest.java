package dev.racer.core.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FixedPointTest {
  private static final BigDecimal ONE = BigDecimal.valueOf(1L << FixedPoint.BITS);

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "1, 1099511627776",
    "-1, -1099511627776",
    "4096, 4503599627370496",
    "-4096, -4503599627370496",
    "0x0.8p-40, 0", // halves go to the even multiple
    "0x1.8p-40, 2",
    "0x2.8p-40, 2",
    "-0x0.8p-40, 0",
    "-0x1.8p-40, -2",
    "0x0.80001p-40, 1",
    "4.9e-324, 0"
  })
  void roundsToTheNearestMultiple(double value, long fixed) {
    assertThat(FixedPoint.of(value)).isEqualTo(fixed);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void agreesWithDecimalRoundingHalfEven(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 100; i++) {
      double value = anyValue(random);

      long expected =
          new BigDecimal(value).multiply(ONE).setScale(0, RoundingMode.HALF_EVEN).longValueExact();

      assertThat(FixedPoint.of(value)).as("%s", value).isEqualTo(expected);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyFixedPointValueIsExactAsDouble(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 100; i++) {
      long fixed = random.nextLong(-(1L << 52), (1L << 52) + 1);

      double value = FixedPoint.toDouble(fixed);

      assertThat(new BigDecimal(value).multiply(ONE)).isEqualByComparingTo(String.valueOf(fixed));
      assertThat(FixedPoint.of(value)).isEqualTo(fixed);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void roundingKeepsTheOrder(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 100; i++) {
      double a = anyValue(random);
      double b = anyValue(random);

      assertThat(FixedPoint.of(Math.min(a, b))).isLessThanOrEqualTo(FixedPoint.of(Math.max(a, b)));
    }
  }

  @Test
  void infiniteIsGreaterThanEveryValue() {
    assertThat(FixedPoint.INFINITE).isGreaterThan(FixedPoint.of(FixedPoint.LIMIT));
    assertThat(FixedPoint.toDouble(FixedPoint.INFINITE)).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        4096.000000000001,
        -4097
      })
  void refusesWhatCannotBeRounded(double value) {
    assertThatThrownBy(() -> FixedPoint.of(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Nonconformity must lie in [-4096, 4096], got " + value);
  }

  @Test
  void refusesFixedPointValuesThatNoDoubleGives() {
    assertThatThrownBy(() -> FixedPoint.toDouble((1L << 52) + 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Fixed-point value must lie in [-4096, 4096], got 4503599627370497 / 2^40");
  }

  /** Random magnitudes, and exact halves between two multiples. */
  private static double anyValue(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> (random.nextDouble() - .5) * 2 * FixedPoint.LIMIT;
      case 1 -> Math.scalb(random.nextDouble() - .5, -random.nextInt(60));
      default -> (random.nextLong(-(1L << 30), 1L << 30) + .5) * 0x1p-40;
    };
  }
}
