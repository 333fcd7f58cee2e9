package dev.racer.core.score;

import java.io.Serializable;

/**
 * How badly each model fits a query, from its router scores; lower is better.
 *
 * <p>Another score is one more class here and one line in {@link Nonconformities}. Implementations
 * are stateless, equal when their keys are, and use no operation whose result differs between
 * platforms ({@link StrictMath}, sums in index order).
 */
public interface Nonconformity extends Serializable {
  /** The largest absolute value allowed; leaves room in {@link FixedPoint} for the tie-break. */
  double LIMIT = FixedPoint.LIMIT - 1;

  /** Returns the name in configuration and published tables. */
  String key();

  /**
   * Computes the nonconformity of every model for one query.
   *
   * @param augmented normalized scores in pool order, the null model's last if it is present
   * @param length K + 1, or K when the null model is absent; longer arrays are not touched beyond
   *     it
   * @param nonconformity receives {@code length} values in the same order, finite and between
   *     {@code -LIMIT} and {@code LIMIT}; a different array than {@code augmented}
   */
  void compute(double[] augmented, int length, double[] nonconformity);
}
