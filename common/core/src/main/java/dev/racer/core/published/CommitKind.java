package dev.racer.core.published;

import dev.racer.core.score.Keys;

/** Why a version was put in force. */
public enum CommitKind {
  /** A run calibrated it, and the gate let it through. */
  PUBLISH("publish"),
  /** The gate refused the candidate for its misses; what calls more models is served instead. */
  PROTECTIVE("protective"),
  /**
   * A person put an earlier version back in force, or changed whether the one in force is pinned.
   */
  ROLLBACK("rollback");

  private final String key;

  CommitKind(String key) {
    this.key = key;
  }

  /** Returns the name in commits. */
  public String key() {
    return key;
  }

  /**
   * Returns the kind with the given key.
   *
   * @throws IllegalArgumentException naming the key and the allowed ones
   */
  public static CommitKind ofKey(String key) {
    return Keys.find("kind", values(), CommitKind::key, key);
  }
}
