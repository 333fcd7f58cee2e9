package dev.racer.core.conformal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.conformal.CalibrationOutcome.Feasible;
import dev.racer.core.conformal.ThresholdRank.AtRank;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The {@code expected} guarantee: {@code E[R] = (n+1-k)/(n+1) <= alpha}, on average over
 * calibrations.
 *
 * <p>2,000 calibrations per cell. Critical scores are uniform, so the true risk of a threshold is
 * known and nothing but the calibration draw is random; it is Beta(n+1-k, k). Tolerance: |z| < 4,
 * with a chance of a false alarm of 6.3e-5 per cell for a seed drawn at random; the seed is fixed.
 *
 * <p>Power: one rank more or less moves the mean by 1/(n+1), which is 15.0, 31.8 and 8.9 standard
 * errors in the three cells, so a twin escapes with a probability below 1e-6.
 */
class ExpectedGuaranteeTest {
  private static final int CALIBRATIONS = 2_000;
  private static final long ONE = 1L << 40;
  private static final long SEED = 1;

  @ParameterizedTest(name = "n = {0}, alpha = {1}")
  @CsvSource({"100, .10", "199, .01", "100, .50"})
  void meanRiskIsWhatTheRankSays(int n, String alpha) {
    assertThat(z(n, RiskLevel.parse(alpha), 0)).isBetween(-4.0, 4.0);
  }

  @ParameterizedTest(name = "n = {0}, alpha = {1}, rank {2}")
  @CsvSource({
    "100, .10, -1",
    "199, .01, -1",
    "100, .50, -1",
    "100, .10, 1",
    "199, .01, 1",
    "100, .50, 1"
  })
  void aRankBesideIsFoundOut(int n, String alpha, int shift) {
    double z = z(n, RiskLevel.parse(alpha), shift);

    assertThat(shift * z).isLessThanOrEqualTo(-4); // a lower rank errs more, a higher one less
  }

  private static double z(int n, RiskLevel level, int shift) {
    SplittableRandom random = new SplittableRandom(SEED);
    long k = ((AtRank) ThresholdRank.expected(n, level)).k();
    RealisedRisk realised = new RealisedRisk();
    for (int calibration = 0; calibration < CALIBRATIONS; calibration++) {
      long[] critical = random.longs(n, 0, ONE).toArray();
      CalibrationOutcome outcome =
          CalibrationOutcome.of(
              new AtRank(k + shift),
              rank -> OrderStatistics.select(critical, 0, n, new long[] {rank})[0]);
      realised.addBeta(trueRisk(((Feasible) outcome).threshold()), n, k);
    }
    return realised.z();
  }

  /** {@code P(l > threshold)} for l uniform on the multiples of 2^-40 in [0, 1). */
  private static double trueRisk(long threshold) {
    return (double) (ONE - 1 - threshold) / ONE;
  }
}
