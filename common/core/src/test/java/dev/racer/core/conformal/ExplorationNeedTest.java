package dev.racer.core.conformal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.stream.LongStream;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplorationNeedTest {
  private static final BigDecimal DELTA = new BigDecimal("0.05");

  /** RiskInterval rounds its ends to 1e-9. */
  private static final double ROUNDING = 2e-9;

  @ParameterizedTest(name = "alpha {0}: {1}, with delta .05: {2}")
  @CsvSource({ // paper-facts 1.2
    "0.01, 99, 299",
    "0.05, 19, 59",
    "0.10, 9, 29",
    "0.15, 6, 19",
    "0.20, 4, 14",
    "0.50, 1, 5"
  })
  void thresholdNeedsThePublishedSizes(String alpha, long expected, long pac) {
    assertThat(need(Guarantee.EXPECTED, alpha).forThreshold()).isEqualTo(expected);
    assertThat(need(Guarantee.PAC, alpha).forThreshold()).isEqualTo(pac);
  }

  @Test
  void precisionIsHalfTheIntervalOfTheTrueRisk() {
    assertThat(need(Guarantee.EXPECTED, "0.10").precision(1000).getAsDouble())
        .isCloseTo(halfWidth(1000, 901), within(ROUNDING));
    assertThat(need(Guarantee.EXPECTED, "0.10").precision(8)).isEmpty();
  }

  @ParameterizedTest(name = "{0}, alpha {1}, precision {2}")
  @CsvSource({
    "EXPECTED, 0.10, 0.05",
    "EXPECTED, 0.10, 0.03",
    "EXPECTED, 0.05, 0.04",
    "EXPECTED, 0.23, 0.06",
    "EXPECTED, 0.5, 0.1",
    "PAC, 0.10, 0.05",
    "PAC, 0.20, 0.06"
  })
  void fromTheNeededSizeOnEveryThresholdIsPrecise(
      Guarantee guarantee, String alpha, double precision) {
    ExplorationNeed need = need(guarantee, alpha);

    long lastImprecise =
        LongStream.rangeClosed(1, 1_500)
            .filter(n -> halfWidth(guarantee, n, alpha) > precision)
            .max()
            .getAsLong();

    assertThat(lastImprecise).isBetween(20L, 1_000L);
    assertThat(need.forPrecision(precision)).isEqualTo(lastImprecise + 1);
  }

  @Test
  void needGrowsWithTheSquareOfThePrecision() {
    ExplorationNeed need = need(Guarantee.EXPECTED, "0.10");

    assertThat(need.forPrecision(.02)).isBetween(800L, 900L);
    assertThat(need.forPrecision(.002)).isBetween(80_000L, 90_000L);
  }

  @Test
  void coarsePrecisionNeedsAThresholdOnly() {
    ExplorationNeed need = need(Guarantee.EXPECTED, "0.001");

    assertThat(need.forPrecision(.01)).isEqualTo(need.forThreshold()).isEqualTo(999);
  }

  @Test
  void finestPrecisionIsFound() {
    ExplorationNeed need = need(Guarantee.EXPECTED, "0.5");

    long n = need.forPrecision(ExplorationNeed.LEAST_PRECISION);

    assertThat(n).isBetween(90_000_000L, 100_000_000L);
    assertThat(need.precision(n).getAsDouble())
        .isLessThanOrEqualTo(ExplorationNeed.LEAST_PRECISION);
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> need(Guarantee.EXPECTED, "0.6"))
        .withMessage("Risk level must be at most 0.5 here, got 0.6");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> need(Guarantee.EXPECTED, "0.1").forPrecision(.5))
        .withMessage("Precision must lie in [1.0E-4, 0.5), got 0.5");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new ExplorationNeed(Guarantee.PAC, RiskLevel.parse("0.1"), BigDecimal.ZERO));
  }

  private static double halfWidth(Guarantee guarantee, long n, String alpha) {
    return ThresholdRank.of(guarantee, n, RiskLevel.parse(alpha), DELTA)
            instanceof ThresholdRank.AtRank at
        ? halfWidth(n, at.k())
        : 1;
  }

  private static double halfWidth(long n, long k) {
    BetaDistribution risk = BetaDistribution.of(n + 1.0 - k, (double) k);
    return (risk.inverseCumulativeProbability(.975) - risk.inverseCumulativeProbability(.025)) / 2;
  }

  private static ExplorationNeed need(Guarantee guarantee, String alpha) {
    return new ExplorationNeed(guarantee, RiskLevel.parse(alpha), DELTA);
  }
}
