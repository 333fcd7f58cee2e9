package dev.racer.bench.nights;

import dev.racer.bench.contender.Resources;
import dev.racer.bench.contest.CommandProcess;
import dev.racer.bench.contest.WorkerCommand;
import dev.racer.bench.contest.WorkerFailure;
import dev.racer.bench.nights.NightsWorker.NightsLakeText;
import dev.racer.bench.report.Json;
import dev.racer.bench.report.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;

/**
 * Finds or makes the lake, and measures nights in a process of their own.
 *
 * @param lake what is measured on
 * @param rounds runs in one process
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
    Path file = resources.scratch().resolve("answer.json");
    progress.accept("measuring");
    CommandProcess.run(
        "nights",
        commands.sparkMain(
            NightsWorker.class.getName(),
            List.of(
                Json.line(NightsLakeText.of(lake)),
                resources.scratch().resolve("publications").toString(),
                Integer.toString(rounds),
                file.toString()),
            resources),
        log,
        limit);
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
        Json.read(Files.readString(file), NightsAnswer.class));
  }
}
