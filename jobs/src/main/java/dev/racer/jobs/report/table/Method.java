package dev.racer.jobs.report.table;

/**
 * How thresholds are made: what names a cell beside router, segment and risk level.
 *
 * @param normalization key of the normalization of router scores
 * @param nullScore key of the null model's score
 * @param nonconformity key of the nonconformity score
 * @param riskTarget key of what the risk level bounds
 * @param guarantee key of how it is bounded
 */
public record Method(
    String normalization,
    String nullScore,
    String nonconformity,
    String riskTarget,
    String guarantee) {
  /** Whether it differs from another at most in the nonconformity score. */
  public boolean isSiblingOf(Method other) {
    return normalization.equals(other.normalization)
        && nullScore.equals(other.nullScore)
        && riskTarget.equals(other.riskTarget)
        && guarantee.equals(other.guarantee);
  }
}
