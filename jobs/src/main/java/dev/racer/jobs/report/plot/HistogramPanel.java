package dev.racer.jobs.report.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How often values fall into bins of the same width; series stand side by side in a bin.
 *
 * @param title what it shows
 * @param x axis of the values
 * @param y axis of the numbers
 * @param binWidth width of every bin
 * @param bars bars of all series
 * @param expected what is expected, one step per bin; empty without
 * @param centre a value to mark; empty without
 */
public record HistogramPanel(
    String title,
    Axis x,
    Axis y,
    double binWidth,
    List<Bars> bars,
    List<Step> expected,
    OptionalDouble centre)
    implements Panel {
  /** Takes copies. */
  public HistogramPanel {
    bars = List.copyOf(bars);
    expected = List.copyOf(expected);
  }

  /**
   * The bars of a series.
   *
   * @param style their look
   * @param bars the bars that are higher than nothing
   */
  public record Bars(Style style, List<Bar> bars) {
    /** Takes a copy. */
    public Bars {
      bars = List.copyOf(bars);
    }
  }

  /**
   * A bar.
   *
   * @param from where its bin begins
   * @param height its height
   * @param row index of its row in the table of the figure
   * @param tip what the row says
   */
  public record Bar(double from, double height, int row, String tip) {}

  /**
   * What is expected in a bin.
   *
   * @param from where the bin begins
   * @param height how much is expected
   */
  public record Step(double from, double height) {}

  @Override
  public int height() {
    return Frame.HEIGHT;
  }

  @Override
  public void draw(Svg svg) {
    Frame frame = new Frame(x, y);
    frame.draw(svg, title);
    double bottom = frame.y(y.from());
    for (int i = 0; i < bars.size(); i++) {
      int index = i;
      for (Bar bar : bars.get(i).bars()) {
        double left = frame.x(bar.from());
        double width = (frame.x(bar.from() + binWidth) - left) * 0.9 / bars.size();
        double at = left + width * (index + 0.05 * bars.size());
        double top = frame.y(bar.height());
        svg.mark(
            bar.row(),
            bar.tip(),
            () -> svg.rectangle(at, top, width, bottom - top, bars.get(index).style().ink(), 0.85));
      }
    }
    if (!expected.isEmpty()) {
      List<Double> at = new ArrayList<>();
      for (Step step : expected) {
        at.add(frame.x(step.from()));
        at.add(frame.y(step.height()));
        at.add(frame.x(step.from() + binWidth));
        at.add(frame.y(step.height()));
      }
      double[] coordinates = at.stream().mapToDouble(Double::doubleValue).toArray();
      svg.polyline(coordinates, Ink.TEXT, 1.5, Dash.SOLID);
    }
    centre.ifPresent(
        value -> {
          if (value >= x.from() && value <= x.to()) {
            double at = frame.x(value);
            svg.line(at, bottom, at, frame.y(y.to()), Ink.MUTED, 1.5, Dash.DASHED);
          }
        });
  }
}
