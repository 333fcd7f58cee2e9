package dev.racer.core.conformal;

import java.io.Serializable;
import java.math.BigDecimal;
import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * Where the true risk of a calibrated threshold lies with a given probability: a statement before
 * the data are seen, not a posterior.
 *
 * <p>For independent, identically distributed critical scores without ties, the true risk of the
 * k-th smallest of n is distributed as Beta(n + 1 - k, k). With ties the risk is stochastically
 * smaller, so only the upper end holds.
 *
 * @param lower lower end, a multiple of 1e-9 in [0, 1]
 * @param upper upper end, a multiple of 1e-9 in [0, 1]
 * @param level probability between the ends, in (0, 1); half of the rest lies on either side
 */
public record RiskInterval(double lower, double upper, double level) implements Serializable {
  private static final int DECIMAL_PLACES = 9;
  private static final long UNITS = 1_000_000_000;
  private static final BigDecimal HALF = new BigDecimal("0.5");

  /** Checks the ends and the level. */
  public RiskInterval {
    if (!(0 <= lower && lower <= upper && upper <= 1)) {
      throw new IllegalArgumentException(
          "Risk interval must satisfy 0 <= lower <= upper <= 1, got " + lower + " and " + upper);
    }
    requireLevel(level);
  }

  /**
   * The central interval of Beta(n + 1 - k, k).
   *
   * <p>Ends are the quantiles, rounded to the nearest multiple of 1e-9. The rounding is decided in
   * exact arithmetic, so that every platform gets the same bytes.
   *
   * @param n calibration set size, in queries; at most {@link ThresholdRank#MAX_PAC_SIZE}
   * @param rank k, in [1, n]
   * @param level probability between the ends, in (0, 1), read as the decimal it prints as
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static RiskInterval central(long n, long rank, double level) {
    if (rank < 1 || rank > n) {
      throw new IllegalArgumentException("Rank must lie in [1, " + n + "], got " + rank);
    }
    if (n > ThresholdRank.MAX_PAC_SIZE) {
      throw new IllegalArgumentException(
          "Calibration set size must be at most " + ThresholdRank.MAX_PAC_SIZE + ", got " + n);
    }
    requireLevel(level);
    BigDecimal outside = BigDecimal.ONE.subtract(BigDecimal.valueOf(level));
    BigDecimal tail = outside.multiply(HALF);
    return new RiskInterval(
        quantile(n, rank, tail), quantile(n, rank, BigDecimal.ONE.subtract(tail)), level);
  }

  private static double quantile(long n, long rank, BigDecimal probability) {
    double guess =
        BetaDistribution.of((double) (n + 1 - rank), (double) rank)
            .inverseCumulativeProbability(probability.doubleValue());
    BigDecimal complement = BigDecimal.ONE.subtract(probability);
    // Beta(n+1-k, k) puts P(Bin(n, x) > n-k) below x; the quantile rounds to the first multiple
    // whose upper neighbourhood boundary has at least the wanted probability below it
    long multiple =
        MonotoneSearch.first(
            0,
            UNITS,
            Math.round(guess * UNITS),
            unit -> {
              BigDecimal boundary =
                  BigDecimal.valueOf(unit).add(HALF).movePointLeft(DECIMAL_PLACES);
              return new Binomial(n, boundary).isAtMost(n - rank, complement);
            });
    return (double) multiple / UNITS;
  }

  private static void requireLevel(double level) {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("Interval level must lie in (0, 1), got " + level);
    }
  }
}
