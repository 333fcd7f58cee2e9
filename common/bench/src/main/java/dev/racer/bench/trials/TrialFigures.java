package dev.racer.bench.trials;

import dev.racer.core.trial.TrialCounts;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The figures of trials, to be compared: for every trial and level the threshold and the counts of
 * validation and of test queries.
 */
final class TrialFigures {
  private static final int THRESHOLDS_AND_ROLES = 3;
  private static final int COUNTS = 10;

  private final int levels;
  private final long[] values;

  TrialFigures(int trials, int levels) {
    this.levels = levels;
    this.values = new long[trials * levels * THRESHOLDS_AND_ROLES * COUNTS];
  }

  void threshold(int trial, int level, long threshold) {
    values[at(trial, level, 0)] = threshold;
  }

  /**
   * Puts counts.
   *
   * @param role 0 for validation, 1 for test
   */
  void counts(int trial, int level, int role, TrialCounts counts) {
    int at = at(trial, level, 1 + role);
    values[at] = counts.queries();
    values[at + 1] = counts.n();
    values[at + 2] = counts.misses();
    values[at + 3] = counts.answerable();
    values[at + 4] = counts.answerableMisses();
    values[at + 5] = counts.unanswerable();
    values[at + 6] = counts.nullCredits();
    values[at + 7] = counts.unknown();
    values[at + 8] = counts.setSizeSum();
    values[at + 9] = counts.abstentions();
  }

  private int at(int trial, int level, int part) {
    return ((trial * levels + level) * THRESHOLDS_AND_ROLES + part) * COUNTS;
  }

  /** SHA-256 of all figures: equal for equal figures, and for no others. */
  String digest() {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES);
    bytes.asLongBuffer().put(values);
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.array());
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256", e);
    }
  }
}
