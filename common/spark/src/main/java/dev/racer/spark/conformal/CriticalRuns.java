package dev.racer.spark.conformal;

import dev.racer.core.conformal.LabelState;
import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.score.FixedPoint;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One pass over the records: the critical scores of every stream, as sorted runs of primitive
 * longs, and a tally per group. A task holds at most {@value #MOST_BUFFERED} values before it sorts
 * them and hands them on, however large its partition is.
 */
final class CriticalRuns implements Iterator<SortedRun> {
  private static final int MOST_BUFFERED = 1 << 22;

  private final Grid grid;
  private final Iterator<ScoredQuery> queries;
  private final QueryEvaluation evaluation;
  private final LongBuffer[] streams;
  private final long[][] tallies;
  private final ArrayDeque<SortedRun> ready = new ArrayDeque<>();
  private int buffered;

  private CriticalRuns(Grid grid, Iterator<ScoredQuery> queries) {
    this.grid = grid;
    this.queries = queries;
    this.evaluation = new QueryEvaluation(grid);
    this.streams = new LongBuffer[grid.streams()];
    this.tallies = new long[grid.groups()][];
  }

  /** The runs and tallies of used records. */
  static JavaRDD<SortedRun> of(Dataset<Row> records, Grid grid) {
    return ScoredQuery.read(records, grid)
        .javaRDD()
        .mapPartitions(queries -> new CriticalRuns(grid, queries));
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && queries.hasNext()) {
      add(queries.next());
      if (buffered >= MOST_BUFFERED || !queries.hasNext()) {
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

  private void add(ScoredQuery query) {
    evaluation.evaluate(query);
    LabelState state = evaluation.state();
    List<RiskTarget> targets = grid.targets();
    boolean tied = GroupTally.hasTie(query.getScores());
    for (int i = 0; i < evaluation.groupCount(); i++) {
      int group = evaluation.group(i);
      if (tallies[group] == null) {
        tallies[group] = new long[GroupTally.length(grid)];
      }
      GroupTally.add(tallies[group], state, tied, query);
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
