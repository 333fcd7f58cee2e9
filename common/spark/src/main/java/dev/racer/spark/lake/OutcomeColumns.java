package dev.racer.spark.lake;

/** Names of the columns that an outcome carries. */
public final class OutcomeColumns {
  /** The model that answered. */
  public static final String MODEL = "model";

  /** Whether its answer is correct; null means unknown. */
  public static final String CORRECT = "correct";

  /**
   * How its label came about: {@code correct}, {@code wrong}, {@code truncated}, {@code
   * not-called}, {@code judge-failed} or {@code pending}; null where {@value #CORRECT} says all.
   */
  public static final String LABEL_STATE = "label_state";

  /** The answer, as text. */
  public static final String ANSWER = "answer";

  /** What the call cost, in the lake's own unit. */
  public static final String COST = "cost";

  private static final String CONFIDENCE = "confidence_";

  private OutcomeColumns() {}

  /** The name under which a confidence column travels, apart from all others. */
  public static String confidence(String column) {
    return CONFIDENCE + column;
  }

  /** Whether a column is a confidence column that travels. */
  public static boolean isConfidence(String name) {
    return name.startsWith(CONFIDENCE);
  }

  /**
   * The name of a confidence column in the lake.
   *
   * @param name the name under which it travels
   * @throws IllegalArgumentException if no confidence column travels under that name
   */
  public static String confidenceOf(String name) {
    if (!isConfidence(name)) {
      throw new IllegalArgumentException("Column must be a confidence column, got " + name);
    }
    return name.substring(CONFIDENCE.length());
  }
}
