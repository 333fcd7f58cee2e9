package dev.racer.spark.records;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rows by router, its version and model. Names are bytes, told apart as such: what is no valid text
 * must not become the same as another name.
 */
final class NamedCounts implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int NO_VERSION = 0;
  private static final int BITS = 21; // of a number; there are no more names than rows counted
  private static final int MASK = (1 << BITS) - 1;

  private final Map<Names, Long> rows = new TreeMap<>();
  private long unnamed;
  private boolean tooMany;

  /**
   * The name of a router, its version and the name of a model.
   *
   * @param router UTF-8, supposedly
   * @param version UTF-8, supposedly; empty where there is none
   * @param model UTF-8, supposedly
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by compareTo alone
  record Names(byte[] router, byte[] version, byte[] model)
      implements Comparable<Names>, Serializable {
    @Override
    public int compareTo(Names other) {
      int byRouter = Arrays.compareUnsigned(router, other.router);
      int byVersion = byRouter != 0 ? byRouter : Arrays.compareUnsigned(version, other.version);
      return byVersion != 0 ? byVersion : Arrays.compareUnsigned(model, other.model);
    }
  }

  /**
   * Counts rows of three columns: router, its version, which may be null, and model.
   *
   * @param most stops when there are more triples than that; below 2^21
   */
  static NamedCounts of(RowCursor rows, int most) {
    NameIndex routers = NameIndex.growing();
    NameIndex versions = NameIndex.growing("");
    NameIndex models = NameIndex.growing();
    Map<Long, long[]> counts = new HashMap<>();
    NamedCounts counted = new NamedCounts();
    while (counts.size() <= most && rows.advance()) {
      if (rows.isNull(0) || rows.isNull(2)) {
        counted.unnamed++;
      } else {
        long router = rows.number(0, routers);
        long version = rows.isNull(1) ? NO_VERSION : rows.number(1, versions);
        long names = (router << BITS | version) << BITS | rows.number(2, models);
        counts.computeIfAbsent(names, n -> new long[1])[0]++;
      }
    }
    if (counts.size() > most) {
      counted.tooMany = true; // what they are does not matter then
      return counted;
    }
    counts.forEach(
        (names, count) ->
            counted.rows.put(
                new Names(
                    routers.name((int) (names >>> (2 * BITS))),
                    versions.name((int) (names >>> BITS) & MASK),
                    models.name(names.intValue() & MASK)),
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
      other.rows.forEach((names, count) -> rows.merge(names, count, Long::sum));
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

  /** Rows with a router and a model, by their names. */
  Map<Names, Long> rows() {
    return rows;
  }

  /** Rows without a router or a model. */
  long unnamed() {
    return unnamed;
  }
}
