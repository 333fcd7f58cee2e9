package dev.racer.jobs.diff;

import dev.racer.core.conformal.LabelState;
import dev.racer.core.conformal.Labels;
import dev.racer.core.serving.Action;
import dev.racer.core.serving.Decision;

/** Counts what one version does to the queries of one segment. */
final class ServedCounter {
  private long queries;
  private long misses;
  private long answerable;
  private long answerableMisses;
  private long byThreshold;
  private long selected;
  private long abstentions;
  private long called;
  private long refused;
  private long costUnits;
  private long costed;

  /**
   * Counts a decision.
   *
   * @param labels of the models of the decision, in their order
   * @param costs of the same models in units of 10<sup>-9</sup>, negative where unknown
   */
  void add(Decision decision, byte[] labels, long[] costs, int size) {
    LabelState state = LabelState.state(labels, size);
    boolean hit = hits(decision, labels, size, state);
    queries++;
    misses += hit ? 0 : 1;
    if (state == LabelState.ANSWERABLE) {
      answerable++;
      answerableMisses += hit ? 0 : 1;
    }
    called += decision.size();
    switch (decision.action()) {
      case SET -> {
        byThreshold++;
        selected += decision.size();
      }
      case ABSTAIN -> {
        byThreshold++;
        abstentions++;
      }
      case REFUSE -> refused++;
      case CALL_ALL -> {}
    }
    addCost(decision, costs, size);
  }

  private static boolean hits(Decision decision, byte[] labels, int size, LabelState state) {
    if (decision.action() == Action.CALL_ALL) {
      return state != LabelState.UNANSWERABLE || decision.selectsNull();
    }
    for (int m = 0; m < size; m++) {
      if (labels[m] == Labels.CORRECT && decision.selects(m)) {
        return true;
      }
    }
    return state == LabelState.UNANSWERABLE && decision.selectsNull();
  }

  private void addCost(Decision decision, long[] costs, int size) {
    long sum = 0;
    for (int m = 0; m < size; m++) {
      if (decision.selects(m)) {
        if (costs[m] < 0) {
          return;
        }
        sum = Math.addExact(sum, costs[m]);
      }
    }
    costUnits = Math.addExact(costUnits, sum);
    costed++;
  }

  Served served() {
    return new Served(
        queries,
        misses,
        answerable,
        answerableMisses,
        byThreshold,
        selected,
        abstentions,
        called,
        refused,
        costUnits,
        costed);
  }
}
