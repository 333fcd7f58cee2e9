package dev.racer.spark.conformal;

import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.metric.CurveRanks;
import dev.racer.core.metric.RiskCounts;
import dev.racer.core.score.FixedPoint;
import dev.racer.spark.records.RecordBatch;
import dev.racer.spark.schema.RiskCurve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * The critical scores of a lake, ready for questions: sizes of groups, values at ranks, counts at
 * thresholds. The sorted runs are kept until {@link #close}, memory first, then disk.
 */
public final class Calibration implements AutoCloseable {
  /** Most values of one stream that a single task sorts. */
  public static final long MOST_SORTED = 1L << 18;

  private final JavaRDD<RecordBatch> records;
  private final Grid grid;
  private final RankSelection selection;
  private final JavaRDD<SortedRun> runs;
  private final Map<Integer, GroupTally> tallies = new HashMap<>();
  private final Map<Integer, StreamSummary> summaries = new HashMap<>();
  private final Map<Integer, Integer> pooledInto = new HashMap<>();

  private Calibration(JavaRDD<RecordBatch> records, Grid grid, long mostSorted) {
    this.records = records;
    this.grid = grid;
    this.selection = new RankSelection(mostSorted);
    this.runs = CriticalRuns.of(records, grid).persist(StorageLevel.MEMORY_AND_DISK());
  }

  /**
   * Scores the records; one pass.
   *
   * @param records the records of the grid's routers and segment columns; those used count. Read
   *     once more for counts: cached, if that costs more than keeping them
   * @param grid what is calibrated
   * @param mostSorted most values of one stream that a single task sorts: {@link #MOST_SORTED}
   */
  public static Calibration of(JavaRDD<RecordBatch> records, Grid grid, long mostSorted) {
    Calibration calibration = new Calibration(records, grid, mostSorted);
    calibration.summarize();
    return calibration;
  }

  private void summarize() {
    List<Tuple2<Integer, long[]>> found =
        runs.mapToPair(
                run ->
                    run.isTally()
                        ? new Tuple2<>(run.number(), run.values())
                        : new Tuple2<>(run.number(), summary(run.values())))
            .reduceByKey(Calibration::merge)
            .collect(); // one entry per group and per stream
    for (Tuple2<Integer, long[]> entry : found) {
      long[] values = entry._2();
      if (entry._1() < 0) {
        tallies.put(-1 - entry._1(), new GroupTally(values));
      } else {
        summaries.put(entry._1(), new StreamSummary(values[0], -values[1], values[2]));
      }
    }
  }

  /** Marks a summary by a length that no tally has: count, -min, max. */
  private static long[] summary(long[] ascending) {
    return new long[] {ascending.length, -ascending[0], ascending[ascending.length - 1]};
  }

  private static long[] merge(long[] a, long[] b) {
    if (a.length == 3) {
      return new long[] {a[0] + b[0], Math.max(a[1], b[1]), Math.max(a[2], b[2])};
    }
    long[] sum = a.clone();
    Arrays.setAll(sum, i -> a[i] + b[i]);
    return sum;
  }

  /** What is calibrated. */
  public Grid grid() {
    return grid;
  }

  /** How many queries a group holds. */
  public GroupTally tally(int group) {
    return tallies.computeIfAbsent(group, g -> new GroupTally(new long[GroupTally.length(grid)]));
  }

  /**
   * Lets the rows of a small segment count in a pool of small segments, too.
   *
   * @param group the segment's
   * @param pool the pool's
   */
  public void pool(int group, int pool) {
    pooledInto.put(group, pool);
    tallies.put(pool, tally(pool).plus(tally(group)));
    for (int kind = 0; kind < grid.kinds().size(); kind++) {
      for (int target = 0; target < grid.targets().size(); target++) {
        StreamSummary summary = summaries.get(grid.stream(group, kind, target));
        if (summary != null) {
          summaries.merge(grid.stream(pool, kind, target), summary, StreamSummary::plus);
        }
      }
    }
  }

  /** Finite critical scores of a stream; the others are infinite. */
  public long finite(int stream) {
    StreamSummary summary = summaries.get(stream);
    return summary == null ? 0 : summary.count();
  }

  /**
   * The critical scores at ranks.
   *
   * @param wanted by stream, ranks from 1, ascending and distinct, none beyond {@link #finite}
   * @return by stream, fixed-point values in the same order
   */
  public Map<Integer, long[]> select(Map<Integer, long[]> wanted) {
    int streamsPerGroup = grid.kinds().size() * grid.targets().size();
    Map<Integer, Integer> pools = new HashMap<>(pooledInto);
    JavaRDD<SortedRun> pooled =
        pools.isEmpty()
            ? runs
            : runs.flatMap(run -> withPool(run, pools, streamsPerGroup).iterator());
    return selection.select(pooled, summaries, wanted);
  }

  private static List<SortedRun> withPool(
      SortedRun run, Map<Integer, Integer> pools, int streamsPerGroup) {
    Integer pool = run.isTally() ? null : pools.get(run.number() / streamsPerGroup);
    return pool == null
        ? List.of(run)
        : List.of(
            run,
            new SortedRun(pool * streamsPerGroup + run.number() % streamsPerGroup, run.values()));
  }

  /**
   * The ranks of a group's risk curve in a stream: every thousandth, as far as scores are finite.
   */
  public long[] curveRanks(int group, int kind, int target) {
    long finite = finite(grid.stream(group, kind, target));
    long n = tally(group).of(grid.targets().get(target));
    return Arrays.stream(CurveRanks.permille(n)).filter(rank -> rank <= finite).toArray();
  }

  /**
   * Counts what thresholds do, one pass over the records.
   *
   * @param thresholds by cell, fixed point, in any order
   */
  public Counted count(Map<Integer, long[]> thresholds) {
    Map<Integer, long[]> points = new HashMap<>();
    thresholds.forEach(
        (cell, values) -> points.put(cell, LongStream.of(values).sorted().distinct().toArray()));
    return new Counted(ThresholdCounts.count(records, grid, points), points);
  }

  @Override
  public void close() {
    runs.unpersist();
  }

  /** Counts at thresholds. */
  public final class Counted {
    private final JavaPairRDD<Integer, long[]> histograms;
    private final Map<Integer, long[]> points;

    private Counted(JavaPairRDD<Integer, long[]> histograms, Map<Integer, long[]> points) {
      this.histograms = histograms;
      this.points = points;
    }

    /**
     * The counts at some of the thresholds.
     *
     * @param wanted by stream, thresholds that were counted in its cell
     * @return by stream and threshold; a stream without queries has none
     */
    public Map<Integer, Map<Long, RiskCounts>> at(Map<Integer, Set<Long>> wanted) {
      Map<Integer, GroupTally> sizes = new HashMap<>(tallies);
      Broadcast<Map<Integer, long[]>> shared = context().broadcast(points);
      Grid shape = grid;
      List<Tuple2<Integer, Map<Long, RiskCounts>>> found =
          histograms
              .flatMapToPair(
                  cell -> countsAt(cell, shape, shared.value(), wanted, sizes).iterator())
              .collect(); // bounded by groups times levels
      Map<Integer, Map<Long, RiskCounts>> byStream = new HashMap<>();
      found.forEach(stream -> byStream.put(stream._1(), stream._2()));
      return byStream;
    }

    /** All counts as rows of {@link RiskCurve}. */
    public Dataset<Row> curve(SparkSession spark) {
      Map<Integer, GroupTally> sizes = new HashMap<>(tallies);
      Broadcast<Map<Integer, long[]>> shared = context().broadcast(points);
      Grid shape = grid;
      JavaRDD<Row> rows =
          histograms.flatMap(cell -> curveRows(cell, shape, shared.value(), sizes).iterator());
      return spark.createDataFrame(rows, RiskCurve.schema());
    }

    private JavaSparkContext context() {
      return JavaSparkContext.fromSparkContext(records.context());
    }
  }

  private static List<Tuple2<Integer, Map<Long, RiskCounts>>> countsAt(
      Tuple2<Integer, long[]> histogram,
      Grid grid,
      Map<Integer, long[]> points,
      Map<Integer, Set<Long>> wanted,
      Map<Integer, GroupTally> tallies) {
    List<Tuple2<Integer, Map<Long, RiskCounts>>> found = new ArrayList<>();
    int cell = histogram._1();
    int group = grid.groupOfCell(cell);
    long[] thresholds = points.get(cell);
    for (int target = 0; target < grid.targets().size(); target++) {
      int stream = grid.stream(group, grid.kindOfCell(cell), target);
      if (wanted.containsKey(stream)) {
        RiskCounts[] counts = counts(histogram, grid, thresholds, target, tallies);
        Map<Long, RiskCounts> byThreshold = new HashMap<>();
        for (long threshold : wanted.get(stream)) {
          byThreshold.put(threshold, counts[Arrays.binarySearch(thresholds, threshold)]);
        }
        found.add(new Tuple2<>(stream, byThreshold));
      }
    }
    return found;
  }

  private static List<Row> curveRows(
      Tuple2<Integer, long[]> histogram,
      Grid grid,
      Map<Integer, long[]> points,
      Map<Integer, GroupTally> tallies) {
    List<Row> rows = new ArrayList<>();
    int cell = histogram._1();
    int group = grid.groupOfCell(cell);
    long[] thresholds = points.get(cell);
    for (int target = 0; target < grid.targets().size(); target++) {
      RiskTarget riskTarget = grid.targets().get(target);
      RiskCounts[] counts = counts(histogram, grid, thresholds, target, tallies);
      for (int i = 0; i < thresholds.length; i++) {
        rows.add(
            RiskCurve.row(
                grid.routers().get(grid.router(group)).router(),
                grid.segments().get(grid.segment(group)).name(),
                grid.kinds().get(grid.kindOfCell(cell)),
                riskTarget,
                FixedPoint.toDouble(thresholds[i]),
                counts[i]));
      }
    }
    return rows;
  }

  private static RiskCounts[] counts(
      Tuple2<Integer, long[]> histogram,
      Grid grid,
      long[] thresholds,
      int target,
      Map<Integer, GroupTally> tallies) {
    return ThresholdCounts.at(
        histogram._2(),
        thresholds,
        tallies.get(grid.groupOfCell(histogram._1())),
        grid.targets().get(target),
        target,
        grid.targets().size());
  }
}
