package dev.racer.jobs.cli;

import dev.racer.jobs.Failure;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
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
  int report(Throwable thrown) {
    Failure failure = Failure.of(thrown);
    if (!failure.isDefect()) {
      line(failure.message());
      return failure.exitCode();
    }
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace, true));
    if (logFile.isPresent() && isAppended(logFile.get(), trace.toString())) {
      line(failure.message() + "; stack trace in " + logFile.get());
    } else {
      line(failure.message());
      err.print(trace);
      err.flush();
    }
    return failure.exitCode();
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

  private void line(String message) {
    err.println("racer: " + message);
    err.flush();
  }
}
