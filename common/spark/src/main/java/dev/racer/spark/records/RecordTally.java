package dev.racer.spark.records;

import dev.racer.spark.schema.CalibrationRecords;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;

/**
 * Counts of what the unambiguous input rows were used for. Counts of parts add up to the count of
 * the whole.
 */
public final class RecordTally implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int USES = RecordBatch.USES.size();

  private final List<RouterIdentity> routers;
  private final long[] queryRows = new long[USES];
  private final long[] outcomeRows = new long[USES];
  private final long[] records;
  private final long[] scoreRows;
  private final long[] scoredModels;
  private final long[] labels;

  /** No batch is counted yet. */
  RecordTally(RecordLayout layout) {
    this(layout.routers().stream().map(RouterPool::identity).toList());
  }

  private RecordTally(List<RouterIdentity> routers) {
    this.routers = routers;
    this.records = new long[routers.size() * USES];
    this.scoreRows = new long[routers.size() * USES];
    this.scoredModels = new long[routers.size()];
    this.labels = new long[routers.size() * LabelCode.COUNTED.size()];
  }

  /** Counts batches of records of the layout's routers. */
  public static RecordTally of(JavaRDD<RecordBatch> batches, RecordLayout layout) {
    return batches
        .mapPartitions(
            partition -> {
              RecordTally tally = new RecordTally(layout);
              partition.forEachRemaining(tally::add);
              return List.of(tally).iterator();
            })
        .treeReduce(RecordTally::plus);
  }

  /** Counts a batch. */
  void add(RecordBatch batch) {
    add(queryRows, batch.queryRows());
    add(outcomeRows, batch.outcomeRows());
    add(labels, batch.labelCounts());
    for (int i = 0; i < batch.size(); i++) {
      int at = batch.router(i) * USES + batch.exclusion(i);
      records[at]++;
      scoreRows[at] += batch.scoreRows(i);
      scoredModels[batch.router(i)] += batch.scoredModels(i);
    }
  }

  RecordTally plus(RecordTally other) {
    RecordTally sum = new RecordTally(routers);
    for (RecordTally part : List.of(this, other)) {
      add(sum.queryRows, part.queryRows);
      add(sum.outcomeRows, part.outcomeRows);
      add(sum.records, part.records);
      add(sum.scoreRows, part.scoreRows);
      add(sum.scoredModels, part.scoredModels);
      add(sum.labels, part.labels);
    }
    return sum;
  }

  private static void add(long[] sum, long[] part) {
    Arrays.setAll(sum, i -> sum[i] + part[i]);
  }

  /** Rows of queries by what they were used for. */
  public SortedMap<String, Long> queryRows() {
    return byUse(queryRows, 0);
  }

  /** Rows of outcomes by what they were used for. */
  public SortedMap<String, Long> outcomeRows() {
    return byUse(outcomeRows, 0);
  }

  /** Records of a router by what became of them. */
  public SortedMap<String, Long> records(RouterIdentity router) {
    return byUse(records, routers.indexOf(router) * USES);
  }

  /** Scores of a router by what became of the record that they belong to. */
  public SortedMap<String, Long> scoreRows(RouterIdentity router) {
    return byUse(scoreRows, routers.indexOf(router) * USES);
  }

  /** Labels of a router's models, of its fully scored queries, by what the lake says of them. */
  public SortedMap<String, Long> labels(RouterIdentity router) {
    int from = routers.indexOf(router) * LabelCode.COUNTED.size();
    SortedMap<String, Long> counts = new TreeMap<>();
    for (int i = 0; i < LabelCode.COUNTED.size(); i++) {
      if (labels[from + i] > 0) {
        counts.put(LabelCode.COUNTED.get(i), labels[from + i]);
      }
    }
    return counts;
  }

  /** Pairs of query and model with a finite score, over all routers. */
  public long scoredModels() {
    return Arrays.stream(scoredModels).sum();
  }

  /** Counts by code; {@link CalibrationRecords#USED} stands for a use. */
  private static SortedMap<String, Long> byUse(long[] counts, int from) {
    SortedMap<String, Long> byUse = new TreeMap<>();
    for (int use = 0; use < USES; use++) {
      if (counts[from + use] > 0) {
        byUse.put(RecordBatch.USES.get(use), counts[from + use]);
      }
    }
    return byUse;
  }
}
