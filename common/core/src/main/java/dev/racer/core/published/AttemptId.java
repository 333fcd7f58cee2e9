package dev.racer.core.published;

import java.util.HexFormat;
import java.util.regex.Pattern;

/** The form of run ids (16 hex digits) and attempt ids (run id, {@code -}, 8 hex digits). */
public final class AttemptId {
  private static final Pattern RUN_ID = Pattern.compile("[0-9a-f]{16}");
  private static final Pattern ATTEMPT_ID = Pattern.compile("[0-9a-f]{16}-[0-9a-f]{8}");

  private AttemptId() {}

  /**
   * Returns the id of an attempt at a run.
   *
   * @param runId 16 hex digits
   * @param number tells the attempts at a run apart; any int
   * @throws IllegalArgumentException if the run id is malformed
   */
  public static String of(String runId, int number) {
    requireRunId(runId);
    return runId + "-" + HexFormat.of().toHexDigits(number);
  }

  /** Returns whether the text is an attempt id. */
  public static boolean matches(String text) {
    return ATTEMPT_ID.matcher(text).matches();
  }

  /**
   * Passes for the id of an attempt at the given run.
   *
   * @throws IllegalArgumentException if either is malformed, or the attempt is of another run
   */
  public static void require(String runId, String attempt) {
    requireRunId(runId);
    Require.that(
        matches(attempt) && attempt.startsWith(runId),
        "Attempt id must be " + runId + "- and 8 hex digits",
        attempt);
  }

  private static void requireRunId(String runId) {
    Require.that(RUN_ID.matcher(runId).matches(), "Run id must be 16 hex digits", runId);
  }
}
