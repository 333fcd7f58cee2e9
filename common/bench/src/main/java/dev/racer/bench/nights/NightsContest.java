package dev.racer.bench.nights;

import dev.racer.bench.contender.Resources;
import dev.racer.bench.contest.CommandProcess;
import dev.racer.bench.contest.Folders;
import dev.racer.bench.contest.WorkerCommand;
import dev.racer.bench.contest.WorkerFailure;
import dev.racer.bench.nights.NightsWorker.NightsLakeText;
import dev.racer.bench.nights.NightsWorker.Part;
import dev.racer.bench.report.Json;
import dev.racer.bench.report.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Finds or makes the lake, and measures nights and what they are compared with, each in a process
 * of its own, as a scheduler starts them.
 *
 * @param lake what is measured on
 * @param rounds runs of each
 * @param revision commit of the sources
 * @param limit how long a process may take
 */
public record NightsContest(NightsLake lake, int rounds, String revision, Duration limit) {
  private static final String GENERATE = "dev.racer.jobs.cli.Racer";

  /**
   * Measures.
   *
   * @param commands of the processes
   * @param resources of each of them
   * @param log receives what they say
   * @param progress hears what is done
   * @throws WorkerFailure if a process fails
   */
  public NightsOutcome hold(
      WorkerCommand commands, Resources resources, Path log, Consumer<String> progress)
      throws IOException, WorkerFailure {
    if (!lake.isThere()) {
      progress.accept("generating the lake in " + lake.folder());
      CommandProcess.run(
          "generate",
          commands.sparkMain(GENERATE, lake.generateArguments(), resources),
          log,
          limit);
    }
    Machine machine = Machine.read();
    String startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    Runs runs = new Runs(commands, resources, log, progress);
    Path base = resources.scratch().resolve("base");
    progress.accept("running the night before, which makes the records of all days but one");
    runs.run(Part.BEFORE, base);
    List<NightsAnswer> nights = new ArrayList<>();
    List<NightsAnswer> days = new ArrayList<>();
    List<NightsAnswer> calibrations = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      progress.accept("round " + round + " of " + rounds);
      Path output = Files.createDirectory(resources.scratch().resolve("round-" + round));
      Folders.copy(base, output.resolve("night"));
      nights.add(runs.run(Part.NIGHT, output.resolve("night")));
      days.add(runs.run(Part.DAY, output.resolve("day")));
      calibrations.add(runs.run(Part.LOGS, output.resolve("logs")));
      Folders.delete(output);
    }
    return new NightsOutcome(
        startedAt,
        revision,
        machine,
        lake.days(),
        lake.queriesPerDay(),
        lake.models(),
        lake.exploration(),
        resources.cores(),
        resources.memory().text(),
        Folders.bytes(lake.folder(), ".parquet"),
        nights,
        days,
        calibrations);
  }

  /** Starts processes. */
  private final class Runs {
    private final WorkerCommand commands;
    private final Resources resources;
    private final Path log;
    private final Consumer<String> progress;

    Runs(WorkerCommand commands, Resources resources, Path log, Consumer<String> progress) {
      this.commands = commands;
      this.resources = resources;
      this.log = log;
      this.progress = progress;
    }

    NightsAnswer run(Part part, Path output) throws IOException, WorkerFailure {
      Path file = resources.scratch().resolve("answer.json");
      CommandProcess.run(
          part.name().toLowerCase(Locale.ROOT),
          commands.sparkMain(
              NightsWorker.class.getName(),
              List.of(
                  Json.line(NightsLakeText.of(lake)),
                  part.name(),
                  output.toString(),
                  file.toString()),
              resources),
          log,
          limit);
      NightsAnswer answer = Json.read(Files.readString(file), NightsAnswer.class);
      progress.accept(
          String.format(
              Locale.ROOT,
              "%s: %.2f s, CPU %.2f s",
              part.name().toLowerCase(Locale.ROOT),
              answer.seconds(),
              answer.cpuSeconds()));
      return answer;
    }
  }
}
