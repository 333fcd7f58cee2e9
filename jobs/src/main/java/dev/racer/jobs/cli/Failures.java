package dev.racer.jobs.cli;

import dev.racer.jobs.ExitCodes;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DataContractException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Says on one line what went wrong, and turns it into an exit code. Only defects show a stack
 * trace: in the log file where there is one, else on the terminal.
 */
final class Failures {
  private final PrintWriter err;
  private final Optional<Path> logFile;

  Failures(PrintWriter err, Optional<Path> logFile) {
    this.err = err;
    this.logFile = logFile;
  }

  /** Reports a failure and returns the exit code for it. */
  int report(Throwable failure) {
    // Spark wraps what a task throws
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConfigException) {
        return line(cause.getMessage(), ExitCodes.USAGE);
      }
      if (cause instanceof DataContractException) {
        return line(cause.getMessage(), ExitCodes.DATA_REFUSED);
      }
    }
    if (failure instanceof UncheckedIOException || failure instanceof IOException) {
      return line(failure.getMessage(), ExitCodes.FAILED);
    }
    return defect(failure);
  }

  private int defect(Throwable failure) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace, true));
    String summary = "unexpected " + failure.toString().lines().findFirst().orElse("failure");
    if (logFile.isPresent() && isAppended(logFile.get(), trace.toString())) {
      return line(summary + "; stack trace in " + logFile.get(), ExitCodes.FAILED);
    }
    line(summary, ExitCodes.FAILED);
    err.print(trace);
    err.flush();
    return ExitCodes.FAILED;
  }

  private boolean isAppended(Path file, String trace) {
    try {
      Files.writeString(file, trace, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return true;
    } catch (IOException e) {
      err.println("racer: cannot write to the log file " + file + ": " + e);
      return false;
    }
  }

  private int line(String message, int exitCode) {
    err.println("racer: " + message);
    err.flush();
    return exitCode;
  }
}
