package dev.racer.core.score;

import java.io.Serializable;
import java.util.Objects;

/**
 * Which nonconformity is meant: the way from raw router scores to one number per model.
 *
 * @param normalization applied to the candidates' raw scores
 * @param nullScore appended after normalization
 * @param nonconformity computed from the augmented scores
 */
public record ScoreKind(
    Normalization normalization, NullScore nullScore, Nonconformity nonconformity)
    implements Serializable {

  /** Refuses null. */
  public ScoreKind {
    Objects.requireNonNull(normalization, "normalization");
    Objects.requireNonNull(nullScore, "nullScore");
    Objects.requireNonNull(nonconformity, "nonconformity");
  }

  /**
   * Returns the kind with the given keys.
   *
   * @throws IllegalArgumentException naming an unknown key and the allowed ones
   */
  public static ScoreKind ofKeys(String normalization, String nullScore, String nonconformity) {
    return new ScoreKind(
        Normalization.ofKey(normalization),
        NullScore.ofKey(nullScore),
        Nonconformities.ofKey(nonconformity));
  }
}
