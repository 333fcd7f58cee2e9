package dev.racer.spark.schema;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The table {@code predictions}: one row per query, router and vote for which a published version
 * decides, with the model whose answer is handed on. The answer itself stays in its table, under
 * the query's and the model's name.
 *
 * <p>A query that could not be decided has no row here; {@link ModelSets} says why.
 */
public final class Predictions {
  /** Identifier of the query. */
  public static final String QUERY_ID = "query_id";

  /** Name of the router. */
  public static final String ROUTER = "router";

  /** The vote: {@code majority} or {@code weighted:W}. */
  public static final String VOTE = "vote";

  /** Temperature of a weighted vote; null for the majority. */
  public static final String TEMPERATURE = "temperature";

  /**
   * The model whose answer is handed on: of those in the set that gave the winning answer, the one
   * with the highest router score; null where there is no answer.
   */
  public static final String MODEL = "model";

  /** Why there is no answer; null where there is one. */
  public static final String UNANSWERED = "unanswered";

  /** Models of the set that have an answer. */
  public static final String ANSWERS = "answers";

  /** Share of the winning answer in all votes, or in all weight, in (0, 1]; null without one. */
  public static final String SHARE = "share";

  /** Whether another answer had as much, so that router scores decided; null without an answer. */
  public static final String TIED = "tied";

  /** Models of the set that have an answer and no confidence; 0 where none is asked for. */
  public static final String MISSING_CONFIDENCES = "missing_confidences";

  /** Number of the version applied. */
  public static final String VERSION = "version";

  /**
   * UTC day of the query, {@code YYYY-MM-DD}; the partition column in a lake with days, null in one
   * without.
   */
  public static final String DATE = "date";

  /** No model is called: the threshold selects no candidate. */
  public static final String ABSTAINED = "abstain";

  /** No model is called: there is no threshold, and the version refuses then. */
  public static final String REFUSED = "refuse";

  /** No model of the set has an answer. */
  public static final String NO_ANSWERS = "no-answers";

  /** Models of the set have answers, but none of them has a confidence. */
  public static final String NO_CONFIDENCES = "no-confidences";

  private Predictions() {}

  /** The columns, the partition column last. */
  public static StructType schema() {
    return new StructType()
        .add(QUERY_ID, DataTypes.StringType)
        .add(ROUTER, DataTypes.StringType)
        .add(VOTE, DataTypes.StringType)
        .add(TEMPERATURE, DataTypes.DoubleType)
        .add(MODEL, DataTypes.StringType)
        .add(UNANSWERED, DataTypes.StringType)
        .add(ANSWERS, DataTypes.IntegerType)
        .add(SHARE, DataTypes.DoubleType)
        .add(TIED, DataTypes.BooleanType)
        .add(MISSING_CONFIDENCES, DataTypes.IntegerType)
        .add(VERSION, DataTypes.LongType)
        .add(DATE, DataTypes.StringType);
  }
}
