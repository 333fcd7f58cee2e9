package dev.racer.bench.cli;

import dev.racer.bench.gate.GateOutcome;
import dev.racer.bench.gate.GateOutcome.Drift;
import dev.racer.bench.gate.GateOutcome.Rate;
import dev.racer.bench.gate.GateSimulation;
import dev.racer.bench.gate.GateWorkload;
import dev.racer.bench.report.Json;
import dev.racer.bench.report.Machine;
import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.gate.NightTest;
import dev.racer.jobs.ExitCodes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Measures how often the nightly gate refuses. */
@Command(
    name = "gate",
    description =
        "Simulates nights and measures how often the gate refuses healthy and drifted ones; ends"
            + " with 4 if healthy ones are refused more often than the level allows.")
final class GateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @ParentCommand private Bench bench;

  @Option(
      names = "--nights",
      paramLabel = "N",
      description = "Independent healthy nights (default: 100000).")
  private int nights = 100_000;

  @Option(
      names = "--streams",
      paramLabel = "N",
      description = "Streams of 30 consecutive healthy nights (default: 3000).")
  private int streams = 3_000;

  @Option(
      names = "--drifted-nights",
      paramLabel = "N",
      description = "Nights for each size of a drift (default: 2000).")
  private int driftedNights = 2_000;

  @Option(
      names = "--window",
      paramLabel = "DAYS",
      description = "Days that calibrate (default: 10).")
  private int windowDays = 10;

  @Option(
      names = "--queries-per-day",
      paramLabel = "N",
      description = "Explored queries of a day (default: 100).")
  private int queriesPerDay = 100;

  @Option(
      names = "--segments",
      paramLabel = "N",
      description = "Segments of each of the two routers, besides all queries (default: 3).")
  private int segments = 3;

  @Option(
      names = "--risk-level",
      paramLabel = "ALPHA",
      description = "Risk level of the thresholds (default: 0.10).")
  private String riskLevel = "0.10";

  @Option(
      names = "--level",
      paramLabel = "P",
      description = "Probability of refusing a healthy night, at most (default: 0.001).")
  private double level = NightTest.DEFAULT_LEVEL;

  @Option(names = "--seed", paramLabel = "N", description = "Seed (default: 1).")
  private long seed = 1;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Result file (default: target/bench/gate.json).")
  private Path output;

  @Override
  public Integer call() throws IOException {
    GateWorkload workload = workload();
    GateSimulation simulation = new GateSimulation(workload);
    Instant start = Instant.now();
    Rate healthy = simulation.healthy(progress("independent", workload.nights()));
    Rate consecutive =
        simulation.consecutive(
            progress("consecutive", (long) workload.streams() * workload.streamNights()));
    List<Drift> drifted = simulation.drifted();
    GateOutcome outcome =
        new GateOutcome(
            start.truncatedTo(ChronoUnit.SECONDS).toString(),
            bench.revision(),
            Machine.read(),
            start.until(Instant.now(), ChronoUnit.MILLIS) / 1000.0,
            GateWorkload.ROUTERS,
            segments,
            windowDays,
            queriesPerDay,
            riskLevel,
            level,
            seed,
            healthy,
            consecutive,
            drifted);
    Path file =
        output == null ? bench.root().resolve("target/bench/gate.json") : output.toAbsolutePath();
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, Json.text(outcome));
    spec.commandLine().getOut().print(outcome.text());
    spec.commandLine().getErr().println("Result file: " + file);
    return outcome.keepsLevel() ? ExitCodes.DONE : ExitCodes.REFUSED;
  }

  /** Reads the options; a bad one is a usage error. */
  private GateWorkload workload() {
    try {
      return new GateWorkload(
          nights,
          streams,
          30,
          driftedNights,
          windowDays,
          queriesPerDay,
          segments,
          RiskLevel.parse(riskLevel),
          level,
          seed);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private LongConsumer progress(String what, long all) {
    PrintWriter err = spec.commandLine().getErr();
    return done -> {
      err.println(String.format(Locale.ROOT, "%s nights: %,d of %,d", what, done, all));
      err.flush();
    };
  }
}
