package dev.racer.jobs.verify;

import dev.racer.core.conformal.LabelState;
import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.metric.RiskCounts;
import java.util.Arrays;
import java.util.List;

/**
 * A group of records under one score kind: the finite critical scores by risk target, and what some
 * thresholds do to the group.
 */
final class CellSums {
  private final List<RiskTarget> targets;
  private final Values[] critical;
  private final Values[] weighed; // critical scores with the infinite ones; empty without weights
  private final Values[] weights;
  private final long[] points; // ascending, fixed point
  // how many values lie above the point before and not above this one
  private final long[] selected;
  private final long[] firstSelected;
  private final long[] answerableHits;
  private final long[][] hits;

  /**
   * @param points thresholds to count at, ascending and distinct, fixed point
   */
  CellSums(List<RiskTarget> targets, long[] points) {
    this.targets = targets;
    this.critical = new Values[targets.size()];
    this.weighed = new Values[targets.size()];
    this.weights = new Values[targets.size()];
    Arrays.setAll(critical, t -> new Values());
    Arrays.setAll(weighed, t -> new Values());
    Arrays.setAll(weights, t -> new Values());
    this.points = points;
    this.selected = new long[points.length + 1];
    this.firstSelected = new long[points.length + 1];
    this.answerableHits = new long[points.length + 1];
    this.hits = new long[targets.size()][points.length + 1];
  }

  /**
   * Adds a record.
   *
   * @param nonconformity K + 1 values
   * @param size K
   * @param criticalScore fixed point, may be infinite
   * @param weight of the record; 0 if none is wanted
   */
  void add(long[] nonconformity, int size, long criticalScore, LabelState state, long weight) {
    for (int t = 0; t < targets.size(); t++) {
      if (targets.get(t).includes(state)) {
        if (criticalScore != Long.MAX_VALUE) {
          critical[t].add(criticalScore);
        }
        if (weight > 0) {
          weighed[t].add(criticalScore);
          weights[t].add(weight);
        }
        hits[t][firstReaching(criticalScore)]++;
      }
    }
    if (state == LabelState.ANSWERABLE) {
      answerableHits[firstReaching(criticalScore)]++;
    }
    long least = Long.MAX_VALUE;
    for (int m = 0; m < size; m++) {
      selected[firstReaching(nonconformity[m])]++;
      least = Math.min(least, nonconformity[m]);
    }
    firstSelected[firstReaching(least)]++;
  }

  private int firstReaching(long value) {
    int found = Arrays.binarySearch(points, value);
    return found >= 0 ? found : -1 - found;
  }

  /** Adds the critical scores of another cell. */
  void addCritical(CellSums other) {
    for (int t = 0; t < critical.length; t++) {
      critical[t].addAll(other.critical[t]);
      weighed[t].addAll(other.weighed[t]);
      weights[t].addAll(other.weights[t]);
    }
  }

  /** Adds the counts of another cell at the same thresholds. */
  void addCounts(CellSums other) {
    for (int t = 0; t < hits.length; t++) {
      add(hits[t], other.hits[t]);
    }
    add(selected, other.selected);
    add(firstSelected, other.firstSelected);
    add(answerableHits, other.answerableHits);
  }

  private static void add(long[] sum, long[] more) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += more[i];
    }
  }

  /** The finite critical scores of a target. */
  Values critical(int target) {
    return critical[target];
  }

  /** The critical scores of a target, infinite ones included, where weights are wanted. */
  Values weighed(int target) {
    return weighed[target];
  }

  /** The weights of these. */
  Values weights(int target) {
    return weights[target];
  }

  /** Whether counts are kept at that threshold. */
  boolean counts(long threshold) {
    return Arrays.binarySearch(points, threshold) >= 0;
  }

  /**
   * What a threshold does.
   *
   * @param threshold one that {@link #counts} holds for
   * @param n records of the target
   * @param answerable records that are answerable
   * @param total all records
   */
  RiskCounts at(int target, long threshold, long n, long answerable, long total) {
    int point = Arrays.binarySearch(points, threshold);
    return new RiskCounts(
        n,
        n - upTo(hits[target], point),
        answerable,
        answerable - upTo(answerableHits, point),
        total,
        upTo(selected, point),
        total - upTo(firstSelected, point));
  }

  private static long upTo(long[] counts, int point) {
    return Arrays.stream(counts, 0, point + 1).sum();
  }
}
