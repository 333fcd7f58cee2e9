package dev.racer.core.trial;

import dev.racer.core.conformal.LabelState;
import dev.racer.core.score.FixedPoint;

/**
 * What the thresholds of one score kind make of one query. A threshold matters only by its
 * <em>position</em>: how many of the K + 1 nonconformities lie at or below it.
 *
 * <p>Holds buffers: not safe for use by several threads; make one per task.
 */
public final class QueryOutcomes {
  // lanes of a word
  static final int MISSES = 0;
  static final int ANSWERABLE_MISSES = 1;
  static final int NULL_CREDITS = 2;
  static final int ABSTENTIONS = 3;
  static final int SIZES = 4;
  static final int LANES = 5;

  private final int poolSize;
  private final long[] sorted;
  private final int[] order;
  private final int[] candidates;
  private final long[] words;
  private final long[] costs;
  private final int[] costsMissing;
  private LabelState state = LabelState.UNDECIDED;
  private int criticalPosition;

  /**
   * @param poolSize K
   */
  public QueryOutcomes(int poolSize) {
    this.poolSize = poolSize;
    this.sorted = new long[poolSize + 1];
    this.order = new int[poolSize + 1];
    this.candidates = new int[poolSize];
    this.words = new long[poolSize + 2];
    this.costs = new long[poolSize + 1];
    this.costsMissing = new int[poolSize + 1];
  }

  /**
   * Takes the next query.
   *
   * @param nonconformity K + 1 fixed-point values in pool order, null model last
   * @param critical the critical score; infinite if no threshold suffices
   * @param labels what the labels say
   */
  public void of(long[] nonconformity, long critical, LabelState labels) {
    state = labels;
    sort(nonconformity);
    criticalPosition = poolSize + 2; // beyond all
    if (critical != FixedPoint.INFINITE) {
      criticalPosition = 1;
      while (sorted[criticalPosition - 1] < critical) {
        criticalPosition++;
      }
    }
    int size = 0;
    words[0] = word(0, 0);
    for (int i = 0; i <= poolSize; i++) {
      if (order[i] < poolSize) {
        candidates[size++] = order[i];
      }
      words[i + 1] = word(i + 1, size);
    }
  }

  /**
   * Takes what the models cost for the query taken last.
   *
   * @param ofModels K costs in pool order; negative where one is not known
   */
  public void costs(long[] ofModels) {
    for (int i = 0; i < poolSize; i++) {
      long cost = ofModels[candidates[i]];
      costs[i + 1] = Math.addExact(costs[i], Math.max(cost, 0));
      costsMissing[i + 1] = costsMissing[i] + (cost < 0 ? 1 : 0);
    }
  }

  private void sort(long[] nonconformity) {
    for (int i = 0; i <= poolSize; i++) {
      long value = nonconformity[i];
      int at = i;
      for (; at > 0 && sorted[at - 1] > value; at--) {
        sorted[at] = sorted[at - 1];
        order[at] = order[at - 1];
      }
      sorted[at] = value;
      order[at] = i;
    }
  }

  private long word(int position, int size) {
    boolean missed = position < criticalPosition;
    long word = LaneCounts.word(SIZES, size);
    if (size == 0) {
      word += LaneCounts.word(ABSTENTIONS, 1);
    }
    if (missed) {
      word += LaneCounts.word(MISSES, 1);
    }
    if (missed && state == LabelState.ANSWERABLE) {
      word += LaneCounts.word(ANSWERABLE_MISSES, 1);
    }
    if (!missed && state == LabelState.UNANSWERABLE) {
      word += LaneCounts.word(NULL_CREDITS, 1);
    }
    return word;
  }

  /** What the labels say. */
  LabelState state() {
    return state;
  }

  /**
   * The position of a threshold.
   *
   * @param from a position known not to be too large
   */
  int position(long threshold, int from) {
    int position = from;
    while (position <= poolSize && sorted[position] <= threshold) {
      position++;
    }
    return position;
  }

  /** Whether two thresholds, the first not above the second, have the same position. */
  boolean isSame(int positionOfFirst, long second) {
    return positionOfFirst > poolSize || second < sorted[positionOfFirst];
  }

  /** What a position means, by lanes; for targets that do not count the query as well. */
  long word(int position) {
    return words[position];
  }

  /** Number of candidates selected at a position. */
  int size(int position) {
    return (int) (words[position] >>> (SIZES * LaneCounts.BITS));
  }

  /** What the first candidates cost together, where that is known. */
  long cost(int size) {
    return costs[size];
  }

  /** Of how many of the first candidates the cost is not known. */
  int costsMissing(int size) {
    return costsMissing[size];
  }

  /** K candidates as pool indexes, in the order in which they are selected; not to be changed. */
  public int[] candidates() {
    return candidates;
  }
}
