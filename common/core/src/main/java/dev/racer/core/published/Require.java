package dev.racer.core.published;

import dev.racer.core.pool.Utf8;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.OptionalDouble;

/** The checks that several published records share. */
final class Require {
  private Require() {}

  /**
   * Passes when {@code holds}.
   *
   * @throws IllegalArgumentException with {@code "<expectation>, got <got>"} otherwise
   */
  static void that(boolean holds, String expectation, Object got) {
    if (!holds) {
      throw new IllegalArgumentException(expectation + ", got " + got);
    }
  }

  /** Passes for text that is not blank and can be written as UTF-8. */
  static void name(String what, String text) {
    that(!text.isBlank(), what + " must not be blank", "'" + text + "'");
    Utf8.encode(text); // refuses unpaired surrogates
  }

  static void oneOf(String what, Collection<String> allowed, String key) {
    that(
        allowed.contains(key),
        what + " must be one of " + String.join(", ", allowed),
        "'" + key + "'");
  }

  static void notNegative(String what, long count) {
    that(count >= 0, what + " must not be negative", count);
  }

  static void rate(String what, OptionalDouble rate) {
    rate.ifPresent(value -> that(value >= 0 && value <= 1, what + " must lie in [0, 1]", value));
  }

  /** Passes for decimal text strictly between 0 and 1. */
  static void riskLevel(String text) {
    try {
      BigDecimal value = new BigDecimal(text);
      that(
          value.signum() > 0 && value.compareTo(BigDecimal.ONE) < 0,
          "Risk level must lie in (0, 1)",
          text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "Risk level must be a decimal number, got '" + text + "'", e);
    }
  }
}
