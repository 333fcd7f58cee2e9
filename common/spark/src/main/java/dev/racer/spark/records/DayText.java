package dev.racer.spark.records;

import java.time.DateTimeException;
import java.time.LocalDate;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Reads days written {@code YYYY-MM-DD}. Most rows have the day of the row before, which is
 * remembered. Not for use by several threads.
 */
final class DayText {
  private UTF8String last = UTF8String.fromString("");
  private boolean isDay;
  private int number;

  /** Whether the text is a day. */
  boolean isDay(UTF8String text) {
    if (!text.equals(last)) {
      last = text.copy();
      read(text.toString());
    }
    return isDay;
  }

  /** Days since 1970-01-01 of the text asked for last, if it is a day. */
  int number() {
    return number;
  }

  private void read(String text) {
    isDay = false;
    try {
      LocalDate day = LocalDate.parse(text);
      isDay = day.toString().equals(text);
      number = Math.toIntExact(day.toEpochDay());
    } catch (DateTimeException e) {
      isDay = false; // an answer, not a failure: the row is for the quarantine
    }
  }

  /** The day as text. */
  static String text(int number) {
    return LocalDate.ofEpochDay(number).toString();
  }
}
