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
}
