package dev.racer.bench.cli;

import dev.racer.bench.contender.Workload;
import dev.racer.bench.contest.Lake;
import dev.racer.bench.contest.WorkerFailure;
import dev.racer.bench.trials.TrialsContest;
import dev.racer.bench.trials.TrialsOutcome;
import dev.racer.jobs.ExitCodes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
  private static final long TIMEOUT_SECONDS = 1800;

  @Spec private CommandSpec spec;

  @ParentCommand private Bench bench;

  @Mixin private final ProcessOptions process = new ProcessOptions(TIMEOUT_SECONDS);

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

  @Override
  public Integer call() throws IOException, WorkerFailure {
    TrialsContest contest = contest();
    TrialsOutcome outcome =
        process.run(
            bench, "trials", "trials-" + queries + ".json", contest::hold, TrialsOutcome::text);
    return outcome.isSame() ? ExitCodes.DONE : CONTRADICTION;
  }

  /** Reads the options; a bad one is a usage error. */
  private TrialsContest contest() {
    try {
      process.require(queries >= 1, "--queries must be at least 1, got " + queries);
      process.require(trials >= 1, "--trials must be at least 1, got " + trials);
      process.require(rounds >= 1, "--rounds must be at least 1, got " + rounds);
      process.check();
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
          process.limit());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
