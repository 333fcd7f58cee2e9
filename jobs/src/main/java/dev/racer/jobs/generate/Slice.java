package dev.racer.jobs.generate;

import java.io.Serializable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * A run of queries of one day, which one task writes to one file.
 *
 * @param date the day
 * @param firstOfDay number of the day's first query
 * @param queriesOfDay how many the day has
 * @param from number of the slice's first query
 * @param to number after that of its last query
 */
record Slice(LocalDate date, long firstOfDay, long queriesOfDay, long from, long to)
    implements Serializable {

  /** Returns how many slices {@link #cut} makes. */
  static long count(int days, long queries, long queriesPerSlice) {
    long size = queries / days;
    long larger = queries % days;
    return larger * parts(size + 1, queriesPerSlice)
        + (days - larger) * parts(size, queriesPerSlice);
  }

  /**
   * Cuts the days into slices of nearly equal size.
   *
   * <p>The first {@code queries mod days} days have one query more than the others; a day without
   * queries has no slice.
   *
   * @param queriesPerSlice upper bound of the size of a slice; positive
   */
  static List<Slice> cut(LocalDate start, int days, long queries, long queriesPerSlice) {
    List<Slice> slices = new ArrayList<>();
    long first = 0;
    for (int day = 0; day < days; day++) {
      long size = queries / days + (day < queries % days ? 1 : 0);
      long parts = parts(size, queriesPerSlice);
      for (long part = 0; part < parts; part++) {
        long from = first + part * size / parts;
        long to = first + (part + 1) * size / parts;
        slices.add(new Slice(start.plusDays(day), first, size, from, to));
      }
      first += size;
    }
    return slices;
  }

  private static long parts(long size, long queriesPerSlice) {
    return size == 0 ? 0 : (size - 1) / queriesPerSlice + 1; // no overflow for a large divisor
  }
}
