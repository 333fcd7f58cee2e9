package dev.racer.spark.records;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * Reads days written {@code YYYY-MM-DD}. Most rows have the day of the row before, which is
 * remembered. Not for use by several threads.
 */
final class DayText {
  private byte[] last = {};
  private boolean isDay;
  private int number;

  /** Whether a text in UTF-8, which is not changed later, is a day. */
  boolean isDay(byte[] text) {
    if (text != last) {
      if (!Arrays.equals(text, last)) {
        read(new String(text, StandardCharsets.UTF_8));
      }
      last = text;
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
      number = Math.toIntExact(day.toEpochDay());
      isDay = day.toString().equals(text) && number != QueryTable.NO_DAY;
    } catch (DateTimeException | ArithmeticException e) {
      isDay = false; // an answer, not a failure: the row is for the quarantine
    }
  }

  /** The day as text. */
  static String text(int number) {
    return LocalDate.ofEpochDay(number).toString();
  }
}
