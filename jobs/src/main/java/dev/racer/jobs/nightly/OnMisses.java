package dev.racer.jobs.nightly;

import java.util.Arrays;

/** What is served when the gate refuses a night for its misses. */
public enum OnMisses {
  /** Row by row the larger of the new threshold and the one in force: sets only grow. */
  LARGER("larger"),
  /** Every candidate is called where the misses were refused. */
  CALL_ALL("call-all");

  private final String key;

  OnMisses(String key) {
    this.key = key;
  }

  /** The name in configurations. */
  public String key() {
    return key;
  }

  /**
   * The rule of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static OnMisses ofKey(String key) {
    return Arrays.stream(values())
        .filter(rule -> rule.key.equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "must be one of "
                        + Arrays.stream(values()).map(OnMisses::key).toList()
                        + ", got "
                        + key));
  }
}
