package dev.racer.core.trial;

import dev.racer.core.conformal.RiskTarget;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * The counts of a {@link CellCounter}, which merge by addition in any order. A <em>row</em> is
 * {@code role * trials + trial}, the role by its number in {@link CellThresholds#JUDGED}; a
 * <em>column</em> is {@code target * levels + level}.
 */
public final class CellCounts implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Shape shape;
  private final long[] counts;
  private final long[] costs;
  private final long[] costsMissing;
  private final VoteCounts votes;

  record Shape(int rows, int columns, boolean hasCosts) implements Serializable {}

  CellCounts(Shape shape, long[] counts, long[] costs, long[] costsMissing, VoteCounts votes) {
    this.shape = shape;
    this.counts = counts;
    this.costs = costs;
    this.costsMissing = costsMissing;
    this.votes = votes;
  }

  /** The counts of both sets of queries together; they must be disjoint. */
  public CellCounts plus(CellCounts other) {
    return new CellCounts(
        shape,
        sum(counts, other.counts),
        sum(costs, other.costs),
        sum(costsMissing, other.costsMissing),
        votes.plus(other.votes));
  }

  private static long[] sum(long[] a, long[] b) {
    long[] sum = new long[a.length];
    Arrays.setAll(sum, i -> Math.addExact(a[i], b[i]));
    return sum;
  }

  /**
   * The counts of sets.
   *
   * @param target the column's risk target
   * @param queries the row's queries
   */
  public TrialCounts at(int row, int column, RiskTarget target, TrialBaseline queries) {
    int cell = row * shape.columns() + column;
    int lane = cell * QueryOutcomes.LANES;
    return new TrialCounts(
        queries.queries(),
        queries.n(target),
        counts[lane + QueryOutcomes.MISSES],
        queries.answerable(),
        counts[lane + QueryOutcomes.ANSWERABLE_MISSES],
        queries.unanswerable(),
        counts[lane + QueryOutcomes.NULL_CREDITS],
        queries.unknown(),
        counts[lane + QueryOutcomes.SIZES],
        counts[lane + QueryOutcomes.ABSTENTIONS],
        shape.hasCosts() ? costs[cell] : 0,
        shape.hasCosts() ? costsMissing[cell] : 0);
  }

  /**
   * The counts of a vote over sets.
   *
   * @param vote number of the vote
   * @param specs all votes
   */
  public TrialVotes votes(int row, int column, int vote, List<VoteSpec> specs) {
    return votesAt(row, column, vote, new VoteLayout(specs));
  }

  /** The counts of a vote over all candidates; arguments as for {@link #votes}. */
  public TrialVotes fullPool(int row, int vote, List<VoteSpec> specs) {
    return votesAt(row, shape.columns(), vote, new VoteLayout(specs));
  }

  private TrialVotes votesAt(int row, int column, int vote, VoteLayout layout) {
    int voteColumns = shape.columns() + 1;
    int cell = row * voteColumns + column;
    return new TrialVotes(
        votes.byTemperature(layout, shape.rows(), voteColumns, cell, vote, VoteLayout.CORRECT),
        votes.byTemperature(layout, shape.rows(), voteColumns, cell, vote, VoteLayout.UNKNOWN),
        votes.first(layout, cell, vote, VoteLayout.UNANSWERED));
  }
}
