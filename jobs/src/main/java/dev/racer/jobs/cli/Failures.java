package dev.racer.jobs.cli;

import dev.racer.jobs.Failure;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.Optional;

/**
 * Says on one line what went wrong, and turns it into an exit code. Only defects show a stack
 * trace: in the log file where there is one, else on the terminal.
 */
final class Failures {
  private final PrintWriter err;
  private final Optional<LogFile> logFile;

  Failures(PrintWriter err, Optional<LogFile> logFile) {
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
    if (logFile.isPresent() && isAppended(logFile.get(), failure.message(), trace.toString())) {
      line(failure.message() + "; stack trace in " + logFile.get().path());
    } else {
      line(failure.message());
      err.print(trace);
      err.flush();
    }
    return failure.exitCode();
  }

  private boolean isAppended(LogFile file, String message, String trace) {
    try {
      file.append(Clock.systemUTC(), message, trace);
      return true;
    } catch (IOException e) {
      err.println("racer: cannot write to the log file " + file.path() + ": " + e);
      return false;
    }
  }

  private void line(String message) {
    err.println("racer: " + message);
    err.flush();
  }
}
