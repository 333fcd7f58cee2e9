package dev.racer.bench.trials;

import dev.racer.bench.contender.Workload;
import dev.racer.core.conformal.Guarantee;
import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.score.ScoreKind;
import dev.racer.core.score.Smoothing;
import dev.racer.core.score.Ties;
import dev.racer.core.trial.RandomRoles;
import dev.racer.core.trial.SplitShares;
import dev.racer.core.trial.TrialLevel;
import dev.racer.spark.conformal.Grid;
import dev.racer.spark.lake.OutcomeDetails;
import dev.racer.spark.records.RouterPool;
import dev.racer.spark.trial.TrialPlan;
import dev.racer.spark.trial.ValidationThresholds;
import java.math.BigDecimal;
import java.util.List;

/**
 * What every contestant computes: for all queries of one router, by the score gap after a softmax
 * with smoothed ties, in each of many random splits (50/10/40), the exact thresholds of eight risk
 * levels, and what they do to the validation and the test queries.
 *
 * @param lake the lake
 * @param trials number of trials
 */
record TrialsWorkload(Workload lake, int trials) {
  static final SplitShares SHARES = SplitShares.parse("0.5", "0.1", "0.4");
  static final long SEED = 1;
  static final ScoreKind KIND = ScoreKind.ofKeys("softmax", "one-minus-max", "gap");
  static final Smoothing SMOOTHING = new Smoothing(Ties.SMOOTHED, Smoothing.DEFAULT_WIDTH, 0);
  static final List<TrialLevel> LEVELS =
      Workload.RISK_LEVELS.stream()
          .map(alpha -> new TrialLevel(Guarantee.EXPECTED, alpha, new BigDecimal("0.05")))
          .toList();

  /** The plan of trials. */
  TrialPlan plan(RouterPool router) {
    Grid grid =
        new Grid(
            List.of(router),
            List.of(),
            List.of(),
            List.of(),
            List.of(KIND),
            List.of(RiskTarget.MISROUTING),
            SMOOTHING);
    return new TrialPlan(
        grid,
        OutcomeDetails.NONE,
        LEVELS,
        SEED,
        List.of(RandomRoles.of(trials, SHARES)),
        ValidationThresholds.CALIBRATED,
        List.of());
  }
}
