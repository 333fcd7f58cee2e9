package dev.racer.core.conformal;

import dev.racer.core.score.Keys;

/** What is served where no finite threshold exists; never a stand-in number. */
public enum InfeasibleAction {
  /** Call every candidate, null model included: no loss, full cost. */
  CALL_ALL("call-all"),
  /** Refuse to decide. */
  REFUSE("refuse");

  private final String key;

  InfeasibleAction(String key) {
    this.key = key;
  }

  /** Returns the name in configuration and published tables. */
  public String key() {
    return key;
  }

  /**
   * Returns the action with the given key.
   *
   * @throws IllegalArgumentException naming the key and the allowed ones
   */
  public static InfeasibleAction ofKey(String key) {
    return Keys.find("infeasible action", values(), InfeasibleAction::key, key);
  }
}
