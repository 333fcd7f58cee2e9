package dev.racer.spark.conformal;

import dev.racer.core.conformal.LabelState;
import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.conformal.WeightedRank;
import dev.racer.spark.records.RecordBatch;
import dev.racer.spark.records.RecordView;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Thresholds of streams whose queries count with weights: one pass over the records, then one task
 * sorts a stream, which is as long as the explored queries of a group are many.
 */
final class WeightedSelection {
  private WeightedSelection() {}

  /** Critical scores, infinite ones included, with their weights. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Part(long[] critical, long[] weights) implements Serializable {}

  /**
   * Selects.
   *
   * @param records the records; those used count
   * @param grid what is calibrated
   * @param least the declared least probability; none is below it
   * @param pools by group the pool that its queries count in, too
   * @param wanted by number, the streams wanted
   * @param levels risk levels
   * @return by stream with queries, an outcome per level in their order
   */
  static Map<Integer, List<WeightedOutcome>> select(
      JavaRDD<RecordBatch> records,
      Grid grid,
      double least,
      Map<Integer, Integer> pools,
      boolean[] wanted,
      List<RiskLevel> levels) {
    List<RiskLevel> wantedLevels = new ArrayList<>(levels);
    HashMap<Integer, Integer> shared = new HashMap<>(pools);
    int tasks = Math.max(1, records.context().defaultParallelism());
    return new HashMap<>(
        records
            .mapPartitionsToPair(batches -> parts(batches, grid, least, shared, wanted))
            .groupByKey(new HashPartitioner(tasks))
            .mapValues(parts -> outcomes(parts, wantedLevels))
            .collectAsMap()); // one entry per stream
  }

  private static Iterator<Tuple2<Integer, Part>> parts(
      Iterator<RecordBatch> batches,
      Grid grid,
      double least,
      Map<Integer, Integer> pools,
      boolean[] wanted) {
    RecordView query = new RecordView(grid.routers(), grid.segmentColumns().size());
    QueryEvaluation evaluation = new QueryEvaluation(grid);
    LongBuffer[] critical = new LongBuffer[wanted.length];
    LongBuffer[] weights = new LongBuffer[wanted.length];
    double last = Double.NaN;
    long weight = 0;
    while (batches.hasNext()) {
      RecordBatch batch = batches.next();
      for (int record = 0; record < batch.size(); record++) {
        if (batch.isUsed(record)) {
          query.read(batch, record);
          evaluation.evaluate(query);
          double probability = query.probability();
          if (probability != last) {
            last = probability;
            // groups with a probability below the declared one are not wanted
            weight = probability < least ? 0 : WeightedRank.weight(least, probability);
          }
          for (int i = 0; i < evaluation.groupCount(); i++) {
            int group = evaluation.group(i);
            add(evaluation, grid, group, weight, wanted, critical, weights);
            Integer pool = pools.get(group);
            if (pool != null) {
              add(evaluation, grid, pool, weight, wanted, critical, weights);
            }
          }
        }
      }
    }
    List<Tuple2<Integer, Part>> parts = new ArrayList<>();
    for (int stream = 0; stream < wanted.length; stream++) {
      if (critical[stream] != null) {
        parts.add(
            new Tuple2<>(stream, new Part(critical[stream].values(), weights[stream].values())));
      }
    }
    return parts.iterator();
  }

  private static void add(
      QueryEvaluation evaluation,
      Grid grid,
      int group,
      long weight,
      boolean[] wanted,
      LongBuffer[] critical,
      LongBuffer[] weights) {
    LabelState state = evaluation.state();
    for (int kind = 0; kind < grid.kinds().size(); kind++) {
      for (int target = 0; target < grid.targets().size(); target++) {
        int stream = grid.stream(group, kind, target);
        if (wanted[stream] && grid.targets().get(target).includes(state)) {
          if (critical[stream] == null) {
            critical[stream] = new LongBuffer();
            weights[stream] = new LongBuffer();
          }
          critical[stream].add(evaluation.criticalScore(kind));
          weights[stream].add(weight);
        }
      }
    }
  }

  private static List<WeightedOutcome> outcomes(Iterable<Part> parts, List<RiskLevel> levels) {
    int size = 0;
    for (Part part : parts) {
      size = Math.addExact(size, part.critical().length);
    }
    long[] critical = new long[size];
    long[] weights = new long[size];
    int at = 0;
    for (Part part : parts) {
      System.arraycopy(part.critical(), 0, critical, at, part.critical().length);
      System.arraycopy(part.weights(), 0, weights, at, part.weights().length);
      at += part.critical().length;
    }
    WeightedRank rank = WeightedRank.of(critical, weights);
    WeightedOutcome[] outcomes = new WeightedOutcome[levels.size()];
    Arrays.setAll(
        outcomes,
        i -> new WeightedOutcome(rank.outcome(levels.get(i)), rank.sizeNeeded(levels.get(i))));
    return List.of(outcomes);
  }
}
