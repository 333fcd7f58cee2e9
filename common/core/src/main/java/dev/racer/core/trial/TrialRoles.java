package dev.racer.core.trial;

import java.io.Serializable;

/**
 * How the queries of some trials get their roles. A role depends on nothing but the query's class,
 * the hash of its id and the trial.
 */
public sealed interface TrialRoles extends Serializable
    permits RandomRoles, RolesByDate, RolesByColumn {
  /** The day of a query that has none, as records have it. */
  int NO_DAY = Integer.MIN_VALUE;

  /** Number of trials, at least 1. */
  int trials();

  /** Whether calibration and test queries of a segment are exchangeable: drawn from the same. */
  boolean isRandom();

  /** Number of classes of queries. */
  int classes();

  /**
   * The class of a query: all that the roles need to know of it beside its id.
   *
   * @param day UTC day of the query in days since 1970-01-01, or {@link #NO_DAY}
   * @param segments values of the segment columns; null where the query has none
   * @return from 0 to {@link #classes}, exclusive
   */
  int classOf(int day, String[] segments);

  /**
   * Files every trial under the role that a query has in it.
   *
   * @param queryClass the query's class
   * @param hash of its id, by {@link TrialSplit}
   * @param lists receives the trials
   */
  void assign(int queryClass, long hash, RoleLists lists);
}
