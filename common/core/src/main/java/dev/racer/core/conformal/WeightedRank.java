package dev.racer.core.conformal;

import dev.racer.core.score.FixedPoint;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;

/**
 * The calibration rule where queries were explored with different probabilities q and count with
 * weight w = q_min/q:
 *
 * <pre>lambda = inf{ lambda : sum_i w_i L_i(lambda) + w_max &lt;= alpha (sum_i w_i + w_max) }</pre>
 *
 * <p>with {@code w_max = 1}, the weight of a new query at most. If calibration queries and the new
 * query are exchangeable but for the exploration, and q is known, the expected risk over all
 * queries is at most alpha; the rule is the paper's where all weights are 1. It bounds the expected
 * risk alone: under weights, neither Clopper-Pearson nor the beta law of the true risk hold.
 *
 * <p>Weights are multiples of 2<sup>-62</sup>; sums and comparisons are exact.
 *
 * @see "Tibshirani et al. 2019, Conformal prediction under covariate shift; Angelopoulos et al.
 *     2024, Conformal risk control, Prop. 3"
 */
public final class WeightedRank {
  /** The largest weight, that of a query explored with the least probability. */
  public static final long WHOLE = 1L << 62;

  private static final int HALF = 31; // sums of halves of weights fit a long
  private static final long LOW = (1L << HALF) - 1;
  private static final BigInteger MOST = BigInteger.valueOf(WHOLE);

  private final long size;
  private final long[] scores; // different ones, ascending
  private final long[] reached; // rows at or below
  private final long[] high; // their weights
  private final long[] low;

  private WeightedRank(long size, long[] scores, long[] reached, long[] high, long[] low) {
    this.size = size;
    this.scores = scores;
    this.reached = reached;
    this.high = high;
    this.low = low;
  }

  /**
   * The weight of a query.
   *
   * @param leastProbability q_min in (0, 1]
   * @param probability q in [q_min, 1]
   * @return q_min/q as a multiple of 2<sup>-62</sup>, the closest, the larger of two; at least 1
   * @throws IllegalArgumentException if a probability is out of range
   */
  public static long weight(double leastProbability, double probability) {
    boolean fits = leastProbability > 0 && leastProbability <= probability && probability <= 1;
    if (!fits) {
      throw new IllegalArgumentException(
          "Probability must lie in [" + leastProbability + ", 1], got " + probability);
    }
    return Math.max(
        1,
        new BigDecimal(leastProbability)
            .multiply(BigDecimal.valueOf(WHOLE))
            .divide(new BigDecimal(probability), 0, RoundingMode.HALF_UP)
            .longValueExact());
  }

  /**
   * Sorts critical scores.
   *
   * @param critical fixed point, {@link FixedPoint#INFINITE} where no threshold suffices; any order
   * @param weights of the same queries, each in [1, {@link #WHOLE}]
   * @throws IllegalArgumentException if there are not as many weights, or one is out of range
   */
  public static WeightedRank of(long[] critical, long[] weights) {
    if (weights.length != critical.length) {
      throw new IllegalArgumentException(
          "Weights must be " + critical.length + ", one per score, got " + weights.length);
    }
    long[] scores = Arrays.stream(critical).sorted().distinct().toArray();
    long[] reached = new long[scores.length];
    long[] high = new long[scores.length];
    long[] low = new long[scores.length];
    for (int i = 0; i < critical.length; i++) {
      if (weights[i] < 1 || weights[i] > WHOLE) {
        throw new IllegalArgumentException("Weight must lie in [1, 2^62], got " + weights[i]);
      }
      int at = Arrays.binarySearch(scores, critical[i]);
      reached[at]++;
      high[at] += weights[i] >>> HALF;
      low[at] += weights[i] & LOW;
    }
    for (int at = 1; at < scores.length; at++) {
      reached[at] += reached[at - 1];
      high[at] = Math.addExact(high[at], high[at - 1]);
      low[at] = Math.addExact(low[at], low[at - 1]);
    }
    return new WeightedRank(critical.length, scores, reached, high, low);
  }

  /**
   * The outcome at a risk level. The rank of a threshold is the number of critical scores at or
   * below it; where none is finite that suffices, one more than there are finite ones.
   */
  public CalibrationOutcome outcome(RiskLevel level) {
    BigInteger total = weightUpTo(scores.length - 1);
    BigInteger needed = toReach(level, total);
    if (needed.compareTo(total) > 0) {
      return new CalibrationOutcome.Infeasible(size, sizeNeeded(level));
    }
    int at =
        (int)
            MonotoneSearch.first(
                0, scores.length - 1L, 0, i -> weightUpTo((int) i).compareTo(needed) >= 0);
    return scores[at] == FixedPoint.INFINITE
        ? new CalibrationOutcome.Unreachable(1 + (at == 0 ? 0 : reached[at - 1]))
        : new CalibrationOutcome.Feasible(reached[at], scores[at]);
  }

  /**
   * The least number of queries with which there is an outcome other than infeasible, if further
   * ones have the mean weight of those there are; that of the plain rule if there is none.
   *
   * @return at most the number of queries exactly when the level is not infeasible
   */
  public long sizeNeeded(RiskLevel level) {
    if (size == 0) {
      return ThresholdRank.leastSize(Guarantee.EXPECTED, level, BigDecimal.ONE);
    }
    // sum w >= (1 - alpha) / alpha: so many times the mean weight
    BigDecimal sum =
        BigDecimal.ONE
            .subtract(level.value())
            .multiply(BigDecimal.valueOf(WHOLE))
            .multiply(BigDecimal.valueOf(size));
    BigDecimal mean = level.value().multiply(new BigDecimal(weightUpTo(scores.length - 1)));
    return Math.max(1, sum.divide(mean, 0, RoundingMode.CEILING).longValueExact());
  }

  /** The least weight that a threshold has to reach: (1 - alpha)(sum w + w_max), rounded up. */
  private static BigInteger toReach(RiskLevel level, BigInteger total) {
    return new BigDecimal(total.add(MOST))
        .multiply(BigDecimal.ONE.subtract(level.value()))
        .setScale(0, RoundingMode.CEILING)
        .toBigIntegerExact();
  }

  private BigInteger weightUpTo(int at) {
    return at < 0
        ? BigInteger.ZERO
        : BigInteger.valueOf(high[at]).shiftLeft(HALF).add(BigInteger.valueOf(low[at]));
  }
}
