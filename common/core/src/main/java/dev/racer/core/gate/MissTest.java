package dev.racer.core.gate;

import dev.racer.core.conformal.MonotoneSearch;
import dev.racer.core.metric.BetaBinomial;
import java.util.OptionalLong;

/**
 * Tests whether the misses among fresh queries fit the calibration of a threshold that they did not
 * take part in.
 *
 * <p>If the {@code n} calibration queries and the {@code m} fresh ones are exchangeable and no
 * critical scores are tied, the misses at the {@code rank}-th smallest critical score are
 * distributed as BetaBinomial(m; n + 1 - rank, rank), whatever the scores. This is exact for both
 * guarantees, for thinned slices, and for unknown labels that are read in the worst case on both
 * sides; not for weighted ones. It tests that the queries are alike, not that the risk is below the
 * level: about half of all healthy calibrations have a risk above that.
 *
 * @see "paper-facts: nightly batch test, exact for continuous scores"
 */
public final class MissTest {
  /** Which misses speak against the calibration. */
  public enum Tails {
    /** Improbably many and improbably few: the latter mean broken labels. */
    BOTH,
    /**
     * Improbably many only. For critical scores with ties, where fewer misses are to be expected:
     * the p-value is then too large, if anything.
     */
    UPPER
  }

  private final long n;
  private final long rank;
  private final long m;
  private final long misses;
  private final Tails tails;
  private final BetaBinomial law;

  private MissTest(long n, long rank, long m, long misses, Tails tails) {
    this.n = n;
    this.rank = rank;
    this.m = m;
    this.misses = misses;
    this.tails = tails;
    this.law = new BetaBinomial(m, n + 1 - rank, rank);
  }

  /**
   * Makes the test.
   *
   * @param n calibration set size in queries, without the fresh ones; in [1, 10^12]
   * @param rank of the threshold among the n critical scores, in [1, n]
   * @param m number of fresh queries of the threshold's risk target, in [0, 10^12]
   * @param misses how many of them have a critical score above the threshold, in [0, m]
   * @param tails which misses speak against the calibration
   * @throws IllegalArgumentException if a number is out of range
   */
  public static MissTest of(long n, long rank, long m, long misses, Tails tails) {
    if (rank < 1 || rank > n) {
      throw new IllegalArgumentException("Rank must lie in [1, n = " + n + "], got " + rank);
    }
    if (misses < 0 || misses > m) {
      throw new IllegalArgumentException("Misses must lie in [0, m = " + m + "], got " + misses);
    }
    return new MissTest(n, rank, m, misses, tails);
  }

  /** Returns the calibration set size. */
  public long n() {
    return n;
  }

  /** Returns the rank of the threshold. */
  public long rank() {
    return rank;
  }

  /** Returns the number of fresh queries. */
  public long m() {
    return m;
  }

  /** Returns how many fresh queries were missed. */
  public long misses() {
    return misses;
  }

  /** Returns the expected number of misses, {@code m (n + 1 - rank) / (n + 1)}. */
  public double expected() {
    return law.mean();
  }

  /**
   * Returns the p-value: at most {@code p} with probability at most {@code p} if the queries are
   * alike. Twice the lesser tail for {@link Tails#BOTH}; 1 without fresh queries.
   */
  public double pValue() {
    return pValue(misses);
  }

  /**
   * Returns the least number of misses above the expected one whose p-value is at most the level;
   * empty if even {@code m} misses would not do.
   *
   * @param level in (0, 1)
   */
  public OptionalLong leastRefused(double level) {
    long first = firstAbove();
    long least = MonotoneSearch.first(first, m + 1, guess(level), x -> pValue(x) <= level);
    return least > m ? OptionalLong.empty() : OptionalLong.of(least);
  }

  /**
   * Returns the greatest number of misses below the expected one whose p-value is at most the
   * level; empty if even no miss at all would do, and for {@link Tails#UPPER}.
   *
   * @param level in (0, 1)
   */
  public OptionalLong mostRefusedBelow(double level) {
    if (tails == Tails.UPPER) {
      return OptionalLong.empty();
    }
    long least = MonotoneSearch.first(0, firstAbove(), 0, x -> pValue(x) > level);
    return least == 0 ? OptionalLong.empty() : OptionalLong.of(least - 1);
  }

  /** Above the mean the upper tail is the one that p-values fall with. */
  private long firstAbove() {
    return Math.min(m, (long) expected()) + 1;
  }

  private long guess(double level) {
    double deviations = Math.sqrt(-2 * Math.log(level));
    return (long) (expected() + deviations * Math.sqrt(law.variance()));
  }

  private double pValue(long x) {
    return switch (tails) {
      case BOTH -> law.twoSidedPValue(x);
      case UPPER -> law.atLeast(x);
    };
  }
}
