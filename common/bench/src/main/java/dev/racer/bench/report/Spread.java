package dev.racer.bench.report;

import java.util.Arrays;
import java.util.Collection;

/**
 * Several measurements of the same thing.
 *
 * @param median the middle one; the mean of the two middle ones of an even number
 * @param min the smallest
 * @param max the largest
 */
public record Spread(double median, double min, double max) {
  /**
   * Sums measurements up.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Spread of(Collection<Double> measurements) {
    if (measurements.isEmpty()) {
      throw new IllegalArgumentException("A spread needs at least one measurement, got none");
    }
    double[] sorted = measurements.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }
}
