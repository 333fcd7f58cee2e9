package dev.racer.core.conformal;

import dev.racer.core.score.ScoreKind;
import java.io.Serializable;
import java.util.Objects;

/**
 * Which of the published thresholds is served. A policy is chosen on validation data: choosing it
 * by the rows that calibrate it voids the guarantee.
 *
 * @param score how router scores become nonconformity scores
 * @param riskTarget over which queries the risk is controlled
 * @param guarantee what is promised about the risk
 * @param riskLevel the risk level alpha
 */
public record Policy(
    ScoreKind score, RiskTarget riskTarget, Guarantee guarantee, RiskLevel riskLevel)
    implements Serializable {
  /** Refuses nulls. */
  public Policy {
    Objects.requireNonNull(score, "score");
    Objects.requireNonNull(riskTarget, "riskTarget");
    Objects.requireNonNull(guarantee, "guarantee");
    Objects.requireNonNull(riskLevel, "riskLevel");
  }
}
