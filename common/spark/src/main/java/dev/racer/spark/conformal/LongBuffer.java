package dev.racer.spark.conformal;

import java.util.Arrays;

/** A growing array of longs. */
public final class LongBuffer {
  private long[] values = new long[16];
  private int size;

  /** Adds a value. */
  public void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
  }

  /** The values, in the order in which they were added. */
  public long[] values() {
    return Arrays.copyOf(values, size);
  }

  /** The values, ascending. */
  public long[] sorted() {
    long[] sorted = Arrays.copyOf(values, size);
    Arrays.sort(sorted);
    return sorted;
  }
}
