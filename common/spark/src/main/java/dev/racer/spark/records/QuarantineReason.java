package dev.racer.spark.records;

/** Why a row is malformed; stable codes of tables and reports. */
public final class QuarantineReason {
  /** A key column is null. */
  public static final String NULL_KEY = "null-key";

  /** The date, where it identifies a query or is the query's own, is not a day. */
  public static final String MALFORMED_DATE = "malformed-date";

  /** The time of the query is not of the UTC day that its date names. */
  public static final String EVENT_TIME_OUTSIDE_DATE = "event-time-outside-date";

  /** Another row has the same key. */
  public static final String DUPLICATE_KEY = "duplicate-key";

  /** The score is NaN or infinite. */
  public static final String NON_FINITE_SCORE = "non-finite-score";

  /** The model is not in the configured pool. */
  public static final String MODEL_OUTSIDE_POOL = "model-outside-pool";

  private QuarantineReason() {}
}
