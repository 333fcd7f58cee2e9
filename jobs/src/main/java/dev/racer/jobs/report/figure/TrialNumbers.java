package dev.racer.jobs.report.figure;

import dev.racer.jobs.report.table.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A number for each of several trials. What is compared is compared within a trial, as both sides
 * had the same test queries.
 *
 * @param byTrial the numbers by the number of the trial
 */
record TrialNumbers(SortedMap<Integer, Double> byTrial) {
  /** Of no trial. */
  static final TrialNumbers NONE = new TrialNumbers(new TreeMap<>());

  boolean isEmpty() {
    return byTrial.isEmpty();
  }

  /** Mean and deviation over the trials. */
  Spread spread() {
    return Spread.of(new ArrayList<>(byTrial.values()));
  }

  /** This minus that, in the trials that both have. */
  TrialNumbers minus(TrialNumbers other) {
    SortedMap<Integer, Double> differences = new TreeMap<>();
    byTrial.forEach(
        (trial, number) -> {
          Double subtrahend = other.byTrial.get(trial);
          if (subtrahend != null) {
            differences.put(trial, number - subtrahend);
          }
        });
    return new TrialNumbers(differences);
  }

  /** The mean of several, in the trials that all have; of none of them if one has none. */
  static TrialNumbers mean(List<TrialNumbers> all) {
    SortedMap<Integer, Double> means = new TreeMap<>();
    if (!all.isEmpty()) {
      all.get(0)
          .byTrial
          .forEach(
              (trial, ignored) -> {
                double sum = 0;
                for (TrialNumbers one : all) {
                  Double number = one.byTrial.get(trial);
                  if (number == null) {
                    return;
                  }
                  sum += number;
                }
                means.put(trial, sum / all.size());
              });
    }
    return new TrialNumbers(means);
  }
}
