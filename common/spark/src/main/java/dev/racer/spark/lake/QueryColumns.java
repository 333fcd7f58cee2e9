package dev.racer.spark.lake;

import dev.racer.spark.schema.CalibrationRecords;

/** Names of the columns that a query carries. */
public final class QueryColumns {
  /** Identifier of a query, unique within a day, or within the lake where there are no days. */
  public static final String QUERY_ID = "query_id";

  /** UTC day of the query, {@code YYYY-MM-DD}. */
  public static final String DATE = "date";

  /** Time of the query. */
  public static final String EVENT_TIME = "event_time";

  /** Whether a router was trained on the query. */
  public static final String ROUTER_TRAIN = "router_train";

  /** Probability with which all candidates were called, whatever the router said. */
  public static final String FULL_FANOUT_PROBABILITY = "full_fanout_probability";

  /** Whether a coin chose the query to be answered by all candidates, whatever the router said. */
  public static final String EXPLORED = "explored";

  /** Whether {@code calibration.exclude-where} holds. */
  public static final String EXCLUDED = "excluded_by_rule";

  private QueryColumns() {}

  /** The name under which a segment column travels, apart from all others. */
  public static String segment(String column) {
    return CalibrationRecords.segment(column);
  }
}
