package dev.racer.spark.conformal;

/**
 * Ascending thresholds, and for any value the first that reaches it. A table over the range of the
 * thresholds narrows the search, which is done for every model of every query.
 */
final class Steps {
  private static final int CELLS_PER_STEP = 4;

  private final long[] steps;
  private final long least;
  private final long greatest;
  private final int shift;
  private final int[] firstOfCell;

  /**
   * @param steps fixed point, ascending and distinct; may be empty
   */
  Steps(long[] steps) {
    this.steps = steps;
    this.least = steps.length == 0 ? 0 : steps[0];
    this.greatest = steps.length == 0 ? 0 : steps[steps.length - 1];
    long range = greatest - least; // fixed-point values are far from the ends of a long
    int bits = Long.SIZE - Long.numberOfLeadingZeros(range);
    int cellBits = Integer.SIZE - Integer.numberOfLeadingZeros(CELLS_PER_STEP * steps.length);
    this.shift = Math.max(0, bits - cellBits);
    this.firstOfCell = new int[(int) (range >>> shift) + 2];
    int step = 0;
    for (int cell = 0; cell < firstOfCell.length; cell++) {
      while (step < steps.length && ((steps[step] - least) >>> shift) < cell) {
        step++;
      }
      firstOfCell[cell] = step;
    }
  }

  /** Number of thresholds. */
  int size() {
    return steps.length;
  }

  /** Index of the first threshold at or above the value; {@link #size} if none is. */
  int firstReaching(long value) {
    if (value <= least) {
      return 0; // also when there is no threshold
    }
    if (value > greatest) {
      return steps.length;
    }
    int cell = (int) ((value - least) >>> shift);
    int low = firstOfCell[cell];
    int high = firstOfCell[cell + 1];
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (steps[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
