package dev.racer.jobs.evaluate;

import dev.racer.core.score.Keys;

/** What shares one temperature. */
public enum TemperatureScope {
  /** Every router, segment, score and risk level has its own, for each weight, as in the paper. */
  CELL("cell"),

  /** One for each weight: the best by the right answers of all routers and segments together. */
  WEIGHT("weight");

  private final String key;

  TemperatureScope(String key) {
    this.key = key;
  }

  /** Returns the name in configuration. */
  public String key() {
    return key;
  }

  /**
   * Returns the scope with the given key.
   *
   * @throws IllegalArgumentException naming the key and the allowed ones
   */
  public static TemperatureScope ofKey(String key) {
    return Keys.find("temperature scope", values(), TemperatureScope::key, key);
  }
}
