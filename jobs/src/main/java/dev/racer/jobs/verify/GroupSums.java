package dev.racer.jobs.verify;

import dev.racer.core.conformal.LabelState;
import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.conformal.Sampling;
import dev.racer.core.conformal.VaryingProbability;
import dev.racer.core.conformal.WeightedRank;
import dev.racer.core.metric.RiskCounts;
import dev.racer.core.score.FixedPoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The records of a router in one segment. If they came to calibrate with different probabilities,
 * only those count that a fair sample keeps; whether that is so is known only once all are there.
 */
final class GroupSums {
  private final Supplier<CellSums[]> newCells; // by score kind
  private final boolean weighs;
  private final Part kept;
  private Part leftOut;
  private double leastProbability = 1;
  private double greatestProbability;
  private boolean thinsAnyway;

  /** Records that a fair sample keeps, or those that it leaves out. */
  private static final class Part {
    private final Map<LabelState, Long> states = new EnumMap<>(LabelState.class);
    private final CellSums[] cells;

    Part(CellSums[] cells) {
      this.cells = cells;
    }

    void addRecords(Part other) {
      other.states.forEach((state, count) -> states.merge(state, count, Long::sum));
      for (int kind = 0; kind < cells.length; kind++) {
        cells[kind].addCritical(other.cells[kind]);
      }
    }

    void addCounts(Part other) {
      for (int kind = 0; kind < cells.length; kind++) {
        cells[kind].addCounts(other.cells[kind]);
      }
    }
  }

  /**
   * @param newCells makes sums of no record, one per score kind
   * @param varying what is done where probabilities differ
   */
  GroupSums(Supplier<CellSums[]> newCells, VaryingProbability varying) {
    this.newCells = newCells;
    this.weighs = varying == VaryingProbability.WEIGHTED;
    this.kept = new Part(newCells.get());
  }

  /**
   * Counts a record.
   *
   * @param probability with which it came to calibrate
   * @param isKept whether a fair sample keeps it
   */
  void count(LabelState state, double probability, boolean isKept) {
    part(isKept).states.merge(state, 1L, Long::sum);
    leastProbability = Math.min(leastProbability, probability);
    greatestProbability = Math.max(greatestProbability, probability);
  }

  /** Where the scores of a record go, kept by a fair sample or not. */
  CellSums cell(int kind, boolean isKept) {
    return part(isKept).cells[kind];
  }

  private Part part(boolean isKept) {
    if (isKept) {
      return kept;
    }
    if (leftOut == null) { // most groups leave nothing out
      leftOut = new Part(newCells.get());
    }
    return leftOut;
  }

  void addAll(GroupSums other) {
    addRecords(other);
    kept.addCounts(other.kept);
    if (other.leftOut != null) {
      part(false).addCounts(other.leftOut);
    }
  }

  /** Adds the records of another group, apart from what thresholds do to them. */
  void addRecords(GroupSums other) {
    kept.addRecords(other.kept);
    if (other.leftOut != null) {
      part(false).addRecords(other.leftOut);
    }
    leastProbability = Math.min(leastProbability, other.leastProbability);
    greatestProbability = Math.max(greatestProbability, other.greatestProbability);
  }

  /** Least probability of a record; 1 without any. */
  double leastProbability() {
    return leastProbability;
  }

  /** Greatest probability of a record; 0 without any. */
  double greatestProbability() {
    return greatestProbability;
  }

  /** Lets only those count that a fair sample keeps, whatever their probabilities. */
  void thinAnyway() {
    thinsAnyway = true;
  }

  /** Whether probabilities differ, or are to be taken as if they did. */
  boolean isThinned() {
    return thinsAnyway || leastProbability < greatestProbability;
  }

  /** How thresholds come from the records. */
  Sampling sampling() {
    if (!isThinned()) {
      return Sampling.PLAIN;
    }
    return weighs ? Sampling.WEIGHTED : Sampling.THINNED;
  }

  /** What a fair sample holds: what thresholds do is counted there. */
  private List<Part> sample() {
    return parts(!isThinned());
  }

  /** What makes thresholds: with weights all records, else those of a fair sample. */
  private List<Part> makers() {
    return parts(sampling() != Sampling.THINNED);
  }

  private List<Part> parts(boolean all) {
    List<Part> parts = new ArrayList<>(List.of(kept));
    if (leftOut != null && all) {
      parts.add(leftOut);
    }
    return parts;
  }

  /** Records that a fair sample leaves out. */
  long leftOut() {
    return leftOut == null || !isThinned() ? 0 : sum(leftOut);
  }

  private static long sum(Part part) {
    return part.states.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Records in that state that make thresholds. */
  long in(LabelState state) {
    return makers().stream().mapToLong(part -> part.states.getOrDefault(state, 0L)).sum();
  }

  /** All records that make thresholds. */
  long total() {
    return makers().stream().mapToLong(GroupSums::sum).sum();
  }

  /** Records that make thresholds of a target. */
  long of(RiskTarget target) {
    return Arrays.stream(LabelState.values()).filter(target::includes).mapToLong(this::in).sum();
  }

  /**
   * The critical scores that make thresholds, ascending, without the infinite ones.
   *
   * @param kind number of the score kind
   * @param target number of the risk target
   */
  long[] critical(int kind, int target) {
    Values all = new Values();
    makers().forEach(part -> all.addAll(part.cells[kind].critical(target)));
    return all.sorted();
  }

  /** The critical scores that make thresholds with weights. */
  WeightedRank weighted(int kind, int target) {
    Values scores = new Values();
    Values weights = new Values();
    for (Part part : makers()) {
      scores.addAll(part.cells[kind].weighed(target));
      weights.addAll(part.cells[kind].weights(target));
    }
    return WeightedRank.of(scores.toArray(), weights.toArray());
  }

  /** Whether counts are kept at a threshold. */
  boolean counts(int kind, long threshold) {
    return threshold != FixedPoint.INFINITE && kept.cells[kind].counts(threshold);
  }

  /**
   * What a threshold does to a fair sample of the group.
   *
   * @param kind number of the score kind
   * @param targetNumber number of the risk target
   * @param threshold one that {@link #counts} holds for
   */
  RiskCounts countsAt(int kind, int targetNumber, RiskTarget target, long threshold) {
    RiskCounts counts = RiskCounts.ZERO;
    for (Part part : sample()) {
      long n =
          Arrays.stream(LabelState.values())
              .filter(target::includes)
              .mapToLong(state -> part.states.getOrDefault(state, 0L))
              .sum();
      long answerable = part.states.getOrDefault(LabelState.ANSWERABLE, 0L);
      counts = counts.plus(part.cells[kind].at(targetNumber, threshold, n, answerable, sum(part)));
    }
    return counts;
  }
}
