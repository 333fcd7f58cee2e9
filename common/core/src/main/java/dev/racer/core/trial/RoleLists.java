package dev.racer.core.trial;

import java.util.Arrays;

/** The trials of one split by the role that a query has in them. Not for use by several threads. */
@SuppressWarnings("EnumOrdinal") // positions in an array that lives no longer than a task
public final class RoleLists {
  private static final int ROLES = TrialRole.values().length;

  private final int trials;
  private final int[] lists;
  private final int[] counts = new int[ROLES];
  private final long[] offsets;
  private final long[] draws;

  RoleLists(int trials) {
    this.trials = trials;
    this.offsets = new long[trials];
    Arrays.setAll(offsets, TrialSplit::offset);
    this.draws = new long[trials];
    this.lists = new int[ROLES * trials];
  }

  void clear() {
    for (int role = 0; role < ROLES; role++) {
      counts[role] = 0;
    }
  }

  /**
   * Draws for every trial.
   *
   * @param hash of a query's id
   * @return the draws of {@link TrialSplit}, valid until the next ones
   */
  long[] draws(long hash) {
    for (int trial = 0; trial < draws.length; trial++) { // nothing else, so that it is vectorized
      draws[trial] = TrialSplit.mix(hash + offsets[trial]);
    }
    return draws;
  }

  /** Files a trial under a role. */
  void add(TrialRole role, int trial) {
    lists[start(role) + counts[role.ordinal()]++] = trial;
  }

  /** Says where the trials of a role end that were put there. */
  void end(TrialRole role, int end) {
    counts[role.ordinal()] = end - start(role);
  }

  /** How many trials give the role. */
  public int count(TrialRole role) {
    return counts[role.ordinal()];
  }

  /**
   * One of these trials, in ascending order.
   *
   * @param i from 0 to {@link #count}, exclusive
   */
  public int trial(TrialRole role, int i) {
    return lists[role.ordinal() * trials + i];
  }

  /** Holds the trials of all roles; those of a role begin at {@link #start}. */
  int[] trials() {
    return lists;
  }

  int start(TrialRole role) {
    return role.ordinal() * trials;
  }
}
