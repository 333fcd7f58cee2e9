package dev.racer.jobs.show;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** How numbers and times are shown to people; the same in every locale. */
public final class Texts {
  private Texts() {}

  /** A count with separators: {@code 12,345}. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A rate with four decimals; empty without one. */
  public static String rate(OptionalDouble value) {
    return decimals(value, 4);
  }

  /** A number with that many decimals; empty without one. */
  public static String decimals(OptionalDouble value, int places) {
    return value.isPresent()
        ? String.format(Locale.ROOT, "%." + places + "f", value.getAsDouble())
        : "";
  }

  /** A time in UTC, to the second. */
  public static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static String seconds(Instant from, Instant to) {
    return String.format(Locale.ROOT, "%.1f s", Duration.between(from, to).toMillis() / 1000.0);
  }

  /** The counts above zero: {@code unscored 2, partly-scored 1}; empty if there are none. */
  public static String counts(Map<String, Long> counts) {
    List<String> texts =
        counts.entrySet().stream()
            .filter(entry -> entry.getValue() > 0)
            .map(entry -> entry.getKey() + " " + count(entry.getValue()))
            .toList();
    return String.join(", ", texts);
  }

  /** The counts above zero in parentheses; empty if there are none. */
  public static String reasons(Map<String, Long> counts) {
    String text = counts(counts);
    return text.isEmpty() ? "" : "(" + text + ")";
  }

  /** A duration in the largest unit that fits, whole: {@code 3 days}, {@code 12 minutes}. */
  public static String age(Duration age) {
    long[] amounts = {age.toDays(), age.toHours(), age.toMinutes()};
    List<String> units = List.of("days", "hours", "minutes");
    for (int i = 0; i < amounts.length; i++) {
      if (amounts[i] >= 2) {
        return count(amounts[i]) + " " + units.get(i);
      }
    }
    return age.toSeconds() + " seconds";
  }
}
