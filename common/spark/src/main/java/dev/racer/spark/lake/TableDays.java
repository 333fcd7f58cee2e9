package dev.racer.spark.lake;

import java.time.LocalDate;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What each UTC day of an input table is made of, as far as the table's folders tell.
 *
 * @param table one of {@link LakeInputs#TABLES}
 * @param partitioned whether every day has folders of its own; if not, any file may hold any day
 * @param whole what the table as a whole is made of
 * @param days what the folders of each day hold, in order; empty for a table without such folders.
 *     Folders whose name is no day are in none
 */
public record TableDays(
    String table,
    boolean partitioned,
    InputVersion whole,
    SortedMap<LocalDate, InputVersion> days) {
  /** Takes a copy. */
  public TableDays {
    days = Collections.unmodifiableSortedMap(new TreeMap<>(days));
  }

  /**
   * What a day is made of: its own files, or all of a table whose days cannot be told apart.
   *
   * @return empty if the table has folders of days, and none of that day
   */
  public Optional<InputVersion> version(LocalDate day) {
    return partitioned ? Optional.ofNullable(days.get(day)) : Optional.of(whole);
  }

  /** Number of files in folders that name no day, where the table has folders of days. */
  public long undatedFiles() {
    return partitioned
        ? whole.files() - days.values().stream().mapToLong(InputVersion::files).sum()
        : 0;
  }
}
