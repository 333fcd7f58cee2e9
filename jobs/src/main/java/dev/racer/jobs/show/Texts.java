package dev.racer.jobs.show;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** How numbers and times are shown to people; the same in every locale. */
final class Texts {
  private Texts() {}

  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  static String rate(OptionalDouble value) {
    return decimals(value, 4);
  }

  static String decimals(OptionalDouble value, int places) {
    return value.isPresent()
        ? String.format(Locale.ROOT, "%." + places + "f", value.getAsDouble())
        : "";
  }

  static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static String seconds(Instant from, Instant to) {
    return String.format(Locale.ROOT, "%.1f s", Duration.between(from, to).toMillis() / 1000.0);
  }

  static String counts(Map<String, Long> counts) {
    List<String> texts =
        counts.entrySet().stream()
            .filter(entry -> entry.getValue() > 0)
            .map(entry -> entry.getKey() + " " + count(entry.getValue()))
            .toList();
    return String.join(", ", texts);
  }
}
