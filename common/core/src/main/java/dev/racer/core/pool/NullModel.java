package dev.racer.core.pool;

/**
 * The null model, which stands for "no candidate answers correctly".
 *
 * <p>It comes last in every augmented array, after the K candidates, and is never stored in a
 * {@link ModelPool}: its score is computed from theirs.
 *
 * @see "Paper, Eq. (2) and (3)"
 */
public final class NullModel {
  /** What the null model is called when a model id is hashed; no candidate can have this id. */
  public static final String HASH_ID = "";

  private NullModel() {}

  /** Returns the index of the null model in arrays augmented over the pool: K, the last. */
  public static int index(ModelPool pool) {
    return pool.size();
  }
}
