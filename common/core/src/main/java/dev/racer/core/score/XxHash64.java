package dev.racer.core.score;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * The 64-bit hash XXH64 over bytes.
 *
 * <p>Not Spark's {@code xxhash64}, which hashes columns one after the other and seeds with 42.
 *
 * @see "xxHash specification 0.1.1, https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md"
 */
public final class XxHash64 {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long PRIME_1 = 0x9E3779B185EBCA87L;
  private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
  private static final long PRIME_3 = 0x165667B19E3779F9L;
  private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
  private static final long PRIME_5 = 0x27D4EB2F165667C5L;
  private static final int STRIPE = 32;

  private XxHash64() {}

  /**
   * Hashes a range of bytes.
   *
   * @param input holds the range
   * @param offset first byte
   * @param length number of bytes; may be 0
   * @param seed any long
   * @throws IndexOutOfBoundsException if the range does not lie within the input
   */
  public static long hash(byte[] input, int offset, int length, long seed) {
    Objects.checkFromIndexSize(offset, length, input.length);
    int end = offset + length;
    int at = offset;
    long hash;
    if (length >= STRIPE) {
      long v1 = seed + PRIME_1 + PRIME_2;
      long v2 = seed + PRIME_2;
      long v3 = seed;
      long v4 = seed - PRIME_1;
      for (; at <= end - STRIPE; at += STRIPE) {
        v1 = round(v1, longAt(input, at));
        v2 = round(v2, longAt(input, at + 8));
        v3 = round(v3, longAt(input, at + 16));
        v4 = round(v4, longAt(input, at + 24));
      }
      hash =
          Long.rotateLeft(v1, 1)
              + Long.rotateLeft(v2, 7)
              + Long.rotateLeft(v3, 12)
              + Long.rotateLeft(v4, 18);
      hash = merge(hash, v1);
      hash = merge(hash, v2);
      hash = merge(hash, v3);
      hash = merge(hash, v4);
    } else {
      hash = seed + PRIME_5;
    }
    return avalanche(tail(hash + length, input, at, end));
  }

  private static long tail(long start, byte[] input, int from, int end) {
    long hash = start;
    int at = from;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      hash ^= round(0, longAt(input, at));
      hash = Long.rotateLeft(hash, 27) * PRIME_1 + PRIME_4;
    }
    if (at <= end - Integer.BYTES) {
      hash ^= Integer.toUnsignedLong((int) INT.get(input, at)) * PRIME_1;
      hash = Long.rotateLeft(hash, 23) * PRIME_2 + PRIME_3;
      at += Integer.BYTES;
    }
    for (; at < end; at++) {
      hash ^= Byte.toUnsignedLong(input[at]) * PRIME_5;
      hash = Long.rotateLeft(hash, 11) * PRIME_1;
    }
    return hash;
  }

  private static long longAt(byte[] input, int at) {
    return (long) LONG.get(input, at);
  }

  private static long round(long lane, long input) {
    return Long.rotateLeft(lane + input * PRIME_2, 31) * PRIME_1;
  }

  private static long merge(long hash, long lane) {
    return (hash ^ round(0, lane)) * PRIME_1 + PRIME_4;
  }

  private static long avalanche(long mixed) {
    long hash = mixed;
    hash = (hash ^ (hash >>> 33)) * PRIME_2;
    hash = (hash ^ (hash >>> 29)) * PRIME_3;
    return hash ^ (hash >>> 32);
  }
}
