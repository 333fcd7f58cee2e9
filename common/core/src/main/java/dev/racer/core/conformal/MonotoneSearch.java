package dev.racer.core.conformal;

import java.util.function.LongPredicate;

/** Finds where a condition starts to hold, in two evaluations when the guess is right. */
public final class MonotoneSearch {
  private MonotoneSearch() {}

  /**
   * The least x in {@code [low, high)} at which {@code holds} is true, or {@code high} if there is
   * none: doubling steps away from the guess, then bisection.
   *
   * @param low inclusive, not above {@code high}
   * @param high exclusive, at most {@code low + 2^62}
   * @param guess any number; a bad one costs time, not correctness
   * @param holds false up to some point and true from there on; asked within the range only
   */
  public static long first(long low, long high, long guess, LongPredicate holds) {
    long from = low;
    long to = high;
    if (from < to) {
      long start = Math.max(from, Math.min(to - 1, guess));
      if (holds.test(start)) {
        to = start;
        for (long step = 1; from < to; step *= 2) {
          long probe = to - Math.min(step, to - from);
          if (!holds.test(probe)) {
            from = probe + 1;
            break;
          }
          to = probe;
        }
      } else {
        from = start + 1;
        for (long step = 1; from < to; step *= 2) {
          long probe = from + Math.min(step, to - from) - 1;
          if (holds.test(probe)) {
            to = probe;
            break;
          }
          from = probe + 1;
        }
      }
    }
    while (from < to) {
      long middle = from + (to - from) / 2;
      if (holds.test(middle)) {
        to = middle;
      } else {
        from = middle + 1;
      }
    }
    return from;
  }
}
