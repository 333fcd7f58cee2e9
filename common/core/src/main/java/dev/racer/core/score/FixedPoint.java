package dev.racer.core.score;

/**
 * Nonconformity in fixed point: whole multiples of 2<sup>-40</sup> in a long.
 *
 * <p>Rounding is part of a score's definition, in batch and in serving. After it, ordering,
 * counting and comparing are integer work: a last-bit difference between platforms is gone, a tie
 * is a real tie, and every value, so every threshold, is exact as a double.
 */
public final class FixedPoint {
  /** Binary digits after the point. */
  public static final int BITS = 40;

  /** The largest absolute value that can be rounded; below 2<sup>13</sup> doubles stay exact. */
  public static final double LIMIT = 4096;

  /** Greater than every value: the nonconformity of a model that no threshold selects. */
  public static final long INFINITE = Long.MAX_VALUE;

  private static final double ONE = 0x1p40;
  private static final double UNIT = 0x1p-40;

  private FixedPoint() {}

  /**
   * Rounds to the nearest multiple of 2<sup>-40</sup>, halves to the even multiple.
   *
   * @param value between {@code -LIMIT} and {@code LIMIT}
   * @throws IllegalArgumentException if the value is NaN, infinite or beyond the limit
   */
  public static long of(double value) {
    if (!(Math.abs(value) <= LIMIT)) {
      throw new IllegalArgumentException("Nonconformity must lie in [-4096, 4096], got " + value);
    }
    return (long) Math.rint(value * ONE); // scaling by a power of two is exact
  }

  /**
   * Returns the value as a double, exactly; {@link #INFINITE} becomes positive infinity.
   *
   * @throws IllegalArgumentException if the value is beyond the limit and not {@link #INFINITE}
   */
  public static double toDouble(long fixed) {
    if (fixed == INFINITE) {
      return Double.POSITIVE_INFINITY;
    }
    double value = fixed * UNIT;
    if (Math.abs(value) > LIMIT) {
      throw new IllegalArgumentException(
          "Fixed-point value must lie in [-4096, 4096], got " + fixed + " / 2^40");
    }
    return value;
  }
}
