package dev.racer.core.score;

/**
 * One minus the model's own score: between 0 and 1, whatever the other models score.
 *
 * @see "Paper, Inverse Probability (RACER-P)"
 */
public record InverseProbability() implements Nonconformity {
  /** The key of this score. */
  public static final String KEY = "inverse-probability";

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public void compute(double[] augmented, int length, double[] nonconformity) {
    for (int i = 0; i < length; i++) {
      nonconformity[i] = 1 - augmented[i];
    }
  }
}
