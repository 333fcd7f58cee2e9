package dev.racer.core.conformal;

import dev.racer.core.score.Keys;

/** What makes a fair sample of a group whose queries were explored with different probabilities. */
public enum VaryingProbability {
  /**
   * A hash keeps a query of probability q with probability q_min/q; the kept ones are calibrated
   * like any sample. Exact for every guarantee.
   */
  THIN("thin"),

  /** Every query counts with weight 1/q. For guarantees of the expected risk only. */
  WEIGHTED("weighted");

  private final String key;

  VaryingProbability(String key) {
    this.key = key;
  }

  /** Returns the name in configuration and published tables. */
  public String key() {
    return key;
  }

  /**
   * Returns the choice with the given key.
   *
   * @throws IllegalArgumentException naming the key and the allowed ones
   */
  public static VaryingProbability ofKey(String key) {
    return Keys.find("varying probability", values(), VaryingProbability::key, key);
  }
}
