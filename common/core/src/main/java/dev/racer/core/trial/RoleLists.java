package dev.racer.core.trial;

/** The trials of one split by the role that a query has in them. Not for use by several threads. */
@SuppressWarnings("EnumOrdinal") // positions in an array that lives no longer than a task
public final class RoleLists {
  private static final int ROLES = TrialRole.values().length;

  private final int trials;
  private final int[] lists;
  private final int[] counts = new int[ROLES];

  RoleLists(int trials) {
    this.trials = trials;
    this.lists = new int[ROLES * trials];
  }

  void clear() {
    for (int role = 0; role < ROLES; role++) {
      counts[role] = 0;
    }
  }

  /** Files a trial under a role, given by its ordinal: one is drawn per query and trial. */
  void add(int role, int trial) {
    lists[role * trials + counts[role]++] = trial;
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

  /** Holds the trials of all roles; those of a role begin at {@link #start}. Not to be changed. */
  int[] trials() {
    return lists;
  }

  int start(TrialRole role) {
    return role.ordinal() * trials;
  }
}
