package dev.racer.spark.records;

import dev.racer.spark.lake.OutcomeDetails;
import dev.racer.spark.schema.CalibrationRecords;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Some calibration records in arrays of primitives, which is how they travel and are cached: one
 * record per query and router that has a score for it, used or not. Beside them, what the rows of
 * queries and outcomes were used for.
 *
 * <p>Immutable once built. A record is read with a {@link RecordView}.
 */
public final class RecordBatch implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int MOST_RECORDS = 1 << 13;
  private static final int MOST_SCORES = 1 << 20;

  /** The record calibrates. */
  static final int USED = 0;

  // what keeps a router from using a query, the closest to use first; then what keeps all of them
  static final int LABELS_INCOMPLETE = 1;
  static final int PARTLY_SCORED = 2;
  static final int UNSCORED = 3;
  static final int UNKNOWN_QUERY = 4;
  static final int BY_RULE = 5;
  static final int BY_DATE = 6;

  /** The code of every exclusion, by its number here; the first stands for a use. */
  static final List<String> USES =
      List.of(
          CalibrationRecords.USED,
          Exclusion.LABELS_INCOMPLETE,
          Exclusion.PARTLY_SCORED,
          Exclusion.UNSCORED,
          Exclusion.UNKNOWN_QUERY,
          Exclusion.BY_RULE,
          Exclusion.BY_DATE);

  private final int size;
  private final int[] routers;
  private final byte[] exclusions;
  private final byte[] ids;
  private final int[] idEnds;
  private final int[] days;
  private final double[] probabilities;
  private final String[][] segmentValues;
  private final int[][] segments;
  private final int[] scoreRows;
  private final int[] scoredModels;
  private final int[] starts;
  private final double[] scores;
  private final byte[] labels;
  private final DetailBuffers details;
  private final long[] queryRows;
  private final long[] outcomeRows;
  private final long[] labelCounts;

  private RecordBatch(Builder builder) {
    this.size = builder.size;
    this.routers = Arrays.copyOf(builder.routers, size);
    this.exclusions = Arrays.copyOf(builder.exclusions, size);
    this.ids = Arrays.copyOf(builder.ids, builder.idEnds[size]);
    this.idEnds = Arrays.copyOf(builder.idEnds, size + 1);
    this.days = Arrays.copyOf(builder.days, size);
    this.probabilities = Arrays.copyOf(builder.probabilities, size);
    this.segmentValues =
        builder.dictionaries.stream()
            .map(d -> d.values.toArray(String[]::new))
            .toArray(String[][]::new);
    this.segments = new int[builder.segments.length][];
    Arrays.setAll(segments, s -> Arrays.copyOf(builder.segments[s], size));
    this.scoreRows = Arrays.copyOf(builder.scoreRows, size);
    this.scoredModels = Arrays.copyOf(builder.scoredModels, size);
    this.starts = Arrays.copyOf(builder.starts, size + 1);
    this.scores = Arrays.copyOf(builder.scores, builder.starts[size]);
    this.labels = Arrays.copyOf(builder.labels, builder.starts[size]);
    this.details = builder.details.first(builder.starts[size]);
    this.queryRows = builder.queryRows.clone();
    this.outcomeRows = builder.outcomeRows.clone();
    this.labelCounts = builder.labelCounts.clone();
  }

  /** Number of records. */
  public int size() {
    return size;
  }

  /** Whether a record calibrates. */
  public boolean isUsed(int record) {
    return exclusions[record] == USED;
  }

  int exclusion(int record) {
    return exclusions[record];
  }

  /** Number of the record's router. */
  public int router(int record) {
    return routers[record];
  }

  /** Bytes of all ids, one after the other. */
  byte[] ids() {
    return ids;
  }

  /** The id of a record as text. */
  String id(int record) {
    return new String(
        ids, idStart(record), idEnd(record) - idStart(record), StandardCharsets.UTF_8);
  }

  int idStart(int record) {
    return idEnds[record];
  }

  int idEnd(int record) {
    return idEnds[record + 1];
  }

  /** Days since 1970-01-01, or {@link QueryTable#NO_DAY}. */
  int day(int record) {
    return days[record];
  }

  /** Probability with which the record's query came to calibrate. */
  double probability(int record) {
    return probabilities[record];
  }

  /** Value of a segment column, or null. */
  String segment(int record, int column) {
    int number = segments[column][record];
    return number == NameIndex.NONE ? null : segmentValues[column][number];
  }

  int scoreRows(int record) {
    return scoreRows[record];
  }

  int scoredModels(int record) {
    return scoredModels[record];
  }

  /** Copies the scores of a used record. */
  void copyScores(int record, double[] target) {
    System.arraycopy(scores, starts[record], target, 0, starts[record + 1] - starts[record]);
  }

  /** Copies the labels of a used record. */
  void copyLabels(int record, byte[] target) {
    System.arraycopy(labels, starts[record], target, 0, starts[record + 1] - starts[record]);
  }

  /** Answers, confidences and costs, from {@link #start} of a used record on. */
  DetailBuffers details() {
    return details;
  }

  /** Where the numbers of a used record begin. */
  int start(int record) {
    return starts[record];
  }

  /** Rows of queries by the number of their use in {@link #USES}. */
  long[] queryRows() {
    return queryRows.clone();
  }

  /** Rows of outcomes by the number of their use in {@link #USES}. */
  long[] outcomeRows() {
    return outcomeRows.clone();
  }

  /**
   * Labels of fully scored queries: for every router one count per entry of {@link
   * LabelCode#COUNTED}.
   */
  long[] labelCounts() {
    return labelCounts.clone();
  }

  /** Builds batches, one after the other. */
  static final class Builder {
    private final int[] poolSizes;
    private final byte[][] labelBuffers;
    private final List<Dictionary> dictionaries = new ArrayList<>();

    private int size;
    private final int[] routers;
    private final byte[] exclusions;
    private byte[] ids;
    private final int[] idEnds;
    private final int[] days;
    private final double[] probabilities;
    private final int[][] segments;
    private final int[] scoreRows;
    private final int[] scoredModels;
    private final int[] starts;
    private final double[] scores;
    private final byte[] labels;
    private final DetailBuffers details;
    private long[] queryRows = new long[USES.size()];
    private long[] outcomeRows = new long[USES.size()];
    private final long[] labelCounts;

    Builder(List<RouterPool> pools, int segmentColumns, OutcomeDetails details) {
      this.poolSizes = pools.stream().mapToInt(p -> p.pool().size()).toArray();
      this.labelBuffers = new byte[poolSizes.length][];
      Arrays.setAll(labelBuffers, r -> new byte[poolSizes[r]]);
      this.labelCounts = new long[poolSizes.length * LabelCode.COUNTED.size()];
      int largest = Arrays.stream(poolSizes).max().orElse(1);
      int most = Math.max(poolSizes.length, Math.min(MOST_RECORDS, MOST_SCORES / largest));
      this.routers = new int[most];
      this.exclusions = new byte[most];
      this.ids = new byte[32 * most];
      this.idEnds = new int[most + 1];
      this.days = new int[most];
      this.probabilities = new double[most];
      this.segments = new int[segmentColumns][most];
      this.scoreRows = new int[most];
      this.scoredModels = new int[most];
      this.starts = new int[most + 1];
      this.scores = new double[Math.multiplyExact(most, largest)];
      this.labels = new byte[most * largest];
      this.details = new DetailBuffers(details, labels.length);
      for (int s = 0; s < segmentColumns; s++) {
        dictionaries.add(new Dictionary());
      }
    }

    /** Where the labels of the next record of a router are put before it begins. */
    byte[] labels(int router) {
      return labelBuffers[router];
    }

    void begin(int router, int exclusion) {
      routers[size] = router;
      exclusions[size] = (byte) exclusion;
    }

    void id(byte[] source, int from, int to) {
      int at = idEnds[size];
      int end = Math.addExact(at, to - from);
      if (end > ids.length) {
        ids = Arrays.copyOf(ids, Math.max(end, 2 * ids.length));
      }
      System.arraycopy(source, from, ids, at, to - from);
      idEnds[size + 1] = end;
    }

    void day(int day) {
      days[size] = day;
    }

    void probability(double probability) {
      probabilities[size] = probability;
    }

    /** Sets a segment value; null when the query has none. */
    void segment(int column, String value) {
      segments[column][size] =
          value == null ? NameIndex.NONE : dictionaries.get(column).number(value);
    }

    /** Sets the scores of the record, which are kept if it is used. */
    void scores(double[] source, int from, int rows, int scored) {
      scoreRows[size] = rows;
      scoredModels[size] = scored;
      int at = starts[size];
      int end = at;
      if (exclusions[size] == USED) {
        int k = poolSizes[routers[size]];
        end = at + k;
        System.arraycopy(source, from, scores, at, k);
        System.arraycopy(labelBuffers[routers[size]], 0, labels, at, k);
      }
      starts[size + 1] = end;
    }

    /**
     * Sets the details of the record, which is used.
     *
     * @param source holds them
     * @param from where those of the query begin
     * @param models for every model of the pool its number among those of the query
     */
    void details(DetailBuffers source, int from, int[] models) {
      int at = starts[size];
      for (int m = 0; m < models.length; m++) {
        details.copy(source, from + models[m], at + m);
      }
    }

    void end() {
      size++;
    }

    /** Counts the rows of a query. */
    void count(int use, int rowsOfQueries, int rowsOfOutcomes) {
      queryRows[use] += rowsOfQueries;
      outcomeRows[use] += rowsOfOutcomes;
    }

    /** Counts a label of a fully scored query. */
    void countLabel(int router, byte code) {
      labelCounts[router * LabelCode.COUNTED.size() + LabelCode.counted(code)]++;
    }

    /** Whether another query fits. */
    boolean isFull() {
      return size + poolSizes.length > routers.length;
    }

    /** What was put so far, as a batch; begins the next. */
    RecordBatch build() {
      RecordBatch batch = new RecordBatch(this);
      size = 0;
      queryRows = new long[USES.size()];
      outcomeRows = new long[USES.size()];
      Arrays.fill(labelCounts, 0);
      dictionaries.replaceAll(used -> new Dictionary());
      return batch;
    }
  }

  /** The values of a segment column that occur in a batch. */
  private static final class Dictionary {
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> values = new ArrayList<>();

    int number(String value) {
      Integer known = numbers.get(value);
      if (known == null) {
        known = values.size();
        numbers.put(value, known);
        values.add(value);
      }
      return known;
    }
  }
}
