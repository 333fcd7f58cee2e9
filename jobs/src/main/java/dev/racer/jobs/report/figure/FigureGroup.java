package dev.racer.jobs.report.figure;

import java.util.List;

/**
 * Figures of one kind, one for each router.
 *
 * @param id anchor on the page
 * @param title what they show
 * @param figures the figures
 */
public record FigureGroup(String id, String title, List<Figure> figures) {
  /** Takes a copy. */
  public FigureGroup {
    figures = List.copyOf(figures);
  }
}
