package dev.racer.core.trial;

import java.util.Arrays;

/** What a vote over the sets of a trial comes to, as counts of queries. */
public final class TrialVotes {
  private final long[] correct;
  private final long[] unknown;
  private final long unanswered;

  TrialVotes(long[] correct, long[] unknown, long unanswered) {
    this.correct = correct;
    this.unknown = unknown;
    this.unanswered = unanswered;
  }

  /** The counts of a vote over no query. */
  public static TrialVotes none(VoteSpec vote) {
    return new TrialVotes(new long[vote.size()], new long[vote.size()], 0);
  }

  /** Number of temperatures; 1 for a majority vote. */
  public int size() {
    return correct.length;
  }

  /**
   * Queries whose representative, the model whose answer is handed on, is labelled correct.
   *
   * @param temperature its number in the vote's grid; 0 for a majority vote
   */
  public long correct(int temperature) {
    return correct[temperature];
  }

  /** {@link #correct(int)} by temperature. */
  public long[] correct() {
    return correct.clone();
  }

  /**
   * Queries whose representative has an unknown label, which counts as wrong.
   *
   * @param temperature as for {@link #correct(int)}
   */
  public long unknown(int temperature) {
    return unknown[temperature];
  }

  /**
   * Queries without a winner, which count as wrong: those with an empty set, an abstention, and
   * those in whose set no model casts a vote.
   */
  public long unanswered() {
    return unanswered;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TrialVotes votes
        && Arrays.equals(correct, votes.correct)
        && Arrays.equals(unknown, votes.unknown)
        && unanswered == votes.unanswered;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(correct) + Arrays.hashCode(unknown))
        + Long.hashCode(unanswered);
  }

  @Override
  public String toString() {
    return "correct "
        + Arrays.toString(correct)
        + ", unknown "
        + Arrays.toString(unknown)
        + ", unanswered "
        + unanswered;
  }
}
