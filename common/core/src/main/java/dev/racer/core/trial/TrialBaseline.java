package dev.racer.core.trial;

import dev.racer.core.conformal.RiskTarget;
import java.io.Serializable;
import java.util.List;

/**
 * The queries of a group that have a role in a trial, and what would be right without any
 * threshold. An unknown label counts as wrong.
 *
 * @param answerable queries with complete labels, some model correct
 * @param unanswerable queries with complete labels, no model correct
 * @param partlyAnswerable queries with an unknown label, some model known to be correct
 * @param undecided queries with an unknown label, none known to be correct
 * @param tied queries in which two models have the same raw score
 * @param topCorrect queries whose highest router score belongs to a correct model; of several
 *     highest, the first in pool order counts
 * @param correct for each candidate, in pool order, the queries that it answers correctly
 * @param costs for each candidate, what it costs to call it for all of the queries, in units of
 *     10⁻⁹, where that is known; empty without costs
 * @param costsMissing for each candidate, the queries for which its cost is not known; empty
 *     without costs
 * @param confidencesMissing for each confidence column, the answers without a confidence
 */
public record TrialBaseline(
    long answerable,
    long unanswerable,
    long partlyAnswerable,
    long undecided,
    long tied,
    long topCorrect,
    List<Long> correct,
    List<Long> costs,
    List<Long> costsMissing,
    List<Long> confidencesMissing)
    implements Serializable {
  /** Takes copies. */
  public TrialBaseline {
    correct = List.copyOf(correct);
    costs = List.copyOf(costs);
    costsMissing = List.copyOf(costsMissing);
    confidencesMissing = List.copyOf(confidencesMissing);
  }

  /** Queries. */
  public long queries() {
    return answerable + unanswerable + partlyAnswerable + undecided;
  }

  /** Queries with an unknown label. */
  public long unknown() {
    return partlyAnswerable + undecided;
  }

  /** Queries that some candidate is known to answer correctly. */
  public long oracleCorrect() {
    return answerable + partlyAnswerable;
  }

  /** Queries that count towards a risk target. */
  public long n(RiskTarget target) {
    return switch (target) {
      case MISROUTING -> queries();
      case ANSWERABLE_MISS -> queries() - unanswerable;
    };
  }
}
