package dev.racer.bench.contest;

import dev.racer.bench.contender.Contestant;
import dev.racer.bench.contender.Threshold;
import dev.racer.bench.report.ColdRun;
import dev.racer.bench.report.Outcome;
import dev.racer.bench.report.Run;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Has the contenders run in turn: first the cold rounds, then the warm ones, in each round every
 * contender once, so that what the machine does besides meets all of them alike. One that fails is
 * out, and the others go on.
 */
public final class Contest {
  private final Starter starter;
  private final Rounds rounds;
  private final BooleanSupplier dropPageCache;
  private final Consumer<String> progress;
  private final List<Entry> entries;

  /** Starts the process of a contender. */
  @FunctionalInterface
  public interface Starter {
    /**
     * Starts it and waits until it is ready.
     *
     * @throws WorkerFailure if it is not
     */
    WorkerProcess start(Contestant contestant) throws WorkerFailure;
  }

  /**
   * @param contestants who takes part, in the order of their turns
   * @param progress hears a line after every run
   */
  public Contest(
      Starter starter, List<Contestant> contestants, Rounds rounds, Consumer<String> progress) {
    this(starter, contestants, rounds, PageCache::drop, progress);
  }

  Contest(
      Starter starter,
      List<Contestant> contestants,
      Rounds rounds,
      BooleanSupplier dropPageCache,
      Consumer<String> progress) {
    this.starter = starter;
    this.rounds = rounds;
    this.dropPageCache = dropPageCache;
    this.progress = progress;
    this.entries = contestants.stream().map(Entry::new).toList();
  }

  /**
   * Everything that was found.
   *
   * @param contenders what came of each, in the order of their turns
   * @param thresholds of the kernel; empty if it failed or took no part
   */
  public record Found(List<Outcome> contenders, List<Threshold> thresholds) {}

  /** Holds it. No process is left behind. */
  public Found hold() {
    for (int round = 1; round <= rounds.cold(); round++) {
      for (Entry entry : entries) {
        if (!entry.isOut()) {
          runCold(entry, round);
        }
      }
    }
    Map<Contestant, WorkerProcess> workers = new EnumMap<>(Contestant.class);
    try {
      runWarm(workers);
    } finally {
      workers.values().forEach(WorkerProcess::close);
    }
    List<Threshold> ours =
        entries.stream()
            .filter(entry -> entry.contestant() == Contestant.KERNEL)
            .map(Entry::thresholds)
            .findFirst()
            .orElse(List.of());
    return new Found(entries.stream().map(entry -> entry.outcome(ours)).toList(), ours);
  }

  private void runCold(Entry entry, int round) {
    boolean isDropped = dropPageCache.getAsBoolean();
    try (WorkerProcess worker = starter.start(entry.contestant())) {
      entry.started(worker);
      Duration startCpu = worker.cpuTime();
      Answer answer = worker.run();
      entry.addCold(
          new ColdRun(
              round,
              isDropped,
              worker.startSeconds(),
              startCpu.toNanos() / 1e9,
              answer.seconds(),
              answer.cpuSeconds(),
              answer.peakMemoryBytes()),
          answer);
      tell("cold", round, rounds.cold(), entry, answer);
    } catch (WorkerFailure e) {
      fail(entry, e);
    }
  }

  private void runWarm(Map<Contestant, WorkerProcess> workers) {
    for (int round = 1; round <= rounds.warmUps() + rounds.warm(); round++) {
      for (Entry entry : entries) {
        if (!entry.isOut()) {
          runWarm(entry, round, workers);
        }
      }
    }
    for (Entry entry : entries) {
      if (!entry.isOut()) {
        runAtOurRanks(entry, workers.get(entry.contestant()));
      }
    }
  }

  private void runWarm(Entry entry, int round, Map<Contestant, WorkerProcess> workers) {
    try {
      WorkerProcess worker = workers.get(entry.contestant());
      if (worker == null) {
        worker = starter.start(entry.contestant());
        workers.put(entry.contestant(), worker);
        entry.started(worker);
      }
      Answer answer = worker.run();
      if (round <= rounds.warmUps()) {
        entry.addWarmUp(new Run(round, answer.seconds(), answer.cpuSeconds()), answer);
        tell("warm-up", round, rounds.warmUps(), entry, answer);
      } else {
        int counted = round - rounds.warmUps();
        entry.addWarm(new Run(counted, answer.seconds(), answer.cpuSeconds()), answer);
        tell("warm", counted, rounds.warm(), entry, answer);
      }
    } catch (WorkerFailure e) {
      fail(entry, e);
    }
  }

  private void runAtOurRanks(Entry entry, WorkerProcess worker) {
    try {
      entry.addAtOurRanks(worker.runAtOurRanks());
    } catch (WorkerFailure e) {
      fail(entry, e);
    }
  }

  private void tell(String what, int round, int of, Entry entry, Answer answer) {
    progress.accept(
        String.format(
            Locale.ROOT,
            "%-7s %d/%d  %-10s %8.2f s  %8.2f s CPU",
            what,
            round,
            of,
            entry.contestant().key(),
            answer.seconds(),
            answer.cpuSeconds()));
  }

  private void fail(Entry entry, WorkerFailure e) {
    entry.failed(e);
    progress.accept(entry.contestant().key() + " failed: " + e.getMessage());
  }
}
