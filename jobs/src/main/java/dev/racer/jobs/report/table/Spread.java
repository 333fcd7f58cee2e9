package dev.racer.jobs.report.table;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Mean and standard deviation of a number over trials.
 *
 * @param mean empty without trials
 * @param sd with n - 1 in the denominator; empty with fewer than two trials
 */
public record Spread(OptionalDouble mean, OptionalDouble sd) {
  /** Of no trial. */
  public static final Spread NONE = new Spread(OptionalDouble.empty(), OptionalDouble.empty());

  /** Of these numbers, one per trial, summed in this order. */
  public static Spread of(List<Double> numbers) {
    if (numbers.isEmpty()) {
      return NONE;
    }
    double sum = 0;
    for (double number : numbers) {
      sum += number;
    }
    double mean = sum / numbers.size();
    if (numbers.size() == 1) {
      return new Spread(OptionalDouble.of(mean), OptionalDouble.empty());
    }
    double squares = 0;
    for (double number : numbers) {
      squares += (number - mean) * (number - mean);
    }
    return new Spread(
        OptionalDouble.of(mean), OptionalDouble.of(Math.sqrt(squares / (numbers.size() - 1))));
  }
}
