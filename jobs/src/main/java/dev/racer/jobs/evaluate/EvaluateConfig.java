package dev.racer.jobs.evaluate;

import dev.racer.core.conformal.RiskLevel;
import dev.racer.jobs.calibrate.CalibrateConfig;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.OutcomeDetails;
import java.util.List;
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
    splits.column().ifPresent(split -> requireOneSpelling(calibration, split.column()));
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
    if (votes.onlyWithAnswers() && !hasAnswers) {
      tuning
          .objective()
          .filter(Objective::needsVotes)
          .ifPresent(
              objective -> {
                throw new ConfigException(
                    "tune.objective = "
                        + objective.key()
                        + " counts right answers, but table outcomes has no column 'answer'; if it"
                        + " goes by another name, set lake.columns.outcomes.answer");
              });
    }
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

  /**
   * The level of the misses of one split by date or column: of {@link #shiftLevel}, one half is for
   * the misses of these splits, the other for the comparison of their sides.
   */
  double shiftLevelPerTable() {
    int evidence = (splits.testFrom().isPresent() ? 1 : 0) + (splits.column().isPresent() ? 1 : 0);
    return shiftLevel / 2 / Math.max(1, evidence);
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
    String key = objective().needsCosts() ? "tune.objective" : "evaluate.costs";
    return sumsCosts() ? details.withCosts(key) : details;
  }

  /** What is chosen by. */
  Objective objective() {
    return tuning.objective(!votes.votes().isEmpty());
  }

  /** Spark's column names ignore case: two spellings would be one column by two names. */
  private static void requireOneSpelling(CalibrateConfig calibration, String splitColumn) {
    for (List<String> columns : calibration.segments()) {
      for (String column : columns) {
        require(
            column.equals(splitColumn) || !column.equalsIgnoreCase(splitColumn),
            "evaluate.split-column = "
                + splitColumn
                + " and "
                + column
                + " in calibration.segments are the same column, as column names ignore case;"
                + " expected one spelling");
      }
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new ConfigException(otherwise);
    }
  }
}
