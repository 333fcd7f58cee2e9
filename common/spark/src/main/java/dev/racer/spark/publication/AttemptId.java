package dev.racer.spark.publication;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The form of run ids (16 hex digits) and attempt ids (run id, {@code -}, 8 hex digits). */
final class AttemptId {
  private static final Pattern RUN_ID = Pattern.compile("[0-9a-f]{16}");
  private static final Pattern ATTEMPT_ID = Pattern.compile("[0-9a-f]{16}-[0-9a-f]{8}");
  // makes folder names unique between processes; no published number depends on it
  private static final SecureRandom RANDOM = new SecureRandom();

  private AttemptId() {}

  static String fresh(String runId) {
    requireRunId(runId);
    return runId + "-" + HexFormat.of().toHexDigits(RANDOM.nextInt());
  }

  static boolean matches(String text) {
    return ATTEMPT_ID.matcher(text).matches();
  }

  static void requireRunId(String runId) {
    if (!RUN_ID.matcher(runId).matches()) {
      throw new IllegalArgumentException("Run id must be 16 hex digits, got " + runId);
    }
  }

  static void require(String runId, String attempt) {
    requireRunId(runId);
    if (!matches(attempt) || !attempt.startsWith(runId)) {
      throw new IllegalArgumentException(
          "Attempt id must be " + runId + "- and 8 hex digits, got " + attempt);
    }
  }
}
