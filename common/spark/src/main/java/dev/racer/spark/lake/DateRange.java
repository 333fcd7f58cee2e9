package dev.racer.spark.lake;

import java.time.LocalDate;
import java.util.Optional;

/**
 * The days of queries (UTC) that a run reads: from the first, up to but without the last.
 *
 * @param from first day; empty means from the beginning
 * @param to the day after the last; empty means to the end
 */
public record DateRange(Optional<LocalDate> from, Optional<LocalDate> to) {
  /** Every day there is. */
  public static final DateRange ALL = new DateRange(Optional.empty(), Optional.empty());

  /**
   * @throws ConfigException if both ends are given and no day lies between them
   */
  public DateRange {
    if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
      throw new ConfigException(
          "The day in --to is the first that is not read: expected a day after --from "
              + from.get()
              + ", got "
              + to.get());
    }
  }

  /** Whether no end is given, so that rows without a date count as well. */
  public boolean isUnbounded() {
    return from.isEmpty() && to.isEmpty();
  }
}
