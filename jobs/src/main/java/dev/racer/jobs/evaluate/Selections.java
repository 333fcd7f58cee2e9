package dev.racer.jobs.evaluate;

import dev.racer.core.conformal.CalibrationOutcome;
import dev.racer.core.conformal.Policy;
import dev.racer.core.score.Nonconformity;
import dev.racer.core.trial.TrialCounts;
import dev.racer.core.trial.TrialLevel;
import dev.racer.core.trial.TrialRole;
import dev.racer.spark.conformal.Grid;
import dev.racer.spark.trial.TrialResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Lets the validation queries of every trial choose, once for each nonconformity score and once
 * among all: risk level, vote and temperature, at the risk target and the guarantee of the policy.
 * A risk level that the queries at hand are too few for is no candidate.
 */
final class Selections {
  private final EvaluateConfig config;
  private final TrialLayout layout;
  private final TrialResult result;
  private final Temperatures temperatures;
  private final Chooser chooser;
  private final int target;

  Selections(
      EvaluateConfig config, TrialLayout layout, TrialResult result, Temperatures temperatures) {
    this.config = config;
    this.layout = layout;
    this.result = result;
    this.temperatures = temperatures;
    this.chooser = new Chooser(config.objective(), config.tuning());
    this.target = layout.grid().targets().indexOf(config.calibration().policy().riskTarget());
  }

  /** What was chosen: by group, trial and choice; nothing where no candidate qualifies. */
  List<Selection> choose() {
    List<Selection> chosen = new ArrayList<>();
    for (int group : layout.groups()) {
      for (int trial = 0; trial < layout.trials(); trial++) {
        for (Nonconformity score : config.calibration().nonconformities()) {
          choose(group, trial, score.key(), kinds(score.key())).ifPresent(chosen::add);
        }
        if (config.calibration().nonconformities().size() > 1) {
          choose(group, trial, Selection.BEST, allKinds()).ifPresent(chosen::add);
        }
      }
    }
    return chosen;
  }

  private Optional<Selection> choose(int group, int trial, String choice, List<Integer> kinds) {
    List<Candidate> candidates = new ArrayList<>();
    for (int kind : kinds) {
      for (int level : levels()) {
        addCandidates(group, trial, kind, level, candidates);
      }
    }
    return chooser.choose(candidates).map(candidate -> selection(group, trial, choice, candidate));
  }

  private void addCandidates(
      int group, int trial, int kind, int level, List<Candidate> candidates) {
    TrialLayout.Place place = layout.place(group, kind, target, level);
    if (!isFeasible(place, trial)) {
      return;
    }
    TrialCounts counts = result.counts(TrialRole.VALIDATION, place.stream(), trial, level);
    long cost = config.sumsCosts() ? counts.costSum() : Candidate.NO_COST;
    if (config.votes().votes().isEmpty()) {
      candidates.add(
          new Candidate(
              kind, level, Candidate.NO_VOTE, 0, counts.queries(), 0, counts.setSizeSum(), cost));
    }
    for (int vote = 0; vote < config.votes().votes().size(); vote++) {
      int temperature = temperatures.ofCell(place, trial, vote);
      candidates.add(
          new Candidate(
              kind,
              level,
              vote,
              temperature,
              counts.queries(),
              right(TrialRole.VALIDATION, place, trial, vote, temperature),
              counts.setSizeSum(),
              cost));
    }
  }

  /** Whether there is a threshold for the validation queries to choose by. */
  private boolean isFeasible(TrialLayout.Place place, int trial) {
    return result.outcome(TrialRole.VALIDATION, place.stream(), trial, place.level())
        instanceof CalibrationOutcome.Feasible;
  }

  private Selection selection(int group, int trial, String choice, Candidate candidate) {
    TrialLayout.Place place = layout.place(group, candidate.kind(), target, candidate.level());
    CalibrationOutcome outcome =
        result.outcome(TrialRole.TEST, place.stream(), trial, place.level());
    TrialCounts test = result.counts(TrialRole.TEST, place.stream(), trial, place.level());
    boolean hasVote = candidate.vote() != Candidate.NO_VOTE;
    return new Selection(
        layout.split(trial),
        layout.trialOfSplit(trial),
        choice,
        config.objective(),
        chooser.value(candidate),
        layout.cell(place),
        hasVote
            ? Optional.of(config.votes().votes().get(candidate.vote()).key())
            : Optional.empty(),
        hasVote
            ? temperatures.value(candidate.vote(), candidate.temperature())
            : OptionalDouble.empty(),
        config.tuning().protocol().usesCalibration(),
        result.fittedOn(TrialRole.TEST, place.stream(), trial),
        TrialTables.rank(outcome),
        outcome.status(),
        TrialTables.threshold(outcome),
        figures(TrialRole.VALIDATION, place, trial, candidate),
        figures(TrialRole.TEST, place, trial, candidate),
        optional(TrialTables.ratio(test.misses(), test.n())));
  }

  private Selection.Figures figures(
      TrialRole role, TrialLayout.Place place, int trial, Candidate candidate) {
    TrialCounts counts = result.counts(role, place.stream(), trial, place.level());
    OptionalDouble accuracy =
        candidate.vote() == Candidate.NO_VOTE
            ? OptionalDouble.empty()
            : optional(
                TrialTables.ratio(
                    right(role, place, trial, candidate.vote(), candidate.temperature()),
                    counts.queries()));
    return new Selection.Figures(
        counts.queries(),
        accuracy,
        optional(TrialTables.ratio(counts.setSizeSum(), counts.queries())),
        config.sumsCosts()
            ? optional(TrialTables.cost(counts.costSum(), counts.queries()))
            : OptionalDouble.empty());
  }

  private long right(
      TrialRole role, TrialLayout.Place place, int trial, int vote, int temperature) {
    return result.votes(role, place.stream(), trial, place.level(), vote).correct(temperature);
  }

  private List<Integer> allKinds() {
    List<Integer> kinds = new ArrayList<>();
    for (int kind = 0; kind < layout.grid().kinds().size(); kind++) {
      kinds.add(kind);
    }
    return kinds;
  }

  private List<Integer> kinds(String nonconformity) {
    Grid grid = layout.grid();
    return allKinds().stream()
        .filter(kind -> grid.kinds().get(kind).nonconformity().key().equals(nonconformity))
        .toList();
  }

  /** The levels to choose from, in the order of the configuration. */
  private List<Integer> levels() {
    Policy policy = config.calibration().policy();
    List<Integer> numbers = new ArrayList<>();
    for (var riskLevel : config.tuning().candidates(config.objective())) {
      for (int level = 0; level < layout.levels().size(); level++) {
        TrialLevel candidate = layout.levels().get(level);
        if (candidate.guarantee() == policy.guarantee()
            && candidate.riskLevel().equals(riskLevel)) {
          numbers.add(level);
        }
      }
    }
    return numbers;
  }

  private static OptionalDouble optional(Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
