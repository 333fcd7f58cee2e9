package dev.racer.core.trial;

import dev.racer.core.conformal.Guarantee;
import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.conformal.ThresholdRank;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Objects;

/**
 * What is promised of a threshold.
 *
 * @param guarantee the kind of promise
 * @param riskLevel alpha
 * @param delta probability of failure, in (0, 1); not used by {@link Guarantee#EXPECTED}
 */
public record TrialLevel(Guarantee guarantee, RiskLevel riskLevel, BigDecimal delta)
    implements Serializable {
  /** Refuses null. */
  public TrialLevel {
    Objects.requireNonNull(guarantee, "guarantee");
    Objects.requireNonNull(riskLevel, "riskLevel");
    Objects.requireNonNull(delta, "delta");
  }

  /**
   * The rank among the critical scores of n queries.
   *
   * @throws IllegalArgumentException as {@link ThresholdRank#of}
   */
  public ThresholdRank rank(long n) {
    return ThresholdRank.of(guarantee, n, riskLevel, delta);
  }
}
