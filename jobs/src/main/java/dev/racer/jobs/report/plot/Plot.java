package dev.racer.jobs.report.plot;

import java.util.List;

/**
 * Charts that belong together and share a legend.
 *
 * @param id name of its file, without the ending
 * @param title what it shows
 * @param description the same for people who do not see it, in a sentence or two
 * @param keys the legend
 * @param panels the charts; at least one
 */
public record Plot(
    String id, String title, String description, List<Key> keys, List<Panel> panels) {
  /** Takes copies. */
  public Plot {
    keys = List.copyOf(keys);
    panels = List.copyOf(panels);
    if (panels.isEmpty()) {
      throw new IllegalArgumentException("Plot must have a panel, got none: " + id);
    }
  }
}
