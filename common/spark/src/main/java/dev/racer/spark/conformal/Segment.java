package dev.racer.spark.conformal;

import dev.racer.core.published.SegmentName;
import java.io.Serializable;
import java.util.List;

/**
 * A set of queries that has a threshold of its own, or lends its rows to one.
 *
 * @param columns the columns that make it; empty for all queries
 * @param values their values; empty for all queries and for pooled segments
 */
public record Segment(List<String> columns, List<String> values) implements Serializable {
  /** All queries. */
  public static final Segment ALL = new Segment(List.of(), List.of());

  /** Takes copies. */
  public Segment {
    columns = List.copyOf(columns);
    values = List.copyOf(values);
    if (!values.isEmpty() && values.size() != columns.size()) {
      throw new IllegalArgumentException(
          "A segment has a value per column, got columns " + columns + " and values " + values);
    }
  }

  /** The small segments of these columns, pooled. */
  static Segment rest(List<String> columns) {
    return new Segment(columns, List.of());
  }

  /** Whether this holds all queries. */
  public boolean isAll() {
    return columns.isEmpty();
  }

  /** Whether this pools small segments. */
  public boolean isRest() {
    return !columns.isEmpty() && values.isEmpty();
  }

  /** The published name. */
  public String name() {
    if (isAll()) {
      return SegmentName.ALL;
    }
    return isRest() ? SegmentName.rest(columns) : SegmentName.of(columns, values);
  }
}
