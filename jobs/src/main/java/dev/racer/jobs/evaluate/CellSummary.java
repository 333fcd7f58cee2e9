package dev.racer.jobs.evaluate;

import dev.racer.core.score.Keys;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * A row of the table {@code evaluation_summary}. Numbers that do not exist are null.
 *
 * @param split which split
 * @param cell what is calibrated
 * @param trials trials of the split
 * @param feasibleTrials those with a threshold; means and deviations are over them
 * @param calibrationQueries mean number
 * @param testQueries mean number
 * @param riskMean mean test risk
 * @param riskDeviation its standard deviation between trials
 * @param referenceMean what the mean would be of exchangeable queries without ties
 * @param referenceDeviation what the standard deviation of one trial would be
 * @param z of all misses against the reference
 * @param zPValue two-sided
 * @param fitPValue of the distribution of misses; exact and two-sided for one trial
 * @param verdict {@link Verdict}
 * @param verdictReason why
 * @param answerableMiss rate among answerable queries
 * @param nullCredit share of test queries that no model answers and the null model is right for
 * @param setSize called models per query
 * @param abstention share of test queries without a called model
 * @param unknownShare share of test queries with an unknown label
 * @param tiedShare share of queries with two equal router scores
 */
public record CellSummary(
    String split,
    Cell cell,
    int trials,
    int feasibleTrials,
    Double calibrationQueries,
    Double testQueries,
    Double riskMean,
    Double riskDeviation,
    Double referenceMean,
    Double referenceDeviation,
    Double z,
    Double zPValue,
    Double fitPValue,
    Verdict verdict,
    String verdictReason,
    MeanAndDeviation answerableMiss,
    MeanAndDeviation nullCredit,
    MeanAndDeviation setSize,
    MeanAndDeviation abstention,
    Double unknownShare,
    Double tiedShare) {

  /**
   * A number over trials.
   *
   * @param mean null without a trial
   * @param deviation null with fewer than two trials
   */
  public record MeanAndDeviation(Double mean, Double deviation) {
    static MeanAndDeviation of(Spread spread) {
      return new MeanAndDeviation(spread.mean(), spread.deviation());
    }
  }

  /** Whether misses are what calibration promises of exchangeable queries. */
  public enum Verdict {
    /** They are, as far as this many trials can tell. */
    PASSED("passed"),
    /** They are not: a defect in random splits, a shift of the data in others. */
    FAILED("failed"),
    /** Nothing can be said. */
    NOT_CHECKED("not-checked");

    private final String key;

    Verdict(String key) {
      this.key = key;
    }

    /** Returns the name in tables. */
    public String key() {
      return key;
    }

    /**
     * Returns the verdict with the given key.
     *
     * @throws IllegalArgumentException naming the key and the allowed ones
     */
    public static Verdict ofKey(String key) {
      return Keys.find("verdict", values(), Verdict::key, key);
    }
  }

  /** Reads a row back. */
  static CellSummary of(Row row) {
    return new CellSummary(
        row.getAs("split"),
        Cell.of(row),
        row.<Integer>getAs("trials"),
        row.<Integer>getAs("feasible_trials"),
        row.getAs("n_cal_mean"),
        row.getAs("n_test_mean"),
        row.getAs("risk_mean"),
        row.getAs("risk_sd"),
        row.getAs("reference_risk_mean"),
        row.getAs("reference_risk_sd"),
        row.getAs("z"),
        row.getAs("z_p_value"),
        row.getAs("fit_p_value"),
        Verdict.ofKey(row.getAs("verdict")),
        row.getAs("verdict_reason"),
        new MeanAndDeviation(row.getAs("answerable_miss_mean"), row.getAs("answerable_miss_sd")),
        new MeanAndDeviation(row.getAs("null_credit_mean"), row.getAs("null_credit_sd")),
        new MeanAndDeviation(row.getAs("set_size_mean"), row.getAs("set_size_sd")),
        new MeanAndDeviation(row.getAs("abstention_mean"), row.getAs("abstention_sd")),
        row.getAs("unknown_share"),
        row.getAs("tied_share"));
  }

  Row row() {
    Row key = RowFactory.create(cell.values());
    return RowFactory.create(
        split,
        key.get(0),
        key.get(1),
        key.get(2),
        key.get(3),
        key.get(4),
        key.get(5),
        key.get(6),
        key.get(7),
        trials,
        feasibleTrials,
        calibrationQueries,
        testQueries,
        riskMean,
        riskDeviation,
        referenceMean,
        referenceDeviation,
        z,
        zPValue,
        fitPValue,
        verdict.key(),
        verdictReason,
        answerableMiss.mean(),
        answerableMiss.deviation(),
        nullCredit.mean(),
        nullCredit.deviation(),
        setSize.mean(),
        setSize.deviation(),
        abstention.mean(),
        abstention.deviation(),
        unknownShare,
        tiedShare);
  }
}
