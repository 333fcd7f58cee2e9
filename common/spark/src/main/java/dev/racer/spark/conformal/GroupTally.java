package dev.racer.spark.conformal;

import dev.racer.core.conformal.LabelState;
import dev.racer.core.conformal.RiskTarget;
import java.io.Serializable;
import java.util.Arrays;

/**
 * How many queries a group holds, by the state of their labels.
 *
 * <p>Laid out as an array: one count per {@link LabelState}, queries with tied raw scores, then for
 * every segment column the queries without a value there.
 */
@SuppressWarnings("EnumOrdinal") // positions in an array that lives no longer than a run
public final class GroupTally implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int STATES = LabelState.values().length;
  private static final int TIED = STATES;

  private final long[] counts;

  GroupTally(long[] counts) {
    this.counts = counts;
  }

  /** The tally of no query. */
  public static GroupTally empty(Grid grid) {
    return new GroupTally(new long[length(grid)]);
  }

  static int length(Grid grid) {
    return STATES + 1 + grid.segmentColumns().size();
  }

  static void add(long[] counts, LabelState state, boolean tied, String[] segments) {
    counts[state.ordinal()]++;
    if (tied) {
      counts[TIED]++;
    }
    for (int c = 0; c < segments.length; c++) {
      if (segments[c] == null) {
        counts[TIED + 1 + c]++;
      }
    }
  }

  /** The tally of both groups together; they must not overlap. */
  GroupTally plus(GroupTally other) {
    long[] sum = counts.clone();
    Arrays.setAll(sum, i -> counts[i] + other.counts[i]);
    return new GroupTally(sum);
  }

  /** Queries. */
  public long total() {
    return Arrays.stream(counts, 0, STATES).sum();
  }

  /** Queries in that state. */
  public long in(LabelState state) {
    return counts[state.ordinal()];
  }

  /** Queries that the risk target counts. */
  public long of(RiskTarget target) {
    return Arrays.stream(LabelState.values()).filter(target::includes).mapToLong(this::in).sum();
  }

  /** Queries in which two models have the same raw score. */
  public long tied() {
    return counts[TIED];
  }

  /** Queries without a value in that segment column, by number. */
  public long withoutValue(int segmentColumn) {
    return counts[TIED + 1 + segmentColumn];
  }

  /** Whether two models have the same raw score. */
  static boolean hasTie(double[] scores) {
    for (int i = 0; i < scores.length; i++) {
      for (int j = 0; j < i; j++) {
        if (scores[i] == scores[j]) {
          return true;
        }
      }
    }
    return false;
  }
}
