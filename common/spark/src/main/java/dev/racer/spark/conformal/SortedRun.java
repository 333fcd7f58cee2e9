package dev.racer.spark.conformal;

import java.io.Serializable;

/**
 * Some of the finite critical scores of a stream, ascending; or, for a negative number, what is
 * known of a group.
 *
 * <p>Streams are numbered as {@link Grid} does, then once more for the queries that a fair sample
 * leaves out; groups likewise, then a third time for their probabilities.
 *
 * @param number stream, or {@code -1 - group}
 * @param values fixed point, ascending; or counts as {@link GroupTally} lays them out; or the bits
 *     of the least and the greatest probability. Not copied: a run may hold millions
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a task's hot path
record SortedRun(int number, long[] values) implements Serializable {
  boolean isOfGroup() {
    return number < 0;
  }

  static SortedRun ofGroup(int group, long[] values) {
    return new SortedRun(-1 - group, values);
  }
}
