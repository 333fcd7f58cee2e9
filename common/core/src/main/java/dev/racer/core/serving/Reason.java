package dev.racer.core.serving;

import dev.racer.core.score.Keys;

/** Which threshold was applied to a query, or why none was. */
public enum Reason {
  /** The threshold of the query's own segment. */
  THRESHOLD("threshold"),
  /** The segment is small and borrows its threshold. */
  BORROWED("borrowed"),
  /** The version does not know the query's segment: it is served as small segments are. */
  UNKNOWN_SEGMENT("unknown-segment"),
  /** The query has no value in a segment column: it is served by the threshold of all queries. */
  NO_SEGMENT("no-segment"),
  /** The segment is small, and small segments have no threshold. */
  SMALL_SEGMENT("small-segment"),
  /** There were too few queries for the risk level. */
  INFEASIBLE("infeasible"),
  /** No threshold reaches the risk level, however many queries there are. */
  UNREACHABLE("unreachable"),
  /** The gate withholds the threshold: too many misses; all candidates are called. */
  WITHHELD("withheld"),
  /** The version is past its time: no threshold of it is applied. */
  STALE("stale");

  private final String key;

  Reason(String key) {
    this.key = key;
  }

  /** Returns the name in tables and logs. */
  public String key() {
    return key;
  }

  /**
   * Returns the reason with the given key.
   *
   * @throws IllegalArgumentException naming the key and the allowed ones
   */
  public static Reason ofKey(String key) {
    return Keys.find("reason", values(), Reason::key, key);
  }
}
