package dev.racer.jobs.report.plot;

import java.util.ArrayList;
import java.util.List;

/**
 * Points over two axes, joined to lines or not.
 *
 * @param title what it shows
 * @param x horizontal axis
 * @param y vertical axis
 * @param guides lines to compare with, drawn behind the series
 * @param series the points
 */
public record LinePanel(String title, Axis x, Axis y, List<Guide> guides, List<Series> series)
    implements Panel {
  /** Takes copies. */
  public LinePanel {
    guides = List.copyOf(guides);
    series = List.copyOf(series);
  }

  /**
   * A line without points.
   *
   * @param style its look
   * @param width how wide it is
   * @param coordinates x and y in turn
   */
  public record Guide(Style style, double width, List<Double> coordinates) {
    /** Takes a copy. */
    public Guide {
      coordinates = List.copyOf(coordinates);
    }
  }

  /**
   * Points that belong together.
   *
   * @param style their look; a marker alone is not joined by a line
   * @param joined whether a line joins them, in their order
   * @param points the points
   */
  public record Series(Style style, boolean joined, List<Point> points) {
    /** Takes a copy. */
    public Series {
      points = List.copyOf(points);
    }

    /** Points that a line joins in their order. */
    public static Series line(Style style, List<Point> points) {
      return new Series(style, true, points);
    }

    /** Points by themselves. */
    public static Series points(Style style, List<Point> points) {
      return new Series(style, false, points);
    }
  }

  /**
   * A point.
   *
   * @param x where it lies
   * @param y where it lies
   * @param spread how far it may well be off, up and down; 0 for a point without
   * @param row index of its row in the table of the figure
   * @param tip what the row says
   */
  public record Point(double x, double y, double spread, int row, String tip) {}

  @Override
  public int height() {
    return Frame.HEIGHT;
  }

  @Override
  public void draw(Svg svg) {
    Frame frame = new Frame(x, y);
    frame.draw(svg, title);
    for (Guide guide : guides) {
      double[] at = new double[guide.coordinates().size()];
      for (int i = 0; i < at.length; i += 2) {
        at[i] = frame.x(guide.coordinates().get(i));
        at[i + 1] = frame.y(guide.coordinates().get(i + 1));
      }
      svg.polyline(at, guide.style().ink(), guide.width(), guide.style().dash());
    }
    for (Series one : series) {
      if (one.joined() && one.points().size() > 1) {
        drawSpread(svg, frame, one);
        List<Double> at = new ArrayList<>();
        for (Point point : one.points()) {
          at.add(frame.x(point.x()));
          at.add(frame.y(point.y()));
        }
        double[] coordinates = at.stream().mapToDouble(Double::doubleValue).toArray();
        svg.polyline(coordinates, one.style().ink(), 1.8, one.style().dash());
      }
    }
    for (Series one : series) {
      for (Point point : one.points()) {
        svg.mark(
            point.row(),
            point.tip(),
            () ->
                svg.marker(
                    frame.x(point.x()),
                    frame.y(point.y()),
                    one.style().marker(),
                    one.style().ink()));
      }
    }
  }

  private static void drawSpread(Svg svg, Frame frame, Series one) {
    if (one.points().stream().noneMatch(point -> point.spread() > 0)) {
      return;
    }
    int n = one.points().size();
    double[] corners = new double[4 * n];
    for (int i = 0; i < n; i++) {
      Point point = one.points().get(i);
      corners[2 * i] = frame.x(point.x());
      corners[2 * i + 1] = frame.y(point.y() + point.spread());
      int back = 4 * n - 2 - 2 * i;
      corners[back] = frame.x(point.x());
      corners[back + 1] = frame.y(point.y() - point.spread());
    }
    svg.area(corners, one.style().ink(), 0.15);
  }
}
