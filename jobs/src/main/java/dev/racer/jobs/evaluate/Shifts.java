package dev.racer.jobs.evaluate;

import dev.racer.core.metric.FamilyCheck;
import dev.racer.core.trial.TrialBaseline;
import dev.racer.core.trial.TrialRole;
import dev.racer.spark.metric.TwoShares;
import dev.racer.spark.schema.EvaluationTables;
import dev.racer.spark.trial.TrialResult;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Compares the two sides of every split by date or column: how often each model, the router's first
 * choice and any model at all is right. A threshold can miss the promised risk only if something of
 * this kind changed, and it shows here with more power than in the misses of one threshold.
 */
final class Shifts {
  private final EvaluateConfig config;
  private final TrialLayout layout;
  private final TrialResult result;

  Shifts(EvaluateConfig config, TrialLayout layout, TrialResult result) {
    this.config = config;
    this.layout = layout;
    this.result = result;
  }

  /** All comparisons; {@code evaluate.shift-level} bounds a false alarm in any of them. */
  List<Shift> all() {
    List<Shift> all = new ArrayList<>();
    for (int trial = 0; trial < layout.trials(); trial++) {
      if (!layout.split(trial).equals(EvaluationTables.RANDOM)) {
        for (int group : layout.groups()) {
          addGroup(trial, group, all);
        }
      }
    }
    double[] pValues =
        all.stream()
            .filter(shift -> shift.pValue().isPresent())
            .mapToDouble(shift -> shift.pValue().getAsDouble())
            .toArray();
    boolean[] failures = new FamilyCheck(config.shiftLevel()).failures(pValues);
    List<Shift> judged = new ArrayList<>();
    int at = 0;
    for (Shift shift : all) {
      judged.add(shift.judged(shift.pValue().isPresent() && failures[at++]));
    }
    return judged;
  }

  private void addGroup(int trial, int group, List<Shift> shifts) {
    TrialBaseline calibration = result.baseline(TrialRole.CALIBRATION, group, trial);
    TrialBaseline validation = result.baseline(TrialRole.VALIDATION, group, trial);
    TrialBaseline test = result.baseline(TrialRole.TEST, group, trial);
    long before = calibration.queries() + validation.queries();
    List<String> models = layout.models(group);
    for (int m = 0; m < models.size(); m++) {
      long right = calibration.correct().get(m) + validation.correct().get(m);
      shifts.add(
          shift(
              trial,
              group,
              Shift.MODEL,
              models.get(m),
              before,
              right,
              test.queries(),
              test.correct().get(m)));
    }
    shifts.add(
        shift(
            trial,
            group,
            Shift.TOP,
            null,
            before,
            calibration.topCorrect() + validation.topCorrect(),
            test.queries(),
            test.topCorrect()));
    shifts.add(
        shift(
            trial,
            group,
            Shift.ANSWERABLE,
            null,
            before,
            calibration.oracleCorrect() + validation.oracleCorrect(),
            test.queries(),
            test.oracleCorrect()));
  }

  private Shift shift(
      int trial,
      int group,
      String subject,
      String model,
      long before,
      long rightBefore,
      long after,
      long rightAfter) {
    OptionalDouble pValue =
        before == 0 || after == 0
            ? OptionalDouble.empty()
            : OptionalDouble.of(new TwoShares(rightBefore, before, rightAfter, after).pValue());
    return new Shift(
        layout.split(trial),
        layout.router(group),
        layout.segment(group),
        subject,
        model,
        before,
        rightBefore,
        after,
        rightAfter,
        pValue,
        false);
  }
}
