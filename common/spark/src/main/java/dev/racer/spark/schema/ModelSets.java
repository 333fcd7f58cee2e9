package dev.racer.spark.schema;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The table {@code model_sets}: one row per query and router that has a score for it, with what a
 * published version says to do, as gateways decide it.
 *
 * <p>A row that could not be decided has its {@value #EXCLUSION}, and null in all columns from
 * {@value #ACTION} to {@value #THRESHOLD}.
 */
public final class ModelSets {
  /** Identifier of the query. */
  public static final String QUERY_ID = "query_id";

  /** Name of the router. */
  public static final String ROUTER = "router";

  /** Fingerprint of the router's pool. */
  public static final String POOL_ID = "pool_id";

  /** What to do: key of an {@code Action}. */
  public static final String ACTION = "action";

  /** Why: key of a {@code Reason}. */
  public static final String REASON = "reason";

  /** The candidates to call, in pool order; may be empty. */
  public static final String MODELS = "models";

  /** Whether the null model is in the set. */
  public static final String NULL_MODEL = "null_model";

  /** Number of {@value #MODELS}. */
  public static final String SET_SIZE = "set_size";

  /** The segment asked for. */
  public static final String SEGMENT = "segment";

  /** The segment that the threshold applied comes from; null where none is applied. */
  public static final String THRESHOLD_SEGMENT = "threshold_segment";

  /** The threshold applied; null where there is none. */
  public static final String THRESHOLD = "threshold";

  /** Number of the version applied. */
  public static final String VERSION = "version";

  /** Why nothing was decided; null in a decided row. */
  public static final String EXCLUSION = "exclusion";

  /**
   * UTC day of the query, {@code YYYY-MM-DD}; the partition column in a lake with days, null in one
   * without.
   */
  public static final String DATE = "date";

  private ModelSets() {}

  /** The columns, the partition column last. */
  public static StructType schema() {
    return new StructType()
        .add(QUERY_ID, DataTypes.StringType)
        .add(ROUTER, DataTypes.StringType)
        .add(POOL_ID, DataTypes.StringType)
        .add(ACTION, DataTypes.StringType)
        .add(REASON, DataTypes.StringType)
        .add(MODELS, DataTypes.createArrayType(DataTypes.StringType))
        .add(NULL_MODEL, DataTypes.BooleanType)
        .add(SET_SIZE, DataTypes.IntegerType)
        .add(SEGMENT, DataTypes.StringType)
        .add(THRESHOLD_SEGMENT, DataTypes.StringType)
        .add(THRESHOLD, DataTypes.DoubleType)
        .add(VERSION, DataTypes.LongType)
        .add(EXCLUSION, DataTypes.StringType)
        .add(DATE, DataTypes.StringType);
  }
}
