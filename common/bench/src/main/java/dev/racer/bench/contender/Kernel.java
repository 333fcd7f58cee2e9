package dev.racer.bench.contender;

import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.conformal.ThresholdRank;
import dev.racer.core.conformal.UnknownLabels;
import dev.racer.core.pool.ModelPool;
import dev.racer.core.score.FixedPoint;
import dev.racer.core.score.Nonconformities;
import dev.racer.core.score.Normalization;
import dev.racer.core.score.NullScore;
import dev.racer.core.score.ScoreKind;
import dev.racer.core.score.Smoothing;
import dev.racer.core.score.Ties;
import dev.racer.spark.conformal.Calibration;
import dev.racer.spark.conformal.Grid;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.lake.LakeReader;
import dev.racer.spark.records.Exploration;
import dev.racer.spark.records.LakeRows;
import dev.racer.spark.records.RecordBatch;
import dev.racer.spark.records.RecordLayout;
import dev.racer.spark.records.RecordReduction;
import dev.racer.spark.records.RouterPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/**
 * Our way from the three tables to exact thresholds and nothing else: reduction to one record per
 * query, critical scores, selection. No survey, no checks of rows, no writes.
 */
final class Kernel {
  private static final int MISROUTING = 0;

  private final SparkSession spark;
  private final LakeInputs inputs;
  private final RouterPool router;
  private final List<List<String>> segmentTuples;
  private final Grid grid;

  Kernel(SparkSession spark, Workload workload) {
    this.spark = spark;
    this.inputs =
        new LakeInputs(
            workload.queries().toString(),
            workload.routerScores().toString(),
            workload.outcomes().toString(),
            Map.of());
    this.router = new RouterPool(Workload.ROUTER, ModelPool.of(workload.modelNames()));
    this.segmentTuples = Workload.SEGMENTS.stream().map(List::of).toList();
    this.grid =
        new Grid(
            List.of(router),
            List.of(Workload.SEGMENT_COLUMN),
            List.of(List.of(Workload.SEGMENT_COLUMN)),
            List.of(segmentTuples),
            Workload.NONCONFORMITIES.stream().map(Kernel::kind).toList(),
            List.of(RiskTarget.MISROUTING),
            new Smoothing(Ties.NONE, Smoothing.DEFAULT_WIDTH, 0));
  }

  private static ScoreKind kind(String nonconformity) {
    return new ScoreKind(
        Normalization.NONE, NullScore.ONE_MINUS_MAX, Nonconformities.ofKey(nonconformity));
  }

  /** The thresholds; those that are infeasible are left out. */
  List<Threshold> thresholds() {
    try (Calibration calibration =
        Calibration.of(records(), grid, Exploration.UNSET, Calibration.MOST_SORTED)) {
      List<Threshold> asked = new ArrayList<>();
      Map<Integer, long[]> ranks = new HashMap<>();
      for (int segment = 0; segment < grid.ownSegments(); segment++) {
        int group = grid.group(0, segment);
        for (int kind = 0; kind < grid.kinds().size(); kind++) {
          List<Threshold> ofStream = asked(calibration.tally(group).total(), segment, kind);
          asked.addAll(ofStream);
          ranks.put(
              grid.stream(group, kind, MISROUTING),
              ofStream.stream().mapToLong(Threshold::rank).sorted().distinct().toArray());
        }
      }
      Map<Integer, long[]> selected = calibration.select(ranks);
      return asked.stream().map(threshold -> found(threshold, ranks, selected)).toList();
    }
  }

  /** What is to be found in a stream; the values are yet to come. */
  private List<Threshold> asked(long n, int segment, int kind) {
    List<Threshold> asked = new ArrayList<>();
    for (RiskLevel level : Workload.RISK_LEVELS) {
      if (ThresholdRank.expected(n, level) instanceof ThresholdRank.AtRank at) {
        asked.add(
            new Threshold(
                Workload.segments().get(segment),
                Workload.NONCONFORMITIES.get(kind),
                level.text(),
                n,
                at.k(),
                Double.NaN));
      }
    }
    return asked;
  }

  private Threshold found(
      Threshold asked, Map<Integer, long[]> ranks, Map<Integer, long[]> selected) {
    int group = grid.group(0, Workload.segments().indexOf(asked.segment()));
    int kind = Workload.NONCONFORMITIES.indexOf(asked.nonconformity());
    int stream = grid.stream(group, kind, MISROUTING);
    long value = selected.get(stream)[Arrays.binarySearch(ranks.get(stream), asked.rank())];
    return new Threshold(
        asked.segment(),
        asked.nonconformity(),
        asked.riskLevel(),
        asked.n(),
        asked.rank(),
        FixedPoint.toDouble(value));
  }

  private JavaRDD<RecordBatch> records() {
    LakeReader reader = new LakeReader(spark, inputs);
    LakeRows rows =
        LakeRows.of(
            reader.queries(List.of(Workload.SEGMENT_COLUMN), Optional.empty()),
            reader.routerScores(),
            reader.outcomes(),
            DateRange.ALL);
    RecordLayout layout =
        new RecordLayout(
            List.of(router),
            true,
            List.of(Workload.SEGMENT_COLUMN),
            rows.keyedByDate(),
            UnknownLabels.WORST_CASE);
    long queries = rows.queries().rows().count(); // of the files' footers
    return new RecordReduction(layout, Map.of(Workload.SEGMENT_COLUMN, Workload.SEGMENTS), queries)
        .reduce(rows);
  }
}
