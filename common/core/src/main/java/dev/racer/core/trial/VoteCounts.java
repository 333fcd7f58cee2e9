package dev.racer.core.trial;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The counts of a {@link CellVotes}, which merge by addition. There are no steps where none
 * occurred.
 */
final class VoteCounts implements Serializable {
  /** Nothing counted. */
  static final VoteCounts NONE = new VoteCounts(new long[0], NarrowInts.NONE, NarrowInts.NONE);

  private static final long serialVersionUID = 1L;

  private final long[] lanes;
  private final NarrowInts steps;
  private final NarrowInts unknownSteps;

  VoteCounts(long[] lanes, NarrowInts steps, NarrowInts unknownSteps) {
    this.lanes = lanes;
    this.steps = steps;
    this.unknownSteps = unknownSteps;
  }

  VoteCounts plus(VoteCounts other) {
    long[] sum = lanes.clone();
    Arrays.setAll(sum, i -> Math.addExact(lanes[i], other.lanes[i]));
    return new VoteCounts(sum, steps.plus(other.steps), unknownSteps.plus(other.unknownSteps));
  }

  /** A count of a vote at its first temperature, the only one of votes without a winner. */
  long first(VoteLayout layout, int cell, int vote, int what) {
    return lanes[cell * layout.words() * LaneCounts.LANES_PER_WORD + VoteLayout.lane(vote, what)];
  }

  /**
   * Counts of a vote by temperature.
   *
   * @param rows of the counter
   * @param columns of the counter
   * @param cell {@code row * columns + column}
   * @param what correct or unknown
   */
  long[] byTemperature(VoteLayout layout, int rows, int columns, int cell, int vote, int what) {
    NarrowInts planes = what == VoteLayout.UNKNOWN ? unknownSteps : steps;
    long[] counts = new long[layout.size(vote)];
    counts[0] = first(layout, cell, vote, what);
    for (int t = 1; t < counts.length; t++) {
      counts[t] = counts[t - 1];
      if (planes.length() > 0) {
        counts[t] += planes.at(layout.plane(vote, t) * rows * columns + cell);
      }
    }
    return counts;
  }
}
