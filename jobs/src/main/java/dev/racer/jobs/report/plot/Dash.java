package dev.racer.jobs.report.plot;

/** How a line is broken, so that colour is not all that tells lines apart. */
public enum Dash {
  /** Not at all. */
  SOLID(""),
  /** Into dashes. */
  DASHED("5 3"),
  /** Into dots. */
  DOTTED("1.5 3");

  private final String pattern;

  Dash(String pattern) {
    this.pattern = pattern;
  }

  String attribute() {
    return pattern.isEmpty() ? "" : " stroke-dasharray=\"" + pattern + "\"";
  }
}
