package dev.racer.core.conformal;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * Compares a binomial distribution function with a bound, in three steps of rising cost, so that
 * the answer is right and the same on every platform:
 *
 * <ol>
 *   <li>in doubles, if they differ from the bound by more than a relative {@value #MARGIN};
 *   <li>by {@linkplain BinomialBracket proven bounds} with a relative width of about 1e-57;
 *   <li>if the bound lies between those: exactly for n up to {@value #EXACT_SIZE}, and for larger n
 *       by taking the distribution function to be the larger, which is the conservative side.
 * </ol>
 */
final class Binomial {
  /** Doubles are trusted up to this n; see {@link #MARGIN}. */
  private static final long DOUBLE_SIZE = 100_000_000;

  /**
   * More than a hundred times the relative error of the double computation that was seen for n up
   * to {@link #DOUBLE_SIZE}, held by a test.
   */
  static final double MARGIN = 1e-9;

  private static final long EXACT_SIZE = 10_000;

  private final long n;
  private final BigInteger success;
  private final BigInteger failure;
  private final boolean reflected;
  private final double lesser;

  /**
   * Creates the distribution of the number of successes.
   *
   * @param n number of independent draws, not negative
   * @param probability of success, in (0, 1)
   */
  Binomial(long n, BigDecimal probability) {
    BigDecimal complement = BigDecimal.ONE.subtract(probability);
    BigInteger unscaledSuccess = probability.setScale(complement.scale()).unscaledValue();
    BigInteger unscaledFailure = complement.unscaledValue();
    BigInteger common = unscaledSuccess.gcd(unscaledFailure);
    this.n = n;
    this.success = unscaledSuccess.divide(common);
    this.failure = unscaledFailure.divide(common);
    // the lesser of both probabilities keeps its relative precision as a double, the other need not
    this.reflected = probability.compareTo(complement) > 0;
    this.lesser = probability.min(complement).doubleValue();
  }

  /**
   * Whether {@code P(X <= k) <= bound}.
   *
   * @param k any number
   * @param bound in (0, 1), and not so small that a double could not hold it
   */
  boolean isAtMost(long k, BigDecimal bound) {
    if (k < 0) {
      return true;
    }
    if (k >= n) {
      return false;
    }
    if (n <= DOUBLE_SIZE) {
      double inDoubles = bound.doubleValue();
      double cumulative = approximately(k);
      if (cumulative < inDoubles * (1 - MARGIN)) {
        return true;
      }
      if (cumulative > inDoubles * (1 + MARGIN)) {
        return false;
      }
    }
    BigInteger numerator = bound.unscaledValue();
    BigInteger denominator = BigInteger.TEN.pow(bound.scale());
    BinomialBracket bracket = BinomialBracket.of(k, n, success, failure);
    if (bracket.isCertainlyAtMost(numerator, denominator)) {
      return true;
    }
    if (bracket.isCertainlyAbove(numerator, denominator) || n > EXACT_SIZE) {
      return false;
    }
    return BinomialBracket.exact(k, n, success, failure).isCertainlyAtMost(numerator, denominator);
  }

  /** {@code P(X <= k)} in doubles, for k in [0, n) and n up to {@link #DOUBLE_SIZE}. */
  double approximately(long k) {
    BinomialDistribution distribution = BinomialDistribution.of(Math.toIntExact(n), lesser);
    return reflected
        ? distribution.survivalProbability(Math.toIntExact(n - k - 1))
        : distribution.cumulativeProbability(Math.toIntExact(k));
  }
}
