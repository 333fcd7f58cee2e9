package dev.racer.spark.trial;

import dev.racer.core.trial.CellContent;
import dev.racer.core.trial.CellCounter;
import dev.racer.core.trial.RankWish;
import dev.racer.core.trial.TallyShape;
import dev.racer.core.trial.TrialAssignment;
import dev.racer.core.trial.TrialLevel;
import dev.racer.core.trial.TrialRole;
import dev.racer.core.trial.TrialRoles;
import dev.racer.core.trial.VoteSpec;
import dev.racer.core.vote.VoteCount;
import dev.racer.spark.conformal.Grid;
import dev.racer.spark.lake.OutcomeDetails;
import java.io.Serializable;
import java.util.List;

/**
 * Everything that is tried in one go: in every trial, for every stream of the grid, every level.
 * Trials are numbered consecutively over all splits, those of the first split first. Pools of small
 * segments have no part in it.
 *
 * <p>Costs are counted if the details have them.
 *
 * @param grid routers, segments, score kinds, risk targets and tie-break
 * @param details what the records carry of outcomes beside labels
 * @param levels guarantees with risk levels, by number; at least one
 * @param seed of the hash that splits
 * @param splits at least one
 * @param validation at which thresholds validation queries are judged
 * @param votes votes over the answers of sets, by number; may be none
 */
public record TrialPlan(
    Grid grid,
    OutcomeDetails details,
    List<TrialLevel> levels,
    long seed,
    List<TrialRoles> splits,
    ValidationThresholds validation,
    List<VoteSpec> votes)
    implements Serializable {

  /** The largest pool. */
  public static final int MOST_MODELS = VoteCount.MAX_POOL_SIZE;

  /**
   * Takes copies, and checks that the details have what the votes need.
   *
   * @throws IllegalArgumentException if there is no level or no split, a pool is too large, or a
   *     vote asks for what the records do not carry
   */
  public TrialPlan {
    levels = List.copyOf(levels);
    splits = List.copyOf(splits);
    votes = List.copyOf(votes);
    if (levels.isEmpty() || splits.isEmpty()) {
      throw new IllegalArgumentException(
          "Trials need a level and a split, got " + levels + " and " + splits);
    }
    grid.routers()
        .forEach(
            router -> {
              if (router.pool().size() > MOST_MODELS) {
                throw new IllegalArgumentException(
                    "Pool must have at most "
                        + MOST_MODELS
                        + " models for trials, got "
                        + router.pool().size()
                        + " of router "
                        + router.router());
              }
            });
    if (!votes.isEmpty() && !details.hasAnswers()) {
      throw new IllegalArgumentException(
          "Votes need answers, which the records do not carry, got "
              + votes.stream().map(VoteSpec::key).toList());
    }
    for (VoteSpec vote : votes) {
      if (vote instanceof VoteSpec.ByConfidence weighted
          && !details.confidences().contains(weighted.column())) {
        throw new IllegalArgumentException(
            "Confidence column must be one of "
                + details.confidences()
                + ", which the records carry, got "
                + weighted.column());
      }
    }
  }

  /** Number of trials of all splits. */
  public int trials() {
    return firstTrials()[splits.size()];
  }

  /** The number of every split's first trial, and in the end how many trials there are. */
  int[] firstTrials() {
    return TrialAssignment.firstTrials(splits);
  }

  /** The split of a trial, by number. */
  public int split(int trial) {
    int[] first = firstTrials();
    int split = 0;
    while (first[split + 1] <= trial) {
      split++;
    }
    return split;
  }

  /** The roles on which thresholds are fitted. */
  List<TrialRole> fitted() {
    return switch (validation) {
      case OWN -> List.of(TrialRole.CALIBRATION, TrialRole.VALIDATION);
      case CALIBRATED -> List.of(TrialRole.CALIBRATION);
    };
  }

  /** The role on which the thresholds were fitted at which the queries of a role are judged. */
  TrialRole fittedFor(TrialRole judged) {
    return judged == TrialRole.VALIDATION && validation == ValidationThresholds.OWN
        ? TrialRole.VALIDATION
        : TrialRole.CALIBRATION;
  }

  /** Place of a role on which thresholds are fitted, a trial and a level in a {@link RankWish}. */
  int wish(TrialRole fitted, int trial, int level) {
    return (fitted().indexOf(fitted) * trials() + trial) * levels.size() + level;
  }

  /** What is counted of a group's queries before there are thresholds. */
  TallyShape tallyShape(int group) {
    int pool = grid.routers().get(grid.router(group)).pool().size();
    return new TallyShape(
        trials(), pool, details.hasCosts() ? pool : 0, details.confidences().size());
  }

  /** What is counted of the sets of a router's cells. */
  CellContent cellContent(int router) {
    return new CellContent(grid.routers().get(router).pool().size(), details.hasCosts(), votes);
  }

  /** Most bytes that a task's counters of a group take, those of all score kinds together. */
  long counterBytes(int group) {
    return grid.kinds().size()
        * CellCounter.bytes(
            cellContent(grid.router(group)),
            trials(),
            (long) grid.targets().size() * levels.size());
  }
}
