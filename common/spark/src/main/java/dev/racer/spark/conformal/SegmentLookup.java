package dev.racer.spark.conformal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the segments of a query by its segment values. Not for use by several threads. */
final class SegmentLookup {
  private final List<int[]> columns = new ArrayList<>();
  private final List<Map<List<String>, Integer>> numbers = new ArrayList<>();
  private final int[] found;

  SegmentLookup(Grid grid) {
    Map<List<String>, Map<List<String>, Integer>> byColumns = new LinkedHashMap<>();
    for (int i = 1; i < grid.ownSegments(); i++) {
      Segment segment = grid.segments().get(i);
      byColumns
          .computeIfAbsent(segment.columns(), names -> new HashMap<>())
          .put(segment.values(), i);
    }
    byColumns.forEach(
        (names, values) -> {
          columns.add(names.stream().mapToInt(grid.segmentColumns()::indexOf).toArray());
          numbers.add(values);
        });
    this.found = new int[1 + columns.size()];
  }

  /**
   * Looks up a query.
   *
   * @param values one per segment column, null where the query has none
   * @return how many of {@link #segments} hold its segments, all queries being the first
   */
  int find(String[] values) {
    found[0] = 0;
    int size = 1;
    for (int c = 0; c < columns.size(); c++) {
      Integer number = numbers.get(c).get(tuple(values, columns.get(c)));
      if (number != null) {
        found[size++] = number;
      }
    }
    return size;
  }

  /** The segments of the query looked up last. */
  int[] segments() {
    return found;
  }

  private static List<String> tuple(String[] values, int[] columns) {
    if (columns.length == 1) {
      String value = values[columns[0]];
      return value == null ? List.of() : List.of(value);
    }
    List<String> tuple = new ArrayList<>(columns.length);
    for (int column : columns) {
      if (values[column] == null) {
        return List.of(); // a tuple with a gap is no segment
      }
      tuple.add(values[column]);
    }
    return tuple;
  }
}
