package dev.racer.spark.records;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import dev.racer.spark.lake.Columns;
import dev.racer.spark.lake.InputTable;
import dev.racer.spark.lake.LakeReader;
import dev.racer.spark.lake.OutcomeColumns;
import dev.racer.spark.lake.QueryColumns;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import scala.Tuple2;

/**
 * Reduces the input tables to calibration records in one pass and one shuffle: their rows are
 * packed into blocks of bytes, sent to reducers by a hash of the query's key, and gathered there in
 * fixed-width buffers, a score per router and model, a label per model, and the details of outcomes
 * that the layout asks for.
 *
 * <p>A model with two outcomes for a query, or a query with two rows, is malformed; the outcomes
 * count as unknown, without answer, confidence or cost, and the query as absent. A router's scores
 * for a query count only if there is exactly one for every model of its pool. Without a table of
 * outcomes, or without labels in it, all labels are unknown.
 */
public final class RecordReduction {
  /** Position of the id in the rows of every table. */
  static final int QUERY_ID = 0;

  /** Position of the date in the rows of every table. */
  static final int DAY = 1;

  static final int BY_RULE = 1;
  private static final int BY_DATE = 2;
  static final int MALFORMED = 3;

  private static final long MOST_QUERIES_PER_REDUCER = 1L << 17;
  private static final long BYTES_PER_REDUCER = 1L << 25;
  private static final int BYTES_PER_QUERY = 96; // but for scores and labels
  private static final int MOST_REDUCERS = 1 << 16;

  private final RecordLayout layout;
  private final List<List<String>> segmentValues;
  private final int reducers;

  /**
   * @param layout routers, pools and columns
   * @param segmentValues for every segment column the values that occur; others are read as none
   * @param queries about how many queries there are; decides on the number of reducers alone
   */
  public RecordReduction(
      RecordLayout layout, Map<String, List<String>> segmentValues, long queries) {
    this.layout = layout;
    this.segmentValues = layout.segmentColumns().stream().map(segmentValues::get).toList();
    long slots = firstSlots(layout.routers())[layout.routers().size()];
    long width =
        BYTES_PER_QUERY
            + slots * Double.BYTES
            + layout.labelPool().size() * (1 + DetailBuffers.width(layout.details()));
    long perReducer = Math.max(1, Math.min(MOST_QUERIES_PER_REDUCER, BYTES_PER_REDUCER / width));
    this.reducers = (int) Math.min(MOST_REDUCERS, Math.max(1, (queries - 1) / perReducer + 1));
  }

  /**
   * The records of all queries that some router has scored, used and excluded ones, in no order.
   * Nothing is cached.
   */
  public JavaRDD<RecordBatch> reduce(LakeRows rows) {
    RecordLayout shape = layout;
    List<List<String>> values = segmentValues;
    JavaPairRDD<Integer, byte[]> blocks =
        pack(queries(rows), RowPacking.Table.QUERIES)
            .union(pack(scores(rows), RowPacking.Table.SCORES));
    if (rows.outcomes().isPresent()) {
      Dataset<Row> outcomes = outcomes(rows, rows.outcomes().get());
      blocks = blocks.union(pack(outcomes, RowPacking.Table.OUTCOMES));
    }
    return blocks
        .partitionBy(new HashPartitioner(reducers)) // of an int that is the reducer's number
        .mapPartitions(packed -> new Reducer(packed, shape, values));
  }

  private JavaPairRDD<Integer, byte[]> pack(Dataset<Row> rows, RowPacking.Table table) {
    RecordLayout shape = layout;
    List<List<String>> values = segmentValues;
    int parts = reducers;
    return JavaPairRDD.fromJavaRDD(
        InternalRows.scan(
            rows,
            cursor ->
                new RowPacking(
                    cursor, shape.keyedByDate(), table, coder(table, shape, values), parts)));
  }

  private static RowPacking.Coder coder(
      RowPacking.Table table, RecordLayout layout, List<List<String>> segmentValues) {
    return switch (table) {
      case QUERIES -> new RowCoders.Queries(layout.keyedByDate(), segmentValues);
      case SCORES -> new RowCoders.Scores(layout.routers(), layout.labelPool());
      case OUTCOMES -> new RowCoders.Outcomes(layout.labelPool().models(), layout.details());
    };
  }

  private Dataset<Row> queries(LakeRows rows) {
    List<Column> columns = new ArrayList<>();
    columns.add(col(QueryColumns.QUERY_ID));
    columns.add(col(QueryColumns.DATE));
    columns.add(
        when(rows.isOutsideDate(), lit(MALFORMED))
            .when(col(LakeRows.EXCLUSION).equalTo(Exclusion.BY_RULE), lit(BY_RULE))
            .when(col(LakeRows.EXCLUSION).equalTo(Exclusion.BY_DATE), lit(BY_DATE)));
    columns.add(orNull(rows.queries(), QueryColumns.FULL_FANOUT_PROBABILITY, DataTypes.DoubleType));
    for (String segment : layout.segmentColumns()) {
      columns.add(Columns.named(QueryColumns.segment(segment)));
    }
    return rows.queries().rows().select(columns.toArray(Column[]::new));
  }

  private static Column orNull(InputTable table, String column, DataType type) {
    return table.has(column) ? col(column) : lit(null).cast(type);
  }

  private static Dataset<Row> scores(LakeRows rows) {
    InputTable scores = rows.routerScores();
    List<Column> columns = keyed(rows, List.of("router", "model", "score"));
    columns.add(orNull(scores, LakeReader.ROUTER_VERSION, DataTypes.StringType));
    return scores.rows().select(columns.toArray(Column[]::new));
  }

  private Dataset<Row> outcomes(LakeRows rows, InputTable outcomes) {
    List<Column> columns = keyed(rows, List.of(OutcomeColumns.MODEL));
    columns.add(orNull(outcomes, OutcomeColumns.CORRECT, DataTypes.BooleanType));
    columns.add(orNull(outcomes, OutcomeColumns.LABEL_STATE, DataTypes.StringType));
    layout.details().columns().forEach(name -> columns.add(Columns.named(name)));
    return outcomes.rows().select(columns.toArray(Column[]::new));
  }

  /** Id, date and the columns named; a table without dates has its id in the place of the date. */
  private static List<Column> keyed(LakeRows rows, List<String> names) {
    List<Column> columns = new ArrayList<>();
    columns.add(col(QueryColumns.QUERY_ID));
    columns.add(
        (rows.keyedByDate() ? col(QueryColumns.DATE) : col(QueryColumns.QUERY_ID)).as("day"));
    for (String name : names) {
      columns.add(Columns.named(name));
    }
    return columns;
  }

  /**
   * For every router the number of its first (router, model), and in the end how many there are.
   */
  static int[] firstSlots(List<RouterPool> routers) {
    int[] first = new int[routers.size() + 1];
    for (int r = 0; r < routers.size(); r++) {
      first[r + 1] = Math.addExact(first[r], routers.get(r).pool().size());
    }
    return first;
  }

  /** Gathers the queries of one reducer, then tells their records. */
  private static final class Reducer implements Iterator<RecordBatch> {
    private final QueryTable queries;
    private final RecordBatch.Builder builder;
    private int next;
    private boolean isDone;

    Reducer(
        Iterator<Tuple2<Integer, byte[]>> blocks,
        RecordLayout layout,
        List<List<String>> segmentValues) {
      this.queries = new QueryTable(layout, segmentValues);
      this.builder =
          new RecordBatch.Builder(
              layout.routers(), layout.segmentColumns().size(), layout.details());
      blocks.forEachRemaining(block -> queries.add(block._2()));
    }

    @Override
    public boolean hasNext() {
      return !isDone;
    }

    @Override
    public RecordBatch next() {
      if (isDone) {
        throw new NoSuchElementException("No more batches");
      }
      while (next < queries.size() && !builder.isFull()) {
        queries.judge(next++, builder);
      }
      isDone = next == queries.size();
      return builder.build();
    }
  }
}
