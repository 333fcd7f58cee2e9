package dev.racer.core.conformal;

import static dev.racer.core.score.FixedPoint.INFINITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OrderStatisticsTest {
  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void equalsALocalSort(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int size = random.nextInt(1, 60);
    int distinct = random.nextInt(1, 12); // few values, many ties
    long[] values = new long[size + 4];
    for (int i = 0; i < values.length; i++) {
      int drawn = random.nextInt(distinct);
      values[i] = drawn == 0 ? INFINITE : drawn - 4L;
    }
    List<Long> sorted = new ArrayList<>();
    for (int i = 2; i < 2 + size; i++) {
      sorted.add(values[i]);
    }
    Collections.sort(sorted);
    long[] outside = {values[0], values[1], values[size + 2], values[size + 3]};
    long[] ranks = LongStream.rangeClosed(1, size + 2).map(k -> size + 3 - k).toArray();

    long[] selected = OrderStatistics.select(values, 2, 2 + size, ranks);

    for (int i = 0; i < ranks.length; i++) {
      long expected = ranks[i] > size ? INFINITE : sorted.get((int) ranks[i] - 1);
      assertThat(selected[i]).isEqualTo(expected);
    }
    assertThat(new long[] {values[0], values[1], values[size + 2], values[size + 3]})
        .isEqualTo(outside);
  }

  @Test
  void selectsTheOnlyValue() {
    assertThat(OrderStatistics.select(new long[] {42}, 0, 1, new long[] {1, 2, 1}))
        .containsExactly(42, INFINITE, 42);
  }

  @Test
  void everyRankOfAnEmptyRangeIsInfinite() {
    assertThat(OrderStatistics.select(new long[] {42}, 1, 1, new long[] {1, Long.MAX_VALUE}))
        .containsExactly(INFINITE, INFINITE);
  }

  @Test
  void refusesRanksBelowOneBeforeSorting() {
    long[] values = {3, 1, 2};

    assertThatIllegalArgumentException()
        .isThrownBy(() -> OrderStatistics.select(values, 0, 3, new long[] {1, 0}))
        .withMessage("Rank must be at least 1, got 0");
    assertThat(values).containsExactly(3, 1, 2);
  }

  @Test
  void refusesRangesOutsideTheArray() {
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> OrderStatistics.select(new long[3], 1, 4, new long[] {1}));
  }
}
