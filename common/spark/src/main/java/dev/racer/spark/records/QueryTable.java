package dev.racer.spark.records;

import dev.racer.core.conformal.LabelState;
import dev.racer.core.conformal.UnknownLabels;
import dev.racer.core.pool.ModelPool;
import dev.racer.core.score.XxHash64;
import java.util.Arrays;
import java.util.List;

/**
 * The queries of one reducer, by key, each with fixed-width buffers for what the tables say of it:
 * a score per router and model, label and details per model. Whatever the order of the rows, the
 * buffers end the same.
 */
final class QueryTable {
  /** Seed of the hash that sends queries to reducers; no result depends on it. */
  static final long SEED = 0x7261636572L;

  /** The query has no day. */
  static final int NO_DAY = Integer.MIN_VALUE;

  private static final int MOST_AT_FIRST = 1 << 12;
  private static final int MOST_SCORES_AT_FIRST = 1 << 18;

  private final boolean keyedByDate;
  private final boolean excludeUnknown;
  private final List<RouterPool> routers;
  private final int[] firstSlots;
  private final int slots;
  private final int labels;
  private final int[][] labelsOf;
  private final List<List<String>> segmentValues;
  private final int segments;

  private int[] table = new int[2 * MOST_AT_FIRST];
  private int size;
  private int capacity;

  private byte[] keys = new byte[MOST_AT_FIRST * 32];
  private int[] keyEnds;
  private long[] hashes;
  private int[] queryRows;
  private byte[] exclusions;
  private boolean[] hasProbability;
  private double[] probabilities;
  private int[] days;
  private int[] segmentNumbers;
  private int[] scoreRows;
  private double[] scores;
  private byte[] labelBuffers;
  private final DetailBuffers details;

  QueryTable(RecordLayout layout, List<List<String>> segmentValues) {
    this.keyedByDate = layout.keyedByDate();
    this.excludeUnknown = layout.unknownLabels() == UnknownLabels.EXCLUDE;
    this.routers = layout.routers();
    this.firstSlots = RecordReduction.firstSlots(routers);
    this.slots = firstSlots[routers.size()];
    ModelPool all = layout.labelPool();
    this.labels = all.size();
    this.labelsOf =
        routers.stream()
            .map(r -> r.pool().models().stream().mapToInt(all::indexOf).toArray())
            .toArray(int[][]::new);
    this.segmentValues = segmentValues;
    this.segments = segmentValues.size();
    this.capacity = Math.max(1, Math.min(MOST_AT_FIRST, MOST_SCORES_AT_FIRST / slots));
    this.keyEnds = new int[capacity + 1];
    this.hashes = new long[capacity];
    this.queryRows = new int[capacity];
    this.exclusions = new byte[capacity];
    this.hasProbability = new boolean[capacity];
    this.probabilities = new double[capacity];
    this.days = new int[capacity];
    this.segmentNumbers = new int[Math.multiplyExact(capacity, segments)];
    this.scoreRows = new int[Math.multiplyExact(capacity, routers.size())];
    this.scores = new double[Math.multiplyExact(capacity, slots)];
    this.labelBuffers = new byte[Math.multiplyExact(capacity, labels)];
    this.details = new DetailBuffers(layout.details(), labelBuffers.length);
  }

  /** Puts a day in front of a key. */
  static void putDay(byte[] key, int day) {
    key[0] = (byte) (day >>> 24);
    key[1] = (byte) (day >>> 16);
    key[2] = (byte) (day >>> 8);
    key[3] = (byte) day;
  }

  private static int day(byte[] key, int at) {
    return key[at] << 24
        | (key[at + 1] & 0xff) << 16
        | (key[at + 2] & 0xff) << 8
        | (key[at + 3] & 0xff);
  }

  /** Adds the rows of a block. */
  void add(byte[] block) {
    ByteBlock.Reader reader = new ByteBlock.Reader(block);
    RowPacking.Table kind = RowPacking.TABLES.get(reader.nextByte());
    while (reader.hasNext()) {
      int length = reader.nextInt();
      int from = reader.skip(length);
      int query = find(block, from, length);
      for (int rows = reader.nextInt(); rows > 0; rows--) {
        switch (kind) {
          case QUERIES -> addQuery(query, reader);
          case SCORES -> addScore(query, reader);
          case OUTCOMES -> addLabel(query, reader);
        }
      }
    }
  }

  private void addQuery(int query, ByteBlock.Reader row) {
    queryRows[query]++;
    exclusions[query] = (byte) Math.max(exclusions[query], row.nextByte());
    boolean has = row.nextByte() != 0;
    double probability = row.nextDouble();
    if (has && (!hasProbability[query] || Double.compare(probability, probabilities[query]) > 0)) {
      hasProbability[query] = true;
      probabilities[query] = probability;
    }
    days[query] = Math.max(days[query], row.nextInt());
    for (int s = 0; s < segments; s++) {
      int at = query * segments + s;
      segmentNumbers[at] = Math.max(segmentNumbers[at], row.nextInt());
    }
  }

  private void addScore(int query, ByteBlock.Reader row) {
    int slot = row.nextInt();
    double score = row.nextDouble();
    scoreRows[query * routers.size() + routerOf(slot)]++;
    int at = query * slots + slot;
    if (Double.isNaN(scores[at]) || score > scores[at]) {
      scores[at] = score;
    }
  }

  private int routerOf(int slot) {
    int router = 0;
    while (firstSlots[router + 1] <= slot) {
      router++;
    }
    return router;
  }

  private void addLabel(int query, ByteBlock.Reader row) {
    int at = query * labels + row.nextInt();
    byte label = row.nextByte();
    details.read(at, row);
    if (labelBuffers[at] == LabelCode.NONE) {
      labelBuffers[at] = label;
    } else {
      labelBuffers[at] = LabelCode.SEVERAL;
      details.clear(at, at + 1); // nor is it known which of them is meant
    }
  }

  private int find(byte[] block, int from, int length) {
    long hash = XxHash64.hash(block, from, length, SEED);
    int mask = table.length - 1;
    int at = (int) hash & mask;
    while (table[at] != 0) {
      int query = table[at] - 1;
      if (hashes[query] == hash
          && Arrays.equals(keys, keyEnds[query], keyEnds[query + 1], block, from, from + length)) {
        return query;
      }
      at = (at + 1) & mask;
    }
    int query = append(block, from, length, hash);
    if (2 * size > table.length) {
      rehash();
    } else {
      table[at] = query + 1;
    }
    return query;
  }

  private int append(byte[] block, int from, int length, long hash) {
    if (size == capacity) {
      grow();
    }
    int query = size++;
    int start = keyEnds[query];
    int end = Math.addExact(start, length);
    if (end > keys.length) {
      keys = Arrays.copyOf(keys, Math.max(end, 2 * keys.length));
    }
    System.arraycopy(block, from, keys, start, length);
    keyEnds[size] = end;
    hashes[query] = hash;
    days[query] = NO_DAY;
    Arrays.fill(segmentNumbers, query * segments, size * segments, NameIndex.NONE);
    Arrays.fill(scores, query * slots, size * slots, Double.NaN);
    Arrays.fill(labelBuffers, query * labels, size * labels, LabelCode.NONE);
    details.clear(query * labels, size * labels);
    return query;
  }

  private void grow() {
    capacity *= 2;
    keyEnds = Arrays.copyOf(keyEnds, capacity + 1);
    hashes = Arrays.copyOf(hashes, capacity);
    queryRows = Arrays.copyOf(queryRows, capacity);
    exclusions = Arrays.copyOf(exclusions, capacity);
    hasProbability = Arrays.copyOf(hasProbability, capacity);
    probabilities = Arrays.copyOf(probabilities, capacity);
    days = Arrays.copyOf(days, capacity);
    segmentNumbers = Arrays.copyOf(segmentNumbers, Math.multiplyExact(capacity, segments));
    scoreRows = Arrays.copyOf(scoreRows, Math.multiplyExact(capacity, routers.size()));
    scores = Arrays.copyOf(scores, Math.multiplyExact(capacity, slots));
    labelBuffers = Arrays.copyOf(labelBuffers, Math.multiplyExact(capacity, labels));
    details.grow(labelBuffers.length);
  }

  private void rehash() {
    table = new int[2 * table.length];
    int mask = table.length - 1;
    for (int query = 0; query < size; query++) {
      int at = (int) hashes[query] & mask;
      while (table[at] != 0) {
        at = (at + 1) & mask;
      }
      table[at] = query + 1;
    }
  }

  /** Number of queries. */
  int size() {
    return size;
  }

  /** Writes the records of a query, one per router that has a score for it, and counts its rows. */
  void judge(int query, RecordBatch.Builder batch) {
    int excluded = queryExclusion(query);
    boolean unique = queryRows[query] == 1;
    int used = excluded;
    for (int router = 0; router < routers.size(); router++) {
      byte[] correct = batch.labels(router);
      readLabels(query, router, correct);
      LabelState state = LabelState.state(correct, correct.length);
      int exclusion =
          excluded != RecordBatch.USED ? excluded : routerExclusion(query, router, state);
      // used by any router, else the reason that comes closest to it
      used = router == 0 ? exclusion : Math.min(used, exclusion);
      int rows = scoreRows[query * routers.size() + router];
      if (rows > 0) {
        batch.begin(router, exclusion);
        batch.id(keys, keyEnds[query] + (keyedByDate ? Integer.BYTES : 0), keyEnds[query + 1]);
        batch.day(keyedByDate ? day(keys, keyEnds[query]) : days[query]);
        batch.probability(hasProbability[query] ? probabilities[query] : 1);
        for (int s = 0; s < segments; s++) {
          int number = segmentNumbers[query * segments + s];
          batch.segment(
              s,
              excluded != RecordBatch.USED || number == NameIndex.NONE
                  ? null // of a query that is one of many, or none
                  : segmentValues.get(s).get(number));
        }
        batch.scores(scores, query * slots + firstSlots[router], rows, scored(query, router));
        if (exclusion == RecordBatch.USED) {
          batch.details(details, query * labels, labelsOf[router]);
        }
        if (exclusion <= RecordBatch.LABELS_INCOMPLETE) {
          for (int model : labelsOf[router]) {
            batch.countLabel(router, labelBuffers[query * labels + model]);
          }
        }
        batch.end();
      }
    }
    batch.count(used, unique ? 1 : 0, cleanLabels(query));
  }

  private int queryExclusion(int query) {
    if (queryRows[query] != 1) {
      return RecordBatch.UNKNOWN_QUERY; // none, or quarantined duplicates
    }
    return switch (exclusions[query]) {
      case 0 -> RecordBatch.USED;
      case RecordReduction.BY_RULE -> RecordBatch.BY_RULE;
      default -> RecordBatch.BY_DATE;
    };
  }

  private int routerExclusion(int query, int router, LabelState state) {
    int size = firstSlots[router + 1] - firstSlots[router];
    int rows = scoreRows[query * routers.size() + router];
    if (rows == 0) {
      return RecordBatch.UNSCORED;
    }
    if (rows != size || scored(query, router) != size) {
      return RecordBatch.PARTLY_SCORED;
    }
    return excludeUnknown && !state.complete() ? RecordBatch.LABELS_INCOMPLETE : RecordBatch.USED;
  }

  private int scored(int query, int router) {
    int scored = 0;
    for (int slot = firstSlots[router]; slot < firstSlots[router + 1]; slot++) {
      if (!Double.isNaN(scores[query * slots + slot])) {
        scored++;
      }
    }
    return scored;
  }

  private void readLabels(int query, int router, byte[] correct) {
    int[] ofRouter = labelsOf[router];
    for (int m = 0; m < ofRouter.length; m++) {
      correct[m] = LabelCode.label(labelBuffers[query * labels + ofRouter[m]]);
    }
  }

  private int cleanLabels(int query) {
    int clean = 0;
    for (int at = query * labels; at < (query + 1) * labels; at++) {
      if (LabelCode.isOne(labelBuffers[at])) {
        clean++;
      }
    }
    return clean;
  }
}
