package dev.racer.jobs.report.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AxisTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0.5, 0.1",
    "0, 0.6, 0.1",
    "0, 0.61, 0.2",
    "0, 7, 2",
    "-0.5, 0, 0.1",
    "0.068, 0.132, 0.02",
    "0, 0, 0.2",
    "3, 3, 0.5"
  })
  void ticksAreAtRoundNumbers(double low, double high, String step) {
    assertThat(Axis.step(low, high)).isEqualByComparingTo(step);
  }

  @Test
  void endsAreTicksAroundTheRange() {
    Axis axis = Axis.over("risk", Unit.PERCENT, 0.012, 0.47);

    assertThat(axis.from()).isZero();
    assertThat(axis.to()).isEqualTo(0.5);
    assertThat(axis.ticks()).hasSize(6);
    assertThat(axis.text()).isEqualTo("risk, %");
  }

  @Test
  void anExactAxisHasOnlyTicksWithin() {
    Axis axis = Axis.exactly("risk", Unit.PERCENT, 0.045, 0.105);

    assertThat(axis.from()).isEqualTo(0.045);
    assertThat(axis.to()).isEqualTo(0.105);
    assertThat(axis.ticks())
        .usingElementComparator(BigDecimal::compareTo)
        .containsExactlyElementsOf(
            List.of("0.05", "0.06", "0.07", "0.08", "0.09", "0.10").stream()
                .map(BigDecimal::new)
                .toList());
  }

  @ParameterizedTest
  @CsvSource({
    "PERCENT, 0.125, 12.5",
    "PERCENT, 0, 0",
    "POINTS, 0.05, +5",
    "POINTS, -0.05, −5",
    "MODELS, 2.50, 2.5",
    "TRIALS, 20, 20"
  })
  void ticksAreWrittenInTheirUnit(Unit unit, String value, String written) {
    assertThat(unit.tick(new BigDecimal(value))).isEqualTo(written);
  }

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyRangeGetsAFewAscendingTicks(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double low = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-6, 6));
    double high = low + random.nextDouble() * Math.pow(10, random.nextInt(-6, 6));

    Axis axis = Axis.over("x", Unit.MODELS, low, high);

    assertThat(axis.from()).isLessThanOrEqualTo(low);
    assertThat(axis.to()).isGreaterThanOrEqualTo(high);
    assertThat(axis.ticks()).hasSizeBetween(2, 8).isSorted();
    assertThat(axis.position(low)).isBetween(0.0, axis.position(high));
  }

  @Test
  void whatIsNoRangeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Axis.over("x", Unit.MODELS, 0, Double.NaN))
        .withMessage("Range of an axis must be finite and ascend, got 0.0 to NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Axis.exactly("x", Unit.MODELS, 1, 1))
        .withMessage("Axis must have a length, got 1.0 to 1.0");
  }
}
