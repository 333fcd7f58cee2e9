package dev.racer.core.conformal;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Which of the n critical scores, in ascending order, is the calibrated threshold. It depends on n,
 * the risk level and the guarantee only, and is computed without rounding errors: in doubles it is
 * off by one rank for some arguments.
 */
public sealed interface ThresholdRank extends Serializable {
  /**
   * Largest n for the {@link Guarantee#PAC} guarantee; beyond it exact arithmetic takes minutes.
   */
  long MAX_PAC_SIZE = 1_000_000_000_000L;

  /**
   * The threshold is the k-th smallest critical score.
   *
   * @param k in [1, n]
   */
  record AtRank(long k) implements ThresholdRank {
    /** Checks the rank. */
    public AtRank {
      if (k < 1) {
        throw new IllegalArgumentException("Rank must be at least 1, got " + k);
      }
    }
  }

  /**
   * No threshold carries the guarantee with so few queries.
   *
   * @param n calibration set size, in queries
   * @param needed least size with which there is a rank, more than {@code n}
   */
  record Infeasible(long n, long needed) implements ThresholdRank {
    /** Checks the sizes. */
    public Infeasible {
      if (n < 0 || needed <= n) {
        throw new IllegalArgumentException(
            "Needed size must exceed the calibration set size, got n = " + n + " and " + needed);
      }
    }
  }

  /**
   * The rank for the given guarantee.
   *
   * @param delta in (0, 1); not used by {@link Guarantee#EXPECTED}
   * @see #expected(long, RiskLevel)
   * @see #pac(long, RiskLevel, BigDecimal)
   */
  static ThresholdRank of(Guarantee guarantee, long n, RiskLevel level, BigDecimal delta) {
    return switch (guarantee) {
      case EXPECTED -> expected(n, level);
      case PAC -> pac(n, level, delta);
    };
  }

  /**
   * The rank {@code k = ceil((1 - alpha)(n + 1))} of the paper's rule.
   *
   * <p>With a 0/1 loss, {@code n/(n+1) * risk(lambda) + 1/(n+1) <= alpha} holds exactly when at
   * least k critical scores are at or below {@code lambda}. If calibration queries and the new
   * query are exchangeable, {@code E[R] <= alpha}; without ties {@code E[R] = (n+1-k)/(n+1) > alpha
   * - 1/(n+1)}.
   *
   * @param n calibration set size, in queries; not negative
   * @param level risk level alpha
   * @return the rank, or {@link Infeasible} when {@code k > n}, that is {@code n < 1/alpha - 1}
   * @throws IllegalArgumentException if {@code n} is negative
   * @see "Paper, Eq. (6) and Theorem 4.3"
   */
  static ThresholdRank expected(long n, RiskLevel level) {
    requireSize(n);
    BigDecimal product =
        BigDecimal.valueOf(n)
            .add(BigDecimal.ONE)
            .multiply(BigDecimal.ONE.subtract(level.value()))
            .setScale(0, RoundingMode.CEILING);
    return product.compareTo(BigDecimal.valueOf(n)) <= 0
        ? new AtRank(product.longValueExact())
        : new Infeasible(n, leastExpectedSize(level));
  }

  /**
   * The rank {@code n - K*} with {@code K* = max{K : P(Bin(n, alpha) <= K) <= delta}}, exact
   * binomial or Clopper-Pearson.
   *
   * <p>If queries are independent and identically distributed, {@code P(R <= alpha) >= 1 - delta}
   * over calibration draws; without ties the probability of failure is exactly {@code P(Bin(n,
   * alpha) <= K*)}. {@code K*} is certified on both sides by exact arithmetic; should {@code delta}
   * equal a value of the distribution function to some 57 digits with n above 10,000, the rank is
   * the conservative one of the two.
   *
   * @param n calibration set size, in queries; in [0, {@value #MAX_PAC_SIZE}]
   * @param level risk level alpha
   * @param delta probability of failure, in (0, 1)
   * @return the rank, or {@link Infeasible} when {@code (1 - alpha)^n > delta}
   * @throws IllegalArgumentException if {@code n} or {@code delta} is out of range
   * @see "Bates et al. 2021, Distribution-free, risk-controlling prediction sets"
   */
  static ThresholdRank pac(long n, RiskLevel level, BigDecimal delta) {
    requireSize(n);
    if (n > MAX_PAC_SIZE) {
      throw new IllegalArgumentException(
          "Calibration set size must be at most " + MAX_PAC_SIZE + " for pac, got " + n);
    }
    DeltaScope.requireProbability(delta);
    Binomial misses = new Binomial(n, level.value());
    long aboveDelta =
        MonotoneSearch.first(
            0, n, quantileGuess(n, level, delta), missed -> !misses.isAtMost(missed, delta));
    return aboveDelta == 0
        ? new Infeasible(n, leastPacSize(level, delta))
        : new AtRank(n - (aboveDelta - 1));
  }

  /**
   * The least calibration set size with a rank: {@code n >= 1/alpha - 1} for {@link
   * Guarantee#EXPECTED}, {@code (1 - alpha)^n <= delta} for {@link Guarantee#PAC}.
   *
   * @param delta in (0, 1); not used by {@link Guarantee#EXPECTED}
   * @return in queries, at least 1; at most 2^62, even if more are needed
   */
  static long leastSize(Guarantee guarantee, RiskLevel level, BigDecimal delta) {
    return switch (guarantee) {
      case EXPECTED -> leastExpectedSize(level);
      case PAC -> leastPacSize(level, DeltaScope.requireProbability(delta));
    };
  }

  private static void requireSize(long n) {
    if (n < 0) {
      throw new IllegalArgumentException("Calibration set size must not be negative, got " + n);
    }
  }

  private static long leastExpectedSize(RiskLevel level) {
    // 1/alpha to no decimal place is at most 10^18
    return BigDecimal.ONE.divide(level.value(), 0, RoundingMode.CEILING).longValueExact() - 1;
  }

  private static long leastPacSize(RiskLevel level, BigDecimal delta) {
    double guess = Math.log(delta.doubleValue()) / Math.log1p(-level.value().doubleValue());
    BigDecimal hit = BigDecimal.ONE.subtract(level.value());
    return MonotoneSearch.first(
        1, 1L << 62, (long) Math.ceil(guess), size -> isPowerAtMost(hit, size, delta));
  }

  /**
   * Whether {@code base^exponent <= bound}. The loop ends: if both sides are equal, the power has
   * no more digits than the bound and is exact once the precision has reached these.
   */
  private static boolean isPowerAtMost(BigDecimal base, long exponent, BigDecimal bound) {
    for (int digits = 40; ; digits *= 2) {
      if (power(base, exponent, digits, RoundingMode.UP).compareTo(bound) <= 0) {
        return true;
      }
      if (power(base, exponent, digits, RoundingMode.DOWN).compareTo(bound) > 0) {
        return false;
      }
    }
  }

  private static BigDecimal power(
      BigDecimal base, long exponent, int digits, RoundingMode direction) {
    MathContext context = new MathContext(digits, direction);
    BigDecimal power = BigDecimal.ONE;
    for (int bit = Long.SIZE - Long.numberOfLeadingZeros(exponent) - 1; bit >= 0; bit--) {
      power = power.multiply(power, context);
      if ((exponent >>> bit & 1) == 1) {
        power = power.multiply(base, context);
      }
    }
    return power;
  }

  /**
   * The delta quantile of Bin(n, alpha) by a normal approximation with a correction for skewness.
   */
  private static long quantileGuess(long n, RiskLevel level, BigDecimal delta) {
    double alpha = level.value().doubleValue();
    double z = NormalDistribution.of(0, 1).inverseCumulativeProbability(delta.doubleValue());
    double guess =
        n * alpha + z * Math.sqrt(n * alpha * (1 - alpha)) + (1 - 2 * alpha) * (z * z - 1) / 6;
    return (long) Math.floor(guess + 0.5);
  }
}
