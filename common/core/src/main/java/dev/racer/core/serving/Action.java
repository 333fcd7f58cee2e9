package dev.racer.core.serving;

import dev.racer.core.score.Keys;

/** What to do with a query. */
public enum Action {
  /** Call the models of the set: a threshold selected at least one candidate. */
  SET("set"),
  /** Call none: a threshold selected no candidate, with or without the null model. */
  ABSTAIN("abstain"),
  /** Call every candidate: there is no threshold to select by. The null model is in the set. */
  CALL_ALL("call-all"),
  /** Decide nothing: there is no threshold, and the publication wants no call without one. */
  REFUSE("refuse");

  private final String key;

  Action(String key) {
    this.key = key;
  }

  /** Returns the name in tables and logs. */
  public String key() {
    return key;
  }

  /**
   * Returns the action with the given key.
   *
   * @throws IllegalArgumentException naming the key and the allowed ones
   */
  public static Action ofKey(String key) {
    return Keys.find("action", values(), Action::key, key);
  }
}
