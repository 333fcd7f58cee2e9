package dev.racer.spark.records;

/**
 * Costs as integers, so that sums do not depend on the order of rows: multiples of 10⁻⁹ of the
 * lake's own unit. Sums of more than 9,000 times {@link #MOST} leave the range of a {@code long}:
 * add with {@link Math#addExact}.
 */
public final class Cost {
  /** The cost is not known. */
  public static final long MISSING = -1;

  /** The largest cost of one outcome, in the lake's unit. */
  public static final double MOST = 1e6;

  private static final double UNITS = 1e9;

  private Cost() {}

  /**
   * The multiple of 10⁻⁹ that is closest to {@code cost * 1e9}, the even one of two.
   *
   * @param cost in [0, {@link #MOST}]
   * @throws IllegalArgumentException if it is not
   */
  public static long units(double cost) {
    if (!(cost >= 0 && cost <= MOST)) {
      throw new IllegalArgumentException("Cost must lie in [0, " + MOST + "], got " + cost);
    }
    return (long) Math.rint(cost * UNITS);
  }

  /** What a number of units, or a sum of them, is in the lake's unit. */
  public static double of(long units) {
    return units / UNITS;
  }
}
