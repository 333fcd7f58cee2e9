package dev.racer.spark.records;

import static org.apache.spark.sql.functions.col;

import dev.racer.core.conformal.LabelState;
import dev.racer.core.conformal.Labels;
import dev.racer.core.pool.ModelPool;
import dev.racer.spark.lake.Columns;
import dev.racer.spark.lake.OutcomeDetails;
import dev.racer.spark.schema.CalibrationRecords;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
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
    boolean hasCosts = layout.details().hasCosts();
    JavaRDD<InternalRow> rows =
        batches.mapPartitions(partition -> new Rows(partition, routers, segmentColumns, hasCosts));
    return InternalRows.frame(spark, rows, CalibrationRecords.schema(layout.segmentColumns()));
  }

  /**
   * The used records of a table whose rows are of the wanted routers and pools alone.
   *
   * @param records rows as in {@link CalibrationRecords}; those of other routers are passed over
   * @param routers gives the routers their numbers
   * @param segmentColumns the segment columns wanted
   */
  public static JavaRDD<RecordBatch> read(
      Dataset<Row> records, List<RouterPool> routers, List<String> segmentColumns) {
    Map<String, ModelPool> pools = new HashMap<>();
    routers.forEach(router -> pools.put(router.pool().id(), router.pool()));
    return read(records, pools, routers, segmentColumns);
  }

  /**
   * The used records of a table that serve the wanted routers. They carry no details of outcomes. A
   * record of a larger pool loses the scores and labels of the models that are not wanted: it is
   * what would have been recorded without them; only a query that was excluded for want of such a
   * model's score or label stays excluded. Records of another router, another version of one, or a
   * pool that lacks a wanted model are passed over ({@link RouterPool#isServedBy} tells).
   *
   * @param records rows as in {@link CalibrationRecords}
   * @param known the pools that the records may be of, by their ids
   * @param wanted the routers, with the pools that are wanted; gives them their numbers
   * @param segmentColumns the segment columns wanted
   * @throws IllegalArgumentException in a task, if a record of a wanted router is of no known pool
   */
  public static JavaRDD<RecordBatch> read(
      Dataset<Row> records,
      Map<String, ModelPool> known,
      List<RouterPool> wanted,
      List<String> segmentColumns) {
    List<Column> columns = new ArrayList<>();
    for (String column :
        List.of(
            CalibrationRecords.ROUTER,
            CalibrationRecords.ROUTER_VERSION,
            CalibrationRecords.POOL_ID,
            CalibrationRecords.QUERY_ID,
            CalibrationRecords.SCORES,
            CalibrationRecords.CORRECT,
            CalibrationRecords.INCLUSION_PROBABILITY,
            CalibrationRecords.DATE)) {
      columns.add(col(column));
    }
    segmentColumns.forEach(
        column -> columns.add(Columns.named(CalibrationRecords.segment(column))));
    Dataset<Row> used =
        records
            .filter(col(CalibrationRecords.STATUS).equalTo(CalibrationRecords.USED))
            .select(columns.toArray(Column[]::new));
    List<RouterPool> routers = List.copyOf(wanted);
    TreeMap<String, ModelPool> pools = new TreeMap<>(known);
    int segments = segmentColumns.size();
    return InternalRows.rows(used)
        .mapPartitions(rows -> new Batches(rows, pools, routers, segments));
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
    private final UTF8String[] versions;
    private final UTF8String[] pools;
    private final UTF8String[] fingerprints;
    private final double[][] scores;
    private final byte[][] labels;
    private final long[][] costs;
    private final boolean hasCosts;
    private final int segmentColumns;
    private final Object[] values;
    private final GenericInternalRow row;
    private final DayColumn days = new DayColumn();
    private RecordBatch batch;
    private int record = -1;

    Rows(
        Iterator<RecordBatch> batches,
        List<RouterPool> routers,
        int segmentColumns,
        boolean hasCosts) {
      this.batches = batches;
      this.routers = texts(routers.stream().map(RouterPool::router).toList());
      this.pools = texts(routers.stream().map(router -> router.pool().id()).toList());
      this.versions = texts(routers.stream().map(RouterPool::version).toList());
      this.fingerprints =
          texts(routers.stream().map(router -> router.identity().fingerprint()).toList());
      this.scores = routers.stream().map(r -> new double[r.pool().size()]).toArray(double[][]::new);
      this.labels = routers.stream().map(r -> new byte[r.pool().size()]).toArray(byte[][]::new);
      this.costs = routers.stream().map(r -> new long[r.pool().size()]).toArray(long[][]::new);
      this.hasCosts = hasCosts;
      this.segmentColumns = segmentColumns;
      this.values = new Object[15 + segmentColumns];
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
      values[at++] = versions[router];
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
      values[at++] = used && hasCosts ? costs(batch, record, costs[router]) : null;
      values[at++] = used ? null : USES[batch.exclusion(record)];
      values[at++] = (long) batch.scoreRows(record);
      values[at++] = batch.scoredModels(record);
      values[at++] = used ? USED : EXCLUDED;
      values[at] = days.text(batch.day(record));
      return row;
    }

    private static ArrayData costs(RecordBatch batch, int record, long[] costs) {
      batch.details().copyCosts(batch.start(record), costs);
      return new GenericArrayData(
          LongStream.of(costs)
              .mapToObj(cost -> cost == Cost.MISSING ? null : (Object) cost)
              .toArray());
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
    private static final int ROUTER = 0;
    private static final int VERSION = 1;
    private static final int POOL = 2;
    private static final int ID = 3;
    private static final int SCORES = 4;
    private static final int LABELS = 5;
    private static final int PROBABILITY = 6;
    private static final int DATE = 7;
    private static final int FIRST_SEGMENT = 8;

    private final Iterator<InternalRow> rows;
    private final Map<String, ModelPool> known;
    private final List<RouterPool> wanted;
    private final int segmentColumns;
    private final Map<Source, Projection> projections = new HashMap<>();
    private final double[][] scores;
    private final RecordBatch.Builder builder;
    private final DayText days = new DayText();

    /** What records of a router and pool are called in the table. */
    private record Source(UTF8String router, UTF8String version, UTF8String pool) {}

    /**
     * What becomes of records of a router and pool.
     *
     * @param router number of the wanted router, or {@link NameIndex#NONE}
     * @param models for every model of its pool the number in the recorded pool
     * @param recorded size of the recorded pool
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Projection(int router, int[] models, int recorded) {
      static final Projection NONE = new Projection(NameIndex.NONE, new int[0], 0);
    }

    Batches(
        Iterator<InternalRow> rows,
        Map<String, ModelPool> known,
        List<RouterPool> wanted,
        int segmentColumns) {
      this.rows = rows;
      this.known = known;
      this.wanted = wanted;
      this.segmentColumns = segmentColumns;
      this.scores = wanted.stream().map(r -> new double[r.pool().size()]).toArray(double[][]::new);
      this.builder = new RecordBatch.Builder(wanted, segmentColumns, OutcomeDetails.NONE);
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

    private Projection projection(InternalRow row) {
      Source source =
          new Source(
              row.getUTF8String(ROUTER), row.getUTF8String(VERSION), row.getUTF8String(POOL));
      Projection projection = projections.get(source);
      if (projection == null) {
        Source kept = // the row's own strings last no longer than the row
            new Source(source.router().clone(), source.version().clone(), source.pool().clone());
        projection = projection(kept);
        projections.put(kept, projection);
      }
      return projection;
    }

    private Projection projection(Source source) {
      RouterIdentity identity =
          new RouterIdentity(source.router().toString(), source.version().toString());
      for (int router = 0; router < wanted.size(); router++) {
        RouterPool target = wanted.get(router);
        if (target.identity().equals(identity)) {
          ModelPool pool = known.get(source.pool().toString());
          if (pool == null) {
            throw new IllegalArgumentException(
                "Record of router '"
                    + identity
                    + "' must be of a known pool, got "
                    + source.pool());
          }
          if (target.isServedBy(new RouterPool(identity.router(), identity.version(), pool))) {
            int[] models = target.pool().models().stream().mapToInt(pool::indexOf).toArray();
            return new Projection(router, models, pool.size());
          }
        }
      }
      return Projection.NONE;
    }

    private void add(InternalRow row) {
      Projection projection = projection(row);
      int router = projection.router();
      if (router == NameIndex.NONE) {
        return;
      }
      ArrayData recorded = row.getArray(SCORES);
      ArrayData correct = row.getArray(LABELS);
      if (recorded.numElements() != projection.recorded()) {
        throw new IllegalArgumentException(
            "Record must hold " + projection.recorded() + " scores, got " + recorded.numElements());
      }
      byte[] labels = builder.labels(router);
      for (int m = 0; m < labels.length; m++) {
        int model = projection.models()[m];
        scores[router][m] = recorded.getDouble(model);
        labels[m] =
            correct.isNullAt(model)
                ? Labels.UNKNOWN
                : correct.getBoolean(model) ? Labels.CORRECT : Labels.WRONG;
      }
      byte[] id = row.getUTF8String(ID).getBytes();
      builder.begin(router, RecordBatch.USED);
      builder.id(id, 0, id.length);
      builder.day(day(row));
      builder.probability(row.getDouble(PROBABILITY));
      for (int s = 0; s < segmentColumns; s++) {
        int at = FIRST_SEGMENT + s;
        builder.segment(s, row.isNullAt(at) ? null : row.getUTF8String(at).toString());
      }
      builder.scores(scores[router], 0, labels.length, labels.length);
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
