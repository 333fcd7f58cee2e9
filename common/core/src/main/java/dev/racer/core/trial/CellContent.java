package dev.racer.core.trial;

import java.util.List;

/**
 * What is counted of the sets of a group.
 *
 * @param poolSize K
 * @param hasCosts whether their costs are
 * @param votes the votes over them, by number; may be none
 */
public record CellContent(int poolSize, boolean hasCosts, List<VoteSpec> votes) {
  /** Takes a copy. */
  public CellContent {
    votes = List.copyOf(votes);
  }

  /**
   * The most memory that a {@link CellCounter} takes, about.
   *
   * @param trials number of trials
   * @param columns number of risk targets times levels
   * @return in bytes
   */
  public long bytes(int trials, int columns) {
    VoteLayout layout = new VoteLayout(votes);
    long rows = (long) CellThresholds.JUDGED.size() * trials;
    long words = columns + (columns + 1L) * layout.words();
    long lanes = words * LaneCounts.LANES_PER_WORD + (hasCosts ? 2L * columns : 0);
    long steps = 2L * layout.planes() * (columns + 1L); // also of unknown labels
    return rows * ((words + lanes) * Long.BYTES + steps * Integer.BYTES);
  }
}
