package dev.racer.bench.trials;

import dev.racer.core.conformal.LabelState;

/** Scores of queries by number. Not for use by several threads. */
abstract class QuerySource {
  /** Of the query read last: K + 1 values, null model last. */
  final long[] nonconformity;

  /** Of the query read last. */
  long critical;

  /** Of the query read last. */
  LabelState state = LabelState.UNDECIDED;

  QuerySource(int models) {
    this.nonconformity = new long[models + 1];
  }

  /** The hash of a query's id, for splits. */
  abstract long hash(int query);

  /** The critical score of a query. */
  abstract long critical(int query);

  /** Reads a query. */
  abstract void read(int query);
}
