package dev.racer.jobs.report.plot;

import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalDouble;

/**
 * One line per thing measured: what was to be expected as a band, what was promised as a tick, what
 * was seen as a point.
 *
 * @param title what it shows
 * @param x axis of the numbers
 * @param lines the lines, from the top
 */
public record IntervalPanel(String title, Axis x, List<Line> lines) implements Panel {
  private static final double LEFT = 132;
  private static final double RIGHT = WIDTH - 12.0;
  private static final double TOP = 28;
  private static final double ROW = 24;

  /** Takes a copy. */
  public IntervalPanel {
    lines = List.copyOf(lines);
  }

  /**
   * A line.
   *
   * @param label what was measured
   * @param low lower end of what was to be expected
   * @param high upper end
   * @param promised what was promised
   * @param seen what was seen; empty if nothing could be
   * @param style how the point looks
   * @param row index of its row in the table of the figure
   * @param tip what that row says
   */
  public record Line(
      String label,
      OptionalDouble low,
      OptionalDouble high,
      double promised,
      OptionalDouble seen,
      Style style,
      int row,
      String tip) {}

  @Override
  public int height() {
    return (int) (TOP + ROW * lines.size() + 42);
  }

  @Override
  public void draw(Svg svg) {
    double bottom = TOP + ROW * lines.size();
    svg.title(8, 15, title);
    for (BigDecimal tick : x.ticks()) {
      double at = at(tick.doubleValue());
      svg.line(at, TOP, at, bottom, Ink.GRID, 1, Dash.SOLID);
      svg.text(at, bottom + 15, x.unit().tick(tick), Svg.Anchor.MIDDLE, Ink.MUTED);
    }
    svg.text((LEFT + RIGHT) / 2, bottom + 33, x.text(), Svg.Anchor.MIDDLE, Ink.MUTED);
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      double middle = TOP + ROW * i + ROW / 2;
      String label = HeatmapPanel.shortened(line.label(), 16);
      svg.text(LEFT - 6, middle + 4, label, Svg.Anchor.END, Ink.TEXT);
      svg.mark(line.row(), line.tip(), () -> draw(svg, line, middle));
    }
  }

  private void draw(Svg svg, Line line, double middle) {
    if (line.low().isPresent() && line.high().isPresent()) {
      double from = at(line.low().getAsDouble());
      double to = at(line.high().getAsDouble());
      svg.rectangle(from, middle - 6, Math.max(1, to - from), 12, Ink.MUTED, 0.35);
    }
    double promised = at(line.promised());
    svg.line(promised, middle - 9, promised, middle + 9, Ink.TEXT, 2, Dash.SOLID);
    line.seen()
        .ifPresent(seen -> svg.marker(at(seen), middle, line.style().marker(), line.style().ink()));
  }

  private double at(double value) {
    return LEFT + x.position(value) * (RIGHT - LEFT);
  }
}
