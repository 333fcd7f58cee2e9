package dev.racer.bench.cli;

import dev.racer.bench.contest.WorkerFailure;
import dev.racer.bench.nights.NightsLake;
import dev.racer.bench.verify.VerifyContest;
import dev.racer.bench.verify.VerifyOutcome;
import dev.racer.jobs.ExitCodes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Measures the verification of a version. */
@Command(
    name = "verify",
    description =
        "Measures the verification of a nightly version: every threshold computed again from the"
            + " records of its days, without a Spark session.")
final class VerifyCommand implements Callable<Integer> {
  private static final int CONTRADICTION = ExitCodes.REFUSED;
  private static final long TIMEOUT_SECONDS = 7200;
  private static final double ALL_EXPLORED = 1;

  @ParentCommand private Bench bench;

  @Mixin private final ProcessOptions process = new ProcessOptions(TIMEOUT_SECONDS);

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
      names = "--lake",
      paramLabel = "DIR",
      description = "Folder of the lake, generated if there is none (default: below target/bench).")
  private Path lakeFolder;

  @Override
  public Integer call() throws IOException, WorkerFailure {
    process.require(days >= 2, "--days must be at least 2, got " + days);
    process.require(
        queriesPerDay >= 1, "--queries-per-day must be at least 1, got " + queriesPerDay);
    process.require(rounds >= 1, "--rounds must be at least 1, got " + rounds);
    process.check();
    String name = "verify-" + days + "x" + queriesPerDay + "x" + models;
    Path folder = bench.root().resolve("target/bench");
    NightsLake lake =
        new NightsLake(
            lakeFolder == null ? folder.resolve(name) : lakeFolder.toAbsolutePath().normalize(),
            days,
            queriesPerDay,
            models,
            ALL_EXPLORED);
    VerifyContest contest = new VerifyContest(lake, rounds, bench.revision(), process.limit());
    VerifyOutcome outcome =
        process.run(bench, "verify", name + ".json", contest::hold, VerifyOutcome::text);
    return outcome.answer().isWhole() ? ExitCodes.DONE : CONTRADICTION;
  }
}
