package dev.racer.core.score;

/**
 * The set of models that a threshold selects.
 *
 * <p>The set grows with the threshold. A set without candidates is an abstention, whether or not
 * the null model is in it.
 *
 * @see "Paper, Eq. (4)"
 */
public final class ModelSet {
  private ModelSet() {}

  /**
   * Returns whether a model is in the set.
   *
   * @param nonconformity of the model, in {@link FixedPoint}
   * @param threshold in {@link FixedPoint}, not {@link FixedPoint#INFINITE}: a threshold that does
   *     not exist is an outcome of its own and selects nothing
   */
  public static boolean selects(long nonconformity, long threshold) {
    return nonconformity <= threshold;
  }

  /**
   * Returns the set size: the number of candidates selected, without the null model.
   *
   * @param nonconformity in pool order, in {@link FixedPoint}; entries from {@code poolSize} on,
   *     where the null model is, do not count
   * @param poolSize K, the number of candidates
   * @param threshold as in {@link #selects}
   * @return from 0, an abstention, to K
   */
  public static int size(long[] nonconformity, int poolSize, long threshold) {
    int size = 0;
    for (int i = 0; i < poolSize; i++) {
      if (selects(nonconformity[i], threshold)) {
        size++;
      }
    }
    return size;
  }
}
