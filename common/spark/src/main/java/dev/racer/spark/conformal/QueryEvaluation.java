package dev.racer.spark.conformal;

import dev.racer.core.conformal.CriticalScore;
import dev.racer.core.conformal.LabelState;
import dev.racer.core.score.QueryScorer;
import dev.racer.core.score.ScoreKind;
import dev.racer.core.score.TieNoise;
import dev.racer.spark.records.RecordView;
import dev.racer.spark.records.RouterPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The scoring step: what the grid's score kinds make of one query. Holds buffers, one instance per
 * task.
 */
public final class QueryEvaluation {
  private final Grid grid;
  private final SegmentLookup lookup;
  private final TieNoise[] noises;
  private final QueryScorer[][] scorers; // one for the kinds with the same augmented scores
  private final int[] scorerOf;
  private final double[][] noiseBuffers;
  private final long[][][] buffers;
  private final long[] critical;

  private int router;
  private int poolSize;
  private LabelState state = LabelState.UNDECIDED;
  private int segmentCount;

  /**
   * @param grid routers, segments and score kinds
   */
  public QueryEvaluation(Grid grid) {
    int routers = grid.routers().size();
    int kinds = grid.kinds().size();
    this.grid = grid;
    this.lookup = new SegmentLookup(grid);
    this.noises = new TieNoise[routers];
    this.noiseBuffers = new double[routers][];
    List<ScoreKind> distinct = new ArrayList<>();
    this.scorerOf = new int[kinds];
    for (int kind = 0; kind < kinds; kind++) {
      scorerOf[kind] = scorerOf(grid.kinds().get(kind), distinct);
    }
    this.scorers = new QueryScorer[routers][distinct.size()];
    this.buffers = new long[routers][kinds][];
    this.critical = new long[kinds];
    for (int r = 0; r < routers; r++) {
      RouterPool pool = grid.routers().get(r);
      int k = pool.pool().size();
      noises[r] = new TieNoise(grid.smoothing(), pool.pool());
      noiseBuffers[r] = new double[k + 1];
      Arrays.setAll(scorers[r], i -> new QueryScorer(k, distinct.get(i)));
      for (int kind = 0; kind < kinds; kind++) {
        buffers[r][kind] = new long[k + 1];
      }
    }
  }

  /** Number of the kind that stands for all with the same augmented scores. */
  private static int scorerOf(ScoreKind kind, List<ScoreKind> distinct) {
    for (int i = 0; i < distinct.size(); i++) {
      if (distinct.get(i).normalization() == kind.normalization()
          && distinct.get(i).nullScore() == kind.nullScore()) {
        return i;
      }
    }
    distinct.add(kind);
    return distinct.size() - 1;
  }

  /** Evaluates a query; the accessors speak of the query evaluated last. */
  public void evaluate(RecordView query) {
    router = query.router();
    byte[] labels = query.labels();
    poolSize = labels.length;
    state = LabelState.state(labels, poolSize);
    segmentCount = lookup.find(query.segments());
    double[] noise = noiseBuffers[router];
    noises[router].fill(query.ids(), query.idStart(), query.idEnd(), noise);
    for (QueryScorer scorer : scorers[router]) {
      scorer.augment(query.scores());
    }
    for (int kind = 0; kind < critical.length; kind++) {
      long[] nonconformity = buffers[router][kind];
      scorers[router][scorerOf[kind]].nonconformity(
          grid.kinds().get(kind).nonconformity(), noise, nonconformity);
      critical[kind] = CriticalScore.of(nonconformity, labels, poolSize);
    }
  }

  /** K, the number of candidates. */
  public int poolSize() {
    return poolSize;
  }

  /** What the labels say. */
  public LabelState state() {
    return state;
  }

  /** K + 1 fixed-point values in pool order, null model last; not to be changed. */
  public long[] nonconformity(int kind) {
    return buffers[router][kind];
  }

  /** Fixed point; infinite when no threshold suffices. */
  public long criticalScore(int kind) {
    return critical[kind];
  }

  /** At least K normalized router scores in pool order, without the null model's. */
  public double[] normalized(int kind) {
    return scorers[router][scorerOf[kind]].normalized();
  }

  /** Number of groups that the query belongs to. */
  public int groupCount() {
    return segmentCount;
  }

  /** One of its groups. */
  public int group(int i) {
    return grid.group(router, lookup.segments()[i]);
  }
}
