package dev.racer.spark.records;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rows by router and model. Names are bytes, told apart as such: what is no valid text must not
 * become the same as another name.
 */
final class NamedCounts implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Map<Pair, Long> rows = new TreeMap<>();
  private long unnamed;
  private boolean tooMany;

  /**
   * The name of a router and that of a model.
   *
   * @param router UTF-8, supposedly
   * @param model UTF-8, supposedly
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by compareTo alone
  record Pair(byte[] router, byte[] model) implements Comparable<Pair>, Serializable {
    @Override
    public int compareTo(Pair other) {
      int byRouter = Arrays.compareUnsigned(router, other.router);
      return byRouter != 0 ? byRouter : Arrays.compareUnsigned(model, other.model);
    }
  }

  /**
   * Counts rows of two columns, router and model.
   *
   * @param most stops when there are more pairs than that
   */
  static NamedCounts of(RowCursor rows, int most) {
    NameIndex routers = NameIndex.growing();
    NameIndex models = NameIndex.growing();
    Map<Long, long[]> counts = new HashMap<>();
    NamedCounts counted = new NamedCounts();
    while (counts.size() <= most && rows.advance()) {
      if (rows.isNull(0) || rows.isNull(1)) {
        counted.unnamed++;
      } else {
        long pair = (long) rows.number(0, routers) << Integer.SIZE | rows.number(1, models);
        counts.computeIfAbsent(pair, p -> new long[1])[0]++;
      }
    }
    if (counts.size() > most) {
      counted.tooMany = true; // what they are does not matter then
      return counted;
    }
    counts.forEach(
        (pair, count) ->
            counted.rows.put(
                new Pair(routers.name((int) (pair >>> Integer.SIZE)), models.name(pair.intValue())),
                count[0]));
    return counted;
  }

  /**
   * Adds the counts of other rows.
   *
   * @param most as for {@link #of}
   */
  void add(NamedCounts other, int most) {
    unnamed += other.unnamed;
    tooMany |= other.tooMany;
    if (!tooMany) {
      other.rows.forEach((pair, count) -> rows.merge(pair, count, Long::sum));
      tooMany = rows.size() > most;
    }
    if (tooMany) {
      rows.clear();
    }
  }

  /** Whether there are more pairs than wanted; which ones is not known then. */
  boolean isTooMany() {
    return tooMany;
  }

  /** Rows with both names, by them. */
  Map<Pair, Long> rows() {
    return rows;
  }

  /** Rows without a router or a model. */
  long unnamed() {
    return unnamed;
  }
}
