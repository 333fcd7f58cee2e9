package dev.racer.spark.records;

import static dev.racer.spark.schema.CalibrationRecords.CORRECT;
import static dev.racer.spark.schema.CalibrationRecords.DATE;
import static dev.racer.spark.schema.CalibrationRecords.EXCLUDED;
import static dev.racer.spark.schema.CalibrationRecords.EXCLUSION;
import static dev.racer.spark.schema.CalibrationRecords.INCLUSION_PROBABILITY;
import static dev.racer.spark.schema.CalibrationRecords.LABEL_STATE;
import static dev.racer.spark.schema.CalibrationRecords.POOL_ID;
import static dev.racer.spark.schema.CalibrationRecords.QUERY_ID;
import static dev.racer.spark.schema.CalibrationRecords.ROUTER;
import static dev.racer.spark.schema.CalibrationRecords.ROUTER_FINGERPRINT;
import static dev.racer.spark.schema.CalibrationRecords.SCORED_MODELS;
import static dev.racer.spark.schema.CalibrationRecords.SCORES;
import static dev.racer.spark.schema.CalibrationRecords.SCORE_ROWS;
import static dev.racer.spark.schema.CalibrationRecords.STATUS;
import static dev.racer.spark.schema.CalibrationRecords.USED;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_from_unix_date;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.when;

import dev.racer.core.conformal.LabelState;
import dev.racer.core.conformal.UnknownLabels;
import dev.racer.core.pool.ModelPool;
import dev.racer.core.pool.Sha256;
import dev.racer.spark.lake.Columns;
import dev.racer.spark.lake.QueryColumns;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Reduces the three input tables to calibration records in one pass and one shuffle: their rows are
 * put one below the other and grouped by query, with a fixed-width buffer per router and model.
 * Strings in the buffers would force a sort, so segment values travel as numbers.
 *
 * <p>A model with two outcomes for a query, or a query with two rows, is malformed; the outcomes
 * count as unknown and the query as absent. A router's scores for a query count only if there is
 * exactly one for every model of its pool.
 */
public final class RecordAssembly {
  private static final String DAY_NUMBER = "day_number";
  private static final String QUERY_ROWS = "query_rows";
  private static final String QUERY_EXCLUSION = "query_exclusion";
  private static final String QUERY_USE = "query_use";
  private static final String OUTCOME_ROWS = "outcome_rows";

  /** The upper half counts the outcomes, so a sum of several is none of these. */
  private static final long CODE_UNKNOWN = 1L << 32;

  private static final long CODE_WRONG = CODE_UNKNOWN + 1;
  private static final long CODE_CORRECT = CODE_UNKNOWN + 2;

  private final SparkSession spark;
  private final RecordLayout layout;
  private final ModelPool labels;
  private final List<ModelPool> pools;

  /**
   * @param spark session
   * @param layout routers, pools and columns
   */
  public RecordAssembly(SparkSession spark, RecordLayout layout) {
    this.spark = spark;
    this.layout = layout;
    this.labels = layout.labelPool();
    this.pools = layout.routers().stream().map(RouterPool::pool).distinct().toList();
  }

  /**
   * The records of all queries that some router has scored, used and excluded ones.
   *
   * @param rows the input
   * @param counts hears how many rows of queries and outcomes ended where, once the result is
   *     written
   * @param survey what is known of the input
   * @return rows as in {@code CalibrationRecords}, in no order
   */
  public Dataset<Row> assemble(LakeRows rows, LakeSurvey survey, RowCounts counts) {
    Dataset<Row> unified =
        queries(rows, survey.segmentValues())
            .unionByName(scores(rows), true)
            .unionByName(outcomes(rows), true);
    Dataset<Row> perQuery =
        unified
            .groupBy(layout.key().stream().map(Columns::named).toArray(Column[]::new))
            .agg(max("exclusion_code").as("exclusion_code"), aggregates());
    // a step each, so that what a later one needs twice is computed once
    Dataset<Row> judged =
        withUses(withArrays(withQueryExclusion(perQuery), survey.segmentValues()));
    return flatten(counts.observe(judged, QUERY_USE, QUERY_ROWS, OUTCOME_ROWS));
  }

  private Dataset<Row> queries(LakeRows rows, Map<String, List<String>> segmentValues) {
    Dataset<Row> queries = rows.queries().rows().filter(rows.hasKey().and(LakeRows.dateIsDay()));
    List<Column> columns = keyColumns();
    columns.add(lit(1L).as(QUERY_ROWS));
    columns.add(
        when(col(LakeRows.EXCLUSION).equalTo(Exclusion.BY_RULE), lit(1))
            .when(col(LakeRows.EXCLUSION).equalTo(Exclusion.BY_DATE), lit(2))
            .as("exclusion_code"));
    columns.add(
        (rows.queries().has(QueryColumns.FULL_FANOUT_PROBABILITY)
                ? col(QueryColumns.FULL_FANOUT_PROBABILITY)
                : lit(null).cast(DataTypes.DoubleType))
            .as(INCLUSION_PROBABILITY));
    if (!layout.keyedByDate()) {
      columns.add(unix_date(col(DATE).cast(DataTypes.DateType)).as(DAY_NUMBER));
    }
    for (String segment : layout.segmentColumns()) {
      String name = QueryColumns.segment(segment);
      queries = withNumber(queries, name, segmentValues.get(segment));
      columns.add(Columns.named(number(name)));
    }
    return queries.select(columns.toArray(Column[]::new));
  }

  private Dataset<Row> withNumber(Dataset<Row> queries, String name, List<String> values) {
    List<Row> rows =
        IntStream.range(0, values.size())
            .mapToObj(i -> RowFactory.create(values.get(i), i))
            .toList();
    StructType schema =
        new StructType()
            .add("value_of_" + name, DataTypes.StringType)
            .add(number(name), DataTypes.IntegerType);
    Dataset<Row> dictionary = spark.createDataFrame(rows, schema);
    return queries.join(
        broadcast(dictionary),
        Columns.named(name).equalTo(Columns.named("value_of_" + name)),
        "left");
  }

  private Dataset<Row> scores(LakeRows rows) {
    Dataset<Row> scores = rows.routerScores().rows().filter(rows.isKeyed());
    List<Column> columns = keyColumns();
    columns.add(slot().as("slot"));
    columns.add(
        when(
                isnan(col("score"))
                    .or(col("score").equalTo(Double.POSITIVE_INFINITY))
                    .or(col("score").equalTo(Double.NEGATIVE_INFINITY)),
                lit(null))
            .otherwise(col("score"))
            .as("score"));
    return scores.select(columns.toArray(Column[]::new)).filter(col("slot").isNotNull());
  }

  /** Number of (router, model) over all routers and their pools; null outside of them. */
  private Column slot() {
    Map<ModelPool, Column> lookups = new HashMap<>();
    Column slot = null;
    for (int r = 0; r < layout.routers().size(); r++) {
      RouterPool router = layout.routers().get(r);
      Column lookup = lookups.computeIfAbsent(router.pool(), pool -> lookup(pool, col("model")));
      Column isRouter = col(ROUTER).equalTo(router.router());
      Column ofRouter = lookup.plus(lit(firstSlot(r)));
      slot = slot == null ? when(isRouter, ofRouter) : slot.when(isRouter, ofRouter);
    }
    return slot;
  }

  private Dataset<Row> outcomes(LakeRows rows) {
    List<Column> columns = keyColumns();
    columns.add(lookup(labels, col("model")).as("label"));
    columns.add(
        when(col(CORRECT).isNull(), lit(CODE_UNKNOWN))
            .when(col(CORRECT), lit(CODE_CORRECT))
            .otherwise(lit(CODE_WRONG))
            .as("code"));
    return rows.outcomes()
        .rows()
        .filter(rows.isKeyed())
        .select(columns.toArray(Column[]::new))
        .filter(col("label").isNotNull());
  }

  private static Column lookup(ModelPool pool, Column model) {
    Map<String, Integer> indices = new TreeMap<>();
    for (int i = 0; i < pool.size(); i++) {
      indices.put(pool.model(i), i);
    }
    Column[] entries =
        indices.entrySet().stream()
            .flatMap(e -> Stream.of(lit(e.getKey()), lit(e.getValue())))
            .toArray(Column[]::new);
    return element_at(map(entries), model);
  }

  private Column[] aggregates() {
    List<Column> aggregates = new ArrayList<>();
    aggregates.add(sum(QUERY_ROWS).as(QUERY_ROWS));
    aggregates.add(max(INCLUSION_PROBABILITY).as(INCLUSION_PROBABILITY));
    if (!layout.keyedByDate()) {
      aggregates.add(max(DAY_NUMBER).as(DAY_NUMBER));
    }
    for (String segment : layout.segmentColumns()) {
      String number = number(QueryColumns.segment(segment));
      aggregates.add(max(Columns.named(number)).as(number));
    }
    for (int r = 0; r < layout.routers().size(); r++) {
      int from = firstSlot(r);
      int to = from + poolSize(r);
      aggregates.add(
          sum(when(col("slot").geq(from).and(col("slot").lt(to)), lit(1L))).as("rows_" + r));
      for (int slot = from; slot < to; slot++) {
        aggregates.add(max(when(col("slot").equalTo(slot), col("score"))).as("score_" + slot));
      }
    }
    for (int label = 0; label < labels.size(); label++) {
      aggregates.add(sum(when(col("label").equalTo(label), col("code"))).as("label_" + label));
    }
    return aggregates.toArray(Column[]::new);
  }

  private static Dataset<Row> withQueryExclusion(Dataset<Row> perQuery) {
    Column rows = coalesce(col(QUERY_ROWS), lit(0L));
    return perQuery.withColumn(
        QUERY_EXCLUSION,
        when(rows.notEqual(1L), lit(Exclusion.UNKNOWN_QUERY)) // none, or quarantined duplicates
            .when(col("exclusion_code").equalTo(1), lit(Exclusion.BY_RULE))
            .when(col("exclusion_code").equalTo(2), lit(Exclusion.BY_DATE)));
  }

  /** The buffers of a query as arrays: labels per pool, scores per router. */
  private Dataset<Row> withArrays(Dataset<Row> perQuery, Map<String, List<String>> segmentValues) {
    List<Column> columns = new ArrayList<>();
    columns.add(col(QUERY_ID));
    columns.add(
        layout.keyedByDate()
            ? col(DATE)
            : date_from_unix_date(col(DAY_NUMBER)).cast(DataTypes.StringType).as(DATE));
    columns.add(coalesce(col(INCLUSION_PROBABILITY), lit(1.0)).as(INCLUSION_PROBABILITY));
    for (String segment : layout.segmentColumns()) {
      String name = QueryColumns.segment(segment);
      Column value = valueOf(segmentValues.get(segment), Columns.named(number(name)));
      columns.add(when(col(QUERY_EXCLUSION).isNull(), value).as(name)); // else one of many, or none
    }
    columns.add(col(QUERY_EXCLUSION));
    columns.add(when(col(QUERY_ROWS).equalTo(1L), lit(1L)).otherwise(lit(0L)).as(QUERY_ROWS));
    Column clean = lit(0L);
    for (int label = 0; label < labels.size(); label++) {
      Column isOne = col("label_" + label).isin(CODE_CORRECT, CODE_WRONG, CODE_UNKNOWN);
      clean = clean.plus(when(isOne, lit(1L)).otherwise(lit(0L)));
    }
    columns.add(clean.as(OUTCOME_ROWS));
    for (int p = 0; p < pools.size(); p++) {
      columns.addAll(labelsOf(p));
    }
    for (int r = 0; r < layout.routers().size(); r++) {
      List<Column> scores = new ArrayList<>();
      Column scored = lit(0);
      for (int slot = firstSlot(r); slot < firstSlot(r) + poolSize(r); slot++) {
        Column score = col("score_" + slot);
        scores.add(score);
        scored = scored.plus(when(score.isNotNull(), lit(1)).otherwise(lit(0)));
      }
      columns.add(array(scores.toArray(Column[]::new)).as("scores_" + r));
      columns.add(scored.as("scored_" + r));
      columns.add(coalesce(col("rows_" + r), lit(0L)).as("rows_" + r));
    }
    return perQuery.select(columns.toArray(Column[]::new));
  }

  /** Labels of a pool, and what they say together. */
  private List<Column> labelsOf(int pool) {
    List<Column> correct = new ArrayList<>();
    Column known = lit(true);
    Column anyCorrect = lit(false);
    for (String model : pools.get(pool).models()) {
      Column code = col("label_" + labels.indexOf(model));
      Column isCorrect = coalesce(code.equalTo(CODE_CORRECT), lit(false));
      Column isWrong = coalesce(code.equalTo(CODE_WRONG), lit(false));
      correct.add(when(isCorrect, lit(true)).when(isWrong, lit(false)));
      known = known.and(isCorrect.or(isWrong));
      anyCorrect = anyCorrect.or(isCorrect);
    }
    Column state =
        when(known.and(anyCorrect), lit(LabelState.ANSWERABLE.key()))
            .when(known, lit(LabelState.UNANSWERABLE.key()))
            .when(anyCorrect, lit(LabelState.PARTLY_ANSWERABLE.key()))
            .otherwise(lit(LabelState.UNDECIDED.key()));
    return List.of(
        array(correct.toArray(Column[]::new)).as("correct_" + pool),
        known.as("known_" + pool),
        state.as("state_" + pool));
  }

  /** Why each router does not use a query, and what the query as a whole is used for. */
  private Dataset<Row> withUses(Dataset<Row> perQuery) {
    List<Column> columns = new ArrayList<>();
    columns.add(col("*"));
    for (int r = 0; r < layout.routers().size(); r++) {
      int k = poolSize(r);
      Column exclusion =
          when(col(QUERY_EXCLUSION).isNotNull(), col(QUERY_EXCLUSION))
              .when(col("rows_" + r).equalTo(0L), lit(Exclusion.UNSCORED))
              .when(
                  col("rows_" + r).notEqual((long) k).or(col("scored_" + r).notEqual(k)),
                  lit(Exclusion.PARTLY_SCORED));
      if (layout.unknownLabels() == UnknownLabels.EXCLUDE) {
        Column unknown = col("known_" + poolNumber(r)).unary_$bang();
        exclusion = exclusion.when(unknown, lit(Exclusion.LABELS_INCOMPLETE));
      }
      columns.add(exclusion.as("exclusion_" + r));
    }
    Dataset<Row> excluded = perQuery.select(columns.toArray(Column[]::new));
    return excluded.withColumn(
        QUERY_USE,
        when(col(QUERY_EXCLUSION).isNotNull(), col(QUERY_EXCLUSION))
            .when(anyRouter(Column::isNull), lit(USED))
            .when(anyRouter(is(Exclusion.LABELS_INCOMPLETE)), lit(Exclusion.LABELS_INCOMPLETE))
            .when(anyRouter(is(Exclusion.PARTLY_SCORED)), lit(Exclusion.PARTLY_SCORED))
            .otherwise(lit(Exclusion.UNSCORED)));
  }

  private Column anyRouter(UnaryOperator<Column> holds) {
    return IntStream.range(0, layout.routers().size())
        .mapToObj(r -> holds.apply(col("exclusion_" + r)))
        .reduce(Column::or)
        .orElseThrow();
  }

  private static UnaryOperator<Column> is(String exclusion) {
    return found -> coalesce(found.equalTo(exclusion), lit(false));
  }

  /** One row per query and router that has a score for it. */
  private Dataset<Row> flatten(Dataset<Row> perQuery) {
    List<Column> kept = new ArrayList<>();
    kept.add(col(DATE));
    kept.add(col(QUERY_ID));
    kept.add(col(INCLUSION_PROBABILITY));
    for (String segment : layout.segmentColumns()) {
      kept.add(Columns.named(QueryColumns.segment(segment)));
    }
    Column[] elements =
        IntStream.range(0, layout.routers().size()).mapToObj(this::element).toArray(Column[]::new);
    kept.add(explode(array(elements)).as("element"));
    List<Column> columns = new ArrayList<>();
    columns.add(col(QUERY_ID));
    for (String field :
        List.of(ROUTER, POOL_ID, ROUTER_FINGERPRINT, SCORES, CORRECT, LABEL_STATE)) {
      columns.add(col("element").getField(field).as(field));
    }
    columns.add(col(INCLUSION_PROBABILITY));
    for (String segment : layout.segmentColumns()) {
      columns.add(Columns.named(QueryColumns.segment(segment)));
    }
    for (String field : List.of(EXCLUSION, SCORE_ROWS, SCORED_MODELS)) {
      columns.add(col("element").getField(field).as(field));
    }
    columns.add(
        when(col("element").getField(EXCLUSION).isNull(), lit(USED))
            .otherwise(lit(EXCLUDED))
            .as(STATUS));
    columns.add(col(DATE));
    return perQuery
        .select(kept.toArray(Column[]::new))
        .filter(col("element").getField(SCORE_ROWS).gt(0L))
        .select(columns.toArray(Column[]::new));
  }

  private Column element(int r) {
    RouterPool router = layout.routers().get(r);
    Column exclusion = col("exclusion_" + r);
    Column used = exclusion.isNull();
    return struct(
        lit(router.router()).as(ROUTER),
        lit(router.pool().id()).as(POOL_ID),
        lit(fingerprint(router)).as(ROUTER_FINGERPRINT),
        when(used, col("scores_" + r)).as(SCORES),
        when(used, col("correct_" + poolNumber(r))).as(CORRECT),
        when(used, col("state_" + poolNumber(r))).as(LABEL_STATE),
        exclusion.as(EXCLUSION),
        col("rows_" + r).as(SCORE_ROWS),
        col("scored_" + r).as(SCORED_MODELS));
  }

  private int poolNumber(int router) {
    return pools.indexOf(layout.routers().get(router).pool());
  }

  private static Column valueOf(List<String> values, Column number) {
    if (values.isEmpty()) {
      return lit(null).cast(DataTypes.StringType);
    }
    return when(number.isNotNull(), lit(values.toArray(String[]::new)).getItem(number));
  }

  private List<Column> keyColumns() {
    List<Column> columns = new ArrayList<>();
    layout.key().forEach(key -> columns.add(Columns.named(key)));
    return columns;
  }

  private int poolSize(int router) {
    return layout.routers().get(router).pool().size();
  }

  private int firstSlot(int router) {
    return IntStream.range(0, router).map(this::poolSize).sum();
  }

  private static String number(String segmentColumn) {
    return "number_of_" + segmentColumn;
  }

  /** First 16 hex digits of SHA-256 over the router's name and its pool's id. */
  private static String fingerprint(RouterPool router) {
    String identity = router.router() + "\0" + router.pool().id();
    return Sha256.hex(identity.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
  }
}
