package dev.racer.spark.records;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A growing array of bytes that numbers and keys are packed into. */
final class ByteBlock {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes;
  private int size;

  ByteBlock(int capacity) {
    this.bytes = new byte[capacity];
  }

  int size() {
    return size;
  }

  void putByte(int value) {
    reserve(Byte.BYTES);
    bytes[size++] = (byte) value;
  }

  void putInt(int value) {
    reserve(Integer.BYTES);
    INT.set(bytes, size, value);
    size += Integer.BYTES;
  }

  void putLong(long value) {
    reserve(Long.BYTES);
    LONG.set(bytes, size, value);
    size += Long.BYTES;
  }

  void putDouble(double value) {
    putLong(Double.doubleToRawLongBits(value));
  }

  void put(byte[] source, int from, int length) {
    reserve(length);
    System.arraycopy(source, from, bytes, size, length);
    size += length;
  }

  /** Replaces an int put earlier. */
  void setInt(int at, int value) {
    INT.set(bytes, at, value);
  }

  /** A copy of what was put. */
  byte[] toArray() {
    return Arrays.copyOf(bytes, size);
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), 2 * bytes.length));
    }
  }

  /** Reads what a block holds, in the order in which it was put. */
  static final class Reader {
    private final byte[] bytes;
    private int at;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    boolean hasNext() {
      return at < bytes.length;
    }

    byte[] bytes() {
      return bytes;
    }

    /** Passes over some bytes; returns where they begin. */
    int skip(int length) {
      int from = at;
      at += length;
      return from;
    }

    byte nextByte() {
      return bytes[at++];
    }

    int nextInt() {
      int value = (int) INT.get(bytes, at);
      at += Integer.BYTES;
      return value;
    }

    long nextLong() {
      long value = (long) LONG.get(bytes, at);
      at += Long.BYTES;
      return value;
    }

    double nextDouble() {
      return Double.longBitsToDouble(nextLong());
    }
  }
}
