package dev.racer.spark.conformal;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The values of one stream between two bounds, and the ranks among them that are wanted.
 *
 * @param stream the stream
 * @param low smallest value that may occur, fixed point
 * @param high largest value that may occur, fixed point
 * @param below values of the stream below {@code low}
 * @param count values in the range
 * @param ranks wanted ranks in the stream, ascending, in (below, below + count]
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ValueRange(int stream, long low, long high, long below, long count, long[] ranks)
    implements Serializable {

  /** Whether all values are equal, so that nothing needs to be sorted. */
  boolean isSingleValue() {
    return low == high;
  }

  /** Part of this range, with those of the wanted ranks that fall into it. */
  ValueRange part(long partLow, long partHigh, long partBelow, long partCount) {
    int from = firstAbove(partBelow);
    int to = firstAbove(partBelow + partCount);
    return new ValueRange(
        stream, partLow, partHigh, partBelow, partCount, Arrays.copyOfRange(ranks, from, to));
  }

  private int firstAbove(long rank) {
    int found = Arrays.binarySearch(ranks, rank);
    return found >= 0 ? found + 1 : -found - 1; // ranks are distinct
  }
}
