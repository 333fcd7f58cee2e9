package dev.racer.jobs.verify;

import java.util.Arrays;

/** A growing array of longs. */
final class Values {
  private long[] values = new long[16];
  private int size;

  void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, Math.addExact(size, Math.max(size >> 1, 16)));
    }
    values[size++] = value;
  }

  void addAll(Values other) {
    if (values.length - size < other.size) {
      values = Arrays.copyOf(values, Math.addExact(size, other.size));
    }
    System.arraycopy(other.values, 0, values, size, other.size);
    size += other.size;
  }

  int size() {
    return size;
  }

  /** The values in the order in which they were added. */
  long[] toArray() {
    return Arrays.copyOf(values, size);
  }

  /** Sorts the values, and returns them. */
  long[] sorted() {
    values = Arrays.copyOf(values, size);
    Arrays.parallelSort(values);
    return values;
  }
}
