package dev.racer.jobs.verify;

import dev.racer.core.conformal.LabelState;
import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.metric.RiskCounts;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** The records of a router in one segment. */
final class GroupSums {
  private final Map<LabelState, Long> states = new EnumMap<>(LabelState.class);
  private final CellSums[] cells; // by score kind

  GroupSums(CellSums[] cells) {
    this.cells = cells.clone();
  }

  void count(LabelState state) {
    states.merge(state, 1L, Long::sum);
  }

  CellSums cell(int kind) {
    return cells[kind];
  }

  void addAll(GroupSums other) {
    addRecords(other);
    for (int kind = 0; kind < cells.length; kind++) {
      cells[kind].addCounts(other.cells[kind]);
    }
  }

  /** Adds the records of another group, apart from what thresholds do to them. */
  void addRecords(GroupSums other) {
    other.states.forEach((state, count) -> states.merge(state, count, Long::sum));
    for (int kind = 0; kind < cells.length; kind++) {
      cells[kind].addCritical(other.cells[kind]);
    }
  }

  /** Records in that state. */
  long in(LabelState state) {
    return states.getOrDefault(state, 0L);
  }

  /**
   * What a threshold does to the group.
   *
   * @param kind number of the score kind
   * @param targetNumber number of the risk target
   * @param threshold one that the cell counts at
   */
  RiskCounts countsAt(int kind, int targetNumber, RiskTarget target, long threshold) {
    return cells[kind].at(targetNumber, threshold, of(target), in(LabelState.ANSWERABLE), total());
  }

  /** All records. */
  long total() {
    return states.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Records that count towards a target. */
  long of(RiskTarget target) {
    return Arrays.stream(LabelState.values()).filter(target::includes).mapToLong(this::in).sum();
  }
}
