package dev.racer.jobs.report.plot;

import java.math.BigDecimal;

/** The axes of a panel, and where numbers lie within them. */
final class Frame {
  static final int HEIGHT = 246;
  private static final double LEFT = 50;
  private static final double RIGHT = Panel.WIDTH - 12.0;
  private static final double TOP = 32;
  private static final double BOTTOM = HEIGHT - 44.0;

  private final Axis x;
  private final Axis y;

  Frame(Axis x, Axis y) {
    this.x = x;
    this.y = y;
  }

  double x(double value) {
    return LEFT + x.position(value) * (RIGHT - LEFT);
  }

  double y(double value) {
    return BOTTOM - y.position(value) * (BOTTOM - TOP);
  }

  /** The grid behind everything, ticks and labels. */
  void draw(Svg svg, String title) {
    svg.title(LEFT, 15, title);
    for (BigDecimal tick : y.ticks()) {
      double at = y(tick.doubleValue());
      svg.line(LEFT, at, RIGHT, at, Ink.GRID, 1, Dash.SOLID);
      svg.text(LEFT - 5, at + 4.2, y.unit().tick(tick), Svg.Anchor.END, Ink.MUTED);
    }
    svg.line(LEFT, BOTTOM, RIGHT, BOTTOM, Ink.MUTED, 1, Dash.SOLID);
    for (BigDecimal tick : x.ticks()) {
      double at = x(tick.doubleValue());
      svg.line(at, BOTTOM, at, BOTTOM + 4, Ink.MUTED, 1, Dash.SOLID);
      svg.text(at, BOTTOM + 17, x.unit().tick(tick), Svg.Anchor.MIDDLE, Ink.MUTED);
    }
    svg.text((LEFT + RIGHT) / 2, BOTTOM + 36, x.text(), Svg.Anchor.MIDDLE, Ink.MUTED);
    svg.upward(12, (TOP + BOTTOM) / 2, y.text(), Ink.MUTED);
  }
}
