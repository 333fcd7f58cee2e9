package dev.racer.core.vote;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The temperatures of a weighted vote, ascending: the lower, the more the largest weight counts.
 *
 * <p>At temperature T a weight w counts {@code exp(w / T)}. At positive infinity all weights count
 * the same. Immutable; two grids are equal when their temperatures are.
 */
public final class TemperatureGrid implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int PAPER_SIZE = 100;
  private static final double PAPER_LOWEST = 1e-3;
  private static final double PAPER_HIGHEST = 10;

  private final double[] temperatures;

  private TemperatureGrid(double[] temperatures) {
    this.temperatures = temperatures;
  }

  /**
   * Makes a grid of one or more temperatures.
   *
   * @param temperatures positive, strictly ascending; the last may be positive infinity
   * @throws IllegalArgumentException if there is none, one is not positive or NaN, or they do not
   *     ascend
   */
  public static TemperatureGrid of(double... temperatures) {
    if (temperatures.length == 0) {
      throw new IllegalArgumentException("Temperatures must be at least one, got none");
    }
    for (int i = 0; i < temperatures.length; i++) {
      requireTemperature(temperatures[i]);
      if (i > 0 && !(temperatures[i - 1] < temperatures[i])) {
        throw new IllegalArgumentException(
            "Temperatures must ascend, got " + temperatures[i] + " after " + temperatures[i - 1]);
      }
    }
    return new TemperatureGrid(temperatures.clone());
  }

  /**
   * The paper's grid: 100 temperatures from 1e-3 to 10, {@code 10^(4 i / 99 - 3)}; the ends are the
   * doubles of that spelling.
   *
   * @see "Paper, temperature of the weighted vote"
   */
  public static TemperatureGrid paper() {
    return logSpaced(PAPER_LOWEST, PAPER_HIGHEST, PAPER_SIZE);
  }

  /**
   * Temperatures evenly spaced in the logarithm, both ends exactly as given.
   *
   * @param lowest the first, positive
   * @param highest the last, finite
   * @param size how many, at least 2
   * @throws IllegalArgumentException if there are fewer, an end is no temperature, or they are too
   *     close together
   */
  public static TemperatureGrid logSpaced(double lowest, double highest, int size) {
    requireTemperature(lowest);
    requireTemperature(highest);
    if (!(lowest < highest) || Double.isInfinite(highest)) {
      throw new IllegalArgumentException(
          "The highest temperature must be finite and above the lowest, got "
              + highest
              + " and "
              + lowest);
    }
    if (size < 2) {
      throw new IllegalArgumentException(
          "Temperatures between two ends must be at least two, got " + size);
    }
    double from = StrictMath.log10(lowest);
    double width = StrictMath.log10(highest) - from;
    double[] temperatures = new double[size];
    for (int i = 0; i < size; i++) {
      temperatures[i] = StrictMath.pow(10, width * i / (size - 1) + from);
    }
    temperatures[0] = lowest;
    temperatures[size - 1] = highest;
    return of(temperatures);
  }

  /** Returns the number of temperatures, at least 1. */
  public int size() {
    return temperatures.length;
  }

  /**
   * Returns a temperature.
   *
   * @param index from 0, the lowest
   * @throws IndexOutOfBoundsException if there is none at the index
   */
  public double temperature(int index) {
    return temperatures[index];
  }

  static void requireTemperature(double temperature) {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException("Temperature must be positive, got " + temperature);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TemperatureGrid grid && Arrays.equals(temperatures, grid.temperatures);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(temperatures);
  }

  /** The temperatures. */
  @Override
  public String toString() {
    return Arrays.toString(temperatures);
  }
}
