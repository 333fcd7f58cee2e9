package dev.racer.core.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RankSummaryPropertyTest {
  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void truthLiesBetweenItsBounds(long seed) {
    Random random = new Random(seed);
    long[] all = {};
    RankSummary summary = RankSummary.EMPTY;
    int runs = 1 + random.nextInt(6);
    for (int run = 0; run < runs; run++) {
      long[] values = values(random, random.nextInt(20_000));
      Arrays.sort(values);
      RankSummary ofRun = RankSummary.of(values);
      summary = random.nextBoolean() ? summary.plus(ofRun) : ofRun.plus(summary);
      all = LongStream.concat(Arrays.stream(all), Arrays.stream(values)).toArray();
    }
    Arrays.sort(all);

    assertThat(summary.count()).isEqualTo(all.length);
    assertThat(summary.size()).isLessThanOrEqualTo(RankSummary.MOST_POINTS);
    for (int i = 0; i < all.length; i += 1 + random.nextInt(1000)) {
      long value = all[i] + random.nextInt(3) - 1;
      int truth = upTo(all, value);
      int point = summary.lastUpTo(value);
      assertThat(summary.least(point)).isLessThanOrEqualTo(truth);
      assertThat(summary.most(point)).isGreaterThanOrEqualTo(truth);
    }
    long widest = 0;
    for (int point = 0; point < summary.size(); point++) {
      widest = Math.max(widest, summary.most(point) - summary.least(point));
    }
    assertThat(widest).as("error").isLessThanOrEqualTo(all.length / 100 + 1);
  }

  @ParameterizedTest(name = "{0} at a time, {1}")
  @CsvSource({
    "5000, forward",
    "5000, backward",
    "5000, in pairs",
    "700,  forward",
    "700,  in pairs",
    "40,   forward",
    "40,   in pairs"
  })
  void manySummariesMergeInAnyOrder(int size, String order) {
    Random random = new Random(size);
    long[] all = new long[size * 200];
    Deque<RankSummary> summaries = new ArrayDeque<>();
    for (int from = 0; from < all.length; from += size) {
      long[] values = values(random, size);
      Arrays.sort(values);
      System.arraycopy(values, 0, all, from, size);
      summaries.add(RankSummary.of(values));
    }
    Arrays.sort(all);

    while (summaries.size() > 1) {
      RankSummary first = summaries.remove();
      switch (order) {
        case "forward" -> summaries.addFirst(first.plus(summaries.remove()));
        case "backward" -> summaries.addFirst(summaries.removeLast().plus(first));
        default -> summaries.addLast(first.plus(summaries.remove()));
      }
    }

    RankSummary summary = summaries.remove();
    assertThat(summary.count()).isEqualTo(all.length);
    assertThat(summary.size()).isLessThanOrEqualTo(RankSummary.MOST_POINTS);
    for (int point = -1; point < summary.size(); point++) {
      int truth = point < 0 ? 0 : upTo(all, summary.point(point));
      long next = point + 1 < summary.size() ? summary.point(point + 1) : all[all.length - 1] + 1;
      assertThat(summary.least(point)).isLessThanOrEqualTo(truth);
      assertThat(summary.most(point)).isGreaterThanOrEqualTo(upTo(all, next - 1));
    }
    assertThat(summary.most(0) - summary.least(0))
        .as("error, which grows with every merge that thins, most one by one")
        .isLessThanOrEqualTo(all.length * 3L / 50);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aValueWithManyEqualsIsSingledOut(long seed) {
    Random random = new Random(seed);
    long heavy = random.nextInt(1000);
    long[] values = values(random, 10_000);
    Arrays.fill(values, 0, 3000, heavy);
    Arrays.sort(values);

    RankSummary summary = RankSummary.of(values).plus(RankSummary.of(values));

    int point = summary.lastUpTo(heavy);
    assertThat(summary.point(point)).isEqualTo(heavy);
    assertThat(summary.isSingle(point)).isTrue();
    assertThat(summary.least(point) - summary.least(point - 1)).isBetween(5900L, 6300L);
  }

  /** Fine, coarse, or both, with runs of equal values. */
  private static long[] values(Random random, int size) {
    int range = random.nextBoolean() ? 1 << 20 : 1000;
    long[] values = random.longs(size, 0, range).toArray();
    if (random.nextBoolean()) {
      long heavy = random.nextInt(range);
      for (int i = 0; i < size; i++) {
        values[i] = random.nextInt(3) == 0 ? heavy : values[i];
      }
    }
    return values;
  }

  private static int upTo(long[] ascending, long value) {
    int low = 0;
    int high = ascending.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      low = ascending[middle] <= value ? middle + 1 : low;
      high = ascending[middle] <= value ? high : middle;
    }
    return low;
  }
}
