package dev.racer.core.conformal;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** The tests' own binomial distribution function: sums of exact integers, no shortcut. */
final class ExactBinomial {
  private final int n;
  private final BigInteger success;
  private final BigInteger failure;
  private final BigInteger whole;

  ExactBinomial(int n, BigDecimal probability) {
    this.n = n;
    BigInteger unit = BigInteger.TEN.pow(probability.scale());
    this.success = probability.unscaledValue();
    this.failure = unit.subtract(success);
    this.whole = unit.pow(n);
  }

  /** Sign of {@code P(X <= k) - bound}. */
  int compare(int k, BigDecimal bound) {
    BigInteger left = cumulative(k).multiply(BigInteger.TEN.pow(bound.scale()));
    return left.compareTo(bound.unscaledValue().multiply(whole));
  }

  /** The largest k with {@code P(X <= k) <= bound}, or -1, by trying one after the other. */
  int largestAtMost(BigDecimal bound) {
    BigInteger unit = BigInteger.TEN.pow(bound.scale());
    BigInteger right = bound.unscaledValue().multiply(whole);
    BigInteger sum = BigInteger.ZERO;
    int k = -1;
    for (BigInteger term : terms(n)) {
      sum = sum.add(term);
      if (sum.multiply(unit).compareTo(right) > 0) {
        return k;
      }
      k++;
    }
    throw new AssertionError("P(X <= n) = 1 exceeds every bound");
  }

  /** {@code P(X <= k)} times the n-th power of the denominator. */
  private BigInteger cumulative(int k) {
    return terms(k).stream().reduce(BigInteger.ZERO, BigInteger::add);
  }

  /** {@code P(X = i)} times the n-th power of the denominator, for i = 0 to last. */
  private List<BigInteger> terms(int last) {
    List<BigInteger> terms = new ArrayList<>();
    BigInteger term = failure.pow(n);
    for (int i = 0; i <= last; i++) {
      terms.add(term);
      term =
          term.multiply(BigInteger.valueOf(n - i).multiply(success))
              .divide(BigInteger.valueOf(i + 1L).multiply(failure));
    }
    return terms;
  }
}
