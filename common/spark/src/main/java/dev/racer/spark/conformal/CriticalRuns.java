package dev.racer.spark.conformal;

import dev.racer.core.conformal.LabelState;
import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.score.FixedPoint;
import dev.racer.spark.records.RecordBatch;
import dev.racer.spark.records.RecordView;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaRDD;

/**
 * One pass over the records: the critical scores of every stream, as sorted runs of primitive
 * longs, and a tally per group. A task holds about {@value #MOST_BUFFERED} values at most before it
 * sorts them and hands them on, however large its partition is.
 */
final class CriticalRuns implements Iterator<SortedRun> {
  private static final int MOST_BUFFERED = 1 << 22;

  private final Grid grid;
  private final Iterator<RecordBatch> batches;
  private final RecordView query;
  private final QueryEvaluation evaluation;
  private final LongBuffer[] streams;
  private final long[][] tallies;
  private final ArrayDeque<SortedRun> ready = new ArrayDeque<>();
  private int buffered;

  private CriticalRuns(Grid grid, Iterator<RecordBatch> batches) {
    this.grid = grid;
    this.batches = batches;
    this.query = new RecordView(grid.routers(), grid.segmentColumns().size());
    this.evaluation = new QueryEvaluation(grid);
    this.streams = new LongBuffer[grid.streams()];
    this.tallies = new long[grid.groups()][];
  }

  /** The runs and tallies of used records. */
  static JavaRDD<SortedRun> of(JavaRDD<RecordBatch> records, Grid grid) {
    return records.mapPartitions(batches -> new CriticalRuns(grid, batches));
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && batches.hasNext()) {
      RecordBatch batch = batches.next();
      for (int record = 0; record < batch.size(); record++) {
        if (batch.isUsed(record)) {
          query.read(batch, record);
          add();
        }
      }
      if (buffered >= MOST_BUFFERED || !batches.hasNext()) {
        flush();
      }
    }
    return !ready.isEmpty();
  }

  @Override
  public SortedRun next() {
    if (!hasNext()) {
      throw new NoSuchElementException("No more runs");
    }
    return ready.remove();
  }

  private void add() {
    evaluation.evaluate(query);
    LabelState state = evaluation.state();
    List<RiskTarget> targets = grid.targets();
    boolean tied = GroupTally.hasTie(query.scores());
    for (int i = 0; i < evaluation.groupCount(); i++) {
      int group = evaluation.group(i);
      if (tallies[group] == null) {
        tallies[group] = new long[GroupTally.length(grid)];
      }
      GroupTally.add(tallies[group], state, tied, query.segments());
      for (int kind = 0; kind < grid.kinds().size(); kind++) {
        long critical = evaluation.criticalScore(kind);
        for (int target = 0; target < targets.size(); target++) {
          if (critical != FixedPoint.INFINITE && targets.get(target).includes(state)) {
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

  private void flush() {
    for (int stream = 0; stream < streams.length; stream++) {
      if (streams[stream] != null) {
        ready.add(new SortedRun(stream, streams[stream].sorted()));
        streams[stream] = null;
      }
    }
    for (int group = 0; group < tallies.length; group++) {
      if (tallies[group] != null) {
        ready.add(SortedRun.tally(group, tallies[group]));
        tallies[group] = null;
      }
    }
    buffered = 0;
  }
}
