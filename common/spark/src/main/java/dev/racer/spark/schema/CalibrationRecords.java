package dev.racer.spark.schema;

import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The table {@value #TABLE}: one row per day, query and router with what the router said and which
 * models were right, from which every normalization, null score, nonconformity and risk target is
 * derived on reading. No query text, no answers.
 *
 * <p>Partitioned by {@value #STATUS} ({@value #USED}, {@value #EXCLUDED}) and {@value #DATE}. A row
 * that is not used has its reason and neither scores nor labels.
 */
public final class CalibrationRecords {
  /** Name of the table. */
  public static final String TABLE = "calibration_records";

  /** Partition column: {@value #USED} or {@value #EXCLUDED}. */
  public static final String STATUS = "status";

  /** Status of a record that calibrates. */
  public static final String USED = "used";

  /** Status of a query and router that do not. */
  public static final String EXCLUDED = "excluded";

  /** Partition column: UTC day of the query, {@code YYYY-MM-DD}; null in a lake without days. */
  public static final String DATE = "date";

  /** Identifier of the query. */
  public static final String QUERY_ID = "query_id";

  /** Name of the router. */
  public static final String ROUTER = "router";

  /** Fingerprint of the router's pool. */
  public static final String POOL_ID = "pool_id";

  /** Version of the router that its scores name; empty where they name none. */
  public static final String ROUTER_VERSION = "router_version";

  /** Fingerprint of the router: its name and its version. */
  public static final String ROUTER_FINGERPRINT = "router_fingerprint";

  /** K raw router scores in pool order; finite. */
  public static final String SCORES = "scores";

  /** K labels in pool order; null means unknown. */
  public static final String CORRECT = "correct";

  /** State of the labels: key of a {@code LabelState}. */
  public static final String LABEL_STATE = "label_state";

  /**
   * Probability with which the query came to be labelled in full, whatever the router said: that of
   * the coin in the explored slice, 1 where all queries calibrate.
   */
  public static final String INCLUSION_PROBABILITY = "inclusion_probability";

  /**
   * K costs of the models' answers in pool order, in units of 10⁻⁹ of the lake's own; null means
   * unknown. Null as a whole where costs are not read.
   */
  public static final String COSTS = "costs";

  /** Why the row is not used; null in a used one. */
  public static final String EXCLUSION = "exclusion";

  /** Well-keyed scores of the pool's models that were read for the row. */
  public static final String SCORE_ROWS = "score_rows";

  /** Models of the pool with a finite score among them. */
  public static final String SCORED_MODELS = "scored_models";

  private CalibrationRecords() {}

  /** The columns, partition columns last. */
  public static StructType schema(List<String> segmentColumns) {
    StructType schema =
        new StructType()
            .add(QUERY_ID, DataTypes.StringType)
            .add(ROUTER, DataTypes.StringType)
            .add(ROUTER_VERSION, DataTypes.StringType)
            .add(POOL_ID, DataTypes.StringType)
            .add(ROUTER_FINGERPRINT, DataTypes.StringType)
            .add(SCORES, DataTypes.createArrayType(DataTypes.DoubleType))
            .add(CORRECT, DataTypes.createArrayType(DataTypes.BooleanType))
            .add(LABEL_STATE, DataTypes.StringType)
            .add(INCLUSION_PROBABILITY, DataTypes.DoubleType);
    for (String column : segmentColumns) {
      schema = schema.add(segment(column), DataTypes.StringType);
    }
    return schema
        .add(COSTS, DataTypes.createArrayType(DataTypes.LongType))
        .add(EXCLUSION, DataTypes.StringType)
        .add(SCORE_ROWS, DataTypes.LongType)
        .add(SCORED_MODELS, DataTypes.IntegerType)
        .add(STATUS, DataTypes.StringType)
        .add(DATE, DataTypes.StringType);
  }

  /** The name of the column that holds a segment column's values. */
  public static String segment(String column) {
    return "segment_" + column;
  }
}
