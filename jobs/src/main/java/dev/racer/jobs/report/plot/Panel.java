package dev.racer.jobs.report.plot;

/** One chart of a plot, {@value #WIDTH} units wide. */
public sealed interface Panel permits LinePanel, HistogramPanel, HeatmapPanel, IntervalPanel {
  /** Width of every panel. */
  int WIDTH = 340;

  /** What it shows, in a few words. */
  String title();

  /** Height in units. */
  int height();

  /** Draws into the rectangle from the origin to (width, height). */
  void draw(Svg svg);
}
