package dev.racer.spark.records;

import static org.apache.spark.sql.functions.col;

import dev.racer.core.conformal.LabelState;
import dev.racer.core.conformal.Labels;
import dev.racer.core.pool.Sha256;
import dev.racer.spark.lake.Columns;
import dev.racer.spark.lake.OutcomeDetails;
import dev.racer.spark.schema.CalibrationRecords;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.types.UTF8String;

/** Batches of records as the table {@link CalibrationRecords}, and the table as batches. */
public final class RecordTables {
  private RecordTables() {}

  /**
   * The table that batches make.
   *
   * @param batches records
   * @param layout routers and segment columns of the batches
   */
  public static Dataset<Row> frame(
      SparkSession spark, JavaRDD<RecordBatch> batches, RecordLayout layout) {
    List<RouterPool> routers = layout.routers();
    int segmentColumns = layout.segmentColumns().size();
    JavaRDD<InternalRow> rows =
        batches.mapPartitions(partition -> new Rows(partition, routers, segmentColumns));
    return InternalRows.frame(spark, rows, CalibrationRecords.schema(layout.segmentColumns()));
  }

  /**
   * The used records of a table. They carry no details of outcomes, which it does not have.
   *
   * @param records rows as in {@link CalibrationRecords}; those of other routers are passed over
   * @param routers gives the routers their numbers
   * @param segmentColumns the segment columns wanted
   */
  public static JavaRDD<RecordBatch> read(
      Dataset<Row> records, List<RouterPool> routers, List<String> segmentColumns) {
    List<Column> columns = new ArrayList<>();
    for (String column :
        List.of(
            CalibrationRecords.ROUTER,
            CalibrationRecords.QUERY_ID,
            CalibrationRecords.SCORES,
            CalibrationRecords.CORRECT,
            CalibrationRecords.DATE)) {
      columns.add(col(column));
    }
    segmentColumns.forEach(
        column -> columns.add(Columns.named(CalibrationRecords.segment(column))));
    Dataset<Row> used =
        records
            .filter(col(CalibrationRecords.STATUS).equalTo(CalibrationRecords.USED))
            .select(columns.toArray(Column[]::new));
    List<RouterPool> pools = List.copyOf(routers);
    int segments = segmentColumns.size();
    return InternalRows.rows(used).mapPartitions(rows -> new Batches(rows, pools, segments));
  }

  /** First 16 hex digits of SHA-256 over the router's name and its pool's id. */
  private static String fingerprint(RouterPool router) {
    String identity = router.router() + "\0" + router.pool().id();
    return Sha256.hex(identity.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
  }

  static UTF8String[] texts(List<String> texts) {
    return texts.stream().map(UTF8String::fromString).toArray(UTF8String[]::new);
  }

  /** The rows of batches; each is valid until the next one is asked for. */
  private static final class Rows implements Iterator<InternalRow> {
    private static final UTF8String USED = UTF8String.fromString(CalibrationRecords.USED);
    private static final UTF8String EXCLUDED = UTF8String.fromString(CalibrationRecords.EXCLUDED);
    private static final UTF8String[] USES = texts(RecordBatch.USES);

    private final Iterator<RecordBatch> batches;
    private final UTF8String[] routers;
    private final UTF8String[] pools;
    private final UTF8String[] fingerprints;
    private final double[][] scores;
    private final byte[][] labels;
    private final int segmentColumns;
    private final Object[] values;
    private final GenericInternalRow row;
    private final DayColumn days = new DayColumn();
    private RecordBatch batch;
    private int record = -1;

    Rows(Iterator<RecordBatch> batches, List<RouterPool> routers, int segmentColumns) {
      this.batches = batches;
      this.routers = texts(routers.stream().map(RouterPool::router).toList());
      this.pools = texts(routers.stream().map(router -> router.pool().id()).toList());
      this.fingerprints = texts(routers.stream().map(RecordTables::fingerprint).toList());
      this.scores = routers.stream().map(r -> new double[r.pool().size()]).toArray(double[][]::new);
      this.labels = routers.stream().map(r -> new byte[r.pool().size()]).toArray(byte[][]::new);
      this.segmentColumns = segmentColumns;
      this.values = new Object[13 + segmentColumns];
      this.row = new GenericInternalRow(values);
    }

    @Override
    public boolean hasNext() {
      while ((batch == null || record + 1 == batch.size()) && batches.hasNext()) {
        batch = batches.next();
        record = -1;
      }
      return batch != null && record + 1 < batch.size();
    }

    @Override
    public InternalRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException("No more records");
      }
      record++;
      int router = batch.router(record);
      boolean used = batch.isUsed(record);
      int start = batch.idStart(record);
      int at = 0;
      values[at++] = UTF8String.fromBytes(batch.ids(), start, batch.idEnd(record) - start);
      values[at++] = routers[router];
      values[at++] = pools[router];
      values[at++] = fingerprints[router];
      if (used) {
        batch.copyScores(record, scores[router]);
        batch.copyLabels(record, labels[router]);
      }
      values[at++] = used ? UnsafeArrayData.fromPrimitiveArray(scores[router]) : null;
      values[at++] = used ? correct(labels[router]) : null;
      values[at++] = used ? stateKey(labels[router]) : null;
      values[at++] = batch.probability(record);
      for (int s = 0; s < segmentColumns; s++) {
        String value = batch.segment(record, s);
        values[at++] = value == null ? null : UTF8String.fromString(value);
      }
      values[at++] = used ? null : USES[batch.exclusion(record)];
      values[at++] = (long) batch.scoreRows(record);
      values[at++] = batch.scoredModels(record);
      values[at++] = used ? USED : EXCLUDED;
      values[at] = days.text(batch.day(record));
      return row;
    }

    private static ArrayData correct(byte[] labels) {
      boolean[] known = new boolean[labels.length];
      for (int m = 0; m < labels.length; m++) {
        if (labels[m] == Labels.UNKNOWN) {
          return new GenericArrayData(
              IntStream.range(0, labels.length)
                  .mapToObj(i -> labels[i] == Labels.UNKNOWN ? null : labels[i] == Labels.CORRECT)
                  .toArray());
        }
        known[m] = labels[m] == Labels.CORRECT;
      }
      return UnsafeArrayData.fromPrimitiveArray(known);
    }

    private static UTF8String stateKey(byte[] labels) {
      return States.keyOf(LabelState.state(labels, labels.length));
    }
  }

  /** The keys of label states as Spark's strings. */
  private static final class States {
    private static final Map<LabelState, UTF8String> KEYS = new EnumMap<>(LabelState.class);

    static {
      for (LabelState state : LabelState.values()) {
        KEYS.put(state, UTF8String.fromString(state.key()));
      }
    }

    static UTF8String keyOf(LabelState state) {
      return KEYS.get(state);
    }
  }

  /** Batches of the used records of a table. */
  private static final class Batches implements Iterator<RecordBatch> {
    private static final int DATE = 4;
    private static final int FIRST_SEGMENT = 5;

    private final Iterator<InternalRow> rows;
    private final int segmentColumns;
    private final NameIndex routers;
    private final int[] poolSizes;
    private final RecordBatch.Builder builder;
    private final DayText days = new DayText();

    Batches(Iterator<InternalRow> rows, List<RouterPool> pools, int segmentColumns) {
      this.rows = rows;
      this.segmentColumns = segmentColumns;
      this.routers = NameIndex.of(pools.stream().map(RouterPool::router).toList());
      this.poolSizes = pools.stream().mapToInt(pool -> pool.pool().size()).toArray();
      this.builder = new RecordBatch.Builder(pools, segmentColumns, OutcomeDetails.NONE);
    }

    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public RecordBatch next() {
      if (!rows.hasNext()) {
        throw new NoSuchElementException("No more records");
      }
      while (rows.hasNext() && !builder.isFull()) {
        add(rows.next());
      }
      return builder.build();
    }

    private void add(InternalRow row) {
      int router = routers.number(row.getUTF8String(0).getBytes());
      if (router == NameIndex.NONE) {
        return;
      }
      ArrayData scores = row.getArray(2);
      ArrayData correct = row.getArray(3);
      if (scores.numElements() != poolSizes[router]) {
        throw new IllegalArgumentException(
            "Record must hold " + poolSizes[router] + " scores, got " + scores.numElements());
      }
      byte[] labels = builder.labels(router);
      for (int m = 0; m < labels.length; m++) {
        labels[m] =
            correct.isNullAt(m)
                ? Labels.UNKNOWN
                : correct.getBoolean(m) ? Labels.CORRECT : Labels.WRONG;
      }
      byte[] id = row.getUTF8String(1).getBytes();
      builder.begin(router, RecordBatch.USED);
      builder.id(id, 0, id.length);
      builder.day(day(row));
      builder.probability(1);
      for (int s = 0; s < segmentColumns; s++) {
        int at = FIRST_SEGMENT + s;
        builder.segment(s, row.isNullAt(at) ? null : row.getUTF8String(at).toString());
      }
      builder.scores(scores.toDoubleArray(), 0, labels.length, labels.length);
      builder.end();
    }

    private int day(InternalRow row) {
      if (row.isNullAt(DATE)) {
        return QueryTable.NO_DAY;
      }
      byte[] text = row.getUTF8String(DATE).getBytes();
      if (!days.isDay(text)) {
        throw new IllegalArgumentException(
            "Date of a record must be a day, got " + row.getUTF8String(DATE));
      }
      return days.number();
    }
  }
}
