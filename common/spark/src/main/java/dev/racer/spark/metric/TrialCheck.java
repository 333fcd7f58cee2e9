package dev.racer.spark.metric;

import dev.racer.core.metric.BetaBinomial;
import dev.racer.core.score.XxHash64;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.GammaDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;

/**
 * Whether the misses of many trials are distributed as they must be.
 *
 * <p>Where trials split one pool of queries at random and independently of each other, and no
 * critical scores are tied, the misses of a trial with n calibration queries, rank k and m test
 * queries are {@link BetaBinomial}(m; n + 1 - k, k), and the trials are independent given their n
 * and m, whatever the pool. So a failure is a defect of the implementation, or a tie; it says
 * nothing about the data. Several cells over the same splits are not independent of each other.
 *
 * @param trials number of trials
 * @param z the sum of all misses, minus its expectation, divided by its standard deviation
 * @param zPValue two-sided: the probability of a sum at least as far out, on either side. Sums are
 *     skewed to the right at small risk levels, where a normal distribution makes rare sums too
 *     rare by orders of magnitude; this takes a gamma distribution with the sum's first three
 *     moments, which errs on the side of larger p-values. Exact for a single trial
 * @param fitPValue of the Kolmogorov-Smirnov test that the trials' randomized probability integral
 *     transforms are uniform: of the shape of the distribution, too; for a single trial {@code
 *     zPValue} again
 * @see "paper-facts 1.2, negative hypergeometric law of a random split"
 */
public record TrialCheck(int trials, double z, double zPValue, double fitPValue) {
  private static final byte[] PURPOSE = {'p', 'i', 't', 0};
  private static final double UNIT = 0x1p-53;

  /** Below this skewness a normal distribution is as good, up to some 4 % in the far tail. */
  private static final double LEAST_SKEWNESS = 1e-3;

  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  /**
   * What one trial gave.
   *
   * @param number of the trial, from which its part of the randomness is hashed
   * @param n calibration queries that count for the target
   * @param rank of the threshold among them, in [1, n]
   * @param queries m, the test queries that count for the target
   * @param misses of these, in [0, m]
   */
  public record Trial(int number, long n, long rank, long queries, long misses) {
    /** Checks the ranges. */
    public Trial {
      if (rank < 1 || rank > n) {
        throw new IllegalArgumentException("Rank must lie in [1, " + n + "], got " + rank);
      }
      if (misses < 0 || misses > queries) {
        throw new IllegalArgumentException(
            "Misses must lie in [0, " + queries + "], got " + misses);
      }
    }

    private BetaBinomial reference() {
      return new BetaBinomial(queries, n + 1 - rank, rank);
    }
  }

  /**
   * Checks the trials of one cell.
   *
   * @param trials all of them that have a threshold; at least one, with a test query among them
   * @param seed of the randomized transforms
   * @throws IllegalArgumentException if there is no trial or no test query
   */
  public static TrialCheck of(List<Trial> trials, long seed) {
    if (trials.stream().mapToLong(Trial::queries).sum() == 0) {
      throw new IllegalArgumentException(
          "Trials must have test queries to be checked, got none in " + trials.size() + " trials");
    }
    double deviation = 0;
    double variance = 0;
    double third = 0;
    double[] transforms = new double[trials.size()];
    for (int i = 0; i < transforms.length; i++) {
      Trial trial = trials.get(i);
      BetaBinomial reference = trial.reference();
      deviation += trial.misses() - reference.mean();
      variance += reference.variance();
      third += reference.thirdCentralMoment();
      transforms[i] =
          reference.atMost(trial.misses() - 1)
              + uniform(seed, trial.number()) * reference.probability(trial.misses());
    }
    double z = deviation / Math.sqrt(variance);
    if (trials.size() == 1) {
      Trial single = trials.get(0);
      double exact = single.reference().twoSidedPValue(single.misses());
      return new TrialCheck(1, z, exact, exact);
    }
    return new TrialCheck(
        trials.size(),
        z,
        sumPValue(deviation, Math.sqrt(variance), third),
        KolmogorovSmirnovTest.withDefaults()
            .test(transforms, DoubleUnaryOperator.identity())
            .getPValue());
  }

  /** Twice the lesser tail, each from the half before the whole number that was observed. */
  private static double sumPValue(double deviation, double standardDeviation, double third) {
    double skewness = third / Math.pow(standardDeviation, 3);
    double below = atMost((deviation + 0.5) / standardDeviation, skewness);
    double above = atMost((0.5 - deviation) / standardDeviation, -skewness);
    return Math.min(1, 2 * Math.min(below, above));
  }

  /** {@code P(Z <= z)} for a standardized gamma distribution of that skewness, or its mirror. */
  private static double atMost(double z, double skewness) {
    if (Math.abs(skewness) < LEAST_SKEWNESS) {
      return NORMAL.cumulativeProbability(z);
    }
    double shape = 4 / (skewness * skewness);
    GammaDistribution gamma = GammaDistribution.of(shape, 1);
    return skewness > 0
        ? gamma.cumulativeProbability(shape + z * Math.sqrt(shape))
        : gamma.survivalProbability(shape - z * Math.sqrt(shape));
  }

  /** Uniform on [0, 1), from nothing but seed and trial. */
  private static double uniform(long seed, int trial) {
    byte[] input =
        ByteBuffer.allocate(PURPOSE.length + Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(PURPOSE)
            .putInt(trial)
            .array();
    return (XxHash64.hash(input, 0, input.length, seed) >>> 11) * UNIT;
  }
}
