package dev.racer.bench.cli;

import dev.racer.bench.contender.Memory;
import dev.racer.bench.contender.Resources;
import dev.racer.bench.contender.Workload;
import dev.racer.bench.contest.Lake;
import dev.racer.bench.contest.WorkerCommand;
import dev.racer.bench.contest.WorkerFailure;
import dev.racer.bench.report.Json;
import dev.racer.bench.trials.TrialsContest;
import dev.racer.bench.trials.TrialsOutcome;
import dev.racer.jobs.ExitCodes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Measures an evaluation by trials against plain loops over arrays. */
@Command(
    name = "trials",
    description =
        "Measures an evaluation by many trials against loops over arrays that calibrate once per"
            + " trial, each in a process of its own, and compares every figure.")
final class TrialsCommand implements Callable<Integer> {
  private static final int CONTRADICTION = ExitCodes.REFUSED;

  @Spec private CommandSpec spec;

  @ParentCommand private Bench bench;

  @Option(
      names = "--queries",
      paramLabel = "N",
      description = "Queries of the lake (default: 1000000).")
  private long queries = 1_000_000;

  @Option(names = "--models", paramLabel = "N", description = "Candidate models (default: 7).")
  private int models = 7;

  @Option(names = "--trials", paramLabel = "N", description = "Trials (default: 100).")
  private int trials = 100;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Runs of each contestant in one process, the first one cold (default: 5).")
  private int rounds = 5;

  @Option(
      names = "--lake",
      paramLabel = "DIR",
      description =
          "Folder of the lake: used if it fits, generated if there is none (default:"
              + " target/bench/lake-<N>).")
  private Path lakeFolder;

  @Option(
      names = "--only",
      paramLabel = "A,B",
      split = ",",
      description =
          "Some of the contestants: kernel, loop, loop-threads, kept-loop, kept-loop-threads.")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--cores",
      paramLabel = "N",
      description = "Cores that each contestant may use (default: 2).")
  private int cores = 2;

  @Option(
      names = "--driver-memory",
      paramLabel = "SIZE",
      description = "Heap of each contestant (default: 4g).")
  private String driverMemory = "4g";

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "Most that a contestant may take (default: 1800).")
  private long timeoutSeconds = 1800;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Result file (default: target/bench/trials-<N>.json).")
  private Path output;

  @Override
  public Integer call() throws IOException, WorkerFailure {
    TrialsContest contest = contest();
    Path file =
        output == null
            ? bench.root().resolve("target/bench/trials-" + queries + ".json")
            : output.toAbsolutePath();
    PrintWriter err = spec.commandLine().getErr();
    Path folder = Files.createDirectories(bench.root().resolve("target/bench"));
    Path scratch = Files.createTempDirectory(folder, "scratch-");
    Path log = Files.createDirectories(folder.resolve("logs")).resolve("trials.log");
    TrialsOutcome outcome;
    try {
      outcome =
          contest.hold(
              new WorkerCommand(bench.root(), log),
              new Resources(cores, new Memory(driverMemory), scratch),
              log,
              line -> {
                err.println(line);
                err.flush();
              });
    } finally {
      Measurement.delete(scratch);
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, Json.text(outcome));
    spec.commandLine().getOut().print(outcome.text());
    err.println("Result file: " + file);
    return outcome.isSame() ? ExitCodes.DONE : CONTRADICTION;
  }

  /** Reads the options; a bad one is a usage error. */
  private TrialsContest contest() {
    try {
      require(queries >= 1, "--queries must be at least 1, got " + queries);
      require(trials >= 1, "--trials must be at least 1, got " + trials);
      require(rounds >= 1, "--rounds must be at least 1, got " + rounds);
      require(cores >= 1, "--cores must be at least 1, got " + cores);
      require(timeoutSeconds >= 1, "--timeout must be at least 1, got " + timeoutSeconds);
      new Memory(driverMemory);
      Path folder =
          lakeFolder == null
              ? bench
                  .root()
                  .resolve("target/bench/lake-" + queries + (models == 7 ? "" : "x" + models))
              : lakeFolder.toAbsolutePath().normalize();
      return new TrialsContest(
          new Lake(folder, queries, models),
          new Workload(folder, models),
          trials,
          rounds,
          TrialsContest.named(only),
          bench.revision(),
          Duration.ofSeconds(timeoutSeconds));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
