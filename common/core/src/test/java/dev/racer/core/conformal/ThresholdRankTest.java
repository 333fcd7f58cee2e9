package dev.racer.core.conformal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.racer.core.conformal.ThresholdRank.AtRank;
import dev.racer.core.conformal.ThresholdRank.Infeasible;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdRankTest {
  private static final BigDecimal DELTA = new BigDecimal("0.05");

  // origin: the golden tables of the mathematical notes (paper's rule, and Clopper-Pearson at .05)
  @ParameterizedTest(name = "n = {0}, alpha = {1}")
  @CsvSource({
    "100, .10, 91, 96",
    "500, .10, 451, 462",
    "1000, .01, 991, 996",
    "1000, .05, 951, 962",
    "1000, .10, 901, 916",
    "1000, .20, 801, 822",
    "5000, .05, 4751, 4776"
  })
  void agreesWithTheGoldenTable(int n, String alpha, long expected, long pac) {
    RiskLevel level = RiskLevel.parse(alpha);

    assertThat(ThresholdRank.of(Guarantee.EXPECTED, n, level, DELTA))
        .isEqualTo(new AtRank(expected));
    assertThat(ThresholdRank.of(Guarantee.PAC, n, level, DELTA)).isEqualTo(new AtRank(pac));
    ExactBinomial misses = new ExactBinomial(n, level.value());
    int allowed = (int) (n - pac);
    assertThat(misses.compare(allowed, DELTA)).isNotPositive();
    assertThat(misses.compare(allowed + 1, DELTA)).isPositive();
  }

  @ParameterizedTest(name = "alpha = {0}")
  @CsvSource({
    ".01, 99, 299",
    ".05, 19, 59",
    ".10, 9, 29",
    ".15, 6, 19",
    ".20, 4, 14",
    ".30, 3, 9",
    ".40, 2, 6",
    ".50, 1, 5"
  })
  void isInfeasibleJustBelowTheLeastSize(String alpha, int expected, int pac) {
    RiskLevel level = RiskLevel.parse(alpha);

    assertThat(ThresholdRank.leastSize(Guarantee.EXPECTED, level, DELTA)).isEqualTo(expected);
    assertThat(ThresholdRank.leastSize(Guarantee.PAC, level, DELTA)).isEqualTo(pac);
    assertThat(ThresholdRank.expected(expected, level)).isEqualTo(new AtRank(expected));
    assertThat(ThresholdRank.expected(expected - 1, level))
        .isEqualTo(new Infeasible(expected - 1, expected));
    assertThat(ThresholdRank.pac(pac, level, DELTA)).isEqualTo(new AtRank(pac));
    assertThat(ThresholdRank.pac(pac - 1, level, DELTA)).isEqualTo(new Infeasible(pac - 1, pac));
  }

  @Test
  void noQueriesAreInfeasible() {
    RiskLevel half = RiskLevel.parse("0.5");

    assertThat(ThresholdRank.expected(0, half)).isEqualTo(new Infeasible(0, 1));
    assertThat(ThresholdRank.pac(0, half, DELTA)).isEqualTo(new Infeasible(0, 5));
  }

  @ParameterizedTest(name = "n = {0}, alpha = {1}: {2} and not {3}")
  @CsvSource({"9, 0.7, 3, 4", "99, 0.57, 43, 44", "19, 0.95, 1, 2", "99, 0.99, 1, 2"})
  void doublesAreOffByOneWhereDecimalsAreNot(int n, String alpha, long rank, long inDoubles) {
    double product = (1 - Double.parseDouble(alpha)) * (n + 1);

    assertThat((long) Math.ceil(product)).isEqualTo(inDoubles);
    assertThat(ThresholdRank.expected(n, RiskLevel.parse(alpha))).isEqualTo(new AtRank(rank));
  }

  @ParameterizedTest(name = "n = {0}, alpha = {1}, delta = {2}")
  @CsvSource({
    "1, 0.5, 0.5, 1", // P(X <= 0) = 0.5
    "2, 0.5, 0.75, 1", // P(X <= 1) = 0.75
    "3, 0.5, 0.125, 3", // P(X <= 0) = 0.125
    "2, 0.1, 0.81, 2", // P(X <= 0) = 0.81
    "2, 0.1, 0.99, 1", // P(X <= 1) = 0.99
    "3, 0.2, 0.896, 2", // P(X <= 1) = 0.896
    "9999, 0.5, 0.5, 5000" // P(X <= 4999) = 0.5 by symmetry
  })
  void deltaEqualToTheDistributionFunctionIsAllowed(
      int n, String alpha, BigDecimal delta, long rank) {
    assertThat(ThresholdRank.pac(n, RiskLevel.parse(alpha), delta)).isEqualTo(new AtRank(rank));
  }

  @Test
  void deltaJustBelowTheDistributionFunctionIsNot() {
    RiskLevel half = RiskLevel.parse("0.5");
    BigDecimal below = new BigDecimal("0.49999999999999999999999999999999999999999999999999");

    assertThat(ThresholdRank.pac(1, half, below)).isEqualTo(new Infeasible(1, 2));
    assertThat(ThresholdRank.pac(9_999, half, below)).isEqualTo(new AtRank(5_001));
  }

  @Test
  void anUndecidableTieInALargeSampleFallsToTheConservativeSide() {
    // P(X <= 5000) = 0.5 for n = 10,001, beyond the size up to which ties are told exactly
    ThresholdRank rank = ThresholdRank.pac(10_001, RiskLevel.parse("0.5"), new BigDecimal("0.5"));

    assertThat(rank).isEqualTo(new AtRank(5_002));
  }

  @Test
  void handlesAHundredMillionQueries() {
    RiskLevel level = RiskLevel.parse("0.10");

    assertThat(ThresholdRank.expected(100_000_000, level)).isEqualTo(new AtRank(90_000_001));
    // origin: scipy 1.17.1, n - binom.ppf(.05, n, .1) + 1; the certificate is the bracket's
    assertThat(ThresholdRank.pac(100_000_000, level, DELTA)).isEqualTo(new AtRank(90_004_935));
  }

  @Test
  void leastSizeCoversTheExtremes() {
    RiskLevel least = RiskLevel.parse("1e-18");
    RiskLevel most = RiskLevel.parse("0.999999999999999999");

    assertThat(ThresholdRank.leastSize(Guarantee.EXPECTED, least, DELTA))
        .isEqualTo(999_999_999_999_999_999L);
    assertThat(ThresholdRank.leastSize(Guarantee.EXPECTED, most, DELTA)).isEqualTo(1);
    assertThat(ThresholdRank.leastSize(Guarantee.PAC, most, new BigDecimal("1e-18"))).isEqualTo(1);
    assertThat(ThresholdRank.leastSize(Guarantee.PAC, most, new BigDecimal("9.99e-19")))
        .isEqualTo(2);
    assertThat(ThresholdRank.leastSize(Guarantee.PAC, least, new BigDecimal("1e-60")))
        .isEqualTo(1L << 62);
    assertThat(ThresholdRank.expected(Long.MAX_VALUE, least))
        .isEqualTo(new AtRank(Long.MAX_VALUE - 8));
  }

  @Test
  void refusesSizesOutOfRange() {
    RiskLevel level = RiskLevel.parse("0.10");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ThresholdRank.expected(-1, level))
        .withMessage("Calibration set size must not be negative, got -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ThresholdRank.pac(-1, level, DELTA))
        .withMessage("Calibration set size must not be negative, got -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ThresholdRank.pac(1_000_000_000_001L, level, DELTA))
        .withMessage(
            "Calibration set size must be at most 1000000000000 for pac, got 1000000000001");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "1.0", "-0.05", "1E-61"})
  void refusesDeltaOutOfRange(BigDecimal delta) {
    RiskLevel level = RiskLevel.parse("0.10");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ThresholdRank.pac(100, level, delta))
        .withMessage("Delta must lie in [1E-60, 1), got " + delta);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ThresholdRank.leastSize(Guarantee.PAC, level, delta))
        .withMessage("Delta must lie in [1E-60, 1), got " + delta);
  }

  @Test
  void refusesImpossibleRanks() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AtRank(0))
        .withMessage("Rank must be at least 1, got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Infeasible(9, 9))
        .withMessage("Needed size must exceed the calibration set size, got n = 9 and 9");
  }
}
