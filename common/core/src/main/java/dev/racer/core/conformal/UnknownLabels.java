package dev.racer.core.conformal;

import dev.racer.core.score.Keys;

/** How calibration treats queries with a label that is null or absent. */
public enum UnknownLabels {
  /**
   * An unknown label is wrong, and the critical score is infinite when no model is known to be
   * right. Guarantees hold for all queries, conservatively, whatever made the labels missing.
   */
  WORST_CASE("worst-case"),

  /**
   * Queries without complete labels are left out. Guarantees hold for fully labelled queries only;
   * if labels go missing more often on hard queries, the risk over all queries exceeds the level.
   */
  EXCLUDE("exclude");

  private final String key;

  UnknownLabels(String key) {
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
  public static UnknownLabels ofKey(String key) {
    return Keys.find("unknown labels", values(), UnknownLabels::key, key);
  }

  /** Whether a query whose labels say {@code state} takes part in calibration. */
  public boolean admits(LabelState state) {
    return this == WORST_CASE || state.complete();
  }
}
