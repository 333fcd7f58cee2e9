package dev.racer.jobs.report.plot;

import java.math.BigDecimal;

/** What the numbers of an axis are; axes write the number alone and the unit into their label. */
public enum Unit {
  /** A share, written in percent. */
  PERCENT(2, "%"),
  /** A difference of shares, written in percentage points with its sign. */
  POINTS(2, "percentage points"),
  /** A number of trials. */
  TRIALS(0, "trials"),
  /** A number of models, on average. */
  MODELS(0, "models per query");

  private final int shift;
  private final String text;

  Unit(int shift, String text) {
    this.shift = shift;
    this.text = text;
  }

  /** As it stands in a label. */
  public String text() {
    return text;
  }

  /** A tick of an axis in this unit. */
  String tick(BigDecimal value) {
    BigDecimal shown = value.movePointRight(shift);
    String number = shown.signum() == 0 ? "0" : shown.abs().stripTrailingZeros().toPlainString();
    String sign = shown.signum() < 0 ? "−" : this == POINTS && shown.signum() > 0 ? "+" : "";
    return sign + number;
  }
}
