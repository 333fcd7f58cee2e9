package dev.racer.jobs.evaluate;

import java.util.OptionalDouble;

/** Mean and standard deviation of a number over trials. */
final class Spread {
  private long count;
  private double mean;
  private double squares; // of the differences to the mean, by Welford's recurrence

  /** Adds the number of a trial, if it has one. */
  void add(OptionalDouble value) {
    value.ifPresent(this::add);
  }

  /** Adds the number of a trial. */
  void add(double value) {
    count++;
    double difference = value - mean;
    mean += difference / count;
    squares += difference * (value - mean);
  }

  /** The mean; null without a number. */
  Double mean() {
    return count == 0 ? null : mean;
  }

  /** The standard deviation between trials, with n - 1; null with fewer than two numbers. */
  Double deviation() {
    return count < 2 ? null : Math.sqrt(squares / (count - 1));
  }
}
