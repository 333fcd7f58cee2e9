package dev.racer.jobs.nightly;

import java.time.LocalDate;
import java.util.List;

/**
 * The days (UTC) of a night.
 *
 * @param date the date of the run
 * @param first oldest day of the window
 * @param newest newest day whose labels are old enough; it is tested before it enters
 */
public record NightDays(LocalDate date, LocalDate first, LocalDate newest) {
  /**
   * The days of a night. What labels a day has does not matter, only its age: a day that entered
   * because its labels happened to be there would be chosen by its outcomes.
   *
   * @param date the date of the run
   * @param window days of the window, at least 1
   * @param labelAge days between the newest day and the date; not negative
   */
  public static NightDays of(LocalDate date, int window, int labelAge) {
    LocalDate newest = date.minusDays(labelAge);
    return new NightDays(date, newest.minusDays(window - 1L), newest);
  }

  /** All days of the window, oldest first. */
  public List<LocalDate> all() {
    return first.datesUntil(newest.plusDays(1)).toList();
  }
}
