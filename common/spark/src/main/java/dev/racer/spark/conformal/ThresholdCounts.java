package dev.racer.spark.conformal;

import dev.racer.core.conformal.LabelState;
import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.metric.RiskCounts;
import dev.racer.spark.records.RecordBatch;
import dev.racer.spark.records.RecordView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * Risk, set size and abstention of every cell (group and score kind) at many thresholds, counted in
 * one pass over the records: each value is filed under the first threshold that reaches it, and
 * running sums over the thresholds give the counts. Counts are longs and merge by addition.
 *
 * <p>Cells are counted in as many passes as keep a task's counters below {@value #MOST_COUNTERS};
 * that takes thousands of segments times several score kinds to be more than one.
 */
final class ThresholdCounts {
  private static final long MOST_COUNTERS = 1L << 24;

  /** Lanes of a histogram before the one per risk target. */
  private static final int SIZES = 0;

  private static final int ABSTENTIONS = 1;
  private static final int ANSWERABLE_MISSES = 2;
  private static final int MISSES = 3;

  private ThresholdCounts() {}

  /** Counters per threshold. */
  static int lanes(int targets) {
    return MISSES + targets;
  }

  /**
   * Counts.
   *
   * @param records the records; those used count
   * @param grid what is counted
   * @param rule which of them count in a thinned group
   * @param thinned by group, whether it is
   * @param points for every cell the thresholds, fixed point, ascending and distinct
   * @return by cell a histogram for {@link #at}
   */
  static JavaPairRDD<Integer, long[]> count(
      JavaRDD<RecordBatch> records,
      Grid grid,
      ThinningRule rule,
      boolean[] thinned,
      Map<Integer, long[]> points) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(records.context());
    JavaPairRDD<Integer, long[]> all = null;
    for (Map<Integer, long[]> batch : batches(points, lanes(grid.targets().size()))) {
      Broadcast<Map<Integer, long[]>> shared = context.broadcast(batch);
      JavaPairRDD<Integer, long[]> counted =
          records
              .mapPartitionsToPair(batches -> count(batches, grid, rule, thinned, shared.value()))
              .reduceByKey(ThresholdCounts::add);
      all = all == null ? counted : all.union(counted);
    }
    return all;
  }

  private static List<Map<Integer, long[]>> batches(Map<Integer, long[]> points, int lanes) {
    List<Map<Integer, long[]>> batches = new ArrayList<>();
    Map<Integer, long[]> batch = new HashMap<>();
    long counters = 0;
    for (Map.Entry<Integer, long[]> cell : new TreeMap<>(points).entrySet()) {
      long more = (cell.getValue().length + 1L) * lanes;
      if (counters + more > MOST_COUNTERS && !batch.isEmpty()) {
        batches.add(batch);
        batch = new HashMap<>();
        counters = 0;
      }
      batch.put(cell.getKey(), cell.getValue());
      counters += more;
    }
    batches.add(batch);
    return batches;
  }

  private static Iterator<Tuple2<Integer, long[]>> count(
      Iterator<RecordBatch> batches,
      Grid grid,
      ThinningRule rule,
      boolean[] thinned,
      Map<Integer, long[]> pointsByCell) {
    QueryEvaluation evaluation = new QueryEvaluation(grid);
    ThinningRule.Sample sample = rule.sample();
    long[][] points = new long[grid.cells()][];
    Steps[] steps = new Steps[grid.cells()]; // of the cells that occur
    long[][] histograms = new long[grid.cells()][];

    pointsByCell.forEach((cell, values) -> points[cell] = values);
    RecordView query = new RecordView(grid.routers(), grid.segmentColumns().size());
    while (batches.hasNext()) {
      RecordBatch batch = batches.next();
      for (int record = 0; record < batch.size(); record++) {
        if (batch.isUsed(record)) {
          query.read(batch, record);
          evaluation.evaluate(query);
          boolean kept = sample.keeps(query);
          file(evaluation, grid, group -> kept || !thinned[group], points, steps, histograms);
        }
      }
    }
    return IntStream.range(0, histograms.length)
        .filter(cell -> histograms[cell] != null)
        .mapToObj(cell -> new Tuple2<>(cell, histograms[cell]))
        .iterator();
  }

  private static void file(
      QueryEvaluation evaluation,
      Grid grid,
      IntPredicate counts,
      long[][] points,
      Steps[] steps,
      long[][] histograms) {
    int lanes = lanes(grid.targets().size());
    for (int i = 0; i < evaluation.groupCount(); i++) {
      for (int kind = 0; kind < grid.kinds().size(); kind++) {
        int cell = grid.cell(evaluation.group(i), kind);
        if (points[cell] != null && counts.test(evaluation.group(i))) {
          if (histograms[cell] == null) {
            steps[cell] = new Steps(points[cell]);
            histograms[cell] = new long[(steps[cell].size() + 1) * lanes];
          }
          file(evaluation, kind, grid.targets(), steps[cell], histograms[cell]);
        }
      }
    }
  }

  private static void file(
      QueryEvaluation evaluation,
      int kind,
      List<RiskTarget> targets,
      Steps steps,
      long[] histogram) {
    int lanes = lanes(targets.size());
    long[] nonconformity = evaluation.nonconformity(kind);
    int first = steps.size(); // that reaches any model: of all models the least
    for (int m = 0; m < evaluation.poolSize(); m++) {
      int reaching = steps.firstReaching(nonconformity[m]);
      histogram[reaching * lanes + SIZES]++;
      first = Math.min(first, reaching);
    }
    histogram[first * lanes + ABSTENTIONS]++;
    int critical = steps.firstReaching(evaluation.criticalScore(kind)) * lanes;
    if (evaluation.state() == LabelState.ANSWERABLE) {
      histogram[critical + ANSWERABLE_MISSES]++;
    }
    for (int target = 0; target < targets.size(); target++) {
      if (targets.get(target).includes(evaluation.state())) {
        histogram[critical + MISSES + target]++;
      }
    }
  }

  /**
   * The counts of a cell at all of its thresholds.
   *
   * @param histogram as counted
   * @param points the cell's thresholds
   * @param tally the cell's group
   * @param target risk target
   * @param targetNumber its number in the grid
   * @param targets number of risk targets in the grid
   * @return one per threshold
   */
  static RiskCounts[] at(
      long[] histogram,
      long[] points,
      GroupTally tally,
      RiskTarget target,
      int targetNumber,
      int targets) {
    int lanes = lanes(targets);
    long n = tally.of(target);
    long answerable = tally.in(LabelState.ANSWERABLE);
    long total = tally.total();
    RiskCounts[] counts = new RiskCounts[points.length];
    long reached = 0;
    long answerableReached = 0;
    long selecting = 0;
    long sizes = 0;
    for (int i = 0; i < points.length; i++) {
      int bin = i * lanes;
      sizes += histogram[bin + SIZES];
      selecting += histogram[bin + ABSTENTIONS];
      answerableReached += histogram[bin + ANSWERABLE_MISSES];
      reached += histogram[bin + MISSES + targetNumber];
      counts[i] =
          new RiskCounts(
              n,
              n - reached,
              answerable,
              answerable - answerableReached,
              total,
              sizes,
              total - selecting);
    }
    return counts;
  }

  private static long[] add(long[] a, long[] b) {
    long[] sum = a.clone();
    Arrays.setAll(sum, i -> a[i] + b[i]);
    return sum;
  }
}
