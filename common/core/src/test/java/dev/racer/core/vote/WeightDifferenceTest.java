package dev.racer.core.vote;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightDifferenceTest {
  @Test
  void theSameWeightsCancel() {
    WeightDifference difference = of(new double[] {.9, .5, .5}, new double[] {.9, .5, .5});

    assertThat(difference.isZero()).isTrue();
    assertThat(difference.signChanges()).isZero();
  }

  @Test
  void moreOrLargerWeightsAreAheadAtEveryTemperature() {
    WeightDifference difference = of(new double[] {.9, .5, .1}, new double[] {.9, .4});

    assertThat(difference.isZero()).isFalse();
    assertThat(difference.signChanges()).isZero();
    assertThat(difference.signAtZero()).isEqualTo(1);
  }

  /** {@code exp(.1 / T) = 2} at T = .1 / ln 2 = .14427. */
  @Test
  void oneLargeWeightGivesWayToTwoSmallerOnesAsTheTemperatureRises() {
    WeightDifference difference = of(new double[] {.9}, new double[] {.8, .8});

    assertThat(difference.signChanges()).isEqualTo(1);
    assertThat(difference.signAtZero()).isEqualTo(1);
    assertThat(difference.signAt(.1442)).isEqualTo(1);
    assertThat(difference.signAt(.1443)).isEqualTo(-1);
  }

  /** In doubles both sums are 1 here: exp(-700) is lost. */
  @Test
  void whatIsLeftDecidesWhereTheLargestWeightsAreTheSame() {
    double naive = Math.exp(0) + Math.exp((.2 - .9) / 1e-3);
    double naiveOther = Math.exp(0) + Math.exp((.1 - .9) / 1e-3);

    WeightDifference difference = of(new double[] {.9, .2}, new double[] {.9, .1, .1});

    assertThat(naive).isEqualTo(naiveOther);
    assertThat(difference.signAt(1e-3)).isEqualTo(1);
    assertThat(difference.signAt(10)).isEqualTo(-1);
  }

  /** Convexity: two unequal weights outweigh two equal ones of the same sum. */
  @ParameterizedTest(name = "T = {0}")
  @ValueSource(doubles = {1, 1e6, 1e9, 1e100, Double.MAX_VALUE})
  void aDifferenceThatDoublesLoseHasASign(double temperature) {
    WeightDifference difference = of(new double[] {1, 0}, new double[] {.5, .5});

    assertThat(difference.signAt(temperature)).isEqualTo(1);
  }

  /** The sets of Prouhet: equal in number, sum and sum of squares; the cubes differ. */
  @ParameterizedTest(name = "T = {0}")
  @ValueSource(doubles = {1e-3, 1, 1e6, 1e12})
  void theThirdPowersDecideWhereFirstAndSecondAreEqual(double temperature) {
    WeightDifference difference = of(new double[] {6, 5, 3, 0}, new double[] {7, 4, 2, 1});

    assertThat(difference.signAt(temperature)).isEqualTo(-1);
  }

  /** {@code exp(x) = 3} has no solution among doubles; its neighbours are told apart. */
  @Test
  void neighbouringDoublesOnBothSidesOfACrossingAreToldApart() {
    double below = Math.nextDown(1 / Math.log(3));
    double low = below - 10 * Math.ulp(below);
    double high = below + 10 * Math.ulp(below);

    WeightDifference difference = of(new double[] {1}, new double[] {0, 0, 0});

    assertThat(difference.signAt(low)).isEqualTo(1);
    assertThat(difference.signAt(high)).isEqualTo(-1);
  }

  @Test
  void weightsFarApartDoNotOverflow() {
    WeightDifference difference =
        of(new double[] {Double.MAX_VALUE}, new double[] {0, -Double.MAX_VALUE});

    assertThat(difference.signAt(Double.MIN_VALUE)).isEqualTo(1);
    assertThat(difference.signAt(1)).isEqualTo(1);
  }

  private static WeightDifference of(double[] first, double[] second) {
    double[] both = new double[first.length + second.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    WeightDifference difference = new WeightDifference(both.length);
    difference.set(both, 0, first.length, first.length, second.length);
    return difference;
  }
}
