package dev.racer.jobs.report.plot;

/**
 * An entry of a legend.
 *
 * @param shape what it looks like
 * @param style in which style
 * @param text what it means
 */
public record Key(Shape shape, Style style, String text) {
  static final double SWATCH_WIDTH = 26;
  static final double SWATCH_HEIGHT = 14;

  /** What an entry looks like. */
  public enum Shape {
    /** A line with a point on it. */
    LINE,
    /** A wide line. */
    WIDE_LINE,
    /** A point. */
    POINT,
    /** A filled box. */
    BAR,
    /** A pale box. */
    BAND,
    /** An upright line. */
    TICK
  }

  void draw(Svg svg) {
    double middle = SWATCH_HEIGHT / 2;
    switch (shape) {
      case LINE -> {
        svg.line(0, middle, SWATCH_WIDTH, middle, style.ink(), 1.8, style.dash());
        svg.marker(SWATCH_WIDTH / 2, middle, style.marker(), style.ink());
      }
      case WIDE_LINE -> svg.line(0, middle, SWATCH_WIDTH, middle, style.ink(), 7, style.dash());
      case POINT -> svg.marker(SWATCH_WIDTH / 2, middle, style.marker(), style.ink());
      case BAR -> svg.rectangle(6, 2, 14, SWATCH_HEIGHT - 4, style.ink(), 0.85);
      case BAND -> svg.rectangle(2, 2, SWATCH_WIDTH - 4, SWATCH_HEIGHT - 4, style.ink(), 0.35);
      case TICK ->
          svg.line(
              SWATCH_WIDTH / 2, 0, SWATCH_WIDTH / 2, SWATCH_HEIGHT, style.ink(), 2, style.dash());
    }
  }
}
