package dev.racer.core.score;

/** What the null model's score is. */
public enum NullScore {
  /**
   * One minus the largest normalized score: high when no candidate stands out.
   *
   * @see "Paper, Eq. (3), max-based strategy"
   */
  ONE_MINUS_MAX("one-minus-max") {
    @Override
    public double of(double[] normalized, int size) {
      double max = normalized[0];
      for (int i = 1; i < size; i++) {
        max = Math.max(max, normalized[i]);
      }
      return 1 - max;
    }
  },

  /**
   * There is no null model: no set contains it, and a query that no candidate answers is a loss at
   * every threshold.
   */
  ABSENT("absent") {
    @Override
    public double of(double[] normalized, int size) {
      throw new UnsupportedOperationException("An absent null model has no score");
    }
  };

  private final String key;

  NullScore(String key) {
    this.key = key;
  }

  /** Returns whether the null model takes part. */
  public boolean isPresent() {
    return this != ABSENT;
  }

  /**
   * Returns the null model's score for one query.
   *
   * @param normalized scores in [0, 1] in pool order
   * @param size K, the number of candidates; at least 1
   * @return a score in [0, 1]
   * @throws UnsupportedOperationException if the null model is {@link #ABSENT}
   */
  public abstract double of(double[] normalized, int size);

  /** Returns the name in configuration and published tables. */
  public String key() {
    return key;
  }

  /**
   * Returns the null score with the given key.
   *
   * @throws IllegalArgumentException naming the key and the allowed ones
   */
  public static NullScore ofKey(String key) {
    return Keys.find("null score", values(), NullScore::key, key);
  }
}
