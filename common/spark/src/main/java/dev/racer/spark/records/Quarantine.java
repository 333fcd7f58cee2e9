package dev.racer.spark.records;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import dev.racer.spark.lake.Columns;
import dev.racer.spark.lake.InputTable;
import dev.racer.spark.lake.LakeReader;
import dev.racer.spark.lake.QueryColumns;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Finds the malformed rows of an input table. It costs a pass of its own, and is wanted only when
 * the counts of the main pass say that there are any.
 *
 * <p>Rows come out with their keys and, for scores, the value; never with query text or answers.
 */
public final class Quarantine {
  /** Input table. */
  public static final String TABLE = "table";

  /** One of {@link QuarantineReason}. */
  public static final String REASON = "reason";

  private static final String MODEL = "model";
  private static final String ROUTER = "router";
  private static final String VALUE = "value";

  private Quarantine() {}

  /** The columns of the table {@code quarantine}; key columns and value as text. */
  public static StructType schema() {
    StructType schema = new StructType();
    for (String column :
        List.of(
            TABLE,
            REASON,
            QueryColumns.DATE,
            QueryColumns.QUERY_ID,
            ROUTER,
            LakeReader.ROUTER_VERSION,
            MODEL,
            VALUE)) {
      schema = schema.add(column, DataTypes.StringType);
    }
    return schema;
  }

  /**
   * Queries without a key, with a date that is none or of another day than their time, or with the
   * key of another one.
   */
  public static Dataset<Row> ofQueries(LakeRows rows) {
    Column reason =
        when(rows.hasKey().unary_$bang(), lit(QuarantineReason.NULL_KEY))
            .when(LakeRows.dateIsDay().unary_$bang(), lit(QuarantineReason.MALFORMED_DATE))
            .when(rows.isOutsideDate(), lit(QuarantineReason.EVENT_TIME_OUTSIDE_DATE));
    return malformed(rows.queries(), rows.key(), reason, reason.isNull());
  }

  /**
   * Scores without a key, with a date that is none, with the key of another one, not finite, or of
   * a model that the router's pool does not hold. Scores of routers that the layout leaves out are
   * passed over.
   *
   * @param leftOut routers of the table that the layout leaves out
   */
  public static Dataset<Row> ofScores(
      LakeRows rows, RecordLayout layout, List<RouterIdentity> leftOut) {
    Column named = isOneOf(layout.routers().stream().map(RouterPool::identity).toList());
    Column isOfPool = isOfPool(layout);
    // without a configured pool every model that has a name is in one
    named = named.and(layout.configuredPool() ? isNamed(MODEL) : isOfPool);
    Column hasKey = rows.isKeyed().and(named);
    Column reason = withoutKey(rows, rows.hasKey().and(named));
    if (layout.configuredPool()) {
      reason = reason.when(isOfPool.unary_$bang(), lit(QuarantineReason.MODEL_OUTSIDE_POOL));
    }
    Column finite =
        isnan(col("score")).or(abs(col("score")).equalTo(Double.POSITIVE_INFINITY)).unary_$bang();
    reason = reason.when(finite.unary_$bang(), lit(QuarantineReason.NON_FINITE_SCORE));
    List<String> key = new ArrayList<>(rows.key());
    key.add(ROUTER);
    key.add(LakeReader.ROUTER_VERSION);
    key.add(MODEL);
    Column keyed = layout.configuredPool() ? hasKey.and(isOfPool) : hasKey;
    InputTable scores = withVersion(rows.routerScores());
    if (!leftOut.isEmpty()) {
      scores = scores.withRows(scores.rows().filter(isOneOf(leftOut).unary_$bang()));
    }
    return malformed(scores, key, reason, keyed);
  }

  /**
   * Outcomes without a key, with a date that is none, with the key of another one, or of a foreign
   * model.
   */
  public static Dataset<Row> ofOutcomes(LakeRows rows, RecordLayout layout) {
    Column hasKey = rows.isKeyed().and(isNamed(MODEL));
    Column reason = withoutKey(rows, rows.hasKey().and(isNamed(MODEL)));
    Column keyed = hasKey;
    if (layout.quarantinesForeignOutcomes()) {
      reason = reason.when(isForeign(layout), lit(QuarantineReason.MODEL_OUTSIDE_POOL));
      keyed = hasKey.and(isForeign(layout).unary_$bang());
    }
    List<String> key = new ArrayList<>(rows.key());
    key.add(MODEL);
    return malformed(outcomes(rows), key, reason, keyed);
  }

  /**
   * Well-formed outcomes of models in no pool; wanted where they are not malformed.
   *
   * @return the rows, as they are read
   */
  static Dataset<Row> outcomesOutsidePools(LakeRows rows, RecordLayout layout) {
    Column keyed = rows.isKeyed().and(isNamed(MODEL));
    List<String> key = new ArrayList<>(rows.key());
    key.add(MODEL);
    Dataset<Row> outcomes = outcomes(rows).rows();
    return outcomes
        .filter(keyed.and(isForeign(layout)))
        .join(duplicated(outcomes.filter(keyed), key), key.toArray(String[]::new), "left_anti");
  }

  private static Dataset<Row> duplicated(Dataset<Row> keyed, List<String> key) {
    return keyed
        .groupBy(key.stream().map(Columns::named).toArray(Column[]::new))
        .agg(count(lit(1)).as("copies"))
        .filter(col("copies").gt(1L))
        .drop("copies");
  }

  private static Column withoutKey(LakeRows rows, Column isComplete) {
    Column reason = when(isComplete.unary_$bang(), lit(QuarantineReason.NULL_KEY));
    return rows.keyedByDate()
        ? reason.when(LakeRows.dateIsDay().unary_$bang(), lit(QuarantineReason.MALFORMED_DATE))
        : reason;
  }

  /**
   * @param key columns that identify a row
   * @param reason why a row is malformed by itself, or null
   * @param keyed whether a row's key counts when duplicates are looked for
   */
  private static Dataset<Row> malformed(
      InputTable table, List<String> key, Column reason, Column keyed) {
    Dataset<Row> duplicated = duplicated(table.rows().filter(keyed), key);
    Dataset<Row> judged = table.rows().withColumn(REASON, reason);
    Dataset<Row> bad = judged.filter(col(REASON).isNotNull());
    Dataset<Row> twins =
        judged
            .filter(col(REASON).isNull())
            .join(duplicated, key.toArray(String[]::new), "left_semi")
            .withColumn(REASON, lit(QuarantineReason.DUPLICATE_KEY));
    return described(table, bad).unionByName(described(table, twins));
  }

  private static Dataset<Row> described(InputTable table, Dataset<Row> rows) {
    List<Column> columns = new ArrayList<>();
    columns.add(lit(table.name()).as(TABLE));
    columns.add(col(REASON));
    for (String column :
        List.of(
            QueryColumns.DATE, QueryColumns.QUERY_ID, ROUTER, LakeReader.ROUTER_VERSION, MODEL)) {
      columns.add(textOrNull(rows, column).as(column));
    }
    columns.add(textOrNull(rows, "score").as(VALUE));
    return rows.select(columns.toArray(Column[]::new));
  }

  private static Column textOrNull(Dataset<Row> rows, String column) {
    return List.of(rows.columns()).contains(column)
        ? Columns.named(column).cast(DataTypes.StringType)
        : lit(null).cast(DataTypes.StringType);
  }

  private static Column isNamed(String column) {
    return col(column).isNotNull().and(trim(col(column)).notEqual(""));
  }

  private static InputTable outcomes(LakeRows rows) {
    return rows.outcomes()
        .orElseThrow(() -> new IllegalArgumentException("Rows must have outcomes, got none"));
  }

  /** Whether the pool of the row's router holds its model. */
  private static Column isOfPool(RecordLayout layout) {
    return layout.routers().stream()
        .map(
            router ->
                isOneOf(List.of(router.identity())).and(isOneOf(MODEL, router.pool().models())))
        .reduce(Column::or)
        .orElse(lit(false));
  }

  private static Column isForeign(RecordLayout layout) {
    return isOneOf(MODEL, layout.labelPool().models()).unary_$bang();
  }

  private static Column isOneOf(String column, List<String> names) {
    return coalesce(col(column).isin(names.toArray()), lit(false));
  }

  /** Scores with a version in every row, empty where none is named. */
  private static InputTable withVersion(InputTable scores) {
    Column version =
        scores.has(LakeReader.ROUTER_VERSION)
            ? coalesce(col(LakeReader.ROUTER_VERSION), lit(""))
            : lit("");
    return scores.withRows(scores.rows().withColumn(LakeReader.ROUTER_VERSION, version));
  }

  /** Whether scores {@link #withVersion} are of one of the routers. */
  private static Column isOneOf(List<RouterIdentity> routers) {
    return routers.stream()
        .map(
            router ->
                isOneOf(ROUTER, List.of(router.router()))
                    .and(col(LakeReader.ROUTER_VERSION).equalTo(router.version())))
        .reduce(Column::or)
        .orElse(lit(false));
  }
}
