package dev.racer.core.vote;

import dev.racer.core.score.Keys;

/** How much the vote of a model weighs that answered, but with no confidence on record. */
public enum MissingConfidence {
  /** It weighs as if its confidence were 0, the lowest there is. */
  ZERO("zero") {
    @Override
    public double weight(double confidence) {
      return Double.isNaN(confidence) ? 0 : confidence;
    }
  },

  /** It casts no vote where confidences weigh; in a majority vote it does. */
  NO_VOTE("no-vote") {
    @Override
    public double weight(double confidence) {
      return confidence;
    }
  },

  /** A missing confidence is an error. */
  REFUSE("refuse") {
    @Override
    public double weight(double confidence) {
      if (Double.isNaN(confidence)) {
        throw new IllegalArgumentException(
            "Confidence must be on record for every answer, got none for one of them");
      }
      return confidence;
    }
  };

  private final String key;

  MissingConfidence(String key) {
    this.key = key;
  }

  /**
   * Returns the weight of a vote.
   *
   * @param confidence in [0, 1], or NaN if it is missing; that of a model without an answer need
   *     not be asked for
   * @return the weight, or NaN for a vote that is not cast
   * @throws IllegalArgumentException if it is missing and this is {@link #REFUSE}
   */
  public abstract double weight(double confidence);

  /** Returns the name in configuration and published tables. */
  public String key() {
    return key;
  }

  /**
   * Returns the choice with the given key.
   *
   * @throws IllegalArgumentException naming the key and the allowed ones
   */
  public static MissingConfidence ofKey(String key) {
    return Keys.find("missing confidence", values(), MissingConfidence::key, key);
  }
}
