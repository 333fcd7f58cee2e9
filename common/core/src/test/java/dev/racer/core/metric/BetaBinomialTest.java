package dev.racer.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BetaBinomialTest {
  /** Rounding of a hundred thousand ratios and sums, mostly canceling; seen: 2e-13. */
  private static final double RELATIVE = 1e-11;

  /** n = 1, k = 1, m = 2: the pair of fresh queries is 0, 1 or 2 times above one score. */
  @Test
  void onOneCalibrationQueryAllCountsAreEquallyLikely() {
    BetaBinomial misses = new BetaBinomial(2, 1, 1);

    assertThat(misses.probability(0)).isCloseTo(1 / 3.0, within(1e-16));
    assertThat(misses.probability(2)).isCloseTo(1 / 3.0, within(1e-16));
    assertThat(misses.atMost(1)).isCloseTo(2 / 3.0, within(1e-15));
    assertThat(misses.mean()).isEqualTo(1);
    assertThat(misses.variance()).isCloseTo(2 / 3.0, within(1e-15));
    assertThat(misses.thirdCentralMoment()).isZero();
  }

  /** paper-facts 1.2 and 4.8: expected risk, and where 1 % of the distribution begins. */
  @ParameterizedTest(name = "n = {0}, k = {1}, m = {2}")
  @CsvSource({
    "1000, 901, 500, 0.09990, 71",
    "1000, 951, 500, 0.04995, 41",
    "500, 451, 50, 0.09980, 12",
    "2000, 1801, 200, 0.09995, 32",
  })
  void meanAndTailAreThoseOfTheGoldenTable(long n, long k, long m, double risk, long rejected) {
    BetaBinomial misses = new BetaBinomial(m, n + 1 - k, k);

    assertThat(misses.mean() / m).isCloseTo(risk, within(5e-6));
    assertThat(misses.atLeast(rejected)).isLessThanOrEqualTo(.01);
    assertThat(misses.atLeast(rejected - 1)).isGreaterThan(.01);
  }

  /** Log gamma by Stirling's series in decimals of 60 digits, tails summed in decimals. */
  @ParameterizedTest(name = "m = {0}, a = {1}, b = {2}, x = {3}")
  @CsvSource({
    "10000000, 10000, 90001, 999000, 4.1654921186761885e-05, 0.54026828218526413",
    "10000000, 10000, 90001, 1000000, 4.18431589835551e-05, 0.49848108175737915",
    "10000000, 10000, 90001, 1050000, 6.2816313349634401e-11, 1.1513445756345703e-07",
    "10000000, 10000, 90001, 1200000, 6.0915237563066431e-91, 3.240441241926298e-88",
    "10000000, 1000000, 9000000, 1000000, 0.00029735398177655343, 0.50002973539817763",
    "10000000, 1000000, 9000000, 1007000, 3.7873723567122141e-10, 9.4762219701353258e-08",
    "400000, 50001, 450000, 40000, 0.0015671888125927803, 0.50136867866578716",
    "400000, 50001, 450000, 41500, 5.897202050306507e-11, 2.5683962130433325e-09",
    "10000000, 1, 99, 100000, 3.6972778901232194e-06, 0.36973148629021207",
    "10000000, 1, 99, 1500000, 1.1987339157922507e-12, 1.0292279756456357e-07",
  })
  void manyQueriesLoseNoDigits(long m, long a, long b, long x, double probability, double tail) {
    BetaBinomial misses = new BetaBinomial(m, a, b);

    assertThat(misses.probability(x)).isCloseTo(probability, within(RELATIVE * probability));
    assertThat(misses.atLeast(x)).isCloseTo(tail, within(RELATIVE * tail));
    assertThat(misses.atMost(x - 1)).isCloseTo(1 - tail, within(RELATIVE));
  }

  @Test
  void withoutFreshQueriesThereIsNoMiss() {
    BetaBinomial none = new BetaBinomial(0, 3, 4);

    assertThat(none.probability(0)).isEqualTo(1);
    assertThat(none.mean()).isZero();
    assertThat(none.variance()).isZero();
    assertThat(none.twoSidedPValue(0)).isEqualTo(1);
  }

  /** P(X = 0) = b / (b + m) if a is 1: the mode, and yet small. */
  @Test
  void aSmallTailThatBeginsAtTheModeIsPrecise() {
    double nothing = 99 / 10_000_099.0;

    assertThat(new BetaBinomial(10_000_000, 1, 99).atMost(0))
        .isCloseTo(nothing, within(RELATIVE * nothing));
    assertThat(new BetaBinomial(10_000_000, 99, 1).atLeast(10_000_000))
        .isCloseTo(nothing, within(RELATIVE * nothing));
  }

  /** The probability of the observation itself is zero as a double. */
  @Test
  void tailsFarOutAreZeroAndOne() {
    BetaBinomial misses = new BetaBinomial(10_000_000, 100_000, 900_000);

    assertThat(misses.probability(9_000_000)).isZero();
    assertThat(misses.atLeast(9_000_000)).isZero();
    assertThat(misses.atMost(9_000_000)).isCloseTo(1, within(RELATIVE));
    assertThat(misses.atMost(1000)).isZero();
    assertThat(misses.atLeast(1000)).isCloseTo(1, within(RELATIVE));
  }

  @Test
  void beyondItsRangeProbabilitiesAreZeroOrOne() {
    BetaBinomial misses = new BetaBinomial(5, 2, 3);

    assertThat(misses.probability(-1)).isZero();
    assertThat(misses.probability(6)).isZero();
    assertThat(misses.atMost(-1)).isZero();
    assertThat(misses.atMost(5)).isEqualTo(1);
    assertThat(misses.atLeast(0)).isEqualTo(1);
    assertThat(misses.atLeast(6)).isZero();
  }

  @Test
  void anArgumentOutsideItsRangeIsRefused() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new BetaBinomial(-1, 1, 1))
        .withMessage("Number of fresh queries must lie in [0, 1000000000000], got -1");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new BetaBinomial(1, 0, 1))
        .withMessage("Parameter a must lie in [1, 1000000000000], got 0");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new BetaBinomial(1, 1, 1_000_000_000_001L))
        .withMessage("Parameter b must lie in [1, 1000000000000], got 1000000000001");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new BetaBinomial(5, 1, 1).twoSidedPValue(6))
        .withMessage("Observation must lie in [0, 5], got 6");
  }
}
