package dev.racer.core.vote;

import java.util.OptionalDouble;

/**
 * A vote that can be counted: a weighted one with its temperature, spelled {@code
 * weighted:COLUMN@TEMPERATURE}.
 *
 * @param name which vote
 * @param temperature positive, positive infinity included; empty for the majority, which has none
 */
public record TemperedVote(VoteName name, OptionalDouble temperature) {
  private static final char AT = '@';

  /**
   * Checks that weighted votes have a temperature, and no others.
   *
   * @throws IllegalArgumentException if that is not so, or the temperature is not positive
   */
  public TemperedVote {
    if (name.isWeighted() != temperature.isPresent()) {
      throw new IllegalArgumentException(
          name.isWeighted()
              ? "A weighted vote needs a temperature, as in " + name.key() + "@0.2"
              : "A majority vote has no temperature, got " + temperature.getAsDouble());
    }
    temperature.ifPresent(TemperatureGrid::requireTemperature);
  }

  /**
   * Reads a vote.
   *
   * @param text {@code majority}, {@code weighted:router-score@0.01}, {@code weighted:COLUMN@0.2};
   *     the temperature stands after the last {@code @}
   * @throws IllegalArgumentException if it is spelled otherwise
   */
  public static TemperedVote parse(String text) {
    int at = text.lastIndexOf(AT);
    if (at < 0) {
      return new TemperedVote(VoteName.parse(text), OptionalDouble.empty());
    }
    String temperature = text.substring(at + 1);
    try {
      return new TemperedVote(
          VoteName.parse(text.substring(0, at)),
          OptionalDouble.of(Double.parseDouble(temperature)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "Temperature of a vote must be a number, as in weighted:COLUMN@0.2, got " + text, e);
    }
  }

  /** The vote, as {@link #parse} reads it. */
  public String key() {
    return temperature.isPresent() ? name.key() + AT + temperature.getAsDouble() : name.key();
  }
}
