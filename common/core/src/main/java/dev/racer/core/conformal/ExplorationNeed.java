package dev.racer.core.conformal;

import java.math.BigDecimal;
import java.util.OptionalDouble;

/**
 * How many fully labelled queries a threshold needs: for there to be one at all, and for its true
 * risk to be known well enough.
 *
 * <p>Precision is half the width of the central 95 % {@linkplain RiskInterval interval} of the true
 * risk, which for independent, identically distributed queries without ties depends on n and the
 * rank only. All numbers are exact: they follow from the ranks and intervals that are published.
 *
 * @param guarantee what the threshold promises
 * @param level risk level alpha, at most .5
 * @param delta probability of failure, in [1e-60, 1); not used by {@link Guarantee#EXPECTED}
 */
public record ExplorationNeed(Guarantee guarantee, RiskLevel level, BigDecimal delta) {
  /** Probability of the interval whose half is the precision. */
  public static final double INTERVAL_LEVEL = 0.95;

  /** The finest precision that can be asked for; it takes up to a hundred million queries. */
  public static final double LEAST_PRECISION = 1e-4;

  private static final BigDecimal GREATEST_LEVEL = new BigDecimal("0.5");
  private static final double DEVIATIONS = 1.96;

  /**
   * Checks the arguments.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public ExplorationNeed {
    if (level.value().compareTo(GREATEST_LEVEL) > 0) {
      throw new IllegalArgumentException(
          "Risk level must be at most " + GREATEST_LEVEL + " here, got " + level);
    }
    DeltaScope.requireProbability(delta);
  }

  /** Returns the least number of queries with which there is a threshold. */
  public long forThreshold() {
    return ThresholdRank.leastSize(guarantee, level, delta);
  }

  /**
   * Returns the number of queries from which on every threshold is as precise as wanted. A few
   * smaller numbers may do as well: ranks are whole numbers.
   *
   * @param precision half the width of the interval, in [1e-4, .5)
   * @throws IllegalArgumentException if the precision is out of range
   */
  public long forPrecision(double precision) {
    if (!(precision >= LEAST_PRECISION && precision < 0.5)) {
      throw new IllegalArgumentException(
          "Precision must lie in [" + LEAST_PRECISION + ", 0.5), got " + precision);
    }
    double alpha = level.value().doubleValue();
    double guess = DEVIATIONS * DEVIATIONS * alpha * (1 - alpha) / (precision * precision);
    // with the misses that a rank allows held fixed, more queries narrow the interval; where one
    // more is allowed it widens, but less from one such point to the next
    long most = (long) (4 * guess * alpha) + 10;
    long enough =
        MonotoneSearch.first(
            1, most, (long) (guess * alpha), above -> isPrecise(firstWith(above), precision));
    if (enough == 1) {
      return firstWith(1);
    }
    long from = firstWith(enough - 1);
    long to = firstWith(enough);
    return MonotoneSearch.first(from, to, to - 1, n -> isPrecise(n, precision));
  }

  /**
   * Returns half the width of the interval of the true risk.
   *
   * @param n number of queries, not negative
   * @return empty if there are too few for a threshold
   */
  public OptionalDouble precision(long n) {
    if (ThresholdRank.of(guarantee, n, level, delta) instanceof ThresholdRank.AtRank at) {
      RiskInterval interval = RiskInterval.central(n, at.k(), INTERVAL_LEVEL);
      // the ends are multiples of 1e-9
      return OptionalDouble.of(Math.rint((interval.upper() - interval.lower()) * 1e9) / 2e9);
    }
    return OptionalDouble.empty();
  }

  private boolean isPrecise(long n, double precision) {
    return precision(n).orElse(1) <= precision;
  }

  /** The least number of queries whose rank leaves so many critical scores at it and above. */
  private long firstWith(long above) {
    long least = forThreshold();
    long guess = (long) Math.ceil(above / level.value().doubleValue()) - 1;
    return MonotoneSearch.first(
        least,
        least + (1L << 61),
        guess,
        n ->
            ThresholdRank.of(guarantee, n, level, delta) instanceof ThresholdRank.AtRank at
                && n + 1 - at.k() >= above);
  }
}
