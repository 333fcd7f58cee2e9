package dev.racer.core.conformal;

import dev.racer.core.score.FixedPoint;
import java.util.Arrays;
import java.util.Objects;

/** Exact order statistics of critical scores in memory. */
public final class OrderStatistics {
  private OrderStatistics() {}

  /**
   * Selects the smallest, second smallest, ... value of a range by rank.
   *
   * <p>Sorts the range in place: a second call on the same range costs a linear pass. Equal values
   * occupy as many ranks as there are of them.
   *
   * @param values fixed-point scores, possibly {@link FixedPoint#INFINITE}; sorted between {@code
   *     from} and {@code to} afterwards
   * @param from first index, inclusive
   * @param to last index, exclusive
   * @param ranks from 1, in any order, possibly repeated
   * @return one value per rank, in the order of {@code ranks}; {@link FixedPoint#INFINITE} for
   *     ranks beyond the number of values
   * @throws IllegalArgumentException if a rank is below 1
   * @throws IndexOutOfBoundsException if the range is not within {@code values}
   */
  public static long[] select(long[] values, int from, int to, long[] ranks) {
    for (long rank : ranks) {
      if (rank < 1) {
        throw new IllegalArgumentException("Rank must be at least 1, got " + rank);
      }
    }
    int size = to - Objects.checkFromToIndex(from, to, values.length);
    Arrays.sort(values, from, to);
    long[] selected = new long[ranks.length];
    for (int i = 0; i < ranks.length; i++) {
      selected[i] = ranks[i] > size ? FixedPoint.INFINITE : values[from + (int) ranks[i] - 1];
    }
    return selected;
  }
}
