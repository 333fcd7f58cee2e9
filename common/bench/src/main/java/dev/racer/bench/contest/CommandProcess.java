package dev.racer.bench.contest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a command in a process of its own, to its end. */
public final class CommandProcess {
  private CommandProcess() {}

  /**
   * Runs the command to its end.
   *
   * @param name of the command, for messages
   * @param command the command
   * @param log receives what it says; appended to
   * @param limit how long it may take
   * @throws WorkerFailure if it failed or took too long; it is not running then
   */
  public static void run(String name, List<String> command, Path log, Duration limit)
      throws WorkerFailure {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(WorkerCommand.ENVIRONMENT);
    builder.redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectOutput(Redirect.appendTo(log.toFile()));
    builder.redirectError(Redirect.appendTo(log.toFile()));
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start " + name + ": " + e.getMessage(), e);
    }
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new WorkerFailure(name + " was not done within " + limit.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorkerFailure(name + " was interrupted", e);
    } finally {
      process.destroyForcibly(); // nothing, if it is over
    }
    if (process.exitValue() != 0) {
      throw new WorkerFailure(
          name + " ended with exit code " + process.exitValue() + "; its log is " + log);
    }
  }
}
