package dev.racer.bench.trials;

import dev.racer.core.conformal.LabelState;

/** All scores of all queries, made once. */
final class KeptScores {
  private final int width;
  private final long[] hashes;
  private final long[] scores;
  private final long[] criticals;
  private final LabelState[] states;

  private KeptScores(int queries, int width) {
    this.width = width;
    this.hashes = new long[queries];
    this.scores = new long[queries * width];
    this.criticals = new long[queries];
    this.states = new LabelState[queries];
  }

  static KeptScores of(QuerySource source, int queries) {
    int width = source.nonconformity.length;
    KeptScores kept = new KeptScores(queries, width);
    for (int query = 0; query < queries; query++) {
      kept.hashes[query] = source.hash(query);
      source.read(query);
      System.arraycopy(source.nonconformity, 0, kept.scores, query * width, width);
      kept.criticals[query] = source.critical;
      kept.states[query] = source.state;
    }
    return kept;
  }

  /** Reads what was kept. */
  QuerySource source() {
    return new QuerySource(width - 1) {
      @Override
      long hash(int query) {
        return hashes[query];
      }

      @Override
      long critical(int query) {
        return criticals[query];
      }

      @Override
      void read(int query) {
        System.arraycopy(scores, query * width, nonconformity, 0, width);
        critical = criticals[query];
        state = states[query];
      }
    };
  }
}
