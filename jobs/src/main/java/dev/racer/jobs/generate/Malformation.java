package dev.racer.jobs.generate;

import java.util.List;

/**
 * One way in which one row of a table is malformed. At most one befalls a query. Except for the
 * three kinds of bad scores, which replace a score, it is a row <em>added</em> to a lake that is
 * well formed without it.
 */
enum Malformation {
  /** A row without its query. */
  QUERY_WITHOUT_KEY(LakeTable.QUERIES, "null-key"),
  /** A copy of a row. */
  QUERY_TWICE(LakeTable.QUERIES, "duplicate-key"),
  /** A copy of a row whose query, or else whose model (wide: router), is null. */
  SCORE_WITHOUT_KEY(LakeTable.ROUTER_SCORES, "null-key"),
  /** A row with the key of another and other scores. */
  SCORE_TWICE(LakeTable.ROUTER_SCORES, "duplicate-key"),
  /** A score that is not a number. */
  SCORE_NAN(LakeTable.ROUTER_SCORES, "nan-score"),
  /** A score that is plus or minus infinity. */
  SCORE_INFINITE(LakeTable.ROUTER_SCORES, "infinite-score"),
  /** A score that is null. */
  SCORE_NULL(LakeTable.ROUTER_SCORES, "null-score"),
  /** A score (wide: an entry) for {@link #MODEL_OUTSIDE}. */
  SCORE_OF_MODEL_OUTSIDE(LakeTable.ROUTER_SCORES, "model-outside-pool"),
  /** A score for a query that is not in the table of queries. */
  SCORE_OF_UNKNOWN_QUERY(LakeTable.ROUTER_SCORES, "unknown-query"),
  /** A copy of a row whose query, or else whose model, is null. */
  OUTCOME_WITHOUT_KEY(LakeTable.OUTCOMES, "null-key"),
  /** A row with the key of another and the opposite label. */
  OUTCOME_TWICE(LakeTable.OUTCOMES, "duplicate-key"),
  /** An outcome of {@link #MODEL_OUTSIDE}. */
  OUTCOME_OF_MODEL_OUTSIDE(LakeTable.OUTCOMES, "model-outside-pool"),
  /** An outcome of a query that is not in the table of queries. */
  OUTCOME_OF_UNKNOWN_QUERY(LakeTable.OUTCOMES, "unknown-query");

  /** Name of a model that is in no pool; after all others in code-point order. */
  static final String MODEL_OUTSIDE = "outside-model";

  /** What the id of an unknown query starts with. */
  static final String UNKNOWN_QUERY_PREFIX = "orphan-";

  private static final List<Malformation> ALL = List.of(values());
  private static final List<Malformation> WITHOUT_SCORES =
      ALL.stream().filter(one -> one.table != LakeTable.ROUTER_SCORES).toList();

  private final LakeTable table;
  private final String key;

  Malformation(LakeTable table, String key) {
    this.table = table;
    this.key = key;
  }

  /** Returns the table that the row is in. */
  LakeTable table() {
    return table;
  }

  /** Returns the name of the kind, unique within a table. */
  String key() {
    return key;
  }

  /** Says whether the long form has a row more, not a changed row. */
  boolean addsRow() {
    return this != SCORE_NAN && this != SCORE_INFINITE && this != SCORE_NULL;
  }

  /** Says whether the wide form has a row more, not a changed row. */
  boolean addsWideRow() {
    return addsRow() && this != SCORE_OF_MODEL_OUTSIDE;
  }

  /**
   * Returns the number of malformed queries among the first {@code queries}: {@code floor(queries *
   * share)}.
   */
  static long countBefore(long queries, double share) {
    return (long) Math.floor(queries * share);
  }

  /** Says whether a query has a malformed row: every {@code 1/share}-th has. */
  static boolean befalls(long query, double share) {
    return countBefore(query + 1, share) > countBefore(query, share);
  }

  /** Returns the malformation of a query that has one; the kinds take turns. */
  static Malformation of(long query, double share, boolean scored) {
    List<Malformation> kinds = scored ? ALL : WITHOUT_SCORES;
    return kinds.get((int) (countBefore(query, share) % kinds.size()));
  }
}
