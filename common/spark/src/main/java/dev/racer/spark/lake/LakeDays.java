package dev.racer.spark.lake;

import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What each UTC day of the input tables is made of: enough to tell which days have changed since
 * they were last read, without reading them.
 *
 * @param tables one entry per table, in the order of {@link LakeInputs#TABLES}
 */
public record LakeDays(List<TableDays> tables) {
  /** Takes a copy. */
  public LakeDays {
    tables = List.copyOf(tables);
  }

  /**
   * What the files are that hold a day.
   *
   * @return by table; a table with folders of days, but none of that day, is not in it
   */
  public SortedMap<String, InputVersion> versions(LocalDate day) {
    SortedMap<String, InputVersion> versions = new TreeMap<>();
    tables.forEach(
        table -> table.version(day).ifPresent(found -> versions.put(table.table(), found)));
    return versions;
  }

  /** The tables whose days cannot be told apart: a change anywhere may be one of any day. */
  public List<String> unpartitioned() {
    return tables.stream().filter(table -> !table.partitioned()).map(TableDays::table).toList();
  }
}
