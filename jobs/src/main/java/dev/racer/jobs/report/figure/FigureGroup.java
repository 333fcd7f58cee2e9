package dev.racer.jobs.report.figure;

import java.util.List;

/**
 * Figures of one kind, for each router.
 *
 * @param id anchor on the page
 * @param label the title in a word or two
 * @param title what they show
 * @param caption how to read them
 * @param figures the figures
 */
public record FigureGroup(
    String id, String label, String title, String caption, List<Figure> figures) {
  /** Takes a copy. */
  public FigureGroup {
    figures = List.copyOf(figures);
  }
}
