package dev.racer.core.vote;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * By how much one answer outweighs another, {@code F(T) = sum exp(a / T) - sum exp(b / T)} over the
 * weights a of the first and b of the second: only its sign, and that exactly.
 *
 * <p>Weights that both have cancel. What is left is compared relative to the largest weight, so
 * that nothing underflows that matters. If nothing is left, F is zero everywhere; if anything is, F
 * is zero nowhere that a double can point at: exponentials of distinct rational numbers are
 * linearly independent over the rationals (Lindemann and Weierstrass).
 *
 * <p>Holds buffers: one per thread.
 */
final class WeightDifference {
  private static final double DOUBLE_STEP = 0x1p-52;
  private static final int LEAST_DIGITS = 40;
  private static final int GUARD_DIGITS = 20;

  /** {@code exp(-3 d)} is below {@code 10^-d}. */
  private static final int NEGLIGIBLE_PER_DIGIT = -3;

  private final double[] weights;
  private final int[] surplus;
  private int terms;
  private int restAfterFirst;
  private int changes;

  /**
   * @param capacity how many weights both answers may have together
   */
  WeightDifference(int capacity) {
    this.weights = new double[capacity];
    this.surplus = new int[capacity];
  }

  /**
   * Takes two answers.
   *
   * @param from holds the weights of both, each in descending order
   * @param first where those of the first answer begin
   * @param firstCount how many it has
   * @param second where those of the second answer begin
   * @param secondCount how many it has
   */
  void set(double[] from, int first, int firstCount, int second, int secondCount) {
    terms = 0;
    changes = 0;
    restAfterFirst = 0;
    int firstEnd = first + firstCount;
    int secondEnd = second + secondCount;
    int sign = 0;
    int ahead = 0;
    int i = first;
    int j = second;
    while (i < firstEnd || j < secondEnd) {
      double weight = j == secondEnd || (i < firstEnd && from[i] >= from[j]) ? from[i] : from[j];
      int more = 0;
      for (; i < firstEnd && from[i] == weight; i++) {
        more++;
      }
      for (; j < secondEnd && from[j] == weight; j++) {
        more--;
      }
      if (more != 0) {
        weights[terms] = weight;
        surplus[terms] = more;
        restAfterFirst += terms == 0 ? 0 : Math.abs(more);
        terms++;
        ahead += more;
        if (ahead != 0 && Integer.signum(ahead) != sign) {
          changes += Math.abs(sign);
          sign = Integer.signum(ahead);
        }
      }
    }
  }

  /** Whether both answers have the same weights, so that F is zero at every temperature. */
  boolean isZero() {
    return terms == 0;
  }

  /**
   * Returns how often the sign of F changes at most as the temperature goes from 0 to infinity: F
   * is a Laplace transform of the lead that the first answer has among the weights above some
   * weight, and does not change sign more often than that lead.
   *
   * @see "Polya and Szego, Problems and Theorems in Analysis II, part V, on variation diminishing"
   */
  int signChanges() {
    return changes;
  }

  /** Returns the sign of F at the lowest temperatures, -1 or 1; there must be a difference. */
  int signAtZero() {
    return Integer.signum(surplus[0]);
  }

  /**
   * Returns the sign of F, -1 or 1; there must be a difference.
   *
   * @param temperature positive, finite
   */
  int signAt(double temperature) {
    double difference = surplus[0];
    double slack = Math.abs(difference) * (terms + 4);
    int rest = restAfterFirst;
    for (int i = 1; i < terms; i++) {
      double exponent = (weights[i] - weights[0]) / temperature;
      double share = StrictMath.exp(exponent);
      int more = Math.abs(surplus[i]);
      // a step each for the exponential, its product and the sums, and what the exponent is off by
      double step = share == 0 ? 0 : terms + 4 - 3 * exponent;
      if (Math.abs(difference) > rest * share * (1 + step * DOUBLE_STEP) + slack * DOUBLE_STEP) {
        break; // not even all of the rest, at the largest of its shares, would change the sign
      }
      difference += surplus[i] * share;
      slack += more * share * step;
      rest -= more;
    }
    return Math.abs(difference) > slack * DOUBLE_STEP
        ? (int) Math.signum(difference)
        : signInDecimals(new BigDecimal(temperature));
  }

  /** The loop ends, because F is not zero. */
  private int signInDecimals(BigDecimal temperature) {
    BigDecimal top = new BigDecimal(weights[0]);
    for (int digits = LEAST_DIGITS; ; digits *= 2) {
      MathContext context = new MathContext(digits + GUARD_DIGITS, RoundingMode.HALF_EVEN);
      BigDecimal difference = BigDecimal.ZERO;
      long all = 0;
      for (int i = 0; i < terms; i++) {
        BigDecimal exponent = new BigDecimal(weights[i]).subtract(top).divide(temperature, context);
        BigDecimal share = exp(exponent, digits, context);
        difference = difference.add(share.multiply(BigDecimal.valueOf(surplus[i])));
        all += Math.abs(surplus[i]);
      }
      if (difference.abs().compareTo(BigDecimal.valueOf(all, digits)) > 0) {
        return difference.signum();
      }
    }
  }

  /** {@code exp(exponent)} for an exponent that is not positive, within {@code 10^-digits}. */
  private static BigDecimal exp(BigDecimal exponent, int digits, MathContext context) {
    if (exponent.compareTo(BigDecimal.valueOf((long) NEGLIGIBLE_PER_DIGIT * digits)) < 0) {
      return BigDecimal.ZERO;
    }
    // exp(x) = exp(x / 2^k)^(2^k); at most 2^-k 3 digits >= -1, so k squarings cost few digits
    int squarings = 0;
    BigDecimal reduced = exponent;
    while (reduced.compareTo(BigDecimal.ONE.negate()) < 0) {
      reduced = reduced.divide(BigDecimal.valueOf(2), context);
      squarings++;
    }
    BigDecimal sum = BigDecimal.ONE;
    BigDecimal term = BigDecimal.ONE;
    BigDecimal least = BigDecimal.ONE.movePointLeft(context.getPrecision());
    for (int i = 1; term.abs().compareTo(least) > 0; i++) {
      term = term.multiply(reduced, context).divide(BigDecimal.valueOf(i), context);
      sum = sum.add(term, context);
    }
    for (int i = 0; i < squarings; i++) {
      sum = sum.multiply(sum, context);
    }
    return sum;
  }
}
