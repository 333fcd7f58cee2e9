package dev.racer.bench.trials;

import dev.racer.bench.contender.Resources;
import dev.racer.bench.contender.Workload;
import dev.racer.bench.contest.CommandProcess;
import dev.racer.bench.contest.Lake;
import dev.racer.bench.contest.WorkerCommand;
import dev.racer.bench.contest.WorkerFailure;
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
 * Runs the contestants one after the other, each in a process of its own with the same heap.
 *
 * @param lake what is measured on
 * @param workload its tables
 * @param trials number of trials
 * @param rounds runs of each contestant in its process
 * @param contestants their names
 * @param revision commit of the sources
 * @param limit how long a contestant may take
 */
public record TrialsContest(
    Lake lake,
    Workload workload,
    int trials,
    int rounds,
    List<String> contestants,
    String revision,
    Duration limit) {
  private static final String GENERATE = "dev.racer.jobs.cli.Racer";

  /** Takes a copy. */
  public TrialsContest {
    contestants = List.copyOf(contestants);
  }

  /**
   * The contestants of these names, in their order; all of them if none is named.
   *
   * @throws IllegalArgumentException if there is no such contestant
   */
  public static List<String> named(List<String> names) {
    for (String name : names) {
      if (TrialsContestant.ofKey(name).isEmpty()) {
        throw new IllegalArgumentException(
            "--only must name some of " + TrialsContestant.keys() + ", got " + name);
      }
    }
    return TrialsContestant.keys().stream()
        .filter(key -> names.isEmpty() || names.contains(key))
        .toList();
  }

  /**
   * Finds or makes the lake, and measures.
   *
   * @param commands of the processes
   * @param resources of each of them
   * @param log receives what they say
   * @param progress hears a line after every contestant
   * @throws WorkerFailure if one of them fails
   */
  public TrialsOutcome hold(
      WorkerCommand commands, Resources resources, Path log, Consumer<String> progress)
      throws IOException, WorkerFailure {
    if (lake.find().isEmpty()) {
      progress.accept("generating the lake in " + lake.folder());
      CommandProcess.run(
          "generate",
          commands.sparkMain(GENERATE, lake.generateArguments(), resources),
          log,
          limit);
    }
    Machine machine = Machine.read();
    String startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    List<TrialsAnswer> answers = new ArrayList<>();
    for (String contestant : contestants) {
      Path file = resources.scratch().resolve(contestant + ".json");
      List<String> arguments =
          List.of(
              contestant,
              workload.lake().toString(),
              Integer.toString(workload.models()),
              Integer.toString(trials),
              Integer.toString(rounds),
              Integer.toString(resources.cores()),
              file.toString());
      CommandProcess.run(
          contestant,
          commands.sparkMain(TrialsWorker.class.getName(), arguments, resources),
          log,
          limit);
      TrialsAnswer answer = Json.read(Files.readString(file), TrialsAnswer.class);
      progress.accept(contestant + ": " + answer.seconds() + " s");
      answers.add(answer);
    }
    return new TrialsOutcome(
        startedAt,
        revision,
        machine,
        lake.queries(),
        lake.models(),
        trials,
        TrialsWorkload.LEVELS.size(),
        resources.cores(),
        resources.memory().text(),
        answers);
  }
}
