package dev.racer.core.conformal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.core.score.FixedPoint;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WeightedRankTest {
  private static final BigDecimal WHOLE = BigDecimal.valueOf(WeightedRank.WHOLE);

  static IntStream seeds() {
    return IntStream.range(0, 200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void agreesWithTheDefinition(int seed) {
    Random random = new Random(seed);
    int n = random.nextInt(60);
    long[] scores = new long[n];
    long[] weights = new long[n];
    for (int i = 0; i < n; i++) {
      scores[i] = random.nextInt(12) == 0 ? FixedPoint.INFINITE : random.nextInt(15);
      weights[i] = WeightedRank.weight(0.05, new double[] {0.05, 0.07, 0.5, 1}[random.nextInt(4)]);
    }
    WeightedRank rank = WeightedRank.of(scores, weights);
    for (String alpha : new String[] {"0.01", "0.10", "0.25", "0.5", "0.9"}) {
      RiskLevel level = RiskLevel.parse(alpha);

      CalibrationOutcome outcome = rank.outcome(level);

      boolean feasibleAtNoMiss = holds(scores, weights, level, FixedPoint.INFINITE);
      assertThat(outcome instanceof CalibrationOutcome.Infeasible).isNotEqualTo(feasibleAtNoMiss);
      assertThat(rank.sizeNeeded(level) > n).isNotEqualTo(feasibleAtNoMiss);
      long[] finite = Arrays.stream(scores).filter(s -> s != FixedPoint.INFINITE).toArray();
      var least = Arrays.stream(finite).filter(s -> holds(scores, weights, level, s)).min();
      if (outcome instanceof CalibrationOutcome.Feasible feasible) {
        assertThat(least).hasValue(feasible.threshold());
        assertThat(feasible.rank())
            .isEqualTo(Arrays.stream(scores).filter(s -> s <= feasible.threshold()).count());
      } else {
        assertThat(least).isEmpty();
      }
      if (outcome instanceof CalibrationOutcome.Unreachable unreachable) {
        assertThat(unreachable.rank()).isEqualTo(finite.length + 1L);
      }
    }
  }

  /** The rule as it is written, in decimals. */
  private static boolean holds(long[] scores, long[] weights, RiskLevel level, long threshold) {
    BigDecimal missed = WHOLE;
    BigDecimal total = WHOLE;
    for (int i = 0; i < scores.length; i++) {
      BigDecimal weight = BigDecimal.valueOf(weights[i]);
      total = total.add(weight);
      missed = scores[i] > threshold ? missed.add(weight) : missed;
    }
    return missed.compareTo(level.value().multiply(total)) <= 0;
  }

  @ParameterizedTest
  @CsvSource({"8, 0.10", "9, 0.10", "100, 0.10", "99, 0.01", "98, 0.01", "1000, 0.05", "0, 0.5"})
  void withEqualWeightsItIsThePlainRule(int n, String alpha) {
    RiskLevel level = RiskLevel.parse(alpha);
    long[] scores = IntStream.range(0, n).mapToLong(i -> i).toArray();
    long[] weights = new long[n];
    Arrays.fill(weights, WeightedRank.WHOLE);

    CalibrationOutcome outcome = WeightedRank.of(scores, weights).outcome(level);

    assertThat(outcome)
        .isEqualTo(
            CalibrationOutcome.of(ThresholdRank.expected(n, level), k -> scores[(int) k - 1]));
  }

  @Test
  void weightsAreTheInverseOfProbabilities() {
    assertThat(WeightedRank.weight(0.05, 0.05)).isEqualTo(WeightedRank.WHOLE);
    assertThat(WeightedRank.weight(0.25, 1)).isEqualTo(WeightedRank.WHOLE / 4);
    assertThat(WeightedRank.weight(0.25, 0.75)).isEqualTo(1537228672809129301L); // 2^62 / 3
    assertThat(WeightedRank.weight(Double.MIN_VALUE, 1)).isEqualTo(1);
  }

  @Test
  void manyLargeWeightsDoNotOverflow() {
    long[] scores = IntStream.range(0, 5_000).mapToLong(i -> i).toArray();
    long[] weights = new long[5_000];
    Arrays.fill(weights, WeightedRank.WHOLE);

    assertThat(WeightedRank.of(scores, weights).outcome(RiskLevel.parse("0.05")))
        .isEqualTo(new CalibrationOutcome.Feasible(4751, 4750));
  }

  @Test
  void refusesWhatIsNoWeight() {
    assertThatThrownBy(() -> WeightedRank.of(new long[] {1}, new long[] {0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Weight must lie in [1, 2^62], got 0");
    assertThatThrownBy(() -> WeightedRank.of(new long[] {1}, new long[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Weights must be 1, one per score, got 0");
    assertThatThrownBy(() -> WeightedRank.weight(0.1, 0.05))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Probability must lie in [0.1, 1], got 0.05");
  }
}
