package dev.racer.bench.trials;

import dev.racer.spark.records.RecordBatch;
import dev.racer.spark.records.RecordView;
import dev.racer.spark.records.RouterPool;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** All queries of one router in arrays. */
final class QueryArrays {
  private final int models;
  private int size;
  private byte[] ids = new byte[1 << 20];
  private int[] idEnds = new int[(1 << 16) + 1];
  private double[] scores;
  private byte[] labels;

  private QueryArrays(int models) {
    this.models = models;
    this.scores = new double[models << 16];
    this.labels = new byte[models << 16];
  }

  /** The used records of batches. */
  static QueryArrays of(Iterator<RecordBatch> batches, RouterPool router) {
    QueryArrays arrays = new QueryArrays(router.pool().size());
    RecordView view = new RecordView(List.of(router), 0);
    while (batches.hasNext()) {
      RecordBatch batch = batches.next();
      for (int record = 0; record < batch.size(); record++) {
        if (batch.isUsed(record)) {
          view.read(batch, record);
          arrays.add(view);
        }
      }
    }
    return arrays;
  }

  private void add(RecordView view) {
    if (labels.length == size * models) {
      idEnds = Arrays.copyOf(idEnds, 2 * size + 1);
      scores = Arrays.copyOf(scores, 2 * scores.length);
      labels = Arrays.copyOf(labels, 2 * labels.length);
    }
    int start = idEnds[size];
    int length = view.idEnd() - view.idStart();
    if (start + length > ids.length) {
      ids = Arrays.copyOf(ids, 2 * ids.length + length);
    }
    System.arraycopy(view.ids(), view.idStart(), ids, start, length);
    System.arraycopy(view.scores(), 0, scores, size * models, models);
    System.arraycopy(view.labels(), 0, labels, size * models, models);
    idEnds[++size] = start + length;
  }

  int models() {
    return models;
  }

  int size() {
    return size;
  }

  byte[] ids() {
    return ids;
  }

  int idStart(int query) {
    return idEnds[query];
  }

  int idEnd(int query) {
    return idEnds[query + 1];
  }

  void read(int query, double[] toScores, byte[] toLabels) {
    System.arraycopy(scores, query * models, toScores, 0, models);
    System.arraycopy(labels, query * models, toLabels, 0, models);
  }
}
