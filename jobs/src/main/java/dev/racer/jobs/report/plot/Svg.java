package dev.racer.jobs.report.plot;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Writes the elements of an SVG. Coordinates are rounded to a tenth of a unit. */
final class Svg {
  static final double FONT_SIZE = 12;

  /** Where a text lies relative to its point. */
  enum Anchor {
    START("start"),
    MIDDLE("middle"),
    END("end");

    private final String key;

    Anchor(String key) {
      this.key = key;
    }
  }

  private final Paint paint;
  private final StringBuilder out = new StringBuilder();

  Svg(Paint paint) {
    this.paint = paint;
  }

  /** What was written. */
  String elements() {
    return out.toString();
  }

  void line(double x1, double y1, double x2, double y2, Ink ink, double width, Dash dash) {
    out.append(
        "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" %s stroke-width=\"%s\"%s/>\n"
            .formatted(
                at(x1), at(y1), at(x2), at(y2), paint.stroke(ink), at(width), dash.attribute()));
  }

  void rectangle(double x, double y, double width, double height, Ink ink, double opacity) {
    out.append(
        "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" %s%s/>\n"
            .formatted(
                at(x), at(y), at(width), at(height), paint.fill(ink), opacity("fill", opacity)));
  }

  /** A line through points, given as x and y in turn. */
  void polyline(double[] coordinates, Ink ink, double width, Dash dash) {
    out.append(
        "<polyline points=\"%s\" fill=\"none\" %s stroke-width=\"%s\" stroke-linejoin=\"round\"%s/>\n"
            .formatted(points(coordinates), paint.stroke(ink), at(width), dash.attribute()));
  }

  /** An area with the given corners, x and y in turn. */
  void area(double[] coordinates, Ink ink, double opacity) {
    out.append(
        "<polygon points=\"%s\" %s%s/>\n"
            .formatted(points(coordinates), paint.fill(ink), opacity("fill", opacity)));
  }

  void marker(double x, double y, Marker marker, Ink ink) {
    double r = 3.6;
    switch (marker) {
      case NONE -> {}
      case CIRCLE ->
          out.append(
              "<circle cx=\"%s\" cy=\"%s\" r=\"%s\" %s stroke-width=\"1\"/>\n"
                  .formatted(at(x), at(y), at(r), paint.both(ink, Ink.SURFACE)));
      case SQUARE -> shape(ink, x - r, y - r, x + r, y - r, x + r, y + r, x - r, y + r);
      case DIAMOND -> shape(ink, x, y - 4.8, x + 4.8, y, x, y + 4.8, x - 4.8, y);
      case TRIANGLE -> shape(ink, x, y - 4.6, x + 4.4, y + 3.4, x - 4.4, y + 3.4);
      case CROSS -> {
        line(x - r, y - r, x + r, y + r, ink, 2, Dash.SOLID);
        line(x - r, y + r, x + r, y - r, ink, 2, Dash.SOLID);
      }
    }
  }

  private void shape(Ink ink, double... coordinates) {
    out.append(
        "<polygon points=\"%s\" %s stroke-width=\"1\"/>\n"
            .formatted(points(coordinates), paint.both(ink, Ink.SURFACE)));
  }

  void text(double x, double y, String text, Anchor anchor, Ink ink) {
    text(x, y, text, anchor, ink, FONT_SIZE, "");
  }

  void title(double x, double y, String text) {
    text(x, y, text, Anchor.START, Ink.TEXT, 13.5, " font-weight=\"bold\"");
  }

  void heading(double x, double y, String text) {
    text(x, y, text, Anchor.START, Ink.TEXT, 16, " font-weight=\"bold\"");
  }

  /** Text that reads upwards; its middle is at the point. */
  void upward(double x, double y, String text, Ink ink) {
    String turn = " transform=\"rotate(-90 " + at(x) + " " + at(y) + ")\"";
    text(x, y, text, Anchor.MIDDLE, ink, FONT_SIZE, turn);
  }

  private void text(
      double x, double y, String text, Anchor anchor, Ink ink, double size, String more) {
    out.append(
        "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" font-size=\"%s\" %s%s>%s</text>\n"
            .formatted(
                at(x), at(y), anchor.key, at(size), paint.fill(ink), more, Xml.escape(text)));
  }

  /**
   * What shows one row of a table: pointed at, it tells the row.
   *
   * @param row index of the row in the table of the figure
   * @param tip what the row says
   */
  void mark(int row, String tip, Runnable drawing) {
    out.append("<g data-row=\"%d\"><title>%s</title>\n".formatted(row, Xml.escape(tip)));
    drawing.run();
    out.append("</g>\n");
  }

  /** Draws with the origin moved. */
  void shifted(double x, double y, Runnable drawing) {
    out.append("<g transform=\"translate(%s %s)\">\n".formatted(at(x), at(y)));
    drawing.run();
    out.append("</g>\n");
  }

  /** A coordinate as it is written: at most one decimal. */
  static String at(double value) {
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(1, RoundingMode.HALF_EVEN);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  private static String points(double... coordinates) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < coordinates.length; i += 2) {
      points.append(i == 0 ? "" : " ").append(at(coordinates[i]));
      points.append(',').append(at(coordinates[i + 1]));
    }
    return points.toString();
  }

  private static String opacity(String what, double opacity) {
    if (opacity == 1) {
      return "";
    }
    BigDecimal rounded = BigDecimal.valueOf(opacity).setScale(2, RoundingMode.HALF_EVEN);
    return " " + what + "-opacity=\"" + rounded.stripTrailingZeros().toPlainString() + "\"";
  }
}
