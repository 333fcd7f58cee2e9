package dev.racer.jobs.evaluate;

import dev.racer.core.conformal.RiskLevel;
import dev.racer.jobs.calibrate.CalibrateConfig;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.OutcomeDetails;
import java.util.Optional;

/**
 * Everything an evaluation depends on; complete and valid once constructed.
 *
 * @param calibration what is calibrated in every trial; of its policy, the risk target and the
 *     guarantee are those that are chosen from
 * @param splits how queries are told apart
 * @param votes votes over the answers of a model set
 * @param tuning what the validation queries choose
 * @param costs {@code evaluate.costs}: whether the costs of called models are summed; empty for
 *     where outcomes have costs
 * @param falseAlarm {@code evaluate.false-alarm} in (0, 1): how often the whole table of checks may
 *     fail although everything is right
 */
public record EvaluateConfig(
    CalibrateConfig calibration,
    SplitConfig splits,
    VoteConfig votes,
    TuneConfig tuning,
    Optional<Boolean> costs,
    double falseAlarm,
    double shiftLevel) {
  /**
   * Checks fields against each other.
   *
   * @throws ConfigException if a value is not allowed
   */
  public EvaluateConfig {
    require(
        falseAlarm > 0 && falseAlarm < 1,
        "evaluate.false-alarm must lie in (0, 1), got " + falseAlarm);
    require(
        shiftLevel > 0 && shiftLevel < 1,
        "evaluate.shift-level must lie in (0, 1), got " + shiftLevel);
    for (RiskLevel level : tuning.riskLevels()) {
      require(
          calibration.riskLevels().contains(level),
          "tune.risk-levels must be among calibration.risk-levels = "
              + calibration.riskLevels().stream().map(RiskLevel::text).toList()
              + ", got "
              + level.text());
    }
    require(
        calibration.riskLevels().contains(tuning.riskLevel()),
        "tune.risk-level must be among calibration.risk-levels = "
            + calibration.riskLevels().stream().map(RiskLevel::text).toList()
            + ", got "
            + tuning.riskLevel().text());
    tuning
        .objective()
        .ifPresent(
            objective -> {
              require(
                  !objective.needsCosts() || costs.orElse(true),
                  "tune.objective = "
                      + objective.key()
                      + " needs costs, got evaluate.costs = false");
              require(
                  !objective.needsVotes() || !votes.votes().isEmpty(),
                  "tune.objective = "
                      + objective.key()
                      + " counts right answers: expected a vote in evaluate.votes, got none");
            });
  }

  /**
   * The same for a lake: what was left to it is settled.
   *
   * @param hasAnswers whether its outcomes have answers
   * @param hasCosts whether they have costs
   */
  EvaluateConfig on(boolean hasAnswers, boolean hasCosts) {
    boolean needsCosts = tuning.objective().filter(Objective::needsCosts).isPresent();
    return new EvaluateConfig(
        calibration,
        splits,
        votes.onlyWithAnswers() && !hasAnswers ? votes.none() : votes,
        tuning,
        Optional.of(costs.orElse(hasCosts || needsCosts)), // needed ones must be there
        falseAlarm,
        shiftLevel);
  }

  /** Whether costs are summed, once that is settled. */
  boolean sumsCosts() {
    return costs.orElseThrow();
  }

  /** What is read of outcomes beside whether they are correct. */
  OutcomeDetails details() {
    OutcomeDetails details = OutcomeDetails.NONE;
    if (!votes.votes().isEmpty()) {
      details = details.withAnswers(votes.normalization(), "evaluate.votes");
    }
    for (String column : votes.confidenceColumns()) {
      details = details.withConfidence(column, "evaluate.votes");
    }
    return sumsCosts() ? details.withCosts("evaluate.costs") : details;
  }

  /** What is chosen by. */
  Objective objective() {
    return tuning.objective(!votes.votes().isEmpty());
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new ConfigException(otherwise);
    }
  }
}
