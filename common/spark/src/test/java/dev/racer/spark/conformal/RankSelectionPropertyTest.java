package dev.racer.spark.conformal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.spark.testing.LocalSpark;
import dev.racer.spark.testing.TaskRecords;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LocalSpark.class)
class RankSelectionPropertyTest {
  private static final int SEEDS = 20;
  private static final long HUGE = 1L << 40;

  /** 4096 in fixed point: the largest nonconformity there is. */
  private static final long LARGEST = 1L << 52;

  static Stream<Arguments> seedsAndPlans() {
    return IntStream.range(0, SEEDS)
        .boxed()
        .flatMap(
            seed -> Stream.of(1L, 3L, 50L, HUGE).map(mostSorted -> Arguments.of(seed, mostSorted)));
  }

  @ParameterizedTest(name = "seed {0}, at most {1} sorted")
  @MethodSource("seedsAndPlans")
  void selectsWhatALocalSortSelects(int seed, long mostSorted, SparkSession spark) {
    Random random = new Random(seed);
    Map<Integer, List<Long>> streams = streams(random);
    Map<Integer, long[]> wanted = new HashMap<>();
    streams.forEach((stream, values) -> wanted.put(stream, ranks(random, values.size())));
    wanted.remove(2); // not asked for
    wanted.put(3, new long[0]);

    Map<Integer, long[]> selected =
        new RankSelection(mostSorted)
            .select(
                runs(spark, random, streams, 1 + random.nextInt(7)), summaries(streams), wanted);

    assertThat(selected).containsOnlyKeys(wanted.keySet());
    wanted.forEach(
        (stream, ranks) -> {
          List<Long> sorted = new ArrayList<>(streams.get(stream));
          Collections.sort(sorted);
          assertThat(selected.get(stream))
              .as("stream %d", stream)
              .isEqualTo(
                  LongStream.of(ranks)
                      .map(rank -> sorted.get(Math.toIntExact(rank - 1)))
                      .toArray());
        });
  }

  @ParameterizedTest(name = "at most {0} sorted")
  @ValueSource(longs = {1, 7, 100, HUGE})
  void everyRankOfAStreamIsRight(long mostSorted, SparkSession spark) {
    Random random = new Random(11);
    List<Long> values = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      long value = (long) (random.nextGaussian() * 0x1p38);
      values.add(random.nextInt(3) == 0 ? value & -0x1000000L : value); // a third in coarse steps
    }
    Map<Integer, List<Long>> streams = Map.of(0, values);
    long[] ranks = LongStream.rangeClosed(1, values.size()).toArray();

    Map<Integer, long[]> selected =
        new RankSelection(mostSorted)
            .select(runs(spark, random, streams, 3), summaries(streams), Map.of(0, ranks));

    assertThat(selected.get(0)).isEqualTo(values.stream().mapToLong(v -> v).sorted().toArray());
  }

  @Test
  void aHeavyStreamIsNeverSortedInOneTask(SparkSession spark) {
    // One value per run, so that a task reads as many records as it gets values. Nine tenths of
    // the rows are one stream's, most of them within a millionth of its range.
    int mostSorted = 40;
    Random random = new Random(12);
    Map<Integer, List<Long>> streams = new TreeMap<>();
    streams.put(0, numbers(2700, () -> (1L << 39) + random.nextInt(1 << 20)));
    streams.get(0).addAll(List.of(0L, 1L << 40));
    streams.put(1, numbers(20, random::nextInt));
    Map<Integer, long[]> wanted = Map.of(0, new long[] {2431}, 1, new long[] {19});
    JavaRDD<SortedRun> runs = singleValueRuns(spark, streams);

    List<Long> read;
    Map<Integer, long[]> selected;
    try (TaskRecords tasks = TaskRecords.of(spark)) {
      selected = new RankSelection(mostSorted).select(runs, summaries(streams), wanted);
      read = tasks.shuffleRecordsRead();
    }

    assertThat(selected.get(0)[0])
        .isEqualTo(streams.get(0).stream().sorted().skip(2430).findFirst().orElseThrow());
    assertThat(read).isNotEmpty().allMatch(records -> records <= mostSorted + 20);
    assertThat(read).anyMatch(records -> records > 0);
  }

  @Test
  void equalValuesAreNotSortedAtAll(SparkSession spark) {
    Random random = new Random(13);
    Map<Integer, List<Long>> fiveValued =
        Map.of(0, numbers(2500, () -> (long) random.nextInt(5) << 37));
    JavaRDD<SortedRun> runs = singleValueRuns(spark, fiveValued);
    long[] ranks = {1, 500, 1250, 2000, 2500};

    List<Long> read;
    Map<Integer, long[]> selected;
    try (TaskRecords tasks = TaskRecords.of(spark)) {
      selected = new RankSelection(100).select(runs, summaries(fiveValued), Map.of(0, ranks));
      read = tasks.shuffleRecordsRead();
    }

    long[] sorted = fiveValued.get(0).stream().mapToLong(v -> v).sorted().toArray();
    assertThat(selected.get(0))
        .isEqualTo(LongStream.of(ranks).map(rank -> sorted[(int) rank - 1]).toArray());
    assertThat(read).isNotEmpty().allMatch(records -> records <= 100);
  }

  @Test
  void atLeastOneValueMustBeSortable() {
    assertThatThrownBy(() -> new RankSelection(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Most sorted must be at least 1, got 0");
  }

  private static Map<Integer, List<Long>> streams(Random random) {
    List<List<Long>> shapes = new ArrayList<>();
    shapes.add(numbers(1 + random.nextInt(300), () -> random.nextLong() >> 12));
    shapes.add(numbers(1 + random.nextInt(300), () -> random.nextLong() >>> 23));
    shapes.add(numbers(50, random::nextLong)); // index 2: never asked for
    shapes.add(numbers(50, () -> 5));
    shapes.add(numbers(200, () -> random.nextInt(7))); // neighbours, heavy ties
    shapes.add(numbers(200, () -> (long) random.nextInt(5) << 38)); // five values, far apart
    long constant = random.nextLong() >> 12;
    shapes.add(numbers(1 + random.nextInt(200), () -> constant));
    shapes.add(numbers(1, () -> random.nextLong() >> 12));
    List<Long> twice = numbers(80, () -> random.nextLong() >> 12);
    twice.addAll(List.copyOf(twice));
    shapes.add(twice);
    shapes.add(
        numbers(
            100,
            () ->
                List.of(0L, -1L, 1L, LARGEST, -LARGEST, 1L << 41, -(1L << 41))
                    .get(random.nextInt(7))));
    // Four times the largest score in range: far from overflow, wherever the bins end.
    shapes.add(numbers(120, () -> random.nextBoolean() ? -(1L << 61) + 1 : (1L << 61) - 1));
    shapes.add(numbers(150, () -> 1L << random.nextInt(52))); // every bin splits again
    shapes.add(numbers(150, () -> -(1L << random.nextInt(52))));
    List<Long> outlier = numbers(150, () -> 1_000_000 + random.nextInt(20));
    outlier.add(LARGEST);
    shapes.add(outlier);
    Map<Integer, List<Long>> streams = new TreeMap<>();
    for (int i = 0; i < shapes.size(); i++) {
      streams.put(i, shapes.get(i));
    }
    streams.put(1_000_003, numbers(60, () -> random.nextLong() >> 12)); // numbers have gaps
    return streams;
  }

  private static List<Long> numbers(int size, LongSupplier values) {
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      numbers.add(values.getAsLong());
    }
    return numbers;
  }

  private static long[] ranks(Random random, int size) {
    TreeSet<Long> ranks = new TreeSet<>(List.of((long) size));
    int more = random.nextInt(12);
    for (int i = 0; i < more; i++) {
      ranks.add(1L + random.nextInt(size));
    }
    if (random.nextBoolean()) {
      ranks.add(1L);
    }
    return ranks.stream().mapToLong(rank -> rank).toArray();
  }

  private static Map<Integer, StreamSummary> summaries(Map<Integer, List<Long>> streams) {
    Map<Integer, StreamSummary> summaries = new HashMap<>();
    streams.forEach(
        (stream, values) ->
            summaries.put(
                stream,
                new StreamSummary(
                    values.size(), Collections.min(values), Collections.max(values))));
    return summaries;
  }

  /** Splits every stream into sorted runs at random, with tallies among them. */
  private static JavaRDD<SortedRun> runs(
      SparkSession spark, Random random, Map<Integer, List<Long>> streams, int partitions) {
    List<SortedRun> runs = new ArrayList<>();
    streams.forEach(
        (stream, values) -> {
          int from = 0;
          while (from < values.size()) {
            int to = Math.min(values.size(), from + 1 + random.nextInt(values.size()));
            long[] run = values.subList(from, to).stream().mapToLong(v -> v).sorted().toArray();
            runs.add(new SortedRun(stream, run));
            from = to;
          }
          runs.add(SortedRun.ofGroup(stream, new long[] {1, 2, 3, 4, 5}));
        });
    Collections.shuffle(runs, random);
    return context(spark).parallelize(runs, partitions);
  }

  private static JavaRDD<SortedRun> singleValueRuns(
      SparkSession spark, Map<Integer, List<Long>> streams) {
    List<SortedRun> runs = new ArrayList<>();
    streams.forEach(
        (stream, values) ->
            values.forEach(value -> runs.add(new SortedRun(stream, new long[] {value}))));
    return context(spark).parallelize(runs, 3);
  }

  private static JavaSparkContext context(SparkSession spark) {
    return JavaSparkContext.fromSparkContext(spark.sparkContext());
  }
}
