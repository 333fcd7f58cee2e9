package dev.racer.core.conformal;

import dev.racer.core.score.FixedPoint;

/**
 * The critical score of a query: the least threshold at which its model set contains a correct
 * model of the augmented pool, {@code l = min over correct m of s(x, m)}.
 *
 * <p>The misrouting loss at threshold {@code lambda} is {@code 1{l > lambda}}; at {@code lambda =
 * l} it is 0. An infinite critical score is a loss of 1 at every threshold.
 *
 * @see "Paper, Eq. (2) and (5)"
 */
public final class CriticalScore {
  private CriticalScore() {}

  /**
   * The critical score, with unknown labels read in the worst case.
   *
   * <p>The minimum runs over the models known to be correct. When there is none, it is the null
   * model's score if every label is known, and {@link FixedPoint#INFINITE} otherwise, because
   * whether the null model is right is not known either. So the result is never below the critical
   * score under the full labels, whatever they are.
   *
   * @param nonconformity fixed-point scores, pool order, null model at index {@code size} ({@link
   *     FixedPoint#INFINITE} there when the null model is absent)
   * @param labels entries of {@link Labels}, pool order, at least {@code size} of them
   * @param size number of candidate models K, at least 1; entries beyond K and the null model's are
   *     not read
   * @return a fixed-point score or {@link FixedPoint#INFINITE}
   * @throws IllegalArgumentException if {@code size} does not fit or an entry is no label
   */
  public static long of(long[] nonconformity, byte[] labels, int size) {
    if (nonconformity.length <= size) {
      throw new IllegalArgumentException(
          "Nonconformity must hold pool size + 1 = "
              + (size + 1L)
              + " entries, got "
              + nonconformity.length);
    }
    LabelState state = LabelState.state(labels, size);
    if (state == LabelState.UNANSWERABLE) {
      return nonconformity[size];
    }
    long least = FixedPoint.INFINITE;
    for (int model = 0; model < size; model++) {
      if (labels[model] == Labels.CORRECT) {
        least = Math.min(least, nonconformity[model]);
      }
    }
    return least;
  }
}
