package dev.racer.bench.contest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Generates a lake in a process of its own. */
public final class LakeProcess {
  private LakeProcess() {}

  /**
   * Runs the command to its end.
   *
   * @param command the command
   * @param log receives what it says; appended to
   * @param limit how long it may take
   * @throws WorkerFailure if it failed or took too long; it is not running then
   */
  public static void run(List<String> command, Path log, Duration limit) throws WorkerFailure {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(WorkerCommand.ENVIRONMENT);
    builder.redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectOutput(Redirect.appendTo(log.toFile()));
    builder.redirectError(Redirect.appendTo(log.toFile()));
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start generate: " + e.getMessage(), e);
    }
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new WorkerFailure("generate was not done within " + limit.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorkerFailure("generate was interrupted", e);
    } finally {
      process.destroyForcibly(); // nothing, if it is over
    }
    if (process.exitValue() != 0) {
      throw new WorkerFailure(
          "generate ended with exit code " + process.exitValue() + "; its log is " + log);
    }
  }
}
