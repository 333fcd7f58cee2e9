package dev.racer.core.conformal;

import dev.racer.core.score.Keys;
import java.util.Map;

/** Which queries calibrate, as far as their labels came about by chance. */
public enum ExplorationSlice {
  /**
   * Those for which a coin, tossed without a look at labels or scores, decided that every model of
   * the pool is called. They are a fair sample of the queries, whatever the router calls otherwise.
   */
  EXPLORED("explored"),

  /** All queries: for lakes in which every model answers every query. */
  ALL("all");

  private final String key;

  ExplorationSlice(String key) {
    this.key = key;
  }

  /** Returns the name in configuration and published tables. */
  public String key() {
    return key;
  }

  /** Shortcuts that look like a slice and are none, with what comes of them. */
  private static final Map<String, String> SHORTCUTS =
      Map.of(
          "answered",
          "dropping the queries for which no called model was right drops the very misses that a"
              + " threshold must be calibrated on:\nthresholds shrink night by night while their own"
              + " figures look fine; at a risk level of .10 the true risk reaches .88",
          "complete",
          "labels are complete where the set was the whole pool, which the router decides, not a"
              + " coin:\nthe sample holds the queries it was unsure of, and thresholds swing from night"
              + " to night; at a risk level of .10 the true risk is .15 in a simulation",
          "null-right",
          "when all called models were wrong, the null model was right only if those not called are"
              + " wrong as well:\nreading it so turns misses into hits; at a risk level of .10 the"
              + " true risk is .16 and drifting");

  /**
   * Returns the choice with the given key.
   *
   * @throws IllegalArgumentException naming the key and the allowed ones; with an explanation for
   *     the keys {@code answered}, {@code complete} and {@code null-right}, shortcuts that do
   *     without a coin and bound nothing
   */
  public static ExplorationSlice ofKey(String key) {
    if (SHORTCUTS.containsKey(key)) {
      throw new IllegalArgumentException(
          "exploration slice must be explored or all, got "
              + key
              + ": "
              + SHORTCUTS.get(key)
              + "; explore queries by a coin instead");
    }
    return Keys.find("exploration slice", values(), ExplorationSlice::key, key);
  }
}
