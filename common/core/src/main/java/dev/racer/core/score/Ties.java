package dev.racer.core.score;

/** What happens to equal nonconformity values. */
public enum Ties {
  /**
   * A small hashed amount is added to each value, so that values are distinct nearly always and the
   * risk comes close to its level.
   *
   * @see "Paper, smoothing with uniform noise"
   */
  SMOOTHED("smoothed"),

  /** Nothing is added: valid, but conservative where scores tie. */
  NONE("none");

  private final String key;

  Ties(String key) {
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
  public static Ties ofKey(String key) {
    return Keys.find("ties", values(), Ties::key, key);
  }
}
