package dev.racer.bench.cli;

import dev.racer.bench.contender.Contestant;
import dev.racer.bench.contender.Memory;
import dev.racer.bench.contender.Resources;
import dev.racer.bench.contender.Workload;
import dev.racer.bench.contest.CommandProcess;
import dev.racer.bench.contest.Contest;
import dev.racer.bench.contest.Folders;
import dev.racer.bench.contest.Lake;
import dev.racer.bench.contest.Rounds;
import dev.racer.bench.contest.WorkerCommand;
import dev.racer.bench.contest.WorkerFailure;
import dev.racer.bench.contest.WorkerProcess;
import dev.racer.bench.report.Machine;
import dev.racer.bench.report.Result;
import dev.racer.bench.report.Setup;
import dev.racer.bench.report.TableSize;
import dev.racer.core.conformal.RiskLevel;
import dev.racer.jobs.BuildInfo;
import dev.racer.spark.lake.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * Finds or makes the lake, and holds the contest on it.
 *
 * @param root the repository
 * @param revision commit of the sources
 * @param lake what is measured on
 * @param workload what is computed
 * @param contestants who takes part
 * @param rounds how often
 * @param cores that each of them uses
 * @param memory that each of them may use
 * @param limit most that a single run may take
 */
record Measurement(
    Path root,
    String revision,
    Lake lake,
    Workload workload,
    List<Contestant> contestants,
    Rounds rounds,
    int cores,
    Memory memory,
    Duration limit) {
  private static final long BESIDE_THE_HEAP_MEBIBYTES = 512;
  private static final String GENERATE = "dev.racer.jobs.cli.Racer";

  Measurement {
    if (cores < 1) {
      throw new IllegalArgumentException("--cores must be at least 1, got " + cores);
    }
  }

  /**
   * Measures.
   *
   * @param progress hears a line after every run
   * @throws ConfigException if there is another lake where this one is to be
   * @throws WorkerFailure if the lake cannot be generated
   */
  Result run(Consumer<String> progress) throws IOException, WorkerFailure {
    Optional<SortedMap<String, TableSize>> found = lake.find();
    Path bench = Files.createDirectories(root.resolve("target/bench"));
    Path logs = Files.createDirectories(bench.resolve("logs"));
    Path scratch = Files.createTempDirectory(bench, "scratch-");
    String startedAt = now();
    Machine machine = Machine.read();
    for (Contestant contestant : contestants) {
      Files.createDirectory(scratch.resolve(contestant.key()));
    }
    Path log = logs.resolve("bench-" + startedAt.replace(":", "") + ".log");
    try {
      WorkerCommand commands = new WorkerCommand(root, log);
      Resources shared = new Resources(cores, memory, scratch);
      SortedMap<String, TableSize> tables =
          found.isPresent() ? found.get() : generate(commands, shared, log, progress);
      warnOfMemory(progress);
      Contest contest =
          new Contest(
              contestant -> start(contestant, commands, scratch, log),
              contestants,
              rounds,
              progress);
      Contest.Found measured = contest.hold();
      return new Result(
          Result.SCHEMA_VERSION,
          startedAt,
          now(),
          BuildInfo.read().version(),
          revision,
          machine,
          setup(commands, shared),
          tables,
          measured.contenders(),
          Result.ratios(measured.contenders()),
          measured.thresholds());
    } finally {
      Folders.delete(scratch);
    }
  }

  /** Processes that wait between their turns keep some of their memory. */
  private void warnOfMemory(Consumer<String> progress) {
    long wanted = contestants.size() * ((memory.mebibytes() + BESIDE_THE_HEAP_MEBIBYTES) << 20);
    long available = Machine.availableMemoryBytes();
    if (available > 0 && wanted > available) {
      progress.accept(
          String.format(
              Locale.ROOT,
              "warning: %d processes of %s may come to use %.1f GiB together, and %.1f GiB are"
                  + " available",
              contestants.size(),
              memory.text(),
              wanted / 0x1p30,
              available / 0x1p30));
    }
  }

  private SortedMap<String, TableSize> generate(
      WorkerCommand commands, Resources resources, Path log, Consumer<String> progress)
      throws WorkerFailure {
    progress.accept("generating the lake in " + lake.folder());
    CommandProcess.run(
        "generate", commands.sparkMain(GENERATE, lake.generateArguments(), resources), log, limit);
    return lake.find()
        .orElseThrow(() -> new IllegalStateException("generate left no lake in " + lake.folder()));
  }

  private WorkerProcess start(Contestant contestant, WorkerCommand commands, Path scratch, Path log)
      throws WorkerFailure {
    Resources resources = new Resources(cores, memory, scratch.resolve(contestant.key()));
    return WorkerProcess.start(
        commands.worker(contestant, workload, resources), WorkerCommand.ENVIRONMENT, log, limit);
  }

  private Setup setup(WorkerCommand commands, Resources resources) {
    return new Setup(
        lake.queries(),
        lake.models(),
        rounds.warm(),
        rounds.cold(),
        rounds.warmUps(),
        cores,
        memory.text(),
        limit.toSeconds(),
        Workload.segments(),
        Workload.NONCONFORMITIES,
        Workload.RISK_LEVELS.stream().map(RiskLevel::text).toList(),
        WorkerCommand.sparkOptions(resources),
        WorkerCommand.duckDbOptions(resources),
        commands.sparkSettings(resources));
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
