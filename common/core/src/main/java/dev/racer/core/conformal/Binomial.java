package dev.racer.core.conformal;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * Compares a binomial distribution function with a bound, in three steps of rising cost, so that
 * the answer is right and the same on every platform:
 *
 * <ol>
 *   <li>in doubles, if these differ from the bound by more than a relative {@link #margin};
 *   <li>by {@linkplain BinomialBracket proven bounds} with a relative width of about 1e-57;
 *   <li>if the bound lies between those: exactly for n up to {@value #EXACT_SIZE}, and for larger n
 *       by taking the distribution function to be the larger, which is the conservative side.
 * </ol>
 */
final class Binomial {
  private static final long DOUBLE_SIZE = 100_000_000;
  private static final long EXACT_SIZE = 10_000;
  private static final BigDecimal HALF = new BigDecimal("0.5");

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
   * The relative difference beyond which doubles decide. The error of the double computation grows
   * about like {@code n * 2^-53}; this is more than a hundred times what was seen, which a test
   * holds.
   */
  static double margin(long n) {
    return 1e-9 + n * 1e-14;
  }

  /**
   * Whether {@code P(X <= k) <= bound}.
   *
   * @param k any number
   * @param bound in (0, 1), at least 1e-60 away from either
   */
  boolean isAtMost(long k, BigDecimal bound) {
    if (k < 0) {
      return true;
    }
    if (k >= n) {
      return false;
    }
    if (n <= DOUBLE_SIZE) {
      // the lesser tail, so that the margin is relative to it
      boolean lower = bound.compareTo(HALF) <= 0;
      double tail = lower ? lowerTail(k) : upperTail(k);
      double limit = (lower ? bound : BigDecimal.ONE.subtract(bound)).doubleValue();
      if (Math.abs(tail - limit) > margin(n) * limit) {
        return lower == (tail < limit);
      }
    }
    return isExactlyAtMost(k, bound);
  }

  private boolean isExactlyAtMost(long k, BigDecimal bound) {
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

  /** {@code P(X <= k)} in doubles, for k in [0, n) and n within the range of int. */
  double lowerTail(long k) {
    return reflected
        ? inDoubles().survivalProbability(reflect(k))
        : inDoubles().cumulativeProbability((int) k);
  }

  /** {@code P(X > k)} in doubles, for k in [0, n) and n within the range of int. */
  double upperTail(long k) {
    return reflected
        ? inDoubles().cumulativeProbability(reflect(k))
        : inDoubles().survivalProbability((int) k);
  }

  private BinomialDistribution inDoubles() {
    return BinomialDistribution.of(Math.toIntExact(n), lesser);
  }

  /** At most k successes are more than this many failures. */
  private int reflect(long k) {
    return (int) (n - k - 1);
  }
}
