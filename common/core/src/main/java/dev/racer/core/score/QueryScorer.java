package dev.racer.core.score;

/**
 * Turns the raw router scores of one query into the nonconformity of every model.
 *
 * <p>Normalizes, appends the null score, computes the nonconformity, adds the tie-break and rounds
 * to {@link FixedPoint} once, after the addition. Reuses buffers: not safe for use by several
 * threads, and not serializable; make one per task.
 */
public final class QueryScorer {
  private final int poolSize;
  private final ScoreKind kind;
  private final int length;
  private final double[] augmented;
  private final double[] values;

  /**
   * Prepares buffers.
   *
   * @param poolSize K, the number of candidates; at least 1
   * @throws IllegalArgumentException if the pool is empty
   */
  public QueryScorer(int poolSize, ScoreKind kind) {
    if (poolSize < 1) {
      throw new IllegalArgumentException("Pool size must be at least 1, got " + poolSize);
    }
    this.poolSize = poolSize;
    this.kind = kind;
    this.length = kind.nullScore().isPresent() ? poolSize + 1 : poolSize;
    this.augmented = new double[poolSize + 1];
    this.values = new double[poolSize + 1];
  }

  /**
   * Computes the nonconformity of one query.
   *
   * @param rawScores K finite router scores in pool order; higher is better
   * @param noise K + 1 amounts from {@link TieNoise}, or zeros
   * @param out receives K + 1 {@link FixedPoint} values in pool order, null model last; {@link
   *     FixedPoint#INFINITE} for an absent null model
   * @throws ScoreOutOfRangeException if a score is not in [0, 1] and nothing normalizes it
   * @throws IllegalArgumentException if a score is NaN or infinite, or an array's length is wrong
   */
  public void nonconformity(double[] rawScores, double[] noise, long[] out) {
    augment(rawScores);
    nonconformity(kind.nonconformity(), noise, out);
  }

  /**
   * Normalizes the scores of one query and appends the null score, for any number of calls to
   * {@link #nonconformity(Nonconformity, double[], long[])}.
   *
   * @param rawScores as for {@link #nonconformity(double[], double[], long[])}
   * @throws ScoreOutOfRangeException as there
   * @throws IllegalArgumentException as there
   */
  public void augment(double[] rawScores) {
    requireLength("Raw scores", poolSize, rawScores.length);
    for (int i = 0; i < poolSize; i++) {
      if (!Double.isFinite(rawScores[i])) {
        throw new IllegalArgumentException(
            "Router score must be finite, got " + rawScores[i] + " at pool index " + i);
      }
    }
    kind.normalization().apply(rawScores, augmented, poolSize);
    if (length > poolSize) {
      augmented[poolSize] = kind.nullScore().of(augmented, poolSize);
    }
  }

  /**
   * The normalized scores of the query augmented last, at least K of them in pool order. Valid
   * until the next one, and not to be changed.
   */
  public double[] normalized() {
    return augmented;
  }

  /**
   * Computes another nonconformity score of the query augmented last.
   *
   * @param score may differ from that of the scorer's kind
   * @param noise as for {@link #nonconformity(double[], double[], long[])}
   * @param out as there
   * @throws IllegalArgumentException if an array's length is wrong
   */
  public void nonconformity(Nonconformity score, double[] noise, long[] out) {
    requireLength("Noise", poolSize + 1, noise.length);
    requireLength("Nonconformity", poolSize + 1, out.length);
    if (length == poolSize) {
      out[poolSize] = FixedPoint.INFINITE;
    }
    score.compute(augmented, length, values);
    for (int i = 0; i < length; i++) {
      out[i] = FixedPoint.of(values[i] + noise[i]);
    }
  }

  private static void requireLength(String what, int expected, int length) {
    if (length != expected) {
      throw new IllegalArgumentException(
          what + " must hold " + expected + " values, got " + length);
    }
  }
}
