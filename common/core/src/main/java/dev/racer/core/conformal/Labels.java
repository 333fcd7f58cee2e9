package dev.racer.core.conformal;

/**
 * The correctness labels of one query: a {@code byte[]} in pool order, one entry per candidate
 * model, the null model left out. Bytes and not an enum because there is one array per query.
 */
public final class Labels {
  /** The model's answer is labelled wrong. A truncated answer is wrong. */
  public static final byte WRONG = 0;

  /** The model's answer is labelled correct. */
  public static final byte CORRECT = 1;

  /** The label is null or absent. */
  public static final byte UNKNOWN = 2;

  private Labels() {}

  /** Checks that {@code size} labels can be read. */
  static void check(byte[] labels, int size) {
    if (size < 1 || size > labels.length) {
      throw new IllegalArgumentException(
          "Pool size must lie in [1, " + labels.length + "], the number of labels, got " + size);
    }
  }

  static IllegalArgumentException notALabel(byte label, int model) {
    return new IllegalArgumentException(
        "Label must be 0 (wrong), 1 (correct) or 2 (unknown), got "
            + label
            + " for model "
            + model);
  }
}
