package dev.racer.spark.conformal;

import dev.racer.core.conformal.CriticalScore;
import dev.racer.core.conformal.LabelState;
import dev.racer.core.score.QueryScorer;
import dev.racer.core.score.TieNoise;
import dev.racer.spark.records.RecordView;
import dev.racer.spark.records.RouterPool;

/**
 * The scoring step: what the grid's score kinds make of one query. Holds buffers, one instance per
 * task.
 */
final class QueryEvaluation {
  private final Grid grid;
  private final SegmentLookup lookup;
  private final TieNoise[] noises;
  private final QueryScorer[][] scorers;
  private final double[][] noiseBuffers;
  private final long[][][] buffers;
  private final long[] critical;

  private int router;
  private int poolSize;
  private LabelState state = LabelState.UNDECIDED;
  private int segmentCount;

  QueryEvaluation(Grid grid) {
    int routers = grid.routers().size();
    int kinds = grid.kinds().size();
    this.grid = grid;
    this.lookup = new SegmentLookup(grid);
    this.noises = new TieNoise[routers];
    this.noiseBuffers = new double[routers][];
    this.scorers = new QueryScorer[routers][kinds];
    this.buffers = new long[routers][kinds][];
    this.critical = new long[kinds];
    for (int r = 0; r < routers; r++) {
      RouterPool pool = grid.routers().get(r);
      int k = pool.pool().size();
      noises[r] = new TieNoise(grid.smoothing(), pool.pool());
      noiseBuffers[r] = new double[k + 1];
      for (int kind = 0; kind < kinds; kind++) {
        scorers[r][kind] = new QueryScorer(k, grid.kinds().get(kind));
        buffers[r][kind] = new long[k + 1];
      }
    }
  }

  /** Evaluates a query; the accessors speak of the query evaluated last. */
  void evaluate(RecordView query) {
    router = query.router();
    byte[] labels = query.labels();
    poolSize = labels.length;
    state = LabelState.state(labels, poolSize);
    segmentCount = lookup.find(query.segments());
    double[] noise = noiseBuffers[router];
    noises[router].fill(query.ids(), query.idStart(), query.idEnd(), noise);
    for (int kind = 0; kind < critical.length; kind++) {
      long[] nonconformity = buffers[router][kind];
      scorers[router][kind].nonconformity(query.scores(), noise, nonconformity);
      critical[kind] = CriticalScore.of(nonconformity, labels, poolSize);
    }
  }

  int poolSize() {
    return poolSize;
  }

  LabelState state() {
    return state;
  }

  /** K + 1 fixed-point values in pool order, null model last. */
  long[] nonconformity(int kind) {
    return buffers[router][kind];
  }

  /** Fixed point; infinite when no threshold suffices. */
  long criticalScore(int kind) {
    return critical[kind];
  }

  /** Number of groups that the query belongs to. */
  int groupCount() {
    return segmentCount;
  }

  /** One of its groups. */
  int group(int i) {
    return grid.group(router, lookup.segments()[i]);
  }
}
