package dev.racer.spark.records;

import java.util.List;

/**
 * One used record at a time, in buffers that are used again. One instance per task; what it returns
 * is valid until the next {@link #read} and not to be changed.
 */
public final class RecordView {
  private final double[][] scores;
  private final byte[][] labels;
  private final String[] segments;
  private byte[] ids = {};
  private int idStart;
  private int idEnd;
  private int router;

  /**
   * @param pools the routers of the batches, by number
   * @param segmentColumns number of segment columns
   */
  public RecordView(List<RouterPool> pools, int segmentColumns) {
    this.scores = pools.stream().map(p -> new double[p.pool().size()]).toArray(double[][]::new);
    this.labels = pools.stream().map(p -> new byte[p.pool().size()]).toArray(byte[][]::new);
    this.segments = new String[segmentColumns];
  }

  /**
   * Reads a record.
   *
   * @throws IllegalArgumentException if it is not used: it has neither scores nor labels then
   */
  public void read(RecordBatch batch, int record) {
    if (!batch.isUsed(record)) {
      throw new IllegalArgumentException("Record must be used, got number " + record);
    }
    router = batch.router(record);
    batch.copyScores(record, scores[router]);
    batch.copyLabels(record, labels[router]);
    for (int s = 0; s < segments.length; s++) {
      segments[s] = batch.segment(record, s);
    }
    ids = batch.ids();
    idStart = batch.idStart(record);
    idEnd = batch.idEnd(record);
  }

  /** Number of the router. */
  public int router() {
    return router;
  }

  /** K raw scores in pool order. */
  public double[] scores() {
    return scores[router];
  }

  /** K labels in pool order, as {@code Labels} has them. */
  public byte[] labels() {
    return labels[router];
  }

  /** Values of the segment columns; null where the query has none. */
  public String[] segments() {
    return segments;
  }

  /** Bytes that hold the id, from {@link #idStart} to {@link #idEnd}, in UTF-8. */
  public byte[] ids() {
    return ids;
  }

  /** Where the id begins. */
  public int idStart() {
    return idStart;
  }

  /** Where the id ends. */
  public int idEnd() {
    return idEnd;
  }
}
