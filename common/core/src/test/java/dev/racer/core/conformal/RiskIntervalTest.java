package dev.racer.core.conformal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RiskIntervalTest {
  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  // origin: mpmath 1.3.0 with 40 digits, findroot of betainc(n+1-k, k, 0, x, regularized=True)
  @ParameterizedTest(name = "n = {0}, k = {1}, level {2}")
  @CsvSource({
    "100, 91, 0.95, 0.049004689221486, 0.163982255029635",
    "500, 451, 0.95, 0.0751358150664255, 0.12748854268589",
    "1000, 991, 0.95, 0.00480551069104931, 0.0170157830698946",
    "1000, 901, 0.95, 0.08210533435558, 0.119208482686207",
    "5000, 4751, 0.95, 0.0441232439800001, 0.0561975947022295",
    "1, 1, 0.95, 0.025, 0.975",
    "9, 9, 0.95, 0.00280913674659921, 0.336267116879943",
    "100, 51, 0.95, 0.398321129503301, 0.591963670844546",
    "199, 198, 0.95, 0.00121945791647515, 0.0276787129163816",
    "20, 1, 0.95, 0.831566529016915, 0.99873491050205",
    "100, 91, 0.9, 0.05526323768287, 0.151795428613594"
  })
  void agreesWithAnIndependentComputation(
      long n, long rank, double level, double lower, double upper) {
    RiskInterval interval = RiskInterval.central(n, rank, level);

    assertThat(interval).isEqualTo(new RiskInterval(rounded(lower), rounded(upper), level));
  }

  /** None of the golden values lies near a rounding boundary. */
  private static double rounded(double value) {
    return Math.round(value * 1e9) / 1e9;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void endsAreTheNearestMultiplesInExactArithmetic(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int n = random.nextInt(1, 40);
    int rank = random.nextInt(1, n + 1);

    RiskInterval interval = RiskInterval.central(n, rank, 0.95);

    assertThatQuantileRoundsTo(interval.lower(), n, rank, new BigDecimal("0.025"));
    assertThatQuantileRoundsTo(interval.upper(), n, rank, new BigDecimal("0.975"));
  }

  private static void assertThatQuantileRoundsTo(
      double value, int n, int rank, BigDecimal probability) {
    BigDecimal half = new BigDecimal("0.0000000005");
    BigDecimal multiple = BigDecimal.valueOf(value).setScale(9);
    BigDecimal notBelow = BigDecimal.ONE.subtract(probability);
    // Beta(n+1-k, k) has mass P(Bin(n, x) > n-k) below x
    if (multiple.compareTo(half) > 0) {
      assertThat(new ExactBinomial(n, multiple.subtract(half)).compare(n - rank, notBelow))
          .isPositive();
    }
    if (multiple.add(half).compareTo(BigDecimal.ONE) < 0) {
      assertThat(new ExactBinomial(n, multiple.add(half)).compare(n - rank, notBelow))
          .isNotPositive();
    }
  }

  @Test
  void narrowsAroundTheRankForAHundredMillionQueries() {
    // origin: scipy 1.17.1, beta.ppf([.025, .975], n+1-k, k); asserted to its precision
    RiskInterval interval = RiskInterval.central(100_000_000, 90_000_001, 0.95);

    assertThat(interval.lower()).isBetween(0.0999411, 0.0999413);
    assertThat(interval.upper()).isBetween(0.1000587, 0.1000589);
  }

  @Test
  void refusesArgumentsOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RiskInterval.central(10, 0, 0.95))
        .withMessage("Rank must lie in [1, 10], got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RiskInterval.central(10, 11, 0.95))
        .withMessage("Rank must lie in [1, 10], got 11");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RiskInterval.central(10, 5, 1))
        .withMessage("Interval level must lie in (0, 1), got 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RiskInterval.central(10, 5, Double.NaN))
        .withMessage("Interval level must lie in (0, 1), got NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RiskInterval.central(1_000_000_000_001L, 5, 0.95))
        .withMessage("Calibration set size must be at most 1000000000000, got 1000000000001");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RiskInterval(0.2, 0.1, 0.95))
        .withMessage("Risk interval must satisfy 0 <= lower <= upper <= 1, got 0.2 and 0.1");
  }
}
