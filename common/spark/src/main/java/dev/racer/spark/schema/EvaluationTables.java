package dev.racer.spark.schema;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The tables of an evaluation. Counts first, rates made of them last; a rate is null where there is
 * nothing to divide by. Nothing in them names a query, and no text of one is in them.
 *
 * <p>A <em>split</em> says how calibration and test queries were told apart: {@value #RANDOM} (many
 * trials, a check of the implementation), {@value #BY_DATE} or {@value #BY_COLUMN} (evidence about
 * the data). A <em>cell</em> is a router, a segment, a score kind, a risk target, a guarantee and a
 * risk level.
 */
public final class EvaluationTables {
  /** Many splits by a hash of the query's id. */
  public static final String RANDOM = "random";

  /** Earlier days calibrate, later days test. */
  public static final String BY_DATE = "date";

  /** The values of a column tell which queries calibrate and which test. */
  public static final String BY_COLUMN = "column";

  /** Table of counts per trial and cell. */
  public static final String TRIAL_METRICS = "trial_metrics";

  /** Table of right answers per trial, cell and vote. */
  public static final String VOTE_METRICS = "vote_metrics";

  /** Table of right answers per trial and baseline, which knows no risk level. */
  public static final String BASELINE_METRICS = "baseline_metrics";

  /** Table with one row per split and cell: means, deviations, reference and verdict. */
  public static final String EVALUATION_SUMMARY = "evaluation_summary";

  /** Table of how often models are right before and after a split by date or column. */
  public static final String SHIFT_METRICS = "shift_metrics";

  /** Table of what was chosen on validation queries, per trial or once. */
  public static final String SELECTIONS = "selections";

  private EvaluationTables() {}

  /**
   * {@value #TRIAL_METRICS}: what the threshold calibrated in a trial does to its test queries.
   * Where {@code status} is not {@code feasible} there is no threshold, and the counts are those of
   * calling every candidate and the null model.
   */
  public static StructType trialMetrics() {
    return trialCell()
        .add("n_cal", DataTypes.LongType) // calibration queries that count for the target
        .add("rank", DataTypes.LongType) // null when infeasible
        .add("status", DataTypes.StringType) // feasible, infeasible, unreachable
        .add("threshold", DataTypes.DoubleType) // null unless feasible
        .add("test_queries", DataTypes.LongType) // all of them
        .add("n_test", DataTypes.LongType) // those that count for the target
        .add("misses", DataTypes.LongType) // of n_test
        .add("answerable", DataTypes.LongType) // fully labelled, some model correct
        .add("answerable_misses", DataTypes.LongType)
        .add("unanswerable", DataTypes.LongType) // fully labelled, no model correct
        .add("null_credits", DataTypes.LongType) // of unanswerable: the null model is in the set
        .add("unknown", DataTypes.LongType) // some label unknown
        .add("set_size_sum", DataTypes.LongType) // called models, null model left out
        .add("abstentions", DataTypes.LongType) // no model called
        .add("cost_sum", DataTypes.DoubleType) // of called models; null without costs
        .add("risk", DataTypes.DoubleType) // misses / n_test
        .add("answerable_miss_rate", DataTypes.DoubleType)
        .add("null_credit_rate", DataTypes.DoubleType) // null_credits / test_queries
        .add("mean_set_size", DataTypes.DoubleType)
        .add("abstention_rate", DataTypes.DoubleType)
        .add("mean_cost", DataTypes.DoubleType); // per test query
  }

  /**
   * {@value #VOTE_METRICS}: the right answers of a vote over the sets of a trial. {@code vote} is
   * {@code majority} or {@code weighted:W}, W being {@code router-score} or a confidence column;
   * abstention and a set without any answer count as wrong.
   */
  public static StructType voteMetrics() {
    return trialCell()
        .add("vote", DataTypes.StringType)
        .add("temperature", DataTypes.DoubleType) // null for majority
        .add("validation_queries", DataTypes.LongType)
        .add("validation_correct", DataTypes.LongType) // at this temperature
        .add("test_queries", DataTypes.LongType)
        .add("test_correct", DataTypes.LongType)
        .add("validation_accuracy", DataTypes.DoubleType)
        .add("test_accuracy", DataTypes.DoubleType);
  }

  /**
   * {@value #BASELINE_METRICS}: what else could answer the same test queries. {@code baseline} is
   * {@code model} (one candidate, always; column {@code model} says which), {@code best-single}
   * (the candidate that is best on the validation queries), {@code top-1} (the router's highest
   * score), {@code random} (one candidate at random, in expectation), {@code full-pool} (a vote
   * over all candidates; column {@code vote}), {@code oracle} (right whenever any candidate is).
   */
  public static StructType baselineMetrics() {
    return new StructType()
        .add("split", DataTypes.StringType)
        .add("trial", DataTypes.IntegerType)
        .add("router", DataTypes.StringType)
        .add("segment", DataTypes.StringType)
        .add("baseline", DataTypes.StringType)
        .add("model", DataTypes.StringType) // of model and best-single
        .add("vote", DataTypes.StringType) // of full-pool
        .add("temperature", DataTypes.DoubleType) // of weighted votes
        .add("validation_queries", DataTypes.LongType)
        .add("validation_correct", DataTypes.DoubleType) // a fraction for random
        .add("test_queries", DataTypes.LongType)
        .add("test_correct", DataTypes.DoubleType)
        .add("calls", DataTypes.DoubleType) // models called per query
        .add("mean_cost", DataTypes.DoubleType) // per test query; null without costs
        .add("test_accuracy", DataTypes.DoubleType);
  }

  /**
   * {@value #EVALUATION_SUMMARY}: one row per split and cell. The reference is exact: given n
   * calibration queries, rank k and m test queries, misses ~ BetaBinomial(m; n+1-k, k) if the
   * queries are exchangeable and no critical scores are tied.
   */
  public static StructType evaluationSummary() {
    return cell(new StructType().add("split", DataTypes.StringType))
        .add("trials", DataTypes.IntegerType)
        .add("feasible_trials", DataTypes.IntegerType)
        .add("n_cal_mean", DataTypes.DoubleType)
        .add("n_test_mean", DataTypes.DoubleType)
        .add("risk_mean", DataTypes.DoubleType) // over feasible trials, as all below
        .add("risk_sd", DataTypes.DoubleType) // between trials; null for one
        .add("reference_risk_mean", DataTypes.DoubleType) // (n+1-k)/(n+1), mean over trials
        .add("reference_risk_sd", DataTypes.DoubleType) // of one trial's risk
        .add("z", DataTypes.DoubleType) // sum of misses against its reference
        .add("z_p_value", DataTypes.DoubleType)
        .add("fit_p_value", DataTypes.DoubleType) // randomized PIT; exact two-sided for one trial
        .add("verdict", DataTypes.StringType) // passed, failed, not-checked
        .add("verdict_reason", DataTypes.StringType) // why it was not checked, or what failed
        .add("answerable_miss_mean", DataTypes.DoubleType)
        .add("answerable_miss_sd", DataTypes.DoubleType)
        .add("null_credit_mean", DataTypes.DoubleType)
        .add("null_credit_sd", DataTypes.DoubleType)
        .add("set_size_mean", DataTypes.DoubleType)
        .add("set_size_sd", DataTypes.DoubleType)
        .add("abstention_mean", DataTypes.DoubleType)
        .add("abstention_sd", DataTypes.DoubleType)
        .add("unknown_share", DataTypes.DoubleType) // of test queries
        .add("tied_share", DataTypes.DoubleType); // queries with two equal router scores
  }

  /**
   * {@value #SHIFT_METRICS}: for splits that are evidence about the data, how often something holds
   * among the queries that calibrate or validate and among those that test, and whether the
   * difference is more than chance. {@code subject} is {@code model} (it is right; column {@code
   * model} says which), {@code top-1} (the router's highest score is right) or {@code answerable}
   * (some model is right). An unknown label counts as wrong.
   */
  public static StructType shiftMetrics() {
    return new StructType()
        .add("split", DataTypes.StringType)
        .add("router", DataTypes.StringType)
        .add("segment", DataTypes.StringType)
        .add("subject", DataTypes.StringType)
        .add("model", DataTypes.StringType)
        .add("calibration_queries", DataTypes.LongType) // with the validation queries
        .add("calibration_right", DataTypes.LongType)
        .add("test_queries", DataTypes.LongType)
        .add("test_right", DataTypes.LongType)
        .add("calibration_rate", DataTypes.DoubleType)
        .add("test_rate", DataTypes.DoubleType)
        .add("p_value", DataTypes.DoubleType) // two-sided; null without queries on a side
        .add("shifted", DataTypes.BooleanType); // family-wise over the table
  }

  /**
   * {@value #SELECTIONS}: what the validation queries chose, per trial of an evaluation or once by
   * {@code tune}, and what it does to the test queries. The guarantee of the threshold stays only
   * where {@code selection_uses_calibration} is false.
   */
  public static StructType selections() {
    return new StructType()
        .add("split", DataTypes.StringType)
        .add("trial", DataTypes.IntegerType)
        .add("router", DataTypes.StringType)
        .add("segment", DataTypes.StringType)
        .add("choice", DataTypes.StringType) // a nonconformity score, or best of all of them
        .add("objective", DataTypes.StringType)
        .add("objective_value", DataTypes.DoubleType) // on validation queries
        .add("normalization", DataTypes.StringType)
        .add("null_score", DataTypes.StringType)
        .add("nonconformity", DataTypes.StringType)
        .add("risk_target", DataTypes.StringType)
        .add("guarantee", DataTypes.StringType)
        .add("risk_level", DataTypes.StringType)
        .add("vote", DataTypes.StringType) // null without answers
        .add("temperature", DataTypes.DoubleType)
        .add("selection_uses_calibration", DataTypes.BooleanType)
        .add("n_cal", DataTypes.LongType)
        .add("rank", DataTypes.LongType)
        .add("status", DataTypes.StringType)
        .add("threshold", DataTypes.DoubleType)
        .add("validation_queries", DataTypes.LongType)
        .add("validation_accuracy", DataTypes.DoubleType)
        .add("validation_set_size", DataTypes.DoubleType)
        .add("validation_cost", DataTypes.DoubleType)
        .add("test_queries", DataTypes.LongType)
        .add("test_accuracy", DataTypes.DoubleType)
        .add("test_risk", DataTypes.DoubleType)
        .add("test_set_size", DataTypes.DoubleType)
        .add("test_cost", DataTypes.DoubleType);
  }

  private static StructType trialCell() {
    return cell(
        new StructType()
            .add("split", DataTypes.StringType)
            .add("trial", DataTypes.IntegerType)); // from 0, of its split
  }

  private static StructType cell(StructType before) {
    return before
        .add("router", DataTypes.StringType)
        .add("segment", DataTypes.StringType)
        .add("normalization", DataTypes.StringType)
        .add("null_score", DataTypes.StringType)
        .add("nonconformity", DataTypes.StringType)
        .add("risk_target", DataTypes.StringType)
        .add("guarantee", DataTypes.StringType)
        .add("risk_level", DataTypes.StringType);
  }
}
