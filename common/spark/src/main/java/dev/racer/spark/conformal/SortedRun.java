package dev.racer.spark.conformal;

import java.io.Serializable;

/**
 * Some of the finite critical scores of a stream, ascending; or, for a negative number, the tally
 * of group {@code -1 - number}.
 *
 * @param number stream, or tally
 * @param values fixed point, ascending; or counts as {@link GroupTally} lays them out. Not copied:
 *     a run may hold millions
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a task's hot path
record SortedRun(int number, long[] values) implements Serializable {
  boolean isTally() {
    return number < 0;
  }

  static SortedRun tally(int group, long[] counts) {
    return new SortedRun(-1 - group, counts);
  }
}
