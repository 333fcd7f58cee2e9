package dev.racer.bench.cli;

import dev.racer.bench.contender.Memory;
import dev.racer.bench.contender.Resources;
import dev.racer.bench.contest.Folders;
import dev.racer.bench.contest.WorkerCommand;
import dev.racer.bench.contest.WorkerFailure;
import dev.racer.bench.report.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Options of a measurement in processes of its own: what these may use, and where the result goes.
 * A {@link Mixin} of the commands that measure so.
 */
final class ProcessOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--cores",
      paramLabel = "N",
      description = "Cores that each process may use (default: ${DEFAULT-VALUE}).")
  private int cores = 2;

  @Option(
      names = "--driver-memory",
      paramLabel = "SIZE",
      description = "Heap of each process (default: ${DEFAULT-VALUE}).")
  private String driverMemory = "4g";

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "Most that a process may take (default: ${DEFAULT-VALUE}).")
  private long timeoutSeconds;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Result file (default: named by what is measured, in target/bench).")
  private Path output;

  /**
   * @param timeoutSeconds what {@code --timeout} is unless it is given
   */
  ProcessOptions(long timeoutSeconds) {
    this.timeoutSeconds = timeoutSeconds;
  }

  /** What is measured. */
  interface Measuring<T extends Record> {
    /**
     * Measures.
     *
     * @param command how processes are started
     * @param resources what each of them may use
     * @param log receives what they say
     * @param progress hears a line after every step
     */
    T measure(WorkerCommand command, Resources resources, Path log, Consumer<String> progress)
        throws IOException, WorkerFailure;
  }

  /** Refuses values that no process can have, before anything runs: a usage error. */
  void check() {
    require(cores >= 1, "--cores must be at least 1, got " + cores);
    require(timeoutSeconds >= 1, "--timeout must be at least 1, got " + timeoutSeconds);
    memory();
  }

  /**
   * Refuses what an option says: a usage error.
   *
   * @param holds whether it is as it must be
   * @param otherwise the option, what it must be, and what was given
   */
  void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }

  /** Most that a process may take. */
  Duration limit() {
    return Duration.ofSeconds(timeoutSeconds);
  }

  /**
   * Measures with a scratch folder that goes afterwards, and writes and prints the outcome.
   *
   * @param bench the command above
   * @param log name of the log file, without its ending
   * @param result name of the result file unless {@code --output} was given
   * @param measuring what is measured
   * @param text the outcome for people
   * @return the outcome
   */
  <T extends Record> T run(
      Bench bench, String log, String result, Measuring<T> measuring, Function<T, String> text)
      throws IOException, WorkerFailure {
    Path folder = Files.createDirectories(bench.root().resolve("target/bench"));
    Path file = output == null ? folder.resolve(result) : output.toAbsolutePath();
    Path logFile = Files.createDirectories(folder.resolve("logs")).resolve(log + ".log");
    Path scratch = Files.createTempDirectory(folder, "scratch-");
    PrintWriter err = spec.commandLine().getErr();
    T outcome;
    try {
      outcome =
          measuring.measure(
              new WorkerCommand(bench.root(), logFile),
              new Resources(cores, memory(), scratch),
              logFile,
              line -> {
                err.println(line);
                err.flush();
              });
    } finally {
      Folders.delete(scratch);
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, Json.text(outcome));
    spec.commandLine().getOut().print(text.apply(outcome));
    err.println("Result file: " + file);
    return outcome;
  }

  private Memory memory() {
    try {
      return new Memory(driverMemory);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
