package dev.racer.jobs.evaluate;

import dev.racer.core.conformal.CalibrationOutcome;
import dev.racer.core.conformal.CalibrationOutcome.Feasible;
import dev.racer.core.metric.BetaBinomial;
import dev.racer.core.metric.FamilyCheck;
import dev.racer.core.score.Ties;
import dev.racer.core.trial.TrialCounts;
import dev.racer.core.trial.TrialRole;
import dev.racer.jobs.evaluate.CellSummary.MeanAndDeviation;
import dev.racer.jobs.evaluate.CellSummary.Verdict;
import dev.racer.spark.conformal.GroupTally;
import dev.racer.spark.metric.TrialCheck;
import dev.racer.spark.schema.EvaluationTables;
import dev.racer.spark.trial.TrialResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Sums up the trials of every split and cell, and holds the misses against what calibration
 * promises of exchangeable queries. All checks of the random splits are one family, in which a
 * false alarm has the probability {@code evaluate.false-alarm} at most; those of another split are
 * one at {@code evaluate.shift-level}.
 */
final class CellSummaries {
  private final EvaluateConfig config;
  private final TrialLayout layout;
  private final TrialDesign design;
  private final TrialResult result;
  private final Map<Integer, GroupTally> tallies;

  CellSummaries(
      EvaluateConfig config,
      TrialLayout layout,
      TrialDesign design,
      TrialResult result,
      Map<Integer, GroupTally> tallies) {
    this.config = config;
    this.layout = layout;
    this.design = design;
    this.result = result;
    this.tallies = tallies;
  }

  /** One summary per split and cell, the splits that are evidence about the data first. */
  List<CellSummary> all() {
    List<CellSummary> all = new ArrayList<>();
    for (String split : layout.splits()) {
      all.addAll(judged(split));
    }
    return all;
  }

  private List<CellSummary> judged(String split) {
    List<Draft> drafts = new ArrayList<>();
    layout.forEachCell((place, cell) -> drafts.add(new Draft(split, place, cell)));
    List<Draft> checked = drafts.stream().filter(draft -> draft.check.isPresent()).toList();
    List<Double> pValues = new ArrayList<>();
    for (Draft draft : checked) {
      pValues.addAll(pValues(draft.check.orElseThrow()));
    }
    boolean[] failures =
        new FamilyCheck(
                split.equals(EvaluationTables.RANDOM) ? config.falseAlarm() : config.shiftLevel())
            .failures(pValues.stream().mapToDouble(Double::doubleValue).toArray());
    int at = 0;
    for (Draft draft : checked) {
      for (int i = pValues(draft.check.orElseThrow()).size(); i > 0; i--) {
        draft.hasFailed |= failures[at++];
      }
    }
    return drafts.stream().map(Draft::summary).toList();
  }

  private static List<Double> pValues(TrialCheck check) {
    return check.trials() == 1 // both are the same there
        ? List.of(check.zPValue())
        : List.of(check.zPValue(), check.fitPValue());
  }

  /** A summary before all checks of its family are known. */
  private final class Draft {
    private final String split;
    private final TrialLayout.Place place;
    private final Cell cell;
    private final List<TrialCheck.Trial> trials = new ArrayList<>();
    private int ofSplit;
    private int feasible;
    private long unknown;
    private long queries;
    private final Spread calibrationQueries = new Spread();
    private final Spread testQueries = new Spread();
    private final Spread risk = new Spread();
    private final Spread answerableMiss = new Spread();
    private final Spread nullCredit = new Spread();
    private final Spread setSize = new Spread();
    private final Spread abstention = new Spread();
    private final Optional<TrialCheck> check;
    private final String whyNot;
    private boolean hasFailed;

    Draft(String split, TrialLayout.Place place, Cell cell) {
      this.split = split;
      this.place = place;
      this.cell = cell;
      for (int trial : layout.trialsOf(split)) {
        add(trial);
      }
      this.whyNot = whyNotChecked();
      this.check =
          whyNot.isEmpty()
              ? Optional.of(TrialCheck.of(trials, config.splits().seed()))
              : Optional.empty();
    }

    private void add(int trial) {
      ofSplit++;
      long n = result.fittedOn(TrialRole.TEST, place.stream(), trial);
      CalibrationOutcome outcome =
          result.outcome(TrialRole.TEST, place.stream(), trial, place.level());
      TrialCounts test = result.counts(TrialRole.TEST, place.stream(), trial, place.level());
      calibrationQueries.add((double) n);
      testQueries.add((double) test.n());
      queries += test.queries();
      unknown += test.unknown();
      if (outcome instanceof Feasible threshold) {
        feasible++;
        risk.add(rate(test.misses(), test.n()));
        answerableMiss.add(rate(test.answerableMisses(), test.answerable()));
        nullCredit.add(rate(test.nullCredits(), test.queries()));
        setSize.add(rate(test.setSizeSum(), test.queries()));
        abstention.add(rate(test.abstentions(), test.queries()));
        if (test.n() > 0) {
          trials.add(new TrialCheck.Trial(trial, n, threshold.rank(), test.n(), test.misses()));
        }
      }
    }

    private String whyNotChecked() {
      if (feasible == 0) {
        return "no trial has a threshold";
      }
      if (trials.isEmpty()) {
        return "there are no test queries";
      }
      if (config.calibration().smoothing().ties() == Ties.NONE) {
        return "ties are not smoothed, so that risk is below the reference";
      }
      return split.equals(EvaluationTables.RANDOM) && !design.isEvenlySplit(place.group())
          ? "its queries are split in different shares"
          : "";
    }

    CellSummary summary() {
      GroupTally tally = tallies.get(place.group());
      return new CellSummary(
          split,
          cell,
          ofSplit,
          feasible,
          calibrationQueries.mean(),
          testQueries.mean(),
          risk.mean(),
          risk.deviation(),
          referenceMean(),
          referenceDeviation(),
          check.map(TrialCheck::z).orElse(null),
          check.map(TrialCheck::zPValue).orElse(null),
          check.map(TrialCheck::fitPValue).orElse(null),
          check.isEmpty() ? Verdict.NOT_CHECKED : hasFailed ? Verdict.FAILED : Verdict.PASSED,
          check.isEmpty() ? whyNot : hasFailed ? failure() : "",
          MeanAndDeviation.of(answerableMiss),
          MeanAndDeviation.of(nullCredit),
          MeanAndDeviation.of(setSize),
          MeanAndDeviation.of(abstention),
          TrialTables.ratio(unknown, queries),
          tally == null ? null : TrialTables.ratio(tally.tied(), tally.total()));
    }

    private String failure() {
      return String.format(
          Locale.ROOT,
          "%s misses than exchangeable queries have: %s",
          check.orElseThrow().z() > 0 ? "more" : "fewer",
          split.equals(EvaluationTables.RANDOM)
              ? "a defect of the implementation"
              : "the test queries differ from those that calibrated");
    }

    /** The mean risk of exchangeable queries, over trials. */
    private Double referenceMean() {
      Spread mean = new Spread();
      trials.forEach(trial -> mean.add(reference(trial).mean() / trial.queries()));
      return mean.mean();
    }

    /** The standard deviation of one trial's risk, in the mean over the trials' own n and m. */
    private Double referenceDeviation() {
      Spread variance = new Spread();
      for (TrialCheck.Trial trial : trials) {
        double m = trial.queries();
        variance.add(reference(trial).variance() / m / m);
      }
      return variance.mean() == null ? null : Math.sqrt(variance.mean());
    }
  }

  private static BetaBinomial reference(TrialCheck.Trial trial) {
    return new BetaBinomial(trial.queries(), trial.n() + 1 - trial.rank(), trial.rank());
  }

  private static OptionalDouble rate(long part, long whole) {
    Double ratio = TrialTables.ratio(part, whole);
    return ratio == null ? OptionalDouble.empty() : OptionalDouble.of(ratio);
  }
}
