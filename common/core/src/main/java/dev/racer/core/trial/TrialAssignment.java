package dev.racer.core.trial;

import java.util.List;

/**
 * The roles of one query after the other in all trials of several splits, numbered consecutively:
 * those of the first split first.
 *
 * <p>Holds buffers: not safe for use by several threads, and not serializable; make one per task.
 */
public final class TrialAssignment {
  private final TrialSplit draws;
  private final List<TrialRoles> splits;
  private final RoleLists[] lists;
  private final int[] firstTrials;

  /**
   * @param seed of the hash
   * @param splits at least one
   */
  public TrialAssignment(long seed, List<TrialRoles> splits) {
    this.draws = new TrialSplit(seed);
    this.splits = List.copyOf(splits);
    this.lists = splits.stream().map(s -> new RoleLists(s.trials())).toArray(RoleLists[]::new);
    this.firstTrials = firstTrials(splits);
  }

  /** The number of every split's first trial, and in the end how many trials there are. */
  public static int[] firstTrials(List<TrialRoles> splits) {
    int[] first = new int[splits.size() + 1];
    for (int i = 0; i < splits.size(); i++) {
      first[i + 1] = Math.addExact(first[i], splits.get(i).trials());
    }
    return first;
  }

  /**
   * The hash of a query's id in UTF-8.
   *
   * @see TrialSplit#hash(byte[], int, int)
   */
  public long hash(byte[] ids, int from, int to) {
    return draws.hash(ids, from, to);
  }

  /**
   * The class of a query: together with the hash of its id, all that its roles depend on.
   *
   * @param day as for {@link TrialRoles#classOf}
   * @param segments as there
   */
  public int classOf(int day, String[] segments) {
    int combined = 0;
    for (TrialRoles split : splits) {
      combined =
          Math.addExact(
              Math.multiplyExact(combined, split.classes()), split.classOf(day, segments));
    }
    return combined;
  }

  /** Finds the roles of a query, given its class and the hash of its id. */
  public void assign(int queryClass, long hash) {
    int rest = queryClass;
    for (int i = lists.length - 1; i >= 0; i--) {
      TrialRoles split = splits.get(i);
      lists[i].clear();
      split.assign(rest % split.classes(), hash, lists[i]);
      rest /= split.classes();
    }
  }

  /** Number of splits. */
  public int splits() {
    return lists.length;
  }

  /** The roles of the query assigned last in the trials of one split, numbered from 0. */
  public RoleLists roles(int split) {
    return lists[split];
  }

  /** The number of a split's first trial among those of all splits. */
  public int firstTrial(int split) {
    return firstTrials[split];
  }

  /** Number of trials of all splits. */
  public int trials() {
    return firstTrials[lists.length];
  }
}
