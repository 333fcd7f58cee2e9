package dev.racer.spark.trial;

import dev.racer.core.conformal.CalibrationOutcome;
import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.conformal.ThresholdRank;
import dev.racer.core.trial.CellCounts;
import dev.racer.core.trial.CellThresholds;
import dev.racer.core.trial.TrialBaseline;
import dev.racer.core.trial.TrialCounts;
import dev.racer.core.trial.TrialRole;
import dev.racer.core.trial.TrialTally;
import dev.racer.core.trial.TrialVotes;
import dev.racer.spark.conformal.Grid;
import java.util.Map;

/**
 * What came of the trials of a plan. Groups, streams and cells are numbered as by its {@link Grid},
 * trials, levels and votes as by the {@link TrialPlan}. A group without queries has counts of 0.
 */
public final class TrialResult {
  private final TrialPlan plan;
  private final Map<Integer, long[]> totals;
  private final Map<Integer, StreamFit> fits;
  private final Map<Integer, CellCounts> counts;

  TrialResult(
      TrialPlan plan,
      Map<Integer, long[]> totals,
      Map<Integer, StreamFit> fits,
      Map<Integer, CellCounts> counts) {
    this.plan = plan;
    this.totals = Map.copyOf(totals);
    this.fits = Map.copyOf(fits);
    this.counts = Map.copyOf(counts);
  }

  /** What was tried. */
  public TrialPlan plan() {
    return plan;
  }

  /** Whether a group has any queries. */
  public boolean hasQueries(int group) {
    return totals.containsKey(group);
  }

  /**
   * The queries of a group that have a role in a trial.
   *
   * @param role calibration, validation or test
   */
  public TrialBaseline baseline(TrialRole role, int group, int trial) {
    requireRole(role, role != TrialRole.NONE, "calibration, validation or test");
    long[] ofGroup = totals.get(group);
    return TrialTally.baseline(
        ofGroup == null ? new long[plan.tallyShape(group).length()] : ofGroup,
        plan.tallyShape(group),
        role,
        trial);
  }

  /**
   * Number of queries on which the threshold was fitted at which the queries of a role are judged:
   * those that count towards the stream's risk target.
   *
   * @param role validation or test
   */
  public long fittedOn(TrialRole role, int stream, int trial) {
    requireJudged(role);
    return baseline(plan.fittedFor(role), group(stream), trial).n(target(stream));
  }

  /**
   * The threshold at which the queries of a role are judged. Where there is none, every candidate
   * and the null model are called.
   *
   * @param role validation or test; for test, the outcome of the trial's calibration
   */
  public CalibrationOutcome outcome(TrialRole role, int stream, int trial, int level) {
    requireJudged(role);
    long n = fittedOn(role, stream, trial);
    StreamFit fit = fits.get(stream);
    int wish = plan.wish(plan.fittedFor(role), trial, level);
    if (fit == null || fit.ranks()[wish] == 0) {
      return CalibrationOutcome.of(
          plan.levels().get(level).rank(n),
          rank -> {
            throw new IllegalStateException("No rank was expected for n = " + n + ", got " + rank);
          });
    }
    return CalibrationOutcome.of(
        new ThresholdRank.AtRank(fit.ranks()[wish]), rank -> fit.thresholds()[wish]);
  }

  /**
   * What the threshold does to the queries of a role.
   *
   * @param role validation or test
   */
  public TrialCounts counts(TrialRole role, int stream, int trial, int level) {
    requireJudged(role);
    TrialBaseline queries = baseline(role, group(stream), trial);
    CellCounts ofCell = counts.get(stream / plan.grid().targets().size());
    if (ofCell == null) {
      return new TrialCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }
    return ofCell.at(row(role, trial), column(stream, level), target(stream), queries);
  }

  /**
   * What a vote over the sets of the threshold comes to.
   *
   * @param role validation or test
   */
  public TrialVotes votes(TrialRole role, int stream, int trial, int level, int vote) {
    requireJudged(role);
    CellCounts ofCell = counts.get(stream / plan.grid().targets().size());
    return ofCell == null
        ? TrialVotes.none(plan.votes().get(vote))
        : ofCell.votes(row(role, trial), column(stream, level), vote, plan.votes());
  }

  /**
   * What a vote over all candidates comes to.
   *
   * @param role validation or test
   * @param kind number of the score kind by whose normalization router scores weigh and break ties
   */
  public TrialVotes fullPool(TrialRole role, int group, int kind, int trial, int vote) {
    requireJudged(role);
    CellCounts ofCell = counts.get(plan.grid().cell(group, kind));
    return ofCell == null
        ? TrialVotes.none(plan.votes().get(vote))
        : ofCell.fullPool(row(role, trial), vote, plan.votes());
  }

  private int column(int stream, int level) {
    return stream % plan.grid().targets().size() * plan.levels().size() + level;
  }

  private int row(TrialRole role, int trial) {
    return CellThresholds.JUDGED.indexOf(role) * plan.trials() + trial;
  }

  private int group(int stream) {
    return plan.grid().groupOfCell(stream / plan.grid().targets().size());
  }

  private RiskTarget target(int stream) {
    return plan.grid().targets().get(stream % plan.grid().targets().size());
  }

  private static void requireJudged(TrialRole role) {
    requireRole(role, CellThresholds.JUDGED.contains(role), "validation or test");
  }

  private static void requireRole(TrialRole role, boolean holds, String expected) {
    if (!holds) {
      throw new IllegalArgumentException("Role must be " + expected + ", got " + role.key());
    }
  }
}
