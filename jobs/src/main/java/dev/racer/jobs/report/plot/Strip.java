package dev.racer.jobs.report.plot;

import java.util.OptionalDouble;

/**
 * Drawings of one line's height that stand beside numbers on a page. They say what the numbers say,
 * for those who look; screen readers skip them.
 */
public final class Strip {
  private static final double WIDTH = 128;
  private static final double HEIGHT = 18;
  private static final double MIDDLE = HEIGHT / 2;

  private Strip() {}

  /**
   * Something seen, against what was to be expected and what was promised.
   *
   * @param seen what was seen, with its deviation
   * @param seenSpread its deviation; 0 without one
   * @param expected what was to be expected; empty if nothing was
   * @param expectedSpread its deviation
   * @param promised what was promised
   * @param most the number at the right end; positive
   */
  public static String seen(
      double seen,
      double seenSpread,
      OptionalDouble expected,
      double expectedSpread,
      double promised,
      double most) {
    Svg svg = new Svg(Paint.CLASSES);
    svg.rectangle(0, MIDDLE - 1, WIDTH, 2, Ink.GRID, 1);
    expected.ifPresent(
        middle -> {
          double from = at(middle - expectedSpread, most);
          svg.rectangle(
              from, MIDDLE - 6, at(middle + expectedSpread, most) - from, 12, Ink.MUTED, 0.3);
        });
    svg.line(at(promised, most), 0, at(promised, most), HEIGHT, Ink.TEXT, 2, Dash.SOLID);
    double from = at(seen - seenSpread, most);
    double to = at(seen + seenSpread, most);
    svg.line(from, MIDDLE, to, MIDDLE, Ink.BLUE, 2, Dash.SOLID);
    svg.marker(at(seen, most), MIDDLE, Marker.CIRCLE, Ink.BLUE);
    return element(svg);
  }

  /**
   * A part of a whole as a bar.
   *
   * @param share in [0, 1]
   */
  public static String share(double share) {
    Svg svg = new Svg(Paint.CLASSES);
    svg.rectangle(0, 3, WIDTH, HEIGHT - 6, Ink.GRID, 1);
    svg.rectangle(0, 3, at(share, 1), HEIGHT - 6, Ink.BLUE, 0.9);
    return element(svg);
  }

  /**
   * A gain to the right of the middle, or a loss to the left.
   *
   * @param gain what was gained
   * @param most the largest gain or loss there is room for; positive
   */
  public static String gain(double gain, double most) {
    Svg svg = new Svg(Paint.CLASSES);
    double half = WIDTH / 2;
    double length = Math.min(1, Math.abs(gain) / most) * half;
    svg.rectangle(0, MIDDLE - 1, WIDTH, 2, Ink.GRID, 1);
    svg.rectangle(
        gain < 0 ? half - length : half,
        3,
        length,
        HEIGHT - 6,
        gain < 0 ? Ink.ORANGE : Ink.GREEN,
        0.9);
    svg.line(half, 0, half, HEIGHT, Ink.TEXT, 1.5, Dash.SOLID);
    return element(svg);
  }

  private static double at(double value, double most) {
    return Math.min(1, Math.max(0, value / most)) * WIDTH;
  }

  private static String element(Svg svg) {
    return "<svg class=\"strip\" width=\"%1$s\" height=\"%2$s\" viewBox=\"0 0 %1$s %2$s\" aria-hidden=\"true\">%3$s</svg>"
        .formatted(Svg.at(WIDTH), Svg.at(HEIGHT), svg.elements().strip());
  }
}
