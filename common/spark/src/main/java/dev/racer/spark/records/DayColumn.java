package dev.racer.spark.records;

import org.apache.spark.unsafe.types.UTF8String;

/** Days as Spark's strings; most records have the day of the record before. */
final class DayColumn {
  private int last = QueryTable.NO_DAY;
  private UTF8String lastText;

  /** The text of a day; null for {@link QueryTable#NO_DAY}, as tables have it. */
  UTF8String text(int day) {
    if (day == QueryTable.NO_DAY) {
      return null;
    }
    if (day != last) {
      last = day;
      lastText = UTF8String.fromString(DayText.text(day));
    }
    return lastText;
  }
}
