package dev.racer.jobs.report.plot;

/**
 * How a series looks.
 *
 * @param ink its colour
 * @param dash how its line is broken
 * @param marker the shape of its points
 */
public record Style(Ink ink, Dash dash, Marker marker) {
  private static final Style[] SERIES = {
    new Style(Ink.BLUE, Dash.SOLID, Marker.CIRCLE),
    new Style(Ink.ORANGE, Dash.DASHED, Marker.SQUARE),
    new Style(Ink.GREEN, Dash.DOTTED, Marker.DIAMOND),
    new Style(Ink.PURPLE, Dash.DASHED, Marker.TRIANGLE)
  };

  /** What is compared with: not a series of its own. */
  public static final Style REFERENCE = new Style(Ink.TEXT, Dash.DOTTED, Marker.NONE);

  /**
   * The style of a series; after four they begin again.
   *
   * @param index from 0
   */
  public static Style ofSeries(int index) {
    return SERIES[index % SERIES.length];
  }
}
