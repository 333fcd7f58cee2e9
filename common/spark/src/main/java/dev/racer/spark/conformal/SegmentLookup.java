package dev.racer.spark.conformal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the segments of a query by its segment values. Not for use by several threads. */
final class SegmentLookup {
  private final List<int[]> columns = new ArrayList<>();
  private final List<Map<Object, Integer>> numbers = new ArrayList<>();
  private final int[] found;

  SegmentLookup(Grid grid) {
    Map<List<String>, Map<Object, Integer>> byColumns = new LinkedHashMap<>();
    for (int i = 1; i < grid.ownSegments(); i++) {
      Segment segment = grid.segments().get(i);
      List<String> values = segment.values();
      byColumns
          .computeIfAbsent(segment.columns(), names -> new HashMap<>())
          .put(values.size() == 1 ? values.get(0) : values, i); // no list per query for one column
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
      int[] ofCombination = columns.get(c);
      Object key =
          ofCombination.length == 1 ? values[ofCombination[0]] : tuple(values, ofCombination);
      Integer number = numbers.get(c).get(key); // no segment has a null in its values
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
    String[] tuple = new String[columns.length];
    for (int i = 0; i < columns.length; i++) {
      tuple[i] = values[columns[i]];
    }
    return Arrays.asList(tuple);
  }
}
