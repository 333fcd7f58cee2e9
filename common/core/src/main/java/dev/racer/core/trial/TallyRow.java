package dev.racer.core.trial;

import dev.racer.core.conformal.LabelState;
import dev.racer.core.conformal.Labels;
import dev.racer.core.vote.Answers;
import java.util.Arrays;

/**
 * What one query adds to a {@link TrialTally}, whatever its group. Holds buffers: not safe for use
 * by several threads; make one per task and pool size.
 */
@SuppressWarnings("EnumOrdinal") // positions in an array that lives no longer than a run
public final class TallyRow {
  private static final int STATES = LabelState.values().length;
  static final int TIED = STATES;
  static final int TOP = STATES + 1;
  static final int MODELS = STATES + 2;

  private final int poolSize;
  private final int costModels; // K with costs, 0 without
  private final long[] words;
  private final long[] sums;

  /**
   * @param shape what is counted
   */
  public TallyRow(TallyShape shape) {
    this.poolSize = shape.poolSize();
    this.costModels = shape.costModels();
    this.words = new long[LaneCounts.words(shape.lanes())];
    this.sums = new long[shape.sums()];
  }

  /**
   * Takes the next query.
   *
   * @param labels K labels in pool order
   * @param scores K router scores in pool order
   */
  public void of(byte[] labels, double[] scores) {
    Arrays.fill(words, 0);
    Arrays.fill(sums, 0);
    mark(LabelState.state(labels, poolSize).ordinal());
    int top = 0;
    boolean tied = false;
    for (int m = 0; m < poolSize; m++) {
      if (labels[m] == Labels.CORRECT) {
        mark(MODELS + m);
      }
      top = scores[m] > scores[top] ? m : top;
      for (int other = 0; other < m && !tied; other++) {
        tied = scores[m] == scores[other];
      }
    }
    if (tied) {
      mark(TIED);
    }
    if (labels[top] == Labels.CORRECT) {
      mark(TOP);
    }
  }

  private void mark(int lane) {
    words[lane / LaneCounts.LANES_PER_WORD] |= LaneCounts.word(lane % LaneCounts.LANES_PER_WORD, 1);
  }

  /**
   * Takes what the models cost for that query.
   *
   * @param costs K costs in pool order; negative where one is not known
   */
  public void costs(long[] costs) {
    for (int m = 0; m < poolSize; m++) {
      sums[m] = Math.max(costs[m], 0);
      sums[costModels + m] = costs[m] < 0 ? 1 : 0;
    }
  }

  /**
   * Takes a confidence column of that query.
   *
   * @param column number of the column
   * @param confidences K of them in pool order, NaN where one is missing
   * @param answers K codes; a model without an answer needs no confidence
   */
  public void confidences(int column, double[] confidences, long[] answers) {
    int missing = 0;
    for (int m = 0; m < poolSize; m++) {
      missing += answers[m] != Answers.NONE && Double.isNaN(confidences[m]) ? 1 : 0;
    }
    sums[2 * costModels + column] = missing;
  }

  long[] words() {
    return words;
  }

  long[] sums() {
    return sums;
  }
}
