package dev.racer.core.conformal;

import dev.racer.core.score.Keys;

/**
 * Which rows select the threshold of a segment with too few rows of its own. The choice looks at
 * row counts only, never at labels or scores, so that guarantees survive it.
 */
public enum Fallback {
  /** All small segments of the same columns, pooled. */
  REST("rest"),
  /** All rows of the router. */
  ALL("all"),
  /** None: every candidate is called. */
  CALL_ALL("call-all");

  private final String key;

  Fallback(String key) {
    this.key = key;
  }

  /** Returns the name in configuration and published tables. */
  public String key() {
    return key;
  }

  /**
   * Returns the fallback with the given key.
   *
   * @throws IllegalArgumentException naming the key and the allowed ones
   */
  public static Fallback ofKey(String key) {
    return Keys.find("fallback", values(), Fallback::key, key);
  }
}
