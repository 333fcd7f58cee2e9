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
 * longs, and per group a tally and the range of its probabilities. What a fair sample leaves out
 * stands apart. A task holds about {@value #MOST_BUFFERED} values at most before it sorts them and
 * hands them on, however large its partition is.
 */
final class CriticalRuns implements Iterator<SortedRun> {
  private static final int MOST_BUFFERED = 1 << 22;

  private final Grid grid;
  private final ThinningRule.Sample sample;
  private final Iterator<RecordBatch> batches;
  private final RecordView query;
  private final QueryEvaluation evaluation;
  private final LongBuffer[] streams;
  private final long[][] tallies;
  private final ProbabilityRange[] ranges;
  private final ArrayDeque<SortedRun> ready = new ArrayDeque<>();
  private int buffered;

  private CriticalRuns(Grid grid, ThinningRule rule, Iterator<RecordBatch> batches) {
    this.grid = grid;
    this.sample = rule.sample();
    this.batches = batches;
    this.query = new RecordView(grid.routers(), grid.segmentColumns().size());
    this.evaluation = new QueryEvaluation(grid);
    this.streams = new LongBuffer[2 * grid.streams()];
    this.tallies = new long[2 * grid.groups()][];
    this.ranges = new ProbabilityRange[grid.groups()];
  }

  /** The runs and tallies of used records. */
  static JavaRDD<SortedRun> of(JavaRDD<RecordBatch> records, Grid grid, ThinningRule rule) {
    return records.mapPartitions(batches -> new CriticalRuns(grid, rule, batches));
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
    boolean kept = sample.keeps(query);
    for (int i = 0; i < evaluation.groupCount(); i++) {
      int group = evaluation.group(i);
      int tally = kept ? group : grid.groups() + group;
      if (tallies[tally] == null) {
        tallies[tally] = new long[GroupTally.length(grid)];
      }
      GroupTally.add(tallies[tally], state, tied, query.segments());
      widen(group, query.probability());
      for (int kind = 0; kind < grid.kinds().size(); kind++) {
        long critical = evaluation.criticalScore(kind);
        for (int target = 0; target < targets.size(); target++) {
          if (critical != FixedPoint.INFINITE && targets.get(target).includes(state)) {
            int stream = grid.stream(group, kind, target) + (kept ? 0 : grid.streams());
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

  private void widen(int group, double probability) {
    ProbabilityRange known = ranges[group];
    if (known == null || probability < known.least() || probability > known.greatest()) {
      ProbabilityRange own = new ProbabilityRange(probability, probability);
      ranges[group] = known == null ? own : known.plus(own);
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
        ready.add(SortedRun.ofGroup(group, tallies[group]));
        tallies[group] = null;
      }
    }
    for (int group = 0; group < ranges.length; group++) {
      if (ranges[group] != null) {
        // of positive doubles the bits have the order of the numbers
        long least = Double.doubleToLongBits(ranges[group].least());
        long greatest = Double.doubleToLongBits(ranges[group].greatest());
        ready.add(SortedRun.ofGroup(2 * grid.groups() + group, new long[] {least, greatest}));
        ranges[group] = null;
      }
    }
    buffered = 0;
  }
}
