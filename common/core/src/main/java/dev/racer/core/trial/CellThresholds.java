package dev.racer.core.trial;

import dev.racer.core.conformal.RiskTarget;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The thresholds of one group and score kind at which queries are judged: for validation and test
 * queries, for every trial, and in every trial for every <em>column</em>, a risk target with a
 * level.
 */
public final class CellThresholds implements Serializable {
  /** The roles whose queries are judged, by number. */
  public static final List<TrialRole> JUDGED = List.of(TrialRole.VALIDATION, TrialRole.TEST);

  private static final long serialVersionUID = 1L;

  private final int[] firstTrials;
  private final RiskTarget[] targetOfColumn;
  private final long[][] thresholds;
  private final long[][] least; // by role and split
  private final long[][] greatest;
  private final int[][] order;

  /**
   * @param firstTrials the number of every split's first trial, and in the end how many there are
   * @param targets risk targets
   * @param levels number of levels
   * @param thresholds for validation and test queries, at {@code (trial * targets + target) *
   *     levels + level}; fixed point, infinite where everything is called
   */
  public CellThresholds(
      int[] firstTrials, List<RiskTarget> targets, int levels, List<long[]> thresholds) {
    this.firstTrials = firstTrials.clone();
    this.targetOfColumn =
        IntStream.range(0, targets.size() * levels)
            .mapToObj(column -> targets.get(column / levels))
            .toArray(RiskTarget[]::new);
    this.thresholds = thresholds.toArray(long[][]::new);
    int parts = JUDGED.size() * splits();
    this.least = new long[parts][];
    this.greatest = new long[parts][];
    this.order = new int[parts][];
    for (int role = 0; role < JUDGED.size(); role++) {
      for (int split = 0; split < splits(); split++) {
        summarize(role, split);
      }
    }
  }

  private void summarize(int role, int split) {
    long[] min = new long[columns()];
    long[] max = new long[columns()];
    for (int c = 0; c < columns(); c++) {
      min[c] = Long.MAX_VALUE;
      max[c] = Long.MIN_VALUE;
      for (int trial = firstTrials[split]; trial < firstTrials[split + 1]; trial++) {
        min[c] = Math.min(min[c], threshold(role, trial, c));
        max[c] = Math.max(max[c], threshold(role, trial, c));
      }
    }
    int part = role * splits() + split;
    least[part] = min;
    greatest[part] = max;
    order[part] =
        IntStream.range(0, columns())
            .boxed()
            .sorted((a, b) -> Long.compare(min[a], min[b]))
            .mapToInt(c -> c)
            .toArray();
  }

  private int splits() {
    return firstTrials.length - 1;
  }

  /** Number of trials. */
  int trials() {
    return firstTrials[splits()];
  }

  /** Number of columns. */
  int columns() {
    return targetOfColumn.length;
  }

  RiskTarget target(int column) {
    return targetOfColumn[column];
  }

  long threshold(int role, int trial, int column) {
    return thresholds[role][trial * targetOfColumn.length + column];
  }

  /** By column, the smallest threshold of a split's trials. */
  long[] least(int role, int split) {
    return least[role * splits() + split];
  }

  /** By column, the largest threshold of a split's trials. */
  long[] greatest(int role, int split) {
    return greatest[role * splits() + split];
  }

  /** The columns in the order of {@link #least}. */
  int[] order(int role, int split) {
    return order[role * splits() + split];
  }
}
