package dev.racer.spark.records;

import dev.racer.core.conformal.Labels;
import java.util.List;

/** What the lake says of the label of a model's answer to a query, as a byte. */
final class LabelCode {
  static final byte WRONG = Labels.WRONG;
  static final byte CORRECT = Labels.CORRECT;
  static final byte UNKNOWN = Labels.UNKNOWN;
  static final byte TRUNCATED = 3;
  static final byte NOT_CALLED = 4;
  static final byte JUDGE_FAILED = 5;
  static final byte PENDING = 6;

  /** There is no outcome. */
  static final byte NONE = 7;

  /** There are several, so it is not known which is meant. */
  static final byte SEVERAL = 8;

  /** The states that outcomes may name, in order of {@link #ofState}. */
  static final List<String> STATES =
      List.of("correct", "wrong", "truncated", "not-called", "judge-failed", "pending");

  /** What labels are counted as, by their codes; the last two count as others do. */
  static final List<String> COUNTED =
      List.of("wrong", "correct", "unknown", "truncated", "not-called", "judge-failed", "pending");

  private static final byte[] OF_STATE = {
    CORRECT, WRONG, TRUNCATED, NOT_CALLED, JUDGE_FAILED, PENDING
  };

  private LabelCode() {}

  /** The code of a state by its number in {@link #STATES}. */
  static byte ofState(int state) {
    return OF_STATE[state];
  }

  /** The label that calibration reads: a truncated answer is wrong, what was not judged unknown. */
  static byte label(byte code) {
    return switch (code) {
      case WRONG, TRUNCATED -> Labels.WRONG;
      case CORRECT -> Labels.CORRECT;
      default -> Labels.UNKNOWN;
    };
  }

  /** Number in {@link #COUNTED}: a model without an outcome was not called. */
  static int counted(byte code) {
    return code == NONE ? NOT_CALLED : code == SEVERAL ? UNKNOWN : code;
  }

  /** Whether there is exactly one outcome. */
  static boolean isOne(byte code) {
    return code < NONE;
  }
}
