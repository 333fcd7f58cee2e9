package dev.racer.jobs;

import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DataContractException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * What something that was thrown comes to, for the terminal and for the status of a run.
 *
 * @param exitCode one of {@link ExitCodes}
 * @param message what went wrong
 * @param isDefect whether nobody foresaw it, so that its stack trace is worth keeping
 */
public record Failure(int exitCode, String message, boolean isDefect) {
  /** What this comes to; the causes decide, as Spark wraps what a task throws. */
  public static Failure of(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConfigException) {
        return new Failure(ExitCodes.USAGE, cause.getMessage(), false);
      }
      if (cause instanceof DataContractException) {
        return new Failure(ExitCodes.DATA_REFUSED, cause.getMessage(), false);
      }
    }
    if (thrown instanceof UncheckedIOException || thrown instanceof IOException) {
      String message = Optional.ofNullable(thrown.getMessage()).orElseGet(thrown::toString);
      return new Failure(ExitCodes.FAILED, message, false);
    }
    String firstLine = thrown.toString().lines().findFirst().orElse("failure");
    return new Failure(ExitCodes.FAILED, "unexpected " + firstLine, true);
  }
}
