package dev.racer.spark.records;

/** Why a well-formed row or query is not used; stable codes of tables and reports. */
public final class Exclusion {
  /** The row names a query that the table of queries does not hold. */
  public static final String UNKNOWN_QUERY = "unknown-query";

  /** {@code calibration.exclude-where} holds. */
  public static final String BY_RULE = "excluded-by-rule";

  /** The query lies outside the days asked for. */
  public static final String BY_DATE = "excluded-by-date";

  /** The query is none of those that calibrate: no coin chose it. */
  public static final String OUTSIDE_SLICE = "outside-slice";

  /** The router has no score at all for the query. */
  public static final String UNSCORED = "unscored";

  /** The router has no usable score for some model of its pool. */
  public static final String PARTLY_SCORED = "partly-scored";

  /** A label is unknown, and such queries are not wanted. */
  public static final String LABELS_INCOMPLETE = "labels-incomplete";

  /** No router scores the model. */
  public static final String MODEL_NOT_IN_POOL = "model-not-in-pool";

  /** The router was left out by configuration. */
  public static final String ROUTER_LEFT_OUT = "router-left-out";

  private Exclusion() {}
}
