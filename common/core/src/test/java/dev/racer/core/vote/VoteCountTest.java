package dev.racer.core.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VoteCountTest {
  private static final long A = 11;
  private static final long B = 22;
  private static final long C = 33;
  private static final long NONE = Answers.NONE;
  private static final double INFINITE = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;
  private static final TemperatureGrid PAPER = TemperatureGrid.paper();

  /** Shares are quotients of a few sums of exponentials. */
  private static final double ROUNDING = 1e-14;

  @Test
  void mostVotesWin() {
    assertThat(majority(answers(B, A, A, C), scores(.9, .1, .2, .9))).isEqualTo(2);
  }

  @Test
  void theRepresentativeIsTheWinnersModelOfHighestRouterScoreThenTheFirst() {
    assertThat(majority(answers(A, A, A), scores(.2, .5, .5))).isEqualTo(1);
  }

  @Test
  void membersWithoutAnAnswerCastNoVote() {
    assertThat(majority(answers(NONE, NONE, A, NONE), scores(.9, .9, .1, .9))).isEqualTo(2);
    assertThat(majority(answers(NONE, NONE), scores(.9, .9))).isEqualTo(VoteCount.NO_WINNER);
  }

  @Test
  void anAbstentionHasNoWinner() {
    VoteCount votes = new VoteCount(2);
    votes.query(answers(A, A), scores(.5, .5));
    int[] winners = new int[PAPER.size()];

    assertThat(votes.majority(new int[0], 0)).isEqualTo(VoteCount.NO_WINNER);
    assertThat(votes.weighted(new int[0], 0, scores(1, 1), PAPER, winners)).isEqualTo(1);
    assertThat(winners).containsOnly(VoteCount.NO_WINNER);
    assertThat(votes.voters()).isZero();
  }

  /** The means are .4 and .45, although A has the model with the highest score. */
  @Test
  void tiesGoToTheHigherMeanRouterScore() {
    assertThat(majority(answers(A, A, B, B), scores(.7, .1, .4, .5))).isEqualTo(3);
  }

  /** In doubles .1 + .2 + .3 is more than .3 + .2 + .1. */
  @Test
  void tiesOfMeansGoToTheSmallerFirstPoolIndex() {
    assertThat(.1 + .2 + .3).isGreaterThan(.3 + .2 + .1);

    assertThat(majority(answers(A, A, A, B, B, B), scores(.3, .2, .1, .1, .2, .3))).isEqualTo(0);
    assertThat(majority(answers(A, A, A, B, B, B), scores(.1, .2, .3, .3, .2, .1))).isEqualTo(2);
    assertThat(majority(answers(B, A, A, A, B, B), scores(.3, .1, .2, .3, .2, .1))).isEqualTo(0);
  }

  @Test
  void onlyMembersOfTheSetVote() {
    VoteCount votes = new VoteCount(4);
    votes.query(answers(A, A, B, C), scores(.1, .2, .3, .4));

    assertThat(votes.majority(new int[] {2, 3, 0}, 1)).isEqualTo(2);
    assertThat(votes.majority(new int[] {2, 3, 0}, 2)).isEqualTo(3);
    assertThat(votes.majority(new int[] {0, 1, 2}, 3)).isEqualTo(1);
  }

  /** {@code exp(.1 / T) = 2} at T = .14427. */
  @Test
  void theWeightedWinnerChangesWithTheTemperature() {
    long[] answers = answers(A, B, B);

    assertThat(weighted(answers, scores(.9, .8, .8), .1)).isEqualTo(0);
    assertThat(weighted(answers, scores(.9, .8, .8), .1442)).isEqualTo(0);
    assertThat(weighted(answers, scores(.9, .8, .8), .1443)).isEqualTo(1);
    assertThat(weighted(answers, scores(.9, .8, .8), 10)).isEqualTo(1);
  }

  @Test
  void oneCallServesTheWholeGrid() {
    VoteCount votes = new VoteCount(3);
    votes.query(answers(A, B, B), scores(.3, .3, .3));
    int[] winners = new int[PAPER.size() + 1];
    winners[PAPER.size()] = 77;

    int runs = votes.weighted(new int[] {0, 1, 2}, 3, scores(.9, .8, .8), PAPER, winners);

    long before = IntStream.range(0, 100).filter(i -> PAPER.temperature(i) < .14427).count();
    assertThat(runs).isEqualTo(2);
    assertThat(Arrays.copyOf(winners, (int) before)).containsOnly(0);
    assertThat(Arrays.copyOfRange(winners, (int) before, 100)).containsOnly(1);
    assertThat(winners[100]).isEqualTo(77);
  }

  /**
   * One weight of 1 and six of .2 against three of .8: e^5 is less than 3 e^4 from T = .182 on, and
   * three votes are less than seven in the end.
   */
  @Test
  void anAnswerMayWinAtLowAndAtHighTemperaturesAndLoseBetween() {
    VoteCount votes = new VoteCount(10);
    votes.query(answers(A, A, A, A, A, A, A, B, B, B), new double[10]);
    double[] weights = {1, .2, .2, .2, .2, .2, .2, .8, .8, .8};
    int[] winners = new int[PAPER.size()];

    int runs = votes.weighted(everyone(10), 10, weights, PAPER, winners);

    assertThat(runs).isEqualTo(3);
    assertThat(winners[0]).isEqualTo(0);
    for (int t = 0; t < PAPER.size(); t++) {
      double temperature = PAPER.temperature(t);
      boolean first =
          Math.exp(1 / temperature) + 6 * Math.exp(.2 / temperature)
              > 3 * Math.exp(.8 / temperature);
      if (temperature > .01) { // or the powers overflow
        assertThat(winners[t]).isEqualTo(first ? 0 : 7);
      }
    }
    assertThat(winners[PAPER.size() - 1]).isEqualTo(0);
  }

  @Test
  void theTemperatureDoesNotMatterWhereOneAnswerHasMoreAndLargerWeights() {
    VoteCount votes = new VoteCount(4);
    votes.query(answers(A, B, A, C), scores(.1, .2, .3, .4));
    int[] winners = new int[PAPER.size()];

    int runs = votes.weighted(new int[] {0, 1, 2, 3}, 4, scores(.5, .8, .9, .2), PAPER, winners);

    assertThat(runs).isEqualTo(1);
    assertThat(winners).containsOnly(2);
  }

  /** In doubles both sums are 1: exp(-700) is lost beside it. */
  @Test
  void weightsBelowACommonLargestOneDecideAtTheLowestTemperature() {
    assertThat(1 + Math.exp((.2 - .9) / 1e-3)).isEqualTo(1 + Math.exp((.1 - .9) / 1e-3));

    assertThat(weighted(answers(A, A, B, B), scores(.9, .1, .9, .2), 1e-3)).isEqualTo(2);
    assertThat(weighted(answers(A, A, B, B), scores(.9, .1, .9, .2), 1e-300)).isEqualTo(2);
  }

  @Test
  void atInfiniteTemperatureVotesAreCountedEvenWhereWeightsDiffer() {
    long[] answers = answers(A, B, C, C);

    assertThat(weighted(answers, scores(.9, 1, 0, 0), INFINITE)).isEqualTo(2);
    // a tie of votes goes by router scores (all equal here, so by index), not by weights
    assertThat(weighted(answers(A, B), scores(.2, .9), INFINITE)).isEqualTo(0);
    assertThat(weighted(answers(A, B), scores(.2, .9), 1e9)).isEqualTo(1);
  }

  @Test
  void aGridMayEndAtInfinity() {
    VoteCount votes = new VoteCount(3);
    votes.query(answers(A, B, B), scores(.3, .3, .3));
    int[] winners = new int[3];
    TemperatureGrid grid = TemperatureGrid.of(.1, .12, INFINITE);

    int runs = votes.weighted(new int[] {0, 1, 2}, 3, scores(.9, .8, .8), grid, winners);

    assertThat(runs).isEqualTo(2);
    assertThat(winners).containsExactly(0, 0, 1);
  }

  @Test
  void equalWeightsAreATieThatRouterScoresDecide() {
    VoteCount votes = new VoteCount(4);
    votes.query(answers(A, A, B, B), scores(.1, .2, .3, .4));
    int[] winners = new int[1];

    votes.weighted(
        new int[] {0, 1, 2, 3}, 4, scores(.9, .5, .5, .9), TemperatureGrid.of(.2), winners);

    assertThat(winners[0]).isEqualTo(3);
    assertThat(votes.tied(3, .2)).isTrue();
    assertThat(votes.share(3, .2)).isCloseTo(.5, within(ROUNDING));
  }

  @Test
  void aMemberWithoutAWeightCastsNoVoteButMayHandTheAnswerOn() {
    VoteCount votes = new VoteCount(4);
    votes.query(answers(A, A, B, C), scores(.1, .9, .5, .5));
    int[] members = {0, 1, 2, 3};
    int[] winners = new int[1];

    votes.weighted(members, 4, scores(.8, NAN, .7, NAN), TemperatureGrid.of(1), winners);

    assertThat(winners[0]).isEqualTo(1);
    assertThat(votes.voters()).isEqualTo(2);
    assertThat(votes.share(1, INFINITE)).isEqualTo(.5);
  }

  @Test
  void withoutAnyWeightThereIsNoWinner() {
    assertThat(weighted(answers(A, B), scores(NAN, NAN), .2)).isEqualTo(VoteCount.NO_WINNER);
    assertThat(weighted(answers(A, B), scores(NAN, NAN), INFINITE)).isEqualTo(VoteCount.NO_WINNER);
  }

  @Test
  void theMeanOfATieIsThatOfVotersAlone() {
    VoteCount votes = new VoteCount(3);
    votes.query(answers(A, B, B), scores(.4, .3, .9));
    int[] winners = new int[1];

    votes.weighted(new int[] {0, 1, 2}, 3, scores(.8, .8, NAN), TemperatureGrid.of(1), winners);

    assertThat(winners[0]).isEqualTo(0);
  }

  @Test
  void shareOfAMajorityIsItsVotesOverAllThatWereCast() {
    VoteCount votes = new VoteCount(5);
    votes.query(answers(A, A, B, NONE, C), scores(.1, .2, .3, .4, .5));

    int winner = votes.majority(new int[] {0, 1, 2, 3, 4}, 5);

    assertThat(votes.voters()).isEqualTo(4);
    assertThat(votes.share(winner, INFINITE)).isEqualTo(.5);
    assertThat(votes.tied(winner, INFINITE)).isFalse();
  }

  /** 2 exp(8) / (exp(9) + 2 exp(8)) = 2 / (e + 2). */
  @Test
  void shareOfAWeightedVoteIsItsSoftmax() {
    VoteCount votes = new VoteCount(3);
    votes.query(answers(A, B, B), scores(.3, .3, .3));

    votes.weighted(new int[] {2, 1, 0}, 3, scores(.9, .8, .8), TemperatureGrid.of(.1), new int[1]);

    assertThat(votes.share(1, .1)).isCloseTo(2 / (Math.E + 2), within(ROUNDING));
    assertThat(votes.share(0, .1)).isCloseTo(Math.E / (Math.E + 2), within(ROUNDING));
    assertThat(votes.tied(0, .1)).isFalse();
  }

  @Test
  void sharesAreThoseOfTheVoteCountedLast() {
    VoteCount votes = new VoteCount(3);
    votes.query(answers(A, B, B), scores(.3, .3, .3));
    votes.weighted(new int[] {0}, 1, scores(.9, .8, .8), PAPER, new int[100]);
    votes.majority(new int[] {1, 2}, 2);

    assertThat(votes.share(1, INFINITE)).isEqualTo(1);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> votes.share(1, .5))
        .withMessage("The vote counted last was not weighted, so it has no temperature 0.5");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> votes.share(0, INFINITE))
        .withMessage("Winner must be a pool index whose answer was voted for, got 0");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> votes.tied(VoteCount.NO_WINNER, INFINITE))
        .withMessage("Winner must be a pool index whose answer was voted for, got -1");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> votes.share(1, 0))
        .withMessage("Temperature must be positive, got 0.0");
  }

  @Test
  void aPoolOfOneModelVotes() {
    assertThat(majority(answers(A), scores(1))).isZero();
    assertThat(weighted(answers(A), scores(1), 1e-3)).isZero();
  }

  @Test
  void longerArraysAreNotReadBeyondThePool() {
    VoteCount votes = new VoteCount(2);
    votes.query(answers(A, B, B), new double[] {.2, .3, NAN});

    assertThat(votes.majority(new int[] {0, 1}, 2)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-.1, 1.1, Double.NaN})
  void aRouterScoreOutsideItsRangeIsRefused(double score) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new VoteCount(2).query(answers(A, B), scores(.5, score)))
        .withMessage(
            "Normalized router score must lie in [0, 1], got " + score + " at pool index 1");
  }

  @Test
  void anInfiniteWeightIsRefused() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> weighted(answers(A, B), scores(.5, INFINITE), 1))
        .withMessage(
            "Weight of a vote must be finite, or NaN for no vote, got Infinity at pool index 1");
  }

  @Test
  void winnersThatDoNotFitAreRefused() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(
            () -> new VoteCount(1).weighted(new int[] {0}, 1, scores(1), PAPER, new int[99]))
        .withMessage("Winners must hold 100 values, got 99");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 2049})
  void aPoolSizeOutsideItsRangeIsRefused(int poolSize) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new VoteCount(poolSize))
        .withMessage("Pool size must lie in [1, 2048] for votes, got " + poolSize);
  }

  @Test
  void theLargestPoolDoesNotOverflow() {
    int size = VoteCount.MAX_POOL_SIZE;
    long[] answers = new long[size];
    double[] scores = new double[size];
    Arrays.setAll(answers, i -> i < size / 2 ? A : B);
    Arrays.setAll(scores, i -> i < size / 2 ? Math.nextDown(1) - 1e-9 : 1);

    assertThat(majority(answers, scores)).isEqualTo(size / 2);
  }

  private static int majority(long[] answers, double[] scores) {
    VoteCount votes = new VoteCount(answers.length);
    votes.query(answers, scores);
    return votes.majority(everyone(answers.length), answers.length);
  }

  /** All members vote; router scores are all the same. */
  private static int weighted(long[] answers, double[] weights, double temperature) {
    VoteCount votes = new VoteCount(answers.length);
    votes.query(answers, new double[answers.length]);
    int[] winners = new int[1];
    votes.weighted(
        everyone(answers.length),
        answers.length,
        weights,
        TemperatureGrid.of(temperature),
        winners);
    return winners[0];
  }

  private static int[] everyone(int size) {
    return IntStream.range(0, size).toArray();
  }

  private static long[] answers(long... codes) {
    return codes;
  }

  private static double[] scores(double... scores) {
    return scores;
  }
}
