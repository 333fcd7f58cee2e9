package dev.racer.spark.conformal;

import dev.racer.core.conformal.OrderStatistics;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * Exact order statistics of many streams at once, by counting.
 *
 * <p>A small stream is sorted whole, in one task. The range of a large one is cut into bins, and
 * the values per bin are counted in its sorted runs; bins that still hold too many values are cut
 * again, bins without a wanted rank are dropped, and what remains is sorted bin by bin. A bin of
 * equal values needs no sorting at all. Both ways give the same answer, and no task sorts more than
 * about {@code mostSorted} values of a stream, however they are distributed.
 *
 * <p>What reaches the driver: {@value #BINS} counts per bin that is cut, and the wanted values.
 */
final class RankSelection {
  private static final int BINS = 4096;
  private static final long VALUES_PER_PARTITION = 1L << 20;
  private static final long MOST_PARTITIONS = 10_000;

  private final long mostSorted;

  /**
   * @param mostSorted most values of a stream that one task sorts; at least 1
   */
  RankSelection(long mostSorted) {
    if (mostSorted < 1) {
      throw new IllegalArgumentException("Most sorted must be at least 1, got " + mostSorted);
    }
    this.mostSorted = mostSorted;
  }

  /**
   * Selects.
   *
   * @param runs sorted runs; what they say of groups is passed over
   * @param summaries count, minimum and maximum of every stream
   * @param wanted ranks by stream, from 1 to the stream's count, ascending and distinct
   * @return for every stream wanted, the values at its ranks in the same order
   */
  Map<Integer, long[]> select(
      JavaRDD<SortedRun> runs, Map<Integer, StreamSummary> summaries, Map<Integer, long[]> wanted) {
    Map<Integer, long[]> selected = new HashMap<>();
    wanted.forEach((stream, ranks) -> selected.put(stream, new long[ranks.length]));
    Found found = new Found(wanted, selected);
    List<ValueRange> ready = new ArrayList<>();
    List<ValueRange> heavy = new ArrayList<>();
    wanted.forEach(
        (stream, ranks) -> {
          if (ranks.length > 0) {
            StreamSummary s = summaries.get(stream);
            sortOut(
                new ValueRange(stream, s.min(), s.max(), 0, s.count(), ranks), ready, heavy, found);
          }
        });
    while (!heavy.isEmpty()) { // a bin is 4096 times narrower each time: at most six rounds
      List<ValueRange> cut = cut(runs, heavy);
      heavy.clear();
      cut.forEach(part -> sortOut(part, ready, heavy, found));
    }
    sort(runs, ready, found);
    return selected;
  }

  private void sortOut(
      ValueRange range, List<ValueRange> ready, List<ValueRange> heavy, Found found) {
    if (range.isSingleValue()) {
      long[] values = new long[range.ranks().length];
      Arrays.fill(values, range.low());
      found.put(range, values);
    } else if (range.count() <= mostSorted) {
      ready.add(range);
    } else {
      heavy.add(range);
    }
  }

  /** Cuts every range into bins that hold a wanted rank; neighbours are joined while light. */
  private List<ValueRange> cut(JavaRDD<SortedRun> runs, List<ValueRange> ranges) {
    Broadcast<Ranges> index = context(runs).broadcast(Ranges.of(ranges));
    Map<Integer, long[]> counts =
        runs.flatMapToPair(run -> binCounts(run, index.value()))
            .reduceByKey(RankSelection::add)
            .collectAsMap(); // bounded: BINS longs per range
    index.destroy();
    List<ValueRange> parts = new ArrayList<>();
    for (int i = 0; i < ranges.size(); i++) {
      parts.addAll(parts(ranges.get(i), counts.get(i)));
    }
    return parts;
  }

  private List<ValueRange> parts(ValueRange range, long[] counts) {
    List<ValueRange> parts = new ArrayList<>();
    long width = binWidth(range);
    long below = range.below();
    int bin = 0;
    while (bin < BINS) {
      int first = bin;
      long count = counts[bin++];
      while (bin < BINS && count + counts[bin] <= mostSorted) {
        count += counts[bin++];
      }
      long low = range.low() + first * width;
      long high = Math.min(range.high(), range.low() + bin * width - 1);
      ValueRange part = range.part(low, high, below, count);
      if (part.ranks().length > 0) {
        parts.add(part);
      }
      below += count;
    }
    return parts;
  }

  private static long binWidth(ValueRange range) {
    return (range.high() - range.low()) / BINS + 1;
  }

  private static Iterator<Tuple2<Integer, long[]>> binCounts(SortedRun run, Ranges ranges) {
    List<Tuple2<Integer, long[]>> counted = new ArrayList<>();
    for (int number : ranges.of(run)) {
      ValueRange range = ranges.ranges().get(number);
      long width = binWidth(range);
      long[] counts = new long[BINS];
      int to = firstAbove(run.values(), range.high());
      for (int i = firstAbove(run.values(), range.low() - 1); i < to; i++) {
        counts[(int) ((run.values()[i] - range.low()) / width)]++;
      }
      counted.add(new Tuple2<>(number, counts));
    }
    return counted.iterator();
  }

  /** Brings the values of every range together in one task, which sorts them. */
  private static void sort(JavaRDD<SortedRun> runs, List<ValueRange> ranges, Found found) {
    if (ranges.isEmpty()) {
      return;
    }
    Broadcast<Ranges> index = context(runs).broadcast(Ranges.of(ranges));
    long values = ranges.stream().mapToLong(ValueRange::count).sum();
    long partitions =
        Math.min(
            MOST_PARTITIONS,
            Math.max(context(runs).defaultParallelism(), values / VALUES_PER_PARTITION));
    List<Tuple2<Integer, long[]>> selected =
        runs.flatMapToPair(run -> slices(run, index.value()))
            .groupByKey(new HashPartitioner(Math.toIntExact(partitions)))
            .map(
                slices ->
                    new Tuple2<>(slices._1(), select(slices._2(), index.value(), slices._1())))
            .collect(); // the wanted values
    index.destroy();
    selected.forEach(part -> found.put(ranges.get(part._1()), part._2()));
  }

  private static Iterator<Tuple2<Integer, long[]>> slices(SortedRun run, Ranges ranges) {
    List<Tuple2<Integer, long[]>> slices = new ArrayList<>();
    for (int number : ranges.of(run)) {
      ValueRange range = ranges.ranges().get(number);
      int from = firstAbove(run.values(), range.low() - 1);
      int to = firstAbove(run.values(), range.high());
      if (from < to) {
        slices.add(new Tuple2<>(number, Arrays.copyOfRange(run.values(), from, to)));
      }
    }
    return slices.iterator();
  }

  private static long[] select(Iterable<long[]> slices, Ranges ranges, int number) {
    ValueRange range = ranges.ranges().get(number);
    long[] values = new long[Math.toIntExact(range.count())];
    int size = 0;
    for (long[] slice : slices) {
      System.arraycopy(slice, 0, values, size, slice.length);
      size += slice.length;
    }
    long[] ranks = Arrays.stream(range.ranks()).map(rank -> rank - range.below()).toArray();
    return OrderStatistics.select(values, 0, size, ranks);
  }

  private static JavaSparkContext context(JavaRDD<SortedRun> runs) {
    return JavaSparkContext.fromSparkContext(runs.context());
  }

  private static int firstAbove(long[] sorted, long bound) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] <= bound) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static long[] add(long[] a, long[] b) {
    long[] sum = a.clone();
    for (int i = 0; i < b.length; i++) {
      sum[i] += b[i];
    }
    return sum;
  }

  /**
   * The values found so far, at the places of their ranks.
   *
   * @param wanted ranks by stream
   * @param values by stream, in the same order
   */
  private record Found(Map<Integer, long[]> wanted, Map<Integer, long[]> values) {
    /** The ranks of a range are neighbours in those of its stream. */
    void put(ValueRange range, long[] found) {
      int from = Arrays.binarySearch(wanted.get(range.stream()), range.ranks()[0]);
      System.arraycopy(found, 0, values.get(range.stream()), from, found.length);
    }
  }

  /**
   * Ranges by number, and the numbers of those that lie in a stream.
   *
   * @param ranges in order of their numbers
   * @param numbers by stream
   */
  private record Ranges(List<ValueRange> ranges, Map<Integer, List<Integer>> numbers)
      implements Serializable {
    static Ranges of(List<ValueRange> ranges) {
      Map<Integer, List<Integer>> numbers = new HashMap<>();
      for (int i = 0; i < ranges.size(); i++) {
        numbers.computeIfAbsent(ranges.get(i).stream(), stream -> new ArrayList<>()).add(i);
      }
      return new Ranges(new ArrayList<>(ranges), numbers);
    }

    List<Integer> of(SortedRun run) {
      return numbers.getOrDefault(run.number(), List.of());
    }
  }
}
