package dev.racer.core.score;

/**
 * How raw router scores become scores in [0, 1].
 *
 * <p>Only {@link StrictMath} and additions in pool order are used, so the result has the same bits
 * on every platform.
 */
public enum Normalization {
  /**
   * Softmax over the candidates at temperature 1: the scores sum to 1. The paper's choice.
   *
   * @see "Paper, section 3; the null score is appended after the softmax"
   */
  SOFTMAX("softmax") {
    @Override
    public void apply(double[] raw, double[] normalized, int size) {
      double max = raw[0];
      for (int i = 1; i < size; i++) {
        max = Math.max(max, raw[i]);
      }
      double sum = 0;
      for (int i = 0; i < size; i++) {
        double exp = StrictMath.exp(raw[i] - max);
        normalized[i] = exp;
        sum += exp;
      }
      for (int i = 0; i < size; i++) {
        normalized[i] /= sum; // at least 1: the largest score contributes exp(0)
      }
    }
  },

  /** The logistic function of each score by itself, for scores that are log odds. */
  SIGMOID("sigmoid") {
    @Override
    public void apply(double[] raw, double[] normalized, int size) {
      for (int i = 0; i < size; i++) {
        double exp = StrictMath.exp(-Math.abs(raw[i])); // never overflows
        normalized[i] = (raw[i] >= 0 ? 1 : exp) / (1 + exp);
      }
    }
  },

  /** The scores as they are, for routers that give probabilities; refuses others. */
  NONE("none") {
    @Override
    public void apply(double[] raw, double[] normalized, int size) {
      for (int i = 0; i < size; i++) {
        if (!(raw[i] >= 0 && raw[i] <= 1)) {
          throw new ScoreOutOfRangeException(raw[i], i);
        }
        normalized[i] = raw[i];
      }
    }
  };

  private final String key;

  Normalization(String key) {
    this.key = key;
  }

  /**
   * Normalizes the scores of one query.
   *
   * @param raw finite router scores in pool order; higher is better
   * @param normalized receives scores in [0, 1] in pool order; may be {@code raw} itself
   * @param size K, the number of candidates; at least 1; longer arrays are not touched beyond it
   * @throws ScoreOutOfRangeException if {@link #NONE} meets a score outside [0, 1]
   */
  public abstract void apply(double[] raw, double[] normalized, int size);

  /** Returns the name in configuration and published tables. */
  public String key() {
    return key;
  }

  /**
   * Returns the normalization with the given key.
   *
   * @throws IllegalArgumentException naming the key and the allowed ones
   */
  public static Normalization ofKey(String key) {
    return Keys.find("normalization", values(), Normalization::key, key);
  }
}
