package dev.racer.core.gate;

import java.util.Comparator;

/**
 * The queries that a threshold was selected on: those of a router in one segment, which may lend
 * its threshold to others.
 *
 * @param router name of the router
 * @param segment name of the lending segment, {@code threshold_segment} of the rows it serves
 */
public record ThresholdSource(String router, String segment)
    implements Comparable<ThresholdSource> {
  private static final Comparator<ThresholdSource> ORDER =
      Comparator.comparing(ThresholdSource::router).thenComparing(ThresholdSource::segment);

  @Override
  public int compareTo(ThresholdSource other) {
    return ORDER.compare(this, other);
  }
}
