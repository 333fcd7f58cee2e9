package dev.racer.jobs.evaluate;

import dev.racer.core.score.Keys;

/** What the validation queries choose by. Ties go to what is listed first in the configuration. */
public enum Objective {
  /** Most right answers. */
  ACCURACY("accuracy", true, false),

  /** Fewest models called at a given risk level: the paper's Definition 2.1. */
  SMALLEST_SET("smallest-set", false, false),

  /** Most right answers among what costs at most a budget per query. */
  ACCURACY_UNDER_BUDGET("accuracy-under-budget", true, true),

  /** Least cost among what is at least as accurate as a floor. */
  CHEAPEST_ABOVE_FLOOR("cheapest-above-floor", true, true);

  private final String key;
  private final boolean needsVotes;
  private final boolean needsCosts;

  Objective(String key, boolean needsVotes, boolean needsCosts) {
    this.key = key;
    this.needsVotes = needsVotes;
    this.needsCosts = needsCosts;
  }

  /** Returns the name in configuration and tables. */
  public String key() {
    return key;
  }

  /** Whether answers have to be counted. */
  public boolean needsVotes() {
    return needsVotes;
  }

  /** Whether outcomes have to carry costs. */
  public boolean needsCosts() {
    return needsCosts;
  }

  /**
   * Returns the objective with the given key.
   *
   * @throws IllegalArgumentException naming the key and the allowed ones
   */
  public static Objective ofKey(String key) {
    return Keys.find("objective", values(), Objective::key, key);
  }
}
