package dev.racer.bench.verify;

import dev.racer.bench.contender.Resources;
import dev.racer.bench.contest.CommandProcess;
import dev.racer.bench.contest.WorkerCommand;
import dev.racer.bench.contest.WorkerFailure;
import dev.racer.bench.nights.NightsLake;
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
import java.util.function.Consumer;

/**
 * Finds or makes the lake, publishes a nightly version of it, and measures its verification in a
 * process of its own.
 *
 * @param lake what the version is made from
 * @param rounds verifications in one process
 * @param revision commit of the sources
 * @param limit how long a process may take
 */
public record VerifyContest(NightsLake lake, int rounds, String revision, Duration limit) {
  private static final String RACER = "dev.racer.jobs.cli.Racer";

  /** About a thousand rows, by two segmentations. */
  private static final String SEGMENTS = "calibration.segments=[benchmark,[benchmark,tenant]]";

  /**
   * Measures.
   *
   * @param commands of the processes
   * @param resources of each of them
   * @param log receives what they say
   * @param progress hears what is done
   * @throws WorkerFailure if a process fails
   */
  public VerifyOutcome hold(
      WorkerCommand commands, Resources resources, Path log, Consumer<String> progress)
      throws IOException, WorkerFailure {
    if (!lake.isThere()) {
      progress.accept("generating the lake in " + lake.folder());
      CommandProcess.run(
          "generate", commands.sparkMain(RACER, lake.generateArguments(), resources), log, limit);
    }
    progress.accept("publishing the version to verify");
    Path publications = resources.scratch().resolve("publications");
    CommandProcess.run(
        "nightly", commands.sparkMain(RACER, nightly(publications), resources), log, limit);
    progress.accept("verifying");
    Machine machine = Machine.read();
    String startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    Path file = resources.scratch().resolve("answer.json");
    CommandProcess.run(
        "verify",
        commands.sparkMain(
            VerifyWorker.class.getName(),
            List.of(publications.toString(), Integer.toString(rounds), file.toString()),
            resources),
        log,
        limit);
    return new VerifyOutcome(
        startedAt,
        revision,
        machine,
        lake.days(),
        lake.queriesPerDay(),
        lake.models(),
        resources.cores(),
        resources.memory().text(),
        Json.read(Files.readString(file), VerifyAnswer.class));
  }

  private List<String> nightly(Path publications) {
    List<String> arguments = new ArrayList<>(List.of("nightly", "--date=" + lake.last()));
    List<String> assignments = new ArrayList<>(lake.assignments());
    assignments.add("lake.output=" + publications);
    assignments.add(SEGMENTS);
    assignments.add("nightly.window=" + lake.days());
    assignments.add("nightly.label-age=0");
    assignments.forEach(each -> arguments.add("--set=" + each));
    return arguments;
  }
}
