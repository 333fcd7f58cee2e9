package dev.racer.spark.records;

import dev.racer.core.vote.AnswerNormalization;
import dev.racer.core.vote.MissingConfidence;
import dev.racer.core.vote.TemperedVote;
import dev.racer.core.vote.VoteCount;
import dev.racer.spark.lake.OutcomeDetails;
import java.util.HashSet;
import java.util.List;

/**
 * Votes over the answers of sets.
 *
 * @param votes each once; may be none
 * @param normalization makes answers comparable
 * @param missing what becomes of a missing confidence
 */
public record SetVotes(
    List<TemperedVote> votes, AnswerNormalization normalization, MissingConfidence missing) {
  /** Models that a pool may hold at most for its sets to vote. */
  public static final int MOST_MODELS = VoteCount.MAX_POOL_SIZE;

  /**
   * Takes a copy.
   *
   * @throws IllegalArgumentException if a vote is there twice
   */
  public SetVotes {
    votes = List.copyOf(votes);
    if (new HashSet<>(votes).size() < votes.size()) {
      throw new IllegalArgumentException(
          "Votes must be there once each, got " + votes.stream().map(TemperedVote::key).toList());
    }
  }

  /** Whether there is no vote. */
  public boolean isEmpty() {
    return votes.isEmpty();
  }

  /**
   * What has to be read of outcomes for them.
   *
   * @param key the configuration key that asks for the votes
   */
  public OutcomeDetails details(String key) {
    OutcomeDetails details = OutcomeDetails.NONE;
    if (!isEmpty()) {
      details = details.withAnswers(normalization, key);
    }
    for (TemperedVote vote : votes) {
      if (vote.name().confidenceColumn().isPresent()) {
        details = details.withConfidence(vote.name().confidenceColumn().get(), key);
      }
    }
    return details;
  }
}
