package dev.racer.core.vote;

import dev.racer.core.score.FixedPoint;
import java.util.Arrays;

/**
 * Counts the votes of model sets, for one query after the other.
 *
 * <p>The members of a set vote for their answers; a member without an answer casts no vote. Ties go
 * to the answer whose voters have the higher mean router score, then to the one that the voter with
 * the smallest pool index gave. The winner is handed on as given by its <em>representative</em>: of
 * all members that gave the winning answer, with or without a vote, the one with the highest router
 * score, then the smallest pool index. So a vote is right when the representative's label is
 * correct. Router scores are compared in {@link FixedPoint}, where sums are exact.
 *
 * <p>Nothing depends on the order in which members are given. Results are exact: no sum of
 * exponentials is compared that doubles cannot tell apart.
 *
 * <p>Holds buffers: not safe for use by several threads, and not serializable; make one per task.
 *
 * @see "Paper, aggregation of answers: majority and weighted vote"
 */
public final class VoteCount {
  /** Where no member of a set casts a vote. */
  public static final int NO_WINNER = -1;

  /** The largest pool: buffers hold the square of its size in weights, 32 MiB at this one. */
  public static final int MAX_POOL_SIZE = 2048;

  private static final int NO_ANSWER = -1;

  private final int poolSize;

  // of the query: its distinct answers, numbered as they come in pool order
  private final int[] answerOf;
  private final long[] scores;
  private final long[] codes;
  private int answers;

  // of the vote counted last, by answer
  private final int[] votes;
  private final long[] scoreSums;
  private final int[] firstVoter;
  private final int[] representative;
  private final double[] weightsOf; // poolSize for each answer, its votes descending
  private int voters;
  private boolean weighed;

  private final WeightDifference difference;

  /**
   * Prepares buffers.
   *
   * @param poolSize K, the number of candidates, in [1, {@value #MAX_POOL_SIZE}]
   * @throws IllegalArgumentException if it is out of range
   */
  public VoteCount(int poolSize) {
    if (poolSize < 1 || poolSize > MAX_POOL_SIZE) {
      throw new IllegalArgumentException(
          "Pool size must lie in [1, " + MAX_POOL_SIZE + "] for votes, got " + poolSize);
    }
    this.poolSize = poolSize;
    this.answerOf = new int[poolSize];
    this.scores = new long[poolSize];
    this.codes = new long[poolSize];
    this.votes = new int[poolSize];
    this.scoreSums = new long[poolSize];
    this.firstVoter = new int[poolSize];
    this.representative = new int[poolSize];
    this.weightsOf = new double[poolSize * poolSize];
    this.difference = new WeightDifference(poolSize);
  }

  /**
   * Takes the query whose sets vote from now on.
   *
   * @param answerCodes K codes of {@link Answers} in pool order; longer arrays are not read beyond
   * @param routerScores K normalized router scores in [0, 1] in pool order; longer arrays are not
   *     read beyond
   * @throws IllegalArgumentException if a score is outside [0, 1] or NaN
   */
  public void query(long[] answerCodes, double[] routerScores) {
    int distinct = 0;
    for (int model = 0; model < poolSize; model++) {
      double score = routerScores[model];
      if (!(score >= 0 && score <= 1)) {
        throw new IllegalArgumentException(
            "Normalized router score must lie in [0, 1], got " + score + " at pool index " + model);
      }
      scores[model] = FixedPoint.of(score);
      long code = answerCodes[model];
      int answer = NO_ANSWER;
      if (code != Answers.NONE) {
        answer = 0;
        while (answer < distinct && codes[answer] != code) {
          answer++;
        }
        if (answer == distinct) {
          codes[distinct++] = code;
        }
      }
      answerOf[model] = answer;
    }
    answers = distinct;
    clear();
  }

  /**
   * Counts a majority vote.
   *
   * @param members pool indexes of the set, distinct, in any order
   * @param count how many of them are read; 0 for an abstention
   * @return the pool index of the winner's representative, or {@link #NO_WINNER} when no member has
   *     an answer
   */
  public int majority(int[] members, int count) {
    clear();
    for (int i = 0; i < count; i++) {
      int member = members[i];
      int answer = answerOf[member];
      if (answer != NO_ANSWER) {
        represent(answer, member);
        castVote(answer, member);
      }
    }
    return representativeOf(winnerByVotes());
  }

  /**
   * Counts a weighted vote at every temperature of a grid: the softmax over the weights of the
   * members, at that temperature, summed by answer; the largest sum wins. Sums are tied only where
   * two answers have the very same weights.
   *
   * @param members as for {@link #majority}
   * @param count as there
   * @param weights by pool index; NaN for a model that casts no vote; those of models that are no
   *     members, or have no answer, are not read
   * @param grid the temperatures
   * @param winners receives one winner for each temperature, as {@link #majority} returns it;
   *     {@link #NO_WINNER} at all of them when no member has both an answer and a weight; longer
   *     arrays are not touched beyond
   * @return the number of runs of equal winners along the grid: 1 when the temperature does not
   *     matter
   * @throws IllegalArgumentException if a weight is infinite, or {@code winners} too short
   */
  public int weighted(
      int[] members, int count, double[] weights, TemperatureGrid grid, int[] winners) {
    int size = grid.size();
    if (winners.length < size) {
      throw new IllegalArgumentException(
          "Winners must hold " + size + " values, got " + winners.length);
    }
    clear();
    weighed = true;
    for (int i = 0; i < count; i++) {
      int member = members[i];
      int answer = answerOf[member];
      if (answer != NO_ANSWER) {
        represent(answer, member);
        double weight = weights[member];
        if (!Double.isNaN(weight)) {
          insert(answer, weight, member);
          castVote(answer, member);
        }
      }
    }
    boolean endsInfinite = grid.temperature(size - 1) == Double.POSITIVE_INFINITY;
    int finite = endsInfinite ? size - 1 : size;
    int runs = finite == 0 ? 0 : fillWinners(grid, finite, winners);
    if (endsInfinite) {
      winners[finite] = representativeOf(winnerByVotes());
      runs += finite == 0 || winners[finite] != winners[finite - 1] ? 1 : 0;
    }
    return runs;
  }

  /** Returns how many members cast a vote in the vote counted last. */
  public int voters() {
    return voters;
  }

  /**
   * Returns which part of the vote counted last fell to a winner.
   *
   * @param winner a pool index that the vote gave as winner
   * @param temperature the one at which it won; positive infinity for a majority vote
   * @return its votes or weight, divided by those of all voters; in (0, 1]
   * @throws IllegalArgumentException if no vote was cast for the winner's answer, or the
   *     temperature is not positive
   * @throws IllegalStateException if the temperature is finite and the vote was not weighted
   */
  public double share(int winner, double temperature) {
    int answer = answerVotedFor(winner);
    if (isByVotes(temperature)) {
      return (double) votes[answer] / voters;
    }
    double top = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < answers; i++) {
      if (votes[i] > 0) {
        top = Math.max(top, weightsOf[row(i)]);
      }
    }
    double all = 0;
    double won = 0;
    for (int i = 0; i < answers; i++) {
      double sum = 0;
      for (int j = 0; j < votes[i]; j++) {
        sum += StrictMath.exp((weightsOf[row(i) + j] - top) / temperature);
      }
      all += sum;
      won = i == answer ? sum : won;
    }
    return won / all;
  }

  /**
   * Returns whether another answer had as many votes, or the same sum of weights, in the vote
   * counted last, so that router scores decided.
   *
   * @param winner as for {@link #share}
   * @param temperature as there
   * @throws IllegalArgumentException as there
   * @throws IllegalStateException as there
   */
  public boolean tied(int winner, double temperature) {
    int answer = answerVotedFor(winner);
    boolean byVotes = isByVotes(temperature);
    for (int other = 0; other < answers; other++) {
      if (other != answer
          && votes[other] == votes[answer]
          && (byVotes || haveSameWeights(answer, other))) {
        return true;
      }
    }
    return false;
  }

  private void clear() {
    Arrays.fill(votes, 0, answers, 0);
    Arrays.fill(representative, 0, answers, NO_WINNER);
    voters = 0;
    weighed = false;
  }

  private void represent(int answer, int member) {
    int other = representative[answer];
    if (other == NO_WINNER
        || scores[member] > scores[other]
        || (scores[member] == scores[other] && member < other)) {
      representative[answer] = member;
    }
  }

  private void castVote(int answer, int member) {
    if (votes[answer] == 0) {
      scoreSums[answer] = 0;
      firstVoter[answer] = member;
    }
    votes[answer]++;
    voters++;
    scoreSums[answer] += scores[member];
    firstVoter[answer] = Math.min(firstVoter[answer], member);
  }

  /** Puts a weight in its place among those of an answer, before its vote is cast. */
  private void insert(int answer, double weight, int member) {
    if (Double.isInfinite(weight)) {
      throw new IllegalArgumentException(
          "Weight of a vote must be finite, or NaN for no vote, got "
              + weight
              + " at pool index "
              + member);
    }
    int from = row(answer);
    int at = from + votes[answer];
    for (; at > from && weightsOf[at - 1] < weight; at--) {
      weightsOf[at] = weightsOf[at - 1];
    }
    weightsOf[at] = weight;
  }

  private int row(int answer) {
    return answer * poolSize;
  }

  private int representativeOf(int answer) {
    return answer == NO_ANSWER ? NO_WINNER : representative[answer];
  }

  private int winnerByVotes() {
    int leader = NO_ANSWER;
    for (int answer = 0; answer < answers; answer++) {
      if (votes[answer] > 0
          && (leader == NO_ANSWER
              || votes[answer] > votes[leader]
              || (votes[answer] == votes[leader] && precedes(answer, leader)))) {
        leader = answer;
      }
    }
    return leader;
  }

  /** Whether a tie goes to the first of two answers, which have as many votes if they are tied. */
  private boolean precedes(int answer, int other) {
    return scoreSums[answer] > scoreSums[other]
        || (scoreSums[answer] == scoreSums[other] && firstVoter[answer] < firstVoter[other]);
  }

  /** Finds the winner at each of the first, finite temperatures; returns the number of runs. */
  private int fillWinners(TemperatureGrid grid, int finite, int[] winners) {
    int leader = NO_ANSWER;
    int answer = 0;
    for (; answer < answers; answer++) {
      if (votes[answer] > 0) {
        if (leader == NO_ANSWER) {
          leader = answer;
        } else {
          compare(answer, leader);
          if (difference.signChanges() > 0) {
            break; // the temperature matters, here at least
          }
          leader = isAheadEverywhere(answer, leader) ? answer : leader;
        }
      }
    }
    if (answer == answers) {
      Arrays.fill(winners, 0, finite, representativeOf(leader));
      return 1;
    }
    Arrays.fill(winners, 0, finite, leader); // answers for now, representatives in the end
    for (; answer < answers; answer++) {
      if (votes[answer] > 0) {
        challenge(answer, grid, finite, winners);
      }
    }
    int runs = 0;
    for (int i = 0, before = NO_ANSWER; i < finite; i++) {
      runs += winners[i] == before ? 0 : 1;
      before = winners[i];
      winners[i] = representative[before];
    }
    return runs;
  }

  private void compare(int answer, int other) {
    difference.set(weightsOf, row(answer), votes[answer], row(other), votes[other]);
  }

  /** Whether the first of two answers wins, after they were compared and no sign changes. */
  private boolean isAheadEverywhere(int answer, int other) {
    return difference.isZero() ? precedes(answer, other) : difference.signAtZero() > 0;
  }

  /** Lets an answer win wherever it is ahead of the leader so far, run by run. */
  private void challenge(int answer, TemperatureGrid grid, int finite, int[] winners) {
    for (int from = 0, to; from < finite; from = to) {
      int leader = winners[from];
      to = from + 1;
      while (to < finite && winners[to] == leader) {
        to++;
      }
      compare(answer, leader);
      switch (difference.signChanges()) {
        case 0 -> {
          if (isAheadEverywhere(answer, leader)) {
            Arrays.fill(winners, from, to, answer);
          }
        }
        case 1 -> {
          int turn = turn(grid, from, to);
          if (difference.signAtZero() > 0) {
            Arrays.fill(winners, from, turn, answer);
          } else {
            Arrays.fill(winners, turn, to, answer);
          }
        }
        default -> {
          for (int i = from; i < to; i++) {
            if (difference.signAt(grid.temperature(i)) > 0) {
              winners[i] = answer;
            }
          }
        }
      }
    }
  }

  /** The first temperature at which the sign is no longer that at zero, by bisection. */
  private int turn(TemperatureGrid grid, int from, int to) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (difference.signAt(grid.temperature(middle)) == difference.signAtZero()) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int answerVotedFor(int winner) {
    int answer = winner >= 0 && winner < poolSize ? answerOf[winner] : NO_ANSWER;
    if (answer == NO_ANSWER || votes[answer] == 0) {
      throw new IllegalArgumentException(
          "Winner must be a pool index whose answer was voted for, got " + winner);
    }
    return answer;
  }

  private boolean isByVotes(double temperature) {
    TemperatureGrid.requireTemperature(temperature);
    if (temperature == Double.POSITIVE_INFINITY) {
      return true;
    }
    if (!weighed) {
      throw new IllegalStateException(
          "The vote counted last was not weighted, so it has no temperature " + temperature);
    }
    return false;
  }

  private boolean haveSameWeights(int answer, int other) {
    compare(answer, other);
    return difference.isZero();
  }
}
