package dev.racer.jobs.packaging;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Starts commands as a user does: without the environment of this build. */
final class Processes {
  static final Path ROOT = Path.of(System.getProperty("racer.root")).toAbsolutePath().normalize();
  static final Path JAR = Path.of(System.getProperty("racer.jar")).toAbsolutePath().normalize();
  private static final long TIMEOUT_SECONDS = 600;

  private Processes() {}

  /** How a command ended. */
  record Finished(int exitCode, String out, String err) {}

  /** The launcher with these arguments. */
  static List<String> launcher(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(ROOT.resolve("submit/racer").toString());
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * Starts a command.
   *
   * @param directory working folder
   * @param logs folder for its output, log files and scratch
   * @param environment added to an environment without Spark
   */
  static Process start(
      Path directory, Path logs, Map<String, String> environment, List<String> command)
      throws IOException {
    Files.createDirectories(logs);
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(
            name ->
                name.startsWith("RACER_")
                    || name.startsWith("SPARK_")
                    || name.equals("MAVEN_PROJECTBASEDIR")
                    || name.equals("MAVEN_CMD_LINE_ARGS"));
    builder.environment().put("RACER_DRIVER_MEMORY", "1g");
    builder.environment().put("RACER_LOG_DIR", logs.resolve("logs").toString());
    builder.environment().put("RACER_SCRATCH", logs.resolve("scratch").toString());
    builder.environment().putAll(environment);
    return builder
        .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
        .redirectOutput(logs.resolve("out").toFile())
        .redirectError(logs.resolve("err").toFile())
        .start();
  }

  /** Runs a command to its end. */
  static Finished run(
      Path directory, Path logs, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Process process = start(directory, logs, environment, command);
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      kill(process);
      throw new IllegalStateException("Not done after " + TIMEOUT_SECONDS + " s: " + command);
    }
    return new Finished(
        process.exitValue(),
        Files.readString(logs.resolve("out")),
        Files.readString(logs.resolve("err")));
  }

  /** Kills a process and all that it started, without a chance to tidy up. */
  static void kill(Process process) throws InterruptedException {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
    process.waitFor();
  }
}
