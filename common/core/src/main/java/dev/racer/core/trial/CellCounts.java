package dev.racer.core.trial;

import dev.racer.core.conformal.RiskTarget;
import java.io.Serializable;
import java.util.Arrays;

/** The counts of a {@link CellCounter}, which merge by addition in any order. */
public final class CellCounts implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int columns;
  private final long[] counts;
  private final long[] costs;
  private final long[] costsMissing;

  CellCounts(int columns, long[] counts, long[] costs, long[] costsMissing) {
    this.columns = columns;
    this.counts = counts;
    this.costs = costs;
    this.costsMissing = costsMissing;
  }

  /** The counts of both sets of queries together; they must be disjoint. */
  public CellCounts plus(CellCounts other) {
    return new CellCounts(
        columns,
        sum(counts, other.counts),
        sum(costs, other.costs),
        sum(costsMissing, other.costsMissing));
  }

  private static long[] sum(long[] a, long[] b) {
    long[] sum = new long[a.length];
    Arrays.setAll(sum, i -> Math.addExact(a[i], b[i]));
    return sum;
  }

  /**
   * The counts of a role in a trial.
   *
   * @param row {@code role * trials + trial}, the role by its number in {@link
   *     CellThresholds#JUDGED}
   * @param column number of the risk target and level
   * @param target the risk target
   * @param queries the queries with that role
   */
  public TrialCounts at(int row, int column, RiskTarget target, TrialBaseline queries) {
    int cell = row * columns + column;
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
        costs.length == 0 ? 0 : costs[cell],
        costs.length == 0 ? 0 : costsMissing[cell]);
  }
}
