package dev.racer.bench.cli;

import dev.racer.bench.contender.Memory;
import dev.racer.bench.contender.Resources;
import dev.racer.bench.contest.WorkerCommand;
import dev.racer.bench.contest.WorkerFailure;
import dev.racer.bench.nights.NightsLake;
import dev.racer.bench.report.Json;
import dev.racer.bench.verify.VerifyContest;
import dev.racer.bench.verify.VerifyOutcome;
import dev.racer.jobs.ExitCodes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Measures the verification of a version. */
@Command(
    name = "verify",
    description =
        "Measures the verification of a nightly version: every threshold computed again from the"
            + " records of its days, without a Spark session.")
final class VerifyCommand implements Callable<Integer> {
  private static final int CONTRADICTION = ExitCodes.REFUSED;
  private static final double ALL_EXPLORED = 1;

  @Spec private CommandSpec spec;

  @ParentCommand private Bench bench;

  @Option(names = "--days", paramLabel = "N", description = "Days of the window (default: 30).")
  private int days = 30;

  @Option(
      names = "--queries-per-day",
      paramLabel = "N",
      description = "Queries of each day, all of them records (default: 100000).")
  private long queriesPerDay = 100_000;

  @Option(names = "--models", paramLabel = "N", description = "Candidate models (default: 7).")
  private int models = 7;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Verifications in one process, the first one cold (default: 4).")
  private int rounds = 4;

  @Option(
      names = "--cores",
      paramLabel = "N",
      description = "Cores that the process may use (default: 2).")
  private int cores = 2;

  @Option(
      names = "--driver-memory",
      paramLabel = "SIZE",
      description = "Heap of the process (default: 4g).")
  private String driverMemory = "4g";

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "Most that a process may take (default: 7200).")
  private long timeoutSeconds = 7200;

  @Option(
      names = "--lake",
      paramLabel = "DIR",
      description = "Folder of the lake, generated if there is none (default: below target/bench).")
  private Path lakeFolder;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Result file (default: target/bench/verify-<DAYS>x<N>.json).")
  private Path output;

  @Override
  public Integer call() throws IOException, WorkerFailure {
    require(days >= 2, "--days must be at least 2, got " + days);
    require(queriesPerDay >= 1, "--queries-per-day must be at least 1, got " + queriesPerDay);
    require(rounds >= 1, "--rounds must be at least 1, got " + rounds);
    require(cores >= 1, "--cores must be at least 1, got " + cores);
    require(timeoutSeconds >= 1, "--timeout must be at least 1, got " + timeoutSeconds);
    String name = "verify-" + days + "x" + queriesPerDay + "x" + models;
    Path folder = Files.createDirectories(bench.root().resolve("target/bench"));
    NightsLake lake =
        new NightsLake(
            lakeFolder == null ? folder.resolve(name) : lakeFolder.toAbsolutePath().normalize(),
            days,
            queriesPerDay,
            models,
            ALL_EXPLORED);
    Path file = output == null ? folder.resolve(name + ".json") : output.toAbsolutePath();
    Path log = Files.createDirectories(folder.resolve("logs")).resolve("verify.log");
    Path scratch = Files.createTempDirectory(folder, "scratch-");
    PrintWriter err = spec.commandLine().getErr();
    VerifyOutcome outcome;
    try {
      outcome =
          new VerifyContest(lake, rounds, bench.revision(), Duration.ofSeconds(timeoutSeconds))
              .hold(
                  new WorkerCommand(bench.root(), log),
                  resources(scratch),
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
    return outcome.answer().isWhole() ? ExitCodes.DONE : CONTRADICTION;
  }

  private Resources resources(Path scratch) {
    try {
      return new Resources(cores, new Memory(driverMemory), scratch);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }
}
