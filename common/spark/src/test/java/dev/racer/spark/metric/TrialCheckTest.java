package dev.racer.spark.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.racer.core.metric.BetaBinomial;
import dev.racer.spark.metric.TrialCheck.Trial;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrialCheckTest {
  /** Rounding of sums of a few thousand products. */
  private static final double RELATIVE = 1e-9;

  /** n = 9, k = 9, m = 10: mean 1, variance 10 * .1 * .9 * 20 / 11; two trials with 3 too many. */
  @Test
  void zIsTheStandardizedSumOfMisses() {
    List<Trial> trials = List.of(new Trial(0, 9, 9, 10, 1), new Trial(1, 9, 9, 10, 4));

    TrialCheck check = TrialCheck.of(trials, 0);

    assertThat(check.trials()).isEqualTo(2);
    assertThat(check.z()).isCloseTo(3 / Math.sqrt(2 * 0.9 * 20 / 11), within(1e-14));
  }

  @Test
  void aSingleTrialHasItsExactPValue() {
    double exact = new BetaBinomial(500, 100, 901).twoSidedPValue(71);

    TrialCheck check = TrialCheck.of(List.of(new Trial(7, 1000, 901, 500, 71)), 0);

    assertThat(exact).isLessThan(.02);
    assertThat(check.zPValue()).isEqualTo(exact);
    assertThat(check.fitPValue()).isEqualTo(exact);
  }

  /**
   * Held to the exact distribution of the sum, by convolution: at most four times as large, and
   * smaller by 5 % at most, where p is above .3. A normal distribution is 100 times too small at n
   * = 99, k = 99 and 1e-7.
   */
  @ParameterizedTest(name = "{3} trials of n = {0}, k = {1}, m = {2}")
  @CsvSource({
    "99, 99, 79, 100",
    "19, 19, 16, 100",
    "9, 9, 8, 100",
    "99, 90, 79, 50",
    "99, 50, 79, 20",
    "99, 10, 79, 20",
    "99, 1, 79, 20",
    "99, 99, 79, 2",
    "500, 451, 400, 10",
  })
  void pValueOfTheSumIsCloseToTheExactOneAndHardlySmaller(int n, int rank, int m, int trials) {
    double[] sum = distributionOfSum(new BetaBinomial(m, n + 1 - rank, rank), m, trials);
    double[] atMost = sum.clone();
    double[] atLeast = sum.clone();
    for (int i = 1; i < sum.length; i++) {
      atMost[i] += atMost[i - 1];
      atLeast[sum.length - 1 - i] += atLeast[sum.length - i];
    }
    int checked = 0;
    for (int total = 0; total < sum.length; total++) {
      double exact = Math.min(1, 2 * Math.min(atMost[total], atLeast[total]));
      if (exact > 1e-8) {
        double actual = TrialCheck.of(spread(total, n, rank, m, trials), 0).zPValue();

        assertThat(actual / exact).isBetween(.95, 4.0);
        checked++;
      }
    }
    assertThat(checked).isGreaterThan(20);
  }

  @Test
  void theSumOfASymmetricDistributionIsNormal() {
    List<Trial> trials =
        IntStream.range(0, 100).mapToObj(i -> new Trial(i, 999, 500, 400, 210)).toList();

    TrialCheck check = TrialCheck.of(trials, 0);

    // variance 400 / 4 * 1400 / 1001 of each; 1000 misses too many, less a half for whole numbers
    double deviation = Math.sqrt(100 * 100 * 1400 / 1001.0);
    assertThat(check.z()).isCloseTo(1000 / deviation, within(RELATIVE));
    assertThat(check.zPValue()).isCloseTo(2.8e-17, within(3e-18)); // 2 (1 - Phi(8.452))
  }

  /** The right mean, but every trial at it: no spread at all. */
  @Test
  void theFitSeesASpreadThatIsWrongWhereTheSumDoesNot() {
    List<Trial> trials =
        IntStream.range(0, 100).mapToObj(i -> new Trial(i, 999, 900, 400, 40)).toList();

    TrialCheck check = TrialCheck.of(trials, 0);

    assertThat(check.zPValue()).isGreaterThan(.9);
    assertThat(check.fitPValue()).isLessThan(1e-10);
  }

  @Test
  void randomnessDependsOnSeedAndTrialNumberAlone() {
    Trial first = new Trial(0, 99, 99, 79, 0);
    Trial second = new Trial(1, 99, 95, 79, 3);

    TrialCheck check = TrialCheck.of(List.of(first, second), 5);

    assertThat(TrialCheck.of(List.of(second, first), 5).fitPValue()).isEqualTo(check.fitPValue());
    assertThat(TrialCheck.of(List.of(first, second), 6).fitPValue())
        .isNotEqualTo(check.fitPValue());
  }

  @Test
  void trialsWithoutTestQueriesAreRefused() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> TrialCheck.of(List.of(new Trial(0, 9, 9, 0, 0)), 0))
        .withMessage("Trials must have test queries to be checked, got none in 1 trials");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> TrialCheck.of(List.of(), 0))
        .withMessage("Trials must have test queries to be checked, got none in 0 trials");
  }

  @Test
  void aTrialThatCannotBeIsRefused() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new Trial(0, 9, 10, 5, 0))
        .withMessage("Rank must lie in [1, 9], got 10");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new Trial(0, 9, 9, 5, 6))
        .withMessage("Misses must lie in [0, 5], got 6");
  }

  private static double[] distributionOfSum(BetaBinomial one, int m, int trials) {
    double[] sum = {1};
    for (int trial = 0; trial < trials; trial++) {
      double[] next = new double[sum.length + m];
      for (int x = 0; x <= m; x++) {
        double probability = one.probability(x);
        for (int i = 0; i < sum.length; i++) {
          next[i + x] += sum[i] * probability;
        }
      }
      sum = next;
    }
    return sum;
  }

  /** Trials whose misses add up to the total. */
  private static List<Trial> spread(int total, int n, int rank, int m, int trials) {
    return IntStream.range(0, trials)
        .mapToObj(
            i ->
                new Trial(
                    i, n, rank, m, (long) (i + 1) * total / trials - (long) i * total / trials))
        .toList();
  }
}
