package dev.racer.core.conformal;

import java.util.Locale;

/** What the labels of one query say about whether any candidate model answers it correctly. */
public enum LabelState {
  /** Every label is known and at least one is correct. */
  ANSWERABLE,
  /** Every label is known and none is correct: only the null model is right. */
  UNANSWERABLE,
  /** Some label is unknown and at least one is known to be correct. */
  PARTLY_ANSWERABLE,
  /** Some label is unknown and none is known to be correct. */
  UNDECIDED;

  /**
   * Sums up the labels of one query.
   *
   * @param labels entries of {@link Labels}, pool order, at least {@code size} of them
   * @param size number of candidate models K, at least 1; later entries are not read
   * @throws IllegalArgumentException if {@code size} does not fit or an entry is no label
   */
  public static LabelState state(byte[] labels, int size) {
    Labels.check(labels, size);
    boolean complete = true;
    boolean correct = false;
    for (int model = 0; model < size; model++) {
      switch (labels[model]) {
        case Labels.WRONG -> {}
        case Labels.CORRECT -> correct = true;
        case Labels.UNKNOWN -> complete = false;
        default -> throw Labels.notALabel(labels[model], model);
      }
    }
    if (complete) {
      return correct ? ANSWERABLE : UNANSWERABLE;
    }
    return correct ? PARTLY_ANSWERABLE : UNDECIDED;
  }

  /** Stable key of tables and reports, for example {@code partly-answerable}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether every label of the query is known. */
  public boolean complete() {
    return this == ANSWERABLE || this == UNANSWERABLE;
  }
}
