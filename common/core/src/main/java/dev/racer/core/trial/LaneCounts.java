package dev.racer.core.trial;

import java.util.Arrays;

/**
 * Many small counters in rows, {@value #LANES_PER_WORD} of {@value #BITS} bits to a long, so that
 * one addition counts several things. Before a lane could overflow, all of them are added to longs
 * and begin anew.
 */
final class LaneCounts {
  static final int LANES_PER_WORD = 5;
  static final int BITS = 12;
  static final int MOST = (1 << BITS) - 1;

  /** Bytes of a word together with the longs that its lanes are added to. */
  static final long BYTES_PER_WORD = (1L + LANES_PER_WORD) * Long.BYTES;

  private final int rows;
  private final int lanes;
  private final int words;
  private final int interval;
  private final long[] packed;
  private final long[] totals;
  private int rounds;

  /**
   * @param rows number of rows
   * @param lanes counters in each
   * @param mostPerRound the most that a lane grows by before {@link #endRound} is called, in [1,
   *     {@value #MOST}]
   */
  LaneCounts(int rows, int lanes, int mostPerRound) {
    if (mostPerRound < 1 || mostPerRound > MOST) {
      throw new IllegalArgumentException(
          "A lane grows by at least 1 and at most " + MOST + " per round, got " + mostPerRound);
    }
    this.rows = rows;
    this.lanes = lanes;
    this.words = words(lanes);
    this.interval = MOST / mostPerRound;
    this.packed = new long[Math.multiplyExact(rows, words)];
    this.totals = new long[Math.multiplyExact(rows, lanes)];
  }

  /** Longs that so many lanes take. */
  static int words(int lanes) {
    return (lanes + LANES_PER_WORD - 1) / LANES_PER_WORD;
  }

  /** A word that adds an amount to a lane, given by its number within the word. */
  static long word(int lane, long amount) {
    return amount << (lane * BITS);
  }

  /**
   * Adds words to several rows.
   *
   * @param source as many words as a row has
   * @param firstRow one of the rows
   * @param distances of the others from it
   * @param from the first distance that counts
   * @param to after the last
   */
  void add(long[] source, int firstRow, int[] distances, int from, int to) {
    int word = 0;
    for (; word + 4 <= words; word += 4) { // by fours: kept in registers through all rows
      long first = source[word];
      long second = source[word + 1];
      long third = source[word + 2];
      long fourth = source[word + 3];
      for (int i = from; i < to; i++) {
        int at = (firstRow + distances[i]) * words + word;
        packed[at] += first;
        packed[at + 1] += second;
        packed[at + 2] += third;
        packed[at + 3] += fourth;
      }
    }
    for (; word < words; word++) {
      long one = source[word];
      for (int i = from; i < to; i++) {
        packed[(firstRow + distances[i]) * words + word] += one;
      }
    }
  }

  /** The words of all rows, one row after the other, to be added to. */
  long[] packed() {
    return packed;
  }

  /** Ends a round. */
  void endRound() {
    if (++rounds == interval) {
      unpack();
    }
  }

  /** All counters, one row after the other. */
  long[] totals() {
    unpack();
    return totals;
  }

  private void unpack() {
    for (int row = 0; row < rows; row++) {
      for (int lane = 0; lane < lanes; lane++) {
        long word = packed[row * words + lane / LANES_PER_WORD];
        totals[row * lanes + lane] += (word >>> (lane % LANES_PER_WORD * BITS)) & MOST;
      }
    }
    Arrays.fill(packed, 0);
    rounds = 0;
  }
}
