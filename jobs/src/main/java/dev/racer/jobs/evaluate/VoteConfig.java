package dev.racer.jobs.evaluate;

import dev.racer.core.vote.AnswerNormalization;
import dev.racer.core.vote.MissingConfidence;
import dev.racer.core.vote.VoteName;
import dev.racer.spark.lake.ConfigException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The votes that are counted over the answers of a model set.
 *
 * @param votes {@code evaluate.votes}, each once; may be none
 * @param onlyWithAnswers whether a lake without answers is no error: the votes were not asked for
 * @param normalization {@code evaluate.answer-normalization}
 * @param missing {@code evaluate.missing-confidence}
 * @param confidenceSource {@code evaluate.confidence-source}: whose judgement the confidences are;
 *     may be empty
 */
public record VoteConfig(
    List<VoteName> votes,
    boolean onlyWithAnswers,
    AnswerNormalization normalization,
    MissingConfidence missing,
    String confidenceSource) {
  /**
   * Takes a copy.
   *
   * @throws ConfigException if a vote is there twice
   */
  public VoteConfig {
    votes = List.copyOf(votes);
    Set<VoteName> seen = new HashSet<>();
    for (VoteName vote : votes) {
      if (!seen.add(vote)) {
        throw new ConfigException(
            "evaluate.votes must hold each vote once, got " + vote.key() + " twice");
      }
    }
  }

  /** The same without any votes, for a lake without answers. */
  VoteConfig none() {
    return new VoteConfig(List.of(), false, normalization, missing, confidenceSource);
  }

  /** The confidence columns that weigh, each once, in the order of the votes. */
  public List<String> confidenceColumns() {
    return votes.stream().flatMap(vote -> vote.confidenceColumn().stream()).distinct().toList();
  }
}
