package dev.racer.spark.publication;

import java.util.Arrays;

/** How a run ended. */
public enum RunOutcome {
  /** A new version is in force. */
  PUBLISHED("published"),
  /** The same run is in force already; nothing was added. */
  ALREADY_PUBLISHED("already-published"),
  /** The gate said no; the attempt is kept, the last version stays in force. */
  REFUSED("refused"),
  /** An error ended the run; the last version stays in force. */
  FAILED("failed"),
  /** The attempt is kept; publishing was not wanted. */
  NOT_PUBLISHED("not-published"),
  /** Only what would come out was wanted. */
  DRY_RUN("dry-run"),
  /** A version was applied to scores; the attempt is kept and never becomes a version. */
  ROUTED("routed"),
  /** The same run was there already, whole; nothing was added. */
  ALREADY_ROUTED("already-routed"),
  /** Trials were run; the attempt is kept and never becomes a version. */
  EVALUATED("evaluated"),
  /** The same run was there already, whole; nothing was added. */
  ALREADY_EVALUATED("already-evaluated"),
  /** A choice was made on validation queries; the attempt is kept and never becomes a version. */
  TUNED("tuned"),
  /** The same run was there already, whole; nothing was added. */
  ALREADY_TUNED("already-tuned");

  private final String key;

  RunOutcome(String key) {
    this.key = key;
  }

  /** The name in files and on the command line. */
  public String key() {
    return key;
  }

  /**
   * The outcome of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static RunOutcome ofKey(String key) {
    return Arrays.stream(values())
        .filter(outcome -> outcome.key.equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Outcome must be one of "
                        + Arrays.stream(values()).map(RunOutcome::key).toList()
                        + ", got "
                        + key));
  }
}
