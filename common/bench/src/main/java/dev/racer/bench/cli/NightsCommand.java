package dev.racer.bench.cli;

import dev.racer.bench.contest.WorkerFailure;
import dev.racer.bench.nights.NightsContest;
import dev.racer.bench.nights.NightsLake;
import dev.racer.bench.nights.NightsOutcome;
import dev.racer.jobs.ExitCodes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Measures a night. */
@Command(
    name = "nightly",
    description =
        "Measures a night whose other days have records, in a process of its own: against a night of"
            + " one day alone, and against calibrating the whole window from its logs.")
final class NightsCommand implements Callable<Integer> {
  private static final int CONTRADICTION = ExitCodes.REFUSED;
  private static final long TIMEOUT_SECONDS = 7200;

  @ParentCommand private Bench bench;

  @Mixin private final ProcessOptions process = new ProcessOptions(TIMEOUT_SECONDS);

  @Option(names = "--days", paramLabel = "N", description = "Days of the window (default: 30).")
  private int days = 30;

  @Option(
      names = "--queries-per-day",
      paramLabel = "N",
      description = "Queries of each day (default: 1000000).")
  private long queriesPerDay = 1_000_000;

  @Option(names = "--models", paramLabel = "N", description = "Candidate models (default: 7).")
  private int models = 7;

  @Option(
      names = "--exploration",
      paramLabel = "Q",
      description = "Share of the queries that is explored (default: 0.05).")
  private double exploration = 0.05;

  @Option(names = "--rounds", paramLabel = "N", description = "Runs of each, in turn (default: 3).")
  private int rounds = 3;

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
    process.require(
        exploration > 0 && exploration <= 1,
        "--exploration must lie in (0, 1], got " + exploration);
    process.require(rounds >= 1, "--rounds must be at least 1, got " + rounds);
    process.check();
    String name = "nightly-" + days + "x" + queriesPerDay + "x" + models + "-" + exploration;
    Path folder = bench.root().resolve("target/bench");
    NightsLake lake =
        new NightsLake(
            lakeFolder == null ? folder.resolve(name) : lakeFolder.toAbsolutePath().normalize(),
            days,
            queriesPerDay,
            models,
            exploration);
    NightsContest contest = new NightsContest(lake, rounds, bench.revision(), process.limit());
    NightsOutcome outcome =
        process.run(bench, "nightly", name + ".json", contest::hold, NightsOutcome::text);
    return outcome.isSame() ? ExitCodes.DONE : CONTRADICTION;
  }
}
