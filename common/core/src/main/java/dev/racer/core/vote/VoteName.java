package dev.racer.core.vote;

import java.util.Objects;
import java.util.Optional;

/**
 * Which vote is meant, as configuration and tables spell it: {@code majority}, {@code
 * weighted:router-score}, or {@code weighted:COLUMN} with a confidence column of the outcomes.
 *
 * @param weight what the votes weigh: {@value #ROUTER_SCORE}, or a column; empty for the majority,
 *     in which all weigh the same
 */
public record VoteName(Optional<String> weight) {
  /** The weight that is the router's score for the model. */
  public static final String ROUTER_SCORE = "router-score";

  private static final String MAJORITY_KEY = "majority";
  private static final String WEIGHTED = "weighted:";

  /** The vote in which every model weighs the same. */
  public static final VoteName MAJORITY = new VoteName(Optional.empty());

  /** Refuses null. */
  public VoteName {
    Objects.requireNonNull(weight, "weight");
  }

  /**
   * Reads a name.
   *
   * @throws IllegalArgumentException if it is spelled otherwise
   */
  public static VoteName parse(String text) {
    if (text.equals(MAJORITY_KEY)) {
      return MAJORITY;
    }
    if (text.startsWith(WEIGHTED) && !text.substring(WEIGHTED.length()).isBlank()) {
      return new VoteName(Optional.of(text.substring(WEIGHTED.length())));
    }
    throw new IllegalArgumentException(
        "A vote must be majority, weighted:router-score or weighted:COLUMN with a column of the"
            + " outcomes, got "
            + text);
  }

  /** The confidence column that weighs; empty where none does. */
  public Optional<String> confidenceColumn() {
    return weight.filter(name -> !name.equals(ROUTER_SCORE));
  }

  /** Whether votes have weights, and a temperature with them. */
  public boolean isWeighted() {
    return weight.isPresent();
  }

  /** The name, as {@link #parse} reads it. */
  public String key() {
    return weight.map(name -> WEIGHTED + name).orElse(MAJORITY_KEY);
  }
}
