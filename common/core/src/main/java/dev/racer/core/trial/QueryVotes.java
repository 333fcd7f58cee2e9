package dev.racer.core.trial;

import dev.racer.core.conformal.Labels;
import dev.racer.core.vote.Answers;
import dev.racer.core.vote.TemperatureGrid;
import dev.racer.core.vote.VoteCount;
import java.util.Arrays;
import java.util.List;

/**
 * What the votes over the sets of one query come to. The sets of a score kind are nested, so that
 * each is told by its size; it votes once, when it is asked for first, whatever the number of
 * trials, levels and score kinds that come to it.
 *
 * <p>Holds buffers: not safe for use by several threads; make one per task, pool and normalization.
 */
public final class QueryVotes {
  private final List<VoteSpec> votes;
  private final VoteLayout layout;
  private final int poolSize;
  private final VoteCount count;
  private final double[][] weights; // by vote; not those by router score
  private final int[] winners;
  private final int[] members;
  private final boolean[] isCounted; // by size
  private final long[] words; // by size
  private final int[][] steps; // by size
  private final int[] stepCounts;
  private byte[] labels = {};
  private long[] answers = {};
  private double[] scores = {};
  private boolean isFresh;

  /**
   * @param poolSize K
   * @param votes the votes, by number
   */
  public QueryVotes(int poolSize, List<VoteSpec> votes) {
    this.votes = List.copyOf(votes);
    this.layout = new VoteLayout(votes);
    this.poolSize = poolSize;
    this.count = new VoteCount(poolSize);
    this.weights = new double[votes.size()][poolSize];
    this.winners = new int[votes.stream().mapToInt(VoteSpec::size).max().orElse(1)];
    this.members = new int[poolSize];
    this.isCounted = new boolean[poolSize + 1];
    this.words = new long[(poolSize + 1) * layout.words()];
    this.steps = new int[poolSize + 1][8];
    this.stepCounts = new int[poolSize + 1];
  }

  /**
   * Takes the next query; arrays are read until the one after it.
   *
   * @param answerCodes K codes of {@link Answers} in pool order
   * @param knownLabels K labels in pool order
   * @param routerScores K normalized router scores in pool order
   */
  public void of(long[] answerCodes, byte[] knownLabels, double[] routerScores) {
    answers = answerCodes;
    labels = knownLabels;
    scores = routerScores;
    count.query(answerCodes, routerScores);
    isFresh = true;
  }

  /**
   * Takes the weights of a vote by confidence for that query.
   *
   * @param vote number of the vote
   * @param confidences K of them in pool order, NaN where one is missing
   */
  public void confidences(int vote, double[] confidences) {
    VoteSpec.ByConfidence weighted = (VoteSpec.ByConfidence) votes.get(vote);
    for (int m = 0; m < poolSize; m++) {
      weights[vote][m] =
          answers[m] == Answers.NONE ? Double.NaN : weighted.missing().weight(confidences[m]);
    }
  }

  /**
   * Takes the order in which a score kind selects; what is known of sets stays if it is that of the
   * one before.
   *
   * @param candidates K pool indexes
   */
  public void order(int[] candidates) {
    if (isFresh || !Arrays.equals(members, candidates)) {
      System.arraycopy(candidates, 0, members, 0, poolSize);
      Arrays.fill(isCounted, false);
      isFresh = false;
    }
  }

  VoteLayout layout() {
    return layout;
  }

  /** Holds the lanes of sets by size, as the layout says; count one before its are read. */
  long[] words() {
    return words;
  }

  /** Steps of a set that was counted: {@code plane << 2 | unknown << 1 | down}. */
  int[] steps(int size) {
    return steps[size];
  }

  /** Number of these steps. */
  int stepCount(int size) {
    return stepCounts[size];
  }

  /** Counts the votes of the set of so many candidates, if that was not done yet. */
  void count(int size) {
    if (isCounted[size]) {
      return;
    }
    isCounted[size] = true;
    stepCounts[size] = 0;
    Arrays.fill(words, size * layout.words(), (size + 1) * layout.words(), 0);
    for (int vote = 0; vote < votes.size(); vote++) {
      int runs = fillWinners(vote, size);
      mark(size, vote, winners[0]);
      for (int t = 1; runs > 1; t++) {
        if (winners[t] != winners[t - 1]) {
          runs--;
          step(size, layout.plane(vote, t), winners[t - 1], winners[t]);
        }
      }
    }
  }

  private int fillWinners(int vote, int size) {
    VoteSpec spec = votes.get(vote);
    if (spec instanceof VoteSpec.ByRouterScore weighted) {
      return weighted(scores, size, weighted.grid());
    }
    if (spec instanceof VoteSpec.ByConfidence weighted) {
      return weighted(weights[vote], size, weighted.grid());
    }
    winners[0] = count.majority(members, size);
    return 1;
  }

  private int weighted(double[] ofModels, int size, TemperatureGrid grid) {
    return count.weighted(members, size, ofModels, grid, winners);
  }

  private void mark(int size, int vote, int winner) {
    int lane = -1;
    if (winner == VoteCount.NO_WINNER) {
      lane = VoteLayout.lane(vote, VoteLayout.UNANSWERED);
    } else if (labels[winner] == Labels.CORRECT) {
      lane = VoteLayout.lane(vote, VoteLayout.CORRECT);
    } else if (labels[winner] == Labels.UNKNOWN) {
      lane = VoteLayout.lane(vote, VoteLayout.UNKNOWN);
    }
    if (lane >= 0) {
      words[size * layout.words() + lane / LaneCounts.LANES_PER_WORD] +=
          LaneCounts.word(lane % LaneCounts.LANES_PER_WORD, 1);
    }
  }

  /** Notes what changes from one temperature to the next, if the label of the winner does. */
  private void step(int size, int plane, int before, int after) {
    byte from = labels[before]; // there is a winner at all temperatures or at none
    byte to = labels[after];
    if (from != to) {
      addStep(size, plane, from, 1);
      addStep(size, plane, to, 0);
    }
  }

  private void addStep(int size, int plane, byte label, int down) {
    if (label == Labels.WRONG) {
      return;
    }
    if (stepCounts[size] == steps[size].length) {
      steps[size] = Arrays.copyOf(steps[size], 2 * stepCounts[size]);
    }
    int unknown = label == Labels.UNKNOWN ? 1 : 0;
    steps[size][stepCounts[size]++] = plane << 2 | unknown << 1 | down;
  }
}
