package dev.racer.spark.conformal;

import dev.racer.core.conformal.LabelState;
import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.score.FixedPoint;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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
  private final Map<Integer, LongBuffer> streams = new HashMap<>();
  private final Map<Integer, long[]> tallies = new HashMap<>();
  private final ArrayDeque<SortedRun> ready = new ArrayDeque<>();
  private int buffered;

  private CriticalRuns(Grid grid, Iterator<ScoredQuery> queries) {
    this.grid = grid;
    this.queries = queries;
    this.evaluation = new QueryEvaluation(grid);
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
    for (int i = 0; i < evaluation.groupCount(); i++) {
      int group = evaluation.group(i);
      long[] tally = tallies.computeIfAbsent(group, g -> new long[GroupTally.length(grid)]);
      GroupTally.add(tally, state, query);
      for (int kind = 0; kind < grid.kinds().size(); kind++) {
        long critical = evaluation.criticalScore(kind);
        for (int target = 0; target < targets.size(); target++) {
          if (critical != FixedPoint.INFINITE && targets.get(target).includes(state)) {
            int stream = grid.stream(group, kind, target);
            streams.computeIfAbsent(stream, s -> new LongBuffer()).add(critical);
            buffered++;
          }
        }
      }
    }
  }

  private void flush() {
    streams.forEach((stream, buffer) -> ready.add(new SortedRun(stream, buffer.sorted())));
    tallies.forEach((group, counts) -> ready.add(SortedRun.tally(group, counts)));
    streams.clear();
    tallies.clear();
    buffered = 0;
  }
}
