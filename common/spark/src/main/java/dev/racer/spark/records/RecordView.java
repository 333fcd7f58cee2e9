package dev.racer.spark.records;

import dev.racer.core.vote.Answers;
import dev.racer.spark.lake.OutcomeDetails;
import java.util.List;

/**
 * One used record at a time, in buffers that are used again. One instance per task; what it returns
 * is valid until the next {@link #read} and not to be changed.
 */
public final class RecordView {
  /** The day of a query that has none. */
  public static final int NO_DAY = QueryTable.NO_DAY;

  private final OutcomeDetails details;
  private final boolean hasDetails;
  private final double[][] scores;
  private final byte[][] labels;
  private final long[][] answers;
  private final double[][][] confidences;
  private final long[][] costs;
  private final String[] segments;
  private byte[] ids = {};
  private int idStart;
  private int idEnd;
  private int router;
  private int day;
  private double probability;

  /**
   * A view of what records carry in any case.
   *
   * @param pools the routers of the batches, by number
   * @param segmentColumns number of segment columns
   */
  public RecordView(List<RouterPool> pools, int segmentColumns) {
    this(pools, segmentColumns, OutcomeDetails.NONE);
  }

  /**
   * A view with details of outcomes.
   *
   * @param pools the routers of the batches, by number
   * @param segmentColumns number of segment columns
   * @param details those that the batches carry
   */
  public RecordView(List<RouterPool> pools, int segmentColumns, OutcomeDetails details) {
    int[] sizes = pools.stream().mapToInt(router -> router.pool().size()).toArray();
    this.details = details;
    this.hasDetails = !details.columns().isEmpty();
    this.scores = new double[sizes.length][];
    this.labels = new byte[sizes.length][];
    this.answers = new long[sizes.length][];
    this.confidences = new double[sizes.length][][];
    this.costs = new long[sizes.length][];
    for (int r = 0; r < sizes.length; r++) {
      scores[r] = new double[sizes[r]];
      labels[r] = new byte[sizes[r]];
      answers[r] = new long[details.hasAnswers() ? sizes[r] : 0];
      confidences[r] = new double[details.confidences().size()][sizes[r]];
      costs[r] = new long[details.hasCosts() ? sizes[r] : 0];
    }
    this.segments = new String[segmentColumns];
  }

  /**
   * Reads a record.
   *
   * @throws IllegalArgumentException if it is not used: it has neither scores nor labels then; or
   *     if details are to be read that the batch does not carry
   */
  public void read(RecordBatch batch, int record) {
    if (!batch.isUsed(record)) {
      throw new IllegalArgumentException("Record must be used, got number " + record);
    }
    router = batch.router(record);
    batch.copyScores(record, scores[router]);
    batch.copyLabels(record, labels[router]);
    if (hasDetails) {
      readDetails(batch.details(), batch.start(record));
    }
    for (int s = 0; s < segments.length; s++) {
      segments[s] = batch.segment(record, s);
    }
    day = batch.day(record);
    probability = batch.probability(record);
    ids = batch.ids();
    idStart = batch.idStart(record);
    idEnd = batch.idEnd(record);
  }

  private void readDetails(DetailBuffers source, int from) {
    if (!source.hold(details)) {
      throw new IllegalArgumentException(
          "Batch must carry the details of outcomes that are read, " + details.columns());
    }
    if (details.hasAnswers()) {
      source.copyAnswers(from, answers[router]);
    }
    for (int c = 0; c < confidences[router].length; c++) {
      source.copyConfidences(c, from, confidences[router][c]);
    }
    if (details.hasCosts()) {
      source.copyCosts(from, costs[router]);
    }
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

  /**
   * K codes of answers in pool order, {@link Answers#NONE} where a model has none; empty if they
   * are not among the details.
   */
  public long[] answers() {
    return answers[router];
  }

  /**
   * K confidences in pool order, in [0, 1] or NaN where there is none.
   *
   * @param column number of the column among {@link OutcomeDetails#confidences}
   */
  public double[] confidences(int column) {
    return confidences[router][column];
  }

  /**
   * K costs in pool order, in units of {@link Cost}, {@link Cost#MISSING} where one is not known;
   * empty if they are not among the details.
   */
  public long[] costs() {
    return costs[router];
  }

  /** UTC day of the query in days since 1970-01-01, or {@link #NO_DAY}. */
  public int day() {
    return day;
  }

  /** Probability in (0, 1] with which the query came to calibrate; 1 where all queries do. */
  public double probability() {
    return probability;
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
