package dev.racer.core.score;

/**
 * The distance to the best score of the query, the null model's included: 0 for the top, at most 1.
 *
 * @see "Paper, Router Score-Gap (RACER-G)"
 */
public record ScoreGap() implements Nonconformity {
  /** The key of this score. */
  public static final String KEY = "gap";

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public void compute(double[] augmented, int length, double[] nonconformity) {
    double max = augmented[0];
    for (int i = 1; i < length; i++) {
      max = Math.max(max, augmented[i]);
    }
    for (int i = 0; i < length; i++) {
      nonconformity[i] = max - augmented[i];
    }
  }
}
