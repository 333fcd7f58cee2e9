package dev.racer.jobs.report.figure;

import dev.racer.jobs.report.sheet.Text;

/**
 * Something about a router and a segment that a reader should know before they rely on it.
 *
 * @param router name of the router
 * @param segment name of the segment
 * @param weight how bad it is
 * @param label the worry in two or three words
 * @param sentence the worry spelled out
 */
public record Worry(String router, String segment, Weight weight, String label, Text sentence) {
  /** How bad it is. */
  public enum Weight {
    /** What is promised does not hold. */
    ALARM,
    /** It holds, but is less than it seems. */
    CAUTION
  }
}
