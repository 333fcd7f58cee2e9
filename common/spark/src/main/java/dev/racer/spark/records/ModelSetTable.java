package dev.racer.spark.records;

import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.serving.Action;
import dev.racer.core.serving.Decision;
import dev.racer.core.serving.Reason;
import dev.racer.spark.lake.OutcomeDetails;
import dev.racer.spark.schema.ModelSets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Applies a version to records: the table {@link ModelSets}. Each row is decided by the evaluator
 * that gateways use; rows are made and counted in one pass, when the frame is written.
 */
public final class ModelSetTable implements AutoCloseable {
  private final RecordLayout layout;
  private final int partitions;
  private final TallyAccumulator tallies;
  private final Broadcast<Routing> routing;
  private final Dataset<Row> frame;

  private ModelSetTable(
      RecordLayout layout,
      int partitions,
      TallyAccumulator tallies,
      Broadcast<Routing> routing,
      Dataset<Row> frame) {
    this.layout = layout;
    this.partitions = partitions;
    this.tallies = tallies;
    this.routing = routing;
    this.frame = frame;
  }

  /**
   * The table; nothing is computed yet.
   *
   * @param batches records of the layout's routers
   * @param layout its routers are the routing's, its segment columns those of the segmentation
   * @param routing what to apply
   */
  public static ModelSetTable of(
      SparkSession spark, JavaRDD<RecordBatch> batches, RecordLayout layout, Routing routing) {
    routing.requireFits(layout);
    TallyAccumulator tallies = new TallyAccumulator();
    spark.sparkContext().register(tallies, "rows");
    Broadcast<Routing> shared =
        JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(routing);
    JavaRDD<InternalRow> rows =
        batches.mapPartitions(
            partition -> new Rows(partition, shared.value(), new RecordTally(layout), tallies));
    return new ModelSetTable(
        layout,
        batches.getNumPartitions(),
        tallies,
        shared,
        InternalRows.frame(spark, rows, ModelSets.schema()));
  }

  /** The rows; to be written once. */
  public Dataset<Row> frame() {
    return frame;
  }

  /**
   * What the input rows were used for.
   *
   * @throws IllegalStateException if the frame was not written, or not all of it
   */
  public RecordTally tally() {
    Map<Integer, RecordTally> parts = tallies.value();
    if (parts.size() != partitions) {
      throw new IllegalStateException(
          "All " + partitions + " partitions must have been written, got " + parts.size());
    }
    return parts.values().stream().reduce(new RecordTally(layout), RecordTally::plus);
  }

  @Override
  public void close() {
    routing.destroy();
  }

  /** Decides the records of a partition; each row is valid until the next one is asked for. */
  private static final class Rows implements Iterator<InternalRow> {
    private static final UTF8String[] USES = RecordTables.texts(RecordBatch.USES);
    private static final Map<Action, UTF8String> ACTIONS = new EnumMap<>(Action.class);
    private static final Map<Reason, UTF8String> REASONS = new EnumMap<>(Reason.class);
    private static final ArrayData NONE = new GenericArrayData(new Object[0]);

    private static final int FIRST_DECIDED = 3;
    private static final int VERSION = 11;

    static {
      for (Action action : Action.values()) {
        ACTIONS.put(action, UTF8String.fromString(action.key()));
      }
      for (Reason reason : Reason.values()) {
        REASONS.put(reason, UTF8String.fromString(reason.key()));
      }
    }

    private final Iterator<RecordBatch> batches;
    private final RecordTally tally;
    private final TallyAccumulator tallies;
    private final RecordDecisions decisions;
    private final UTF8String[] routers;
    private final UTF8String[] pools;
    private final UTF8String[][] models;
    private final ArrayData[] allModels;
    private final Map<String, UTF8String> segments = new HashMap<>();
    private final IdentityHashMap<PublishedThreshold, Applied> applied = new IdentityHashMap<>();
    private final DayColumn days = new DayColumn();
    private final Object[] values = new Object[14];
    private final GenericInternalRow row = new GenericInternalRow(values);
    private RecordBatch batch;
    private int record = -1;
    private boolean isCounted;

    /** A threshold as it stands in rows. */
    private record Applied(UTF8String segment, Double threshold) {}

    Rows(
        Iterator<RecordBatch> batches,
        Routing routing,
        RecordTally tally,
        TallyAccumulator tallies) {
      this.batches = batches;
      this.tally = tally;
      this.tallies = tallies;
      List<RouterPool> known = routing.routers();
      this.decisions = new RecordDecisions(routing, OutcomeDetails.NONE);
      this.routers = RecordTables.texts(known.stream().map(RouterPool::router).toList());
      this.pools = RecordTables.texts(known.stream().map(r -> r.pool().id()).toList());
      this.models =
          known.stream()
              .map(router -> RecordTables.texts(router.pool().models()))
              .toArray(UTF8String[][]::new);
      this.allModels = Arrays.stream(models).map(GenericArrayData::new).toArray(ArrayData[]::new);
      values[VERSION] = routing.version();
    }

    @Override
    public boolean hasNext() {
      while ((batch == null || record + 1 == batch.size()) && batches.hasNext()) {
        batch = batches.next();
        record = -1;
        tally.add(batch);
      }
      boolean has = batch != null && record + 1 < batch.size();
      if (!has && !isCounted) {
        isCounted = true;
        tallies.add(new scala.Tuple2<>(TaskContext.getPartitionId(), tally));
      }
      return has;
    }

    @Override
    public InternalRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException("No more records");
      }
      record++;
      int router = batch.router(record);
      int start = batch.idStart(record);
      values[0] = UTF8String.fromBytes(batch.ids(), start, batch.idEnd(record) - start);
      values[1] = routers[router];
      values[2] = pools[router];
      if (batch.isUsed(record)) {
        decide(router);
      } else {
        Arrays.fill(values, FIRST_DECIDED, VERSION, null);
        values[VERSION + 1] = USES[batch.exclusion(record)];
      }
      values[VERSION + 2] = days.text(batch.day(record));
      return row;
    }

    private void decide(int router) {
      Decision decision = decisions.decide(batch, record);
      Action action = decision.action();
      int at = FIRST_DECIDED;
      values[at++] = ACTIONS.get(action);
      values[at++] = REASONS.get(decision.reason());
      values[at++] = models(decision, router);
      values[at++] = decision.selectsNull();
      values[at++] = decision.size();
      values[at++] = segment(decision);
      Applied threshold = isByThreshold(action) ? applied(decision) : null;
      values[at++] = threshold == null ? null : threshold.segment();
      values[at] = threshold == null ? null : threshold.threshold();
      values[VERSION + 1] = null;
    }

    private static boolean isByThreshold(Action action) {
      return action == Action.SET || action == Action.ABSTAIN;
    }

    private ArrayData models(Decision decision, int router) {
      int size = decision.size();
      if (size == 0) {
        return NONE;
      }
      UTF8String[] all = models[router];
      if (size == all.length) {
        return allModels[router];
      }
      Object[] selected = new Object[size];
      int at = 0;
      for (int m = 0; m < all.length; m++) {
        if (decision.selects(m)) {
          selected[at++] = all[m];
        }
      }
      return new GenericArrayData(selected);
    }

    private UTF8String segment(Decision decision) {
      String name = decision.segment();
      return decision.isKnownSegment()
          ? segments.computeIfAbsent(name, UTF8String::fromString)
          : UTF8String.fromString(name); // there may be any number of them
    }

    private Applied applied(Decision decision) {
      return applied.computeIfAbsent(
          decision.threshold().orElseThrow(),
          published ->
              new Applied(
                  UTF8String.fromString(published.thresholdSegment()),
                  published.threshold().orElseThrow()));
    }
  }
}
