package dev.racer.core.conformal;

import java.math.BigInteger;

/**
 * Proven bounds on the two parts of a binomial distribution, up to a common factor: the lower part
 * is proportional to {@code P(X <= k)}, the upper part to {@code P(X > k)}.
 *
 * <p>Terms follow from their neighbour by an integer ratio, starting at k. Each is kept as a pair
 * of integers, one rounded down and one rounded up, so the bounds need no error analysis; where a
 * side is cut off, the rest is bounded by a geometric series. Since only the ratio of the parts
 * matters, no binomial coefficient has to be computed.
 */
final class BinomialBracket {
  /** What the term at k is taken to be: relative rounding errors of about 2^-256 per term. */
  private static final BigInteger UNIT = BigInteger.ONE.shiftLeft(256);

  /** A side is cut off below this term, about 2^-196 of the term at k. */
  private static final BigInteger NEGLIGIBLE = BigInteger.ONE.shiftLeft(60);

  private final Bounds lowerPart;
  private final Bounds upperPart;

  private BinomialBracket(Bounds lowerPart, Bounds upperPart) {
    this.lowerPart = lowerPart;
    this.upperPart = upperPart;
  }

  /**
   * Brackets the parts in about {@code 35 sqrt(n p (1 - p))} steps for k within the bulk.
   *
   * @param k in [0, n)
   * @param n number of draws
   * @param success positive; the success probability is {@code success / (success + failure)}
   * @param failure positive
   */
  static BinomialBracket of(long k, long n, BigInteger success, BigInteger failure) {
    return of(k, n, success, failure, UNIT, NEGLIGIBLE);
  }

  /** The parts without any error: integers of about n times as many digits as the probability. */
  static BinomialBracket exact(long k, long n, BigInteger success, BigInteger failure) {
    BigInteger term = failure.pow(Math.toIntExact(n - k)).multiply(success.pow(Math.toIntExact(k)));
    for (long i = 1; i <= k; i++) {
      term = term.multiply(BigInteger.valueOf(n - k + i)).divide(BigInteger.valueOf(i));
    }
    return of(k, n, success, failure, term, BigInteger.ZERO);
  }

  private static BinomialBracket of(
      long k,
      long n,
      BigInteger success,
      BigInteger failure,
      BigInteger term,
      BigInteger negligible) {
    Bounds below = below(k, n, success, failure, term, negligible);
    Bounds above = below(n - k, n, failure, success, term, negligible);
    return new BinomialBracket(new Bounds(below.lower().add(term), below.upper().add(term)), above);
  }

  /** Whether {@code P(X <= k) <= numerator / denominator} is proven. */
  boolean isCertainlyAtMost(BigInteger numerator, BigInteger denominator) {
    BigInteger left = lowerPart.upper().multiply(denominator.subtract(numerator));
    return left.compareTo(upperPart.lower().multiply(numerator)) <= 0;
  }

  /** Whether {@code P(X <= k) > numerator / denominator} is proven. */
  boolean isCertainlyAbove(BigInteger numerator, BigInteger denominator) {
    BigInteger left = lowerPart.lower().multiply(denominator.subtract(numerator));
    return left.compareTo(upperPart.upper().multiply(numerator)) > 0;
  }

  /** Bounds on the sum of the terms below {@code from}, given the term there. */
  private static Bounds below(
      long from,
      long n,
      BigInteger success,
      BigInteger failure,
      BigInteger term,
      BigInteger negligible) {
    BigInteger lower = term;
    BigInteger upper = term;
    BigInteger lowerSum = BigInteger.ZERO;
    BigInteger upperSum = BigInteger.ZERO;
    for (long i = from; i > 0; i--) {
      BigInteger numerator = BigInteger.valueOf(i).multiply(failure);
      BigInteger denominator = BigInteger.valueOf(n - i + 1).multiply(success);
      if (upper.compareTo(negligible) <= 0 && numerator.compareTo(denominator) < 0) {
        // the ratio of neighbours only falls from here on
        BigInteger rest = upper.multiply(numerator).divide(denominator.subtract(numerator));
        return new Bounds(lowerSum, upperSum.add(rest).add(BigInteger.ONE));
      }
      lower = lower.multiply(numerator).divide(denominator);
      BigInteger[] quotient = upper.multiply(numerator).divideAndRemainder(denominator);
      upper = quotient[1].signum() == 0 ? quotient[0] : quotient[0].add(BigInteger.ONE);
      lowerSum = lowerSum.add(lower);
      upperSum = upperSum.add(upper);
    }
    return new Bounds(lowerSum, upperSum);
  }

  private record Bounds(BigInteger lower, BigInteger upper) {}
}
