package dev.racer.spark.conformal;

import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.conformal.Sampling;
import dev.racer.core.conformal.VaryingProbability;
import dev.racer.core.metric.CurveRanks;
import dev.racer.core.metric.RiskCounts;
import dev.racer.core.score.FixedPoint;
import dev.racer.core.score.ScoreKind;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.records.Exploration;
import dev.racer.spark.records.RecordBatch;
import dev.racer.spark.schema.RiskCurve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
  private final ThinningRule rule;
  private final boolean weighs;
  private final RankSelection selection;
  private final JavaRDD<SortedRun> runs;
  private final boolean ownsRuns;
  private final Map<Integer, GroupTally> kept = new HashMap<>();
  private final Map<Integer, GroupTally> leftOut = new HashMap<>();
  private final Map<Integer, ProbabilityRange> ranges = new HashMap<>();
  private final Set<Integer> thinned = new HashSet<>(); // whatever their probabilities
  private final Map<Integer, StreamSummary> summaries = new HashMap<>(); // left out: once more
  private final Map<Integer, Integer> pooledInto = new HashMap<>();

  private Calibration(
      JavaRDD<RecordBatch> records, Grid grid, Exploration exploration, long mostSorted) {
    this.records = records;
    this.grid = grid;
    this.rule = ThinningRule.of(exploration);
    this.weighs = exploration.varying() == VaryingProbability.WEIGHTED;
    this.selection = new RankSelection(mostSorted);
    this.runs = CriticalRuns.of(records, grid, rule).persist(StorageLevel.MEMORY_AND_DISK());
    this.ownsRuns = true;
  }

  /** Of runs that another calibration keeps; nothing is known of them yet. */
  private Calibration(
      Calibration other,
      JavaRDD<RecordBatch> records,
      Grid grid,
      boolean weighs,
      JavaRDD<SortedRun> runs) {
    this.records = records;
    this.grid = grid;
    this.rule = other.rule;
    this.weighs = weighs;
    this.selection = other.selection;
    this.runs = runs;
    this.ownsRuns = false;
  }

  /**
   * Scores the records; one pass.
   *
   * @param records the records of the grid's routers and segment columns; those used count. Read
   *     once more for counts: cached, if that costs more than keeping them
   * @param grid what is calibrated
   * @param exploration what is declared of the records' probabilities, and how a group in which
   *     they vary is made a fair sample
   * @param mostSorted most values of one stream that a single task sorts: {@link #MOST_SORTED}
   */
  public static Calibration of(
      JavaRDD<RecordBatch> records, Grid grid, Exploration exploration, long mostSorted) {
    Calibration calibration = new Calibration(records, grid, exploration, mostSorted);
    calibration.summarize();
    return calibration;
  }

  /**
   * The records of both together; nothing is scored again. Good as long as both are open.
   *
   * @param other other records of an equal grid, with the same exploration; neither has been asked
   *     to {@link #pool} or to {@link #thinTogether}
   */
  public Calibration and(Calibration other) {
    Calibration both =
        new Calibration(this, records.union(other.records), grid, weighs, runs.union(other.runs));
    for (Calibration part : List.of(this, other)) {
      part.kept.forEach((group, tally) -> both.kept.merge(group, tally, GroupTally::plus));
      part.leftOut.forEach((group, tally) -> both.leftOut.merge(group, tally, GroupTally::plus));
      part.ranges.forEach(
          (group, range) -> both.ranges.merge(group, range, ProbabilityRange::plus));
      part.summaries.forEach(
          (stream, summary) -> both.summaries.merge(stream, summary, StreamSummary::plus));
    }
    return both;
  }

  /**
   * One score kind and risk target of the same records, never weighted: a group with different
   * probabilities is thinned. Nothing is scored again. Good as long as this is open; what becomes
   * of it by {@link #pool} and {@link #thinTogether} stays with it.
   *
   * @param kind one of the grid's
   * @param target one of the grid's
   */
  public Calibration only(ScoreKind kind, RiskTarget target) {
    Grid one = grid.only(kind, target);
    Grid all = grid;
    int ofGroup =
        grid.stream(0, grid.kinds().indexOf(kind), grid.targets().indexOf(target)); // the first's
    Calibration view =
        new Calibration(
            this, records, one, false, runs.flatMap(run -> only(run, all, one, ofGroup)));
    view.kept.putAll(kept);
    view.leftOut.putAll(leftOut);
    view.ranges.putAll(ranges);
    for (int group = 0; group < grid.groups(); group++) {
      for (int part = 0; part < 2; part++) {
        StreamSummary summary =
            summaries.get(grid.stream(group, 0, 0) + ofGroup + part * grid.streams());
        if (summary != null) {
          view.summaries.put(one.stream(group, 0, 0) + part * one.streams(), summary);
        }
      }
    }
    return view;
  }

  private static Iterator<SortedRun> only(SortedRun run, Grid all, Grid one, int ofGroup) {
    if (run.isOfGroup()) {
      return Collections.emptyIterator(); // known already
    }
    int part = run.number() / all.streams();
    int stream = run.number() % all.streams();
    int group = all.groupOfStream(stream);
    return stream == all.stream(group, 0, 0) + ofGroup
        ? List.of(new SortedRun(one.stream(group, 0, 0) + part * one.streams(), run.values()))
            .iterator()
        : Collections.emptyIterator();
  }

  private void summarize() {
    List<Tuple2<Integer, long[]>> found =
        runs.mapToPair(
                run ->
                    run.isOfGroup()
                        ? new Tuple2<>(run.number(), run.values())
                        : new Tuple2<>(run.number(), summary(run.values())))
            .reduceByKey(Calibration::merge)
            .collect(); // a few entries per group and per stream
    for (Tuple2<Integer, long[]> entry : found) {
      long[] values = entry._2();
      if (entry._1() >= 0) {
        summaries.put(entry._1(), new StreamSummary(values[0], -values[1], values[2]));
        continue;
      }
      int number = -1 - entry._1();
      int group = number % grid.groups();
      switch (number / grid.groups()) {
        case 0 -> kept.put(group, new GroupTally(values));
        case 1 -> leftOut.put(group, new GroupTally(values));
        default ->
            ranges.put(
                group,
                new ProbabilityRange(
                    Double.longBitsToDouble(values[0]), Double.longBitsToDouble(values[1])));
      }
    }
  }

  /** Marks a summary by a length that nothing else has: count, -min, max. */
  private static long[] summary(long[] ascending) {
    return new long[] {ascending.length, -ascending[0], ascending[ascending.length - 1]};
  }

  private static long[] merge(long[] a, long[] b) {
    if (a.length == 2) {
      return new long[] {Math.min(a[0], b[0]), Math.max(a[1], b[1])};
    }
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

  /** How many queries of a group count: those of a fair sample, if it is thinned. */
  public GroupTally tally(int group) {
    return isThinned(group) ? of(kept, group) : all(group);
  }

  /** How many queries a group holds, thinned or not. */
  public GroupTally all(int group) {
    return of(kept, group).plus(of(leftOut, group));
  }

  private GroupTally of(Map<Integer, GroupTally> tallies, int group) {
    return tallies.getOrDefault(group, GroupTally.empty(grid));
  }

  /** Queries of a group that do not count, so that the others are a fair sample. */
  public long leftOut(int group) {
    return isThinned(group) ? of(leftOut, group).total() : 0;
  }

  /**
   * Whether a group is thinned: its queries came to calibrate with different probabilities. A
   * weighted one is, too, but for its thresholds: what they do is counted on a fair sample.
   *
   * @throws ConfigException if it has to be, and no least probability is declared
   * @throws DataContractException if a probability is below the declared one
   */
  public boolean isThinned(int group) {
    ProbabilityRange range = ranges.get(group);
    if (range == null || !(range.varies() || thinned.contains(group))) {
      return false;
    }
    String place =
        "router '"
            + grid.routers().get(grid.router(group)).identity()
            + "', segment '"
            + grid.segments().get(grid.segment(group)).name()
            + "'";
    if (!rule.isDeclared()) {
      throw new ConfigException(
          "exploration.least-probability must be set, as queries of "
              + place
              + " were explored with different probabilities, from "
              + range.least()
              + " to "
              + range.greatest());
    }
    if (range.least() < rule.least()) {
      throw new DataContractException(
          "Queries of "
              + place
              + " were explored with a probability of "
              + range.least()
              + ", expected at least exploration.least-probability = "
              + rule.least());
    }
    return true;
  }

  /** How the rows of a group are made a fair sample. */
  public Sampling sampling(int group) {
    return !isThinned(group) ? Sampling.PLAIN : weighs ? Sampling.WEIGHTED : Sampling.THINNED;
  }

  /**
   * How many queries make the thresholds of a group: with weights all of them, else those that
   * count.
   */
  public GroupTally size(int group) {
    return sampling(group) == Sampling.WEIGHTED ? all(group) : tally(group);
  }

  /**
   * Makes one fair sample of groups that are looked at together: if their queries have different
   * probabilities, all of them are thinned.
   *
   * @param groups groups that do not overlap
   */
  public void thinTogether(List<Integer> groups) {
    groups.stream()
        .map(ranges::get)
        .filter(Objects::nonNull)
        .reduce(ProbabilityRange::plus)
        .filter(ProbabilityRange::varies)
        .ifPresent(varied -> thinned.addAll(groups));
  }

  /**
   * Lets the rows of a small segment count in a pool of small segments, too.
   *
   * @param group the segment's
   * @param pool the pool's
   */
  public void pool(int group, int pool) {
    pooledInto.put(group, pool);
    kept.put(pool, of(kept, pool).plus(of(kept, group)));
    leftOut.put(pool, of(leftOut, pool).plus(of(leftOut, group)));
    if (ranges.containsKey(group)) {
      ranges.merge(pool, ranges.get(group), ProbabilityRange::plus);
    }
    for (int kind = 0; kind < grid.kinds().size(); kind++) {
      for (int target = 0; target < grid.targets().size(); target++) {
        for (int part : List.of(0, grid.streams())) {
          StreamSummary summary = summaries.get(grid.stream(group, kind, target) + part);
          if (summary != null) {
            summaries.merge(grid.stream(pool, kind, target) + part, summary, StreamSummary::plus);
          }
        }
      }
    }
  }

  /** Finite critical scores of a stream that count; the others are infinite. */
  public long finite(int stream) {
    return summary(stream).map(StreamSummary::count).orElse(0L);
  }

  private Optional<StreamSummary> summary(int stream) {
    StreamSummary ofKept = summaries.get(stream);
    StreamSummary ofOthers =
        isThinned(grid.groupOfStream(stream)) ? null : summaries.get(grid.streams() + stream);
    return ofKept != null && ofOthers != null
        ? Optional.of(ofKept.plus(ofOthers))
        : Optional.ofNullable(ofKept != null ? ofKept : ofOthers);
  }

  /**
   * The critical scores at ranks, among those that count.
   *
   * @param wanted by stream, ranks from 1, ascending and distinct, none beyond {@link #finite}
   * @return by stream, fixed-point values in the same order
   */
  public Map<Integer, long[]> select(Map<Integer, long[]> wanted) {
    Map<Integer, StreamSummary> counting = new HashMap<>();
    wanted.keySet().forEach(stream -> summary(stream).ifPresent(s -> counting.put(stream, s)));
    boolean asTheyAre = pooledInto.isEmpty() && leftOut.isEmpty();
    if (asTheyAre) {
      return selection.select(runs, counting, wanted);
    }
    Map<Integer, Integer> pools = new HashMap<>(pooledInto);
    boolean[] thin = thinned();
    Grid shape = grid;
    return selection.select(
        runs.flatMap(run -> counting(run, shape, pools, thin).iterator()), counting, wanted);
  }

  /**
   * The thresholds of streams whose groups are weighted; one pass over the records if there are
   * any.
   *
   * @param wanted streams
   * @param levels risk levels
   * @return by stream with queries, an outcome per level in their order
   */
  public Map<Integer, List<WeightedOutcome>> selectWeighted(
      Set<Integer> wanted, List<RiskLevel> levels) {
    if (wanted.isEmpty()) {
      return Map.of();
    }
    boolean[] streams = new boolean[grid.streams()];
    wanted.forEach(stream -> streams[stream] = true);
    return WeightedSelection.select(records, grid, rule.least(), pooledInto, streams, levels);
  }

  private boolean[] thinned() {
    boolean[] thin = new boolean[grid.groups()];
    for (int group = 0; group < thin.length; group++) {
      thin[group] = isThinned(group);
    }
    return thin;
  }

  /**
   * The streams in which a run counts: its own and that of a pool, unless thinning leaves it out.
   */
  private static List<SortedRun> counting(
      SortedRun run, Grid grid, Map<Integer, Integer> pools, boolean[] thin) {
    if (run.isOfGroup()) {
      return List.of();
    }
    int streamsPerGroup = grid.streams() / grid.groups();
    boolean isKept = run.number() < grid.streams();
    int stream = run.number() % grid.streams();
    int group = stream / streamsPerGroup;
    List<SortedRun> found = new ArrayList<>();
    if (isKept || !thin[group]) {
      found.add(new SortedRun(stream, run.values()));
    }
    Integer pool = pools.get(group);
    if (pool != null && (isKept || !thin[pool])) {
      found.add(new SortedRun(pool * streamsPerGroup + stream % streamsPerGroup, run.values()));
    }
    return found;
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
    return new Counted(ThresholdCounts.count(records, grid, rule, thinned(), points), points);
  }

  @Override
  public void close() {
    if (ownsRuns) {
      runs.unpersist();
    }
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
      Map<Integer, GroupTally> sizes = sizes();
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
      Map<Integer, GroupTally> sizes = sizes();
      Broadcast<Map<Integer, long[]>> shared = context().broadcast(points);
      Grid shape = grid;
      JavaRDD<Row> rows =
          histograms.flatMap(cell -> curveRows(cell, shape, shared.value(), sizes).iterator());
      return spark.createDataFrame(rows, RiskCurve.schema());
    }

    private Map<Integer, GroupTally> sizes() {
      Map<Integer, GroupTally> sizes = new HashMap<>();
      ranges.keySet().forEach(group -> sizes.put(group, tally(group)));
      return sizes;
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
