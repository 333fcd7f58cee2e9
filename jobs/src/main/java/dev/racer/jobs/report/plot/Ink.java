package dev.racer.jobs.report.plot;

import java.util.Locale;

/**
 * What is drawn with, by meaning. The colours of series are those of Okabe and Ito, which people
 * with any colour vision tell apart, or near ones where theirs are too pale for the background.
 */
public enum Ink {
  /** Words and numbers. */
  TEXT("#1b1f24", "#e8eaed"),
  /** Words that matter less, axes, references. */
  MUTED("#57606a", "#a8b1bb"),
  /** Lines of a grid. */
  GRID("#dde2e7", "#343b45"),
  /** What lies under lines, to set some of them off. */
  PALE("#c3cbd4", "#4d5866"),
  /** What lies behind. */
  SURFACE("#ffffff", "#171a1f"),
  /** The first series. */
  BLUE("#0072b2", "#56b4e9"),
  /** The second series. */
  ORANGE("#d55e00", "#e69f00"),
  /** The third series. */
  GREEN("#007f5c", "#2fbf96"),
  /** The fourth series. */
  PURPLE("#a8507f", "#cc79a7");

  private final String light;
  private final String dark;

  Ink(String light, String dark) {
    this.light = light;
    this.dark = dark;
  }

  /** Colour on a light background, {@code #rrggbb}. */
  public String light() {
    return light;
  }

  /** Colour on a dark background, {@code #rrggbb}. */
  public String dark() {
    return dark;
  }

  /** Name in style sheets: {@code blue}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
