package dev.racer.spark.metric;

import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.inference.FisherExactTest;

/**
 * Whether something holds equally often in two independent sets of queries.
 *
 * @param firstRight in how many queries of the first set it holds
 * @param first queries of the first set
 * @param secondRight in how many queries of the second set it holds
 * @param second queries of the second set
 */
public record TwoShares(long firstRight, long first, long secondRight, long second) {
  /** Up to here the exact test is quick. */
  private static final long MOST_EXACT = 1_000_000;

  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a set is empty, or a part exceeds it
   */
  public TwoShares {
    requirePart(firstRight, first);
    requirePart(secondRight, second);
  }

  /**
   * The two-sided p-value of equal shares, given their sum: Fisher's exact test; with more than
   * {@value #MOST_EXACT} queries the normal approximation with pooled variance.
   */
  public double pValue() {
    if (first + second <= MOST_EXACT) {
      int[][] table = {
        {(int) firstRight, (int) (first - firstRight)},
        {(int) secondRight, (int) (second - secondRight)}
      };
      return FisherExactTest.withDefaults().test(table).getPValue();
    }
    double pooled = (double) (firstRight + secondRight) / (first + second);
    double difference = (double) firstRight / first - (double) secondRight / second;
    double variance = pooled * (1 - pooled) * (1.0 / first + 1.0 / second);
    return variance == 0
        ? 1 // it holds always, or never
        : Math.min(1, 2 * NORMAL.survivalProbability(Math.abs(difference) / Math.sqrt(variance)));
  }

  private static void requirePart(long part, long whole) {
    if (whole < 1 || part < 0 || part > whole) {
      throw new IllegalArgumentException(
          "Right queries must lie in [0, " + whole + "] of at least one query, got " + part);
    }
  }
}
