package dev.racer.core.metric;

/**
 * The beta-binomial distribution: how many of m fresh queries are missed.
 *
 * <p>If calibration and fresh queries are exchangeable and no critical scores are tied, the misses
 * at the k-th smallest of n critical scores are distributed like this with {@code a = n + 1 - k}
 * and {@code b = k}, whatever the scores. It has one mode, from which probabilities are followed by
 * the ratios of neighbours and made to add up to 1: no factorial loses digits, however many queries
 * there are. A probability takes time in proportion to the spread of the distribution, at most m
 * steps. Immutable.
 *
 * @see "paper-facts: misses among m fresh queries, a negative hypergeometric law"
 */
public final class BetaBinomial {
  /** The largest parameter: products of two are far from the end of doubles. */
  private static final long MAX_PARAMETER = 1_000_000_000_000L;

  /** What a tail may be short of, relative to it. */
  private static final double NEGLIGIBLE = 0x1p-60;

  private final long m;
  private final double a;
  private final double b;
  private final long mode;
  private final double total; // in units of the probability of the mode

  /**
   * Creates the distribution.
   *
   * @param m number of fresh queries, in [0, 10^12]
   * @param a in [1, 10^12]; {@code n + 1 - k} for misses at rank k
   * @param b in [1, 10^12]; the rank k for misses
   * @throws IllegalArgumentException if an argument is out of range
   */
  public BetaBinomial(long m, long a, long b) {
    requireBetween("Number of fresh queries", 0, m);
    requireBetween("Parameter a", 1, a);
    requireBetween("Parameter b", 1, b);
    this.m = m;
    this.a = a;
    this.b = b;
    long top = a + b == 2 ? 0 : (long) ((m + 1) * ((a - 1) / (double) (a + b - 2)));
    this.mode = Math.min(top, m); // or next to it, which does as well
    this.total = sumUp(mode, m, 1) + sumDown(mode, 0, 1) - 1;
  }

  /** Returns {@code m a / (a + b)}. */
  public double mean() {
    return m * (a / (a + b));
  }

  /** Returns the mean squared deviation from the mean. */
  public double variance() {
    double sum = a + b;
    return m * (a / sum) * (b / sum) * ((sum + m) / (sum + 1));
  }

  /** Returns the mean cubed deviation from the mean: positive when the longer tail is above it. */
  public double thirdCentralMoment() {
    double sum = a + b;
    return variance() * ((b - a) / sum) * ((sum + 2 * (double) m) / (sum + 2));
  }

  /**
   * Returns {@code P(X = x)}.
   *
   * @param x any number
   */
  public double probability(long x) {
    return x < 0 || x > m ? 0 : term(x) / total;
  }

  /**
   * Returns {@code P(X <= x)}, precise relative to itself down to 1e-300, and 0 beyond.
   *
   * @param x any number
   */
  public double atMost(long x) {
    if (x < 0) {
      return 0;
    }
    if (x >= m) {
      return 1;
    }
    double sum = x < mode ? sumDown(x, 0, term(x)) : sumUp(mode, x, 1) + sumDown(mode, 0, 1) - 1;
    return Math.min(1, sum / total);
  }

  /**
   * Returns {@code P(X >= x)}, precise relative to itself down to 1e-300, and 0 beyond.
   *
   * @param x any number
   */
  public double atLeast(long x) {
    if (x <= 0) {
      return 1;
    }
    if (x > m) {
      return 0;
    }
    double sum = x > mode ? sumUp(x, m, term(x)) : sumDown(mode, x, 1) + sumUp(mode, m, 1) - 1;
    return Math.min(1, sum / total);
  }

  /**
   * Returns the two-sided p-value of an observation: twice the lesser of {@code P(X <= x)} and
   * {@code P(X >= x)}, at most 1. Under the distribution it is at most p with probability at most
   * p.
   *
   * @param x the observation, in [0, m]
   * @throws IllegalArgumentException if it is out of range
   */
  public double twoSidedPValue(long x) {
    if (x < 0 || x > m) {
      throw new IllegalArgumentException("Observation must lie in [0, " + m + "], got " + x);
    }
    return Math.min(1, 2 * Math.min(atMost(x), atLeast(x)));
  }

  /** {@code P(X = x + 1) / P(X = x)}, for x in [0, m); falls with x, or is constant. */
  private double ratio(long x) {
    return (m - x) * (a + x) / ((x + 1) * (b + (m - x - 1)));
  }

  /** {@code P(X = x)} in units of the probability of the mode; 0 where doubles lose digits. */
  private double term(long x) {
    double term = 1;
    for (long i = mode; i < x && term >= Double.MIN_NORMAL; i++) {
      term *= ratio(i);
    }
    for (long i = mode; i > x && term >= Double.MIN_NORMAL; i--) {
      term /= ratio(i - 1);
    }
    return term >= Double.MIN_NORMAL ? term : 0;
  }

  /** The sum of the terms from {@code x} up to {@code last}, given the first. */
  private double sumUp(long x, long last, double first) {
    double sum = first;
    double term = first;
    for (long i = x; i < last; i++) {
      double ratio = ratio(i);
      term *= ratio;
      if (term <= NEGLIGIBLE * sum * (1 - ratio)) {
        break; // what follows is less than a geometric series
      }
      sum += term;
    }
    return sum;
  }

  /** The sum of the terms from {@code x} down to {@code last}, given the first. */
  private double sumDown(long x, long last, double first) {
    double sum = first;
    double term = first;
    for (long i = x; i > last; i--) {
      double ratio = 1 / ratio(i - 1);
      term *= ratio;
      if (term <= NEGLIGIBLE * sum * (1 - ratio)) {
        break;
      }
      sum += term;
    }
    return sum;
  }

  private static void requireBetween(String what, long least, long value) {
    if (value < least || value > MAX_PARAMETER) {
      throw new IllegalArgumentException(
          what + " must lie in [" + least + ", " + MAX_PARAMETER + "], got " + value);
    }
  }
}
