package dev.racer.core.score;

/** A router score lies outside [0, 1] although no normalization would bring it there. */
public final class ScoreOutOfRangeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final int index;

  ScoreOutOfRangeException(double score, int index) {
    super(
        "Score must lie in [0, 1] under normalization none, got "
            + score
            + " at pool index "
            + index);
    this.index = index;
  }

  /** Returns the model's pool index. */
  public int index() {
    return index;
  }
}
