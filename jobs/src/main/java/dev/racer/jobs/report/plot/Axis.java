package dev.racer.jobs.report.plot;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * A linear axis with ticks at round numbers.
 *
 * @param label what it shows, without the unit
 * @param unit unit of the numbers
 * @param from first number shown
 * @param to last number shown, more than {@code from}
 * @param ticks where ticks are, ascending, within the axis
 */
public record Axis(String label, Unit unit, double from, double to, List<BigDecimal> ticks) {
  private static final int MOST_TICKS = 6;
  private static final int[] STEPS = {1, 2, 5, 10};

  /** Takes a copy and checks the ends. */
  public Axis {
    if (!(from < to) || Double.isInfinite(to - from)) {
      throw new IllegalArgumentException("Axis must have a length, got " + from + " to " + to);
    }
    ticks = List.copyOf(ticks);
  }

  /**
   * An axis that shows at least the given range; its ends are ticks.
   *
   * @param low finite
   * @param high finite, at least {@code low}
   */
  public static Axis over(String label, Unit unit, double low, double high) {
    BigDecimal step = step(low, high);
    BigDecimal first = floor(low, step);
    BigDecimal last = first;
    List<BigDecimal> ticks = new ArrayList<>(List.of(first));
    while (last.doubleValue() < high || ticks.size() < 2) {
      last = last.add(step);
      ticks.add(last);
    }
    return new Axis(label, unit, first.doubleValue(), last.doubleValue(), ticks);
  }

  /** An axis of exactly the given range, with the ticks that lie within. */
  public static Axis exactly(String label, Unit unit, double low, double high) {
    BigDecimal step = step(low, high);
    List<BigDecimal> ticks = new ArrayList<>();
    BigDecimal tick = floor(low, step);
    while (tick.doubleValue() <= high) {
      if (tick.doubleValue() >= low) {
        ticks.add(tick);
      }
      tick = tick.add(step);
    }
    return new Axis(label, unit, low, high, ticks);
  }

  /** The smallest of 1, 2 or 5 times a power of ten that needs few enough ticks. */
  static BigDecimal step(double low, double high) {
    if (!(low <= high) || Double.isInfinite(high - low)) {
      throw new IllegalArgumentException(
          "Range of an axis must be finite and ascend, got " + low + " to " + high);
    }
    double length = high > low ? high - low : Math.max(Math.abs(high), 1);
    int exponent = (int) Math.floor(StrictMath.log10(length / MOST_TICKS));
    for (int step : STEPS) {
      BigDecimal candidate = BigDecimal.valueOf(step).scaleByPowerOfTen(exponent);
      if (length / candidate.doubleValue() <= MOST_TICKS) {
        return candidate;
      }
    }
    return BigDecimal.valueOf(2).scaleByPowerOfTen(exponent + 1);
  }

  /** Label and unit. */
  public String text() {
    return label + ", " + unit.text();
  }

  /** Where a number lies: 0 at the beginning, 1 at the end; numbers outside lie at the ends. */
  double position(double value) {
    return Math.min(1, Math.max(0, (value - from) / (to - from)));
  }

  private static BigDecimal floor(double value, BigDecimal step) {
    return BigDecimal.valueOf(value).divide(step, 0, RoundingMode.FLOOR).multiply(step);
  }
}
