package dev.racer.jobs.report.plot;

/** Writes plots: as one SVG for a file, or chart by chart for a page. */
public final class PlotWriter {
  private static final String FONT = "SansSerif, sans-serif";
  private static final int COLUMNS = 3;
  private static final double MARGIN = 14;
  private static final double KEY_LINE = 20;

  private PlotWriter() {}

  /** The plot as an SVG document with its own colours, on white. */
  public static String file(Plot plot) {
    int columns = Math.min(COLUMNS, plot.panels().size());
    double width = Math.max(2, columns) * Panel.WIDTH + 2 * MARGIN;
    Svg svg = new Svg(Paint.COLOURS);
    svg.heading(MARGIN, 26, plot.title());
    double y = keys(svg, plot, width, 38) + 10;
    for (int i = 0; i < plot.panels().size(); i += columns) {
      double height = 0;
      for (int j = i; j < Math.min(i + columns, plot.panels().size()); j++) {
        Panel panel = plot.panels().get(j);
        svg.shifted(MARGIN + Panel.WIDTH * (j - i), y, () -> panel.draw(svg));
        height = Math.max(height, panel.height());
      }
      y += height + MARGIN;
    }
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        + opening(width, y, plot.id(), "xmlns=\"http://www.w3.org/2000/svg\" ")
        + titles(plot.id(), plot.title(), plot.description())
        + "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
        + svg.elements()
        + "</svg>\n";
  }

  /**
   * A chart of the plot as an element of a page, coloured by classes.
   *
   * @param index index of the panel
   */
  public static String panel(Plot plot, int index) {
    Panel panel = plot.panels().get(index);
    Svg svg = new Svg(Paint.CLASSES);
    panel.draw(svg);
    String id = plot.id() + "-" + index;
    return opening(Panel.WIDTH, panel.height(), id, "")
        + titles(id, plot.title() + ": " + panel.title(), plot.description())
        + svg.elements()
        + "</svg>\n";
  }

  /** What an entry of the legend looks like, as an element of a page; its text is not in it. */
  public static String swatch(Key key) {
    Svg svg = new Svg(Paint.CLASSES);
    key.draw(svg);
    return "<svg width=\"%1$s\" height=\"%2$s\" viewBox=\"0 0 %1$s %2$s\" aria-hidden=\"true\">%3$s</svg>"
        .formatted(Svg.at(Key.SWATCH_WIDTH), Svg.at(Key.SWATCH_HEIGHT), svg.elements().strip());
  }

  private static String opening(double width, double height, String id, String more) {
    return ("<svg %1$swidth=\"%2$s\" height=\"%3$s\" viewBox=\"0 0 %2$s %3$s\" role=\"img\""
            + " aria-labelledby=\"%4$s-title %4$s-desc\" font-family=\"%5$s\">\n")
        .formatted(more, Svg.at(width), Svg.at(height), Xml.escape(id), FONT);
  }

  private static String titles(String id, String title, String description) {
    return "<title id=\"%1$s-title\">%2$s</title>\n<desc id=\"%1$s-desc\">%3$s</desc>\n"
        .formatted(Xml.escape(id), Xml.escape(title), Xml.escape(description));
  }

  /** Draws the legend and returns where it ends. */
  private static double keys(Svg svg, Plot plot, double width, double top) {
    double x = MARGIN;
    double y = top;
    for (Key key : plot.keys()) {
      // about the width of a letter; a wider font only moves what follows closer
      double text = key.text().codePointCount(0, key.text().length()) * Svg.FONT_SIZE * 0.56;
      double length = Key.SWATCH_WIDTH + 6 + text + 18;
      if (x > MARGIN && x + length > width) {
        x = MARGIN;
        y += KEY_LINE;
      }
      svg.shifted(x, y, () -> key.draw(svg));
      svg.text(x + Key.SWATCH_WIDTH + 6, y + 11, key.text(), Svg.Anchor.START, Ink.TEXT);
      x += length;
    }
    return plot.keys().isEmpty() ? top : y + KEY_LINE;
  }
}
