package dev.racer.bench.contest;

import dev.racer.bench.contender.Contestant;
import dev.racer.bench.contender.Threshold;
import dev.racer.bench.report.ColdRun;
import dev.racer.bench.report.Comparison;
import dev.racer.bench.report.Comparison.Question;
import dev.racer.bench.report.Outcome;
import dev.racer.bench.report.Run;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is known of a contender while the contest goes on. */
final class Entry {
  private final Contestant contestant;
  private final List<ColdRun> cold = new ArrayList<>();
  private final List<Run> warmUps = new ArrayList<>();
  private final List<Run> warm = new ArrayList<>();
  private final Set<Set<Threshold>> answers = new HashSet<>();
  private List<Threshold> thresholds = List.of();
  private List<Threshold> atOurRanks = List.of();
  private String engine = "";
  private long peakMemoryBytes;
  private Optional<String> failure = Optional.empty();

  Entry(Contestant contestant) {
    this.contestant = contestant;
  }

  Contestant contestant() {
    return contestant;
  }

  boolean isOut() {
    return failure.isPresent();
  }

  void started(WorkerProcess worker) {
    engine = worker.engine();
  }

  void failed(WorkerFailure e) {
    failure = Optional.of(e.getMessage());
  }

  void addCold(ColdRun run, Answer answer) {
    cold.add(run);
    note(answer);
  }

  void addWarmUp(Run run, Answer answer) {
    warmUps.add(run);
    note(answer);
  }

  void addWarm(Run run, Answer answer) {
    warm.add(run);
    peakMemoryBytes = answer.peakMemoryBytes();
    note(answer);
  }

  private void note(Answer answer) {
    thresholds = answer.thresholds();
    answers.add(Set.copyOf(thresholds));
  }

  void addAtOurRanks(Answer answer) {
    atOurRanks = answer.thresholds();
  }

  /** The thresholds of the last run; empty for one that failed. */
  List<Threshold> thresholds() {
    return isOut() ? List.of() : thresholds;
  }

  /**
   * What came of it.
   *
   * @param ours the kernel's thresholds
   */
  Outcome outcome(List<Threshold> ours) {
    if (failure.isPresent()) {
      return Outcome.failed(contestant.key(), engine, failure.get());
    }
    List<Comparison> comparisons = new ArrayList<>();
    if (contestant != Contestant.KERNEL && !ours.isEmpty()) {
      if (!thresholds.isEmpty()) {
        comparisons.add(Comparison.of(Question.AS_TIMED, thresholds, ours));
      }
      if (!atOurRanks.isEmpty()) {
        comparisons.add(Comparison.of(Question.AT_OUR_RANKS, atOurRanks, ours));
      }
    }
    return Outcome.measured(
        contestant.key(),
        engine,
        cold,
        warmUps,
        warm,
        peakMemoryBytes,
        answers.size() <= 1,
        comparisons);
  }
}
