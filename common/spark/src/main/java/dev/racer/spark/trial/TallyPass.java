package dev.racer.spark.trial;

import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.score.FixedPoint;
import dev.racer.core.trial.RankSummary;
import dev.racer.core.trial.TallyRow;
import dev.racer.core.trial.TrialTally;
import dev.racer.spark.conformal.Grid;
import dev.racer.spark.conformal.LongBuffer;
import dev.racer.spark.conformal.QueryEvaluation;
import dev.racer.spark.records.RecordBatch;
import dev.racer.spark.records.RecordView;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * The first pass over the records: what can be counted of every group, and about where the critical
 * scores of every stream lie.
 */
final class TallyPass implements Iterator<Tuple2<Integer, TallyPass.Part>> {
  private static final int MOST_BUFFERED = 1 << 22;

  private final TrialPlan plan;
  private final QueryReader reader;
  private final TallyRow[] rows;
  private final TrialTally[] tallies;
  private final LongBuffer[] streams;
  private final Deque<Tuple2<Integer, Part>> ready = new ArrayDeque<>();
  private int buffered;
  private boolean isDone;

  /**
   * Some of what is known of a stream or a group.
   *
   * @param summary of a stream's critical scores
   * @param totals of a group; empty for a stream
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Part(RankSummary summary, long[] totals) implements Serializable {
    Part plus(Part other) {
      long[] sum = totals.clone();
      Arrays.setAll(sum, i -> Math.addExact(sum[i], other.totals[i]));
      return new Part(summary.plus(other.summary), sum);
    }
  }

  /**
   * What was found.
   *
   * @param totals by group that has queries
   * @param summaries by stream that has finite critical scores
   */
  record Found(Map<Integer, long[]> totals, Map<Integer, RankSummary> summaries) {}

  private TallyPass(Iterator<RecordBatch> batches, TrialPlan plan) {
    Grid grid = plan.grid();
    this.plan = plan;
    this.reader = new QueryReader(batches, plan);
    this.rows = new TallyRow[grid.routers().size()];
    Arrays.setAll(rows, r -> new TallyRow(plan.tallyShape(grid.group(r, 0))));
    this.tallies = new TrialTally[grid.groups()];
    this.streams = new LongBuffer[grid.streams()];
  }

  /** Runs the pass; summaries of streams of at most so many scores have no points. */
  static Found run(JavaRDD<RecordBatch> records, Broadcast<TrialPlan> plan, long mostCollected) {
    List<Tuple2<Integer, Part>> parts =
        records
            .mapPartitionsToPair(batches -> new TallyPass(batches, plan.value()))
            .reduceByKey(Part::plus)
            .mapValues(part -> new Part(part.summary().coarseUpTo(mostCollected), part.totals()))
            .collect(); // per group, counts for each trial; per large stream, a few thousand points
    Found found = new Found(new HashMap<>(), new HashMap<>());
    for (Tuple2<Integer, Part> part : parts) {
      if (part._1() < 0) {
        found.totals().put(-1 - part._1(), part._2().totals());
      } else {
        found.summaries().put(part._1(), part._2().summary());
      }
    }
    return found;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && !isDone) {
      isDone = !reader.next();
      if (!isDone) {
        add();
      }
      if (isDone || buffered >= MOST_BUFFERED) {
        flush();
      }
    }
    return !ready.isEmpty();
  }

  @Override
  public Tuple2<Integer, Part> next() {
    if (!hasNext()) {
      throw new NoSuchElementException("No more parts");
    }
    return ready.remove();
  }

  private void add() {
    RecordView view = reader.view();
    QueryEvaluation evaluation = reader.evaluation();
    Grid grid = plan.grid();
    TallyRow row = rows[view.router()];
    fill(row, view);
    for (int i = 0; i < evaluation.groupCount(); i++) {
      int group = evaluation.group(i);
      if (tallies[group] == null) {
        tallies[group] = new TrialTally(plan.tallyShape(group));
      }
      tallies[group].add(row, reader.assignment());
      for (int kind = 0; kind < grid.kinds().size(); kind++) {
        long critical = evaluation.criticalScore(kind);
        for (int target = 0; target < grid.targets().size(); target++) {
          RiskTarget riskTarget = grid.targets().get(target);
          if (critical != FixedPoint.INFINITE && riskTarget.includes(evaluation.state())) {
            int stream = grid.stream(group, kind, target);
            if (streams[stream] == null) {
              streams[stream] = new LongBuffer();
            }
            streams[stream].add(critical);
            buffered++;
          }
        }
      }
    }
  }

  private void fill(TallyRow row, RecordView view) {
    row.of(view.labels(), view.scores());
    if (plan.details().hasCosts()) {
      row.costs(view.costs());
    }
    if (plan.details().hasAnswers()) {
      for (int column = 0; column < plan.details().confidences().size(); column++) {
        row.confidences(column, view.confidences(column), view.answers());
      }
    }
  }

  private void flush() {
    for (int stream = 0; stream < streams.length; stream++) {
      if (streams[stream] != null) {
        RankSummary summary = RankSummary.of(streams[stream].sorted());
        ready.add(new Tuple2<>(stream, new Part(summary, new long[0])));
        streams[stream] = null;
      }
    }
    for (int group = 0; group < tallies.length && isDone; group++) {
      if (tallies[group] != null) {
        long[] totals = tallies[group].totals();
        ready.add(new Tuple2<>(-1 - group, new Part(RankSummary.EMPTY, totals)));
      }
    }
    buffered = 0;
  }
}
