package dev.racer.core.conformal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.conformal.ThresholdRank.AtRank;
import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The {@code pac} guarantee: {@code P(R > alpha) <= delta} over calibrations.
 *
 * <p>2,000 calibrations of n = 100 uniform critical scores at alpha = .10 and delta = .05. The rank
 * is 96, and the true risk exceeds alpha with probability exactly P(Bin(100, .1) <= 4) = .0237.
 * Tolerance: 4 standard deviations of the failure rate, .0136; a false alarm has a chance of about
 * 1e-4 for a seed drawn at random (the count is slightly skewed); the seed is fixed. Power: rank 95
 * fails with probability .0576, 10 standard deviations above, but rank 97 with .0078, only 4.7
 * below, so that 2,000 calibrations would miss it 1 time in 8. The twins take 20,000, which puts
 * them 31 and 15 standard deviations off.
 */
class PacGuaranteeTest {
  private static final int N = 100;
  private static final RiskLevel LEVEL = RiskLevel.parse(".10");
  private static final long ONE = 1L << 40;
  private static final long SEED = 1;

  /** Origin: exact rational sum; scipy 1.17.1 binom.cdf(4, 100, .1) agrees. */
  private static final double FAILURE_PROBABILITY = 0.023711082663477;

  @Test
  void failsAsOftenAsTheBinomialSays() {
    assertThat(z(2_000, 0)).isBetween(-4.0, 4.0);
  }

  @ParameterizedTest(name = "rank {0}")
  @ValueSource(ints = {-1, 1})
  void aRankBesideIsFoundOut(int shift) {
    assertThat(shift * z(20_000, shift)).isLessThanOrEqualTo(-4);
  }

  private static double z(int calibrations, int shift) {
    SplittableRandom random = new SplittableRandom(SEED);
    long k = ((AtRank) ThresholdRank.pac(N, LEVEL, new BigDecimal("0.05"))).k() + shift;
    int failures = 0;
    for (int calibration = 0; calibration < calibrations; calibration++) {
      long[] critical = random.longs(N, 0, ONE).toArray();
      long threshold = OrderStatistics.select(critical, 0, N, new long[] {k})[0];
      double risk = (double) (ONE - 1 - threshold) / ONE;
      if (risk > LEVEL.value().doubleValue()) {
        failures++;
      }
    }
    double variance = calibrations * FAILURE_PROBABILITY * (1 - FAILURE_PROBABILITY);
    return (failures - calibrations * FAILURE_PROBABILITY) / Math.sqrt(variance);
  }
}
