package dev.racer.core.metric;

/** Ranks at which a risk curve is sampled. */
public final class CurveRanks {
  private static final int POINTS = 1000;

  private CurveRanks() {}

  /**
   * The distinct ranks {@code ceil(j n / 1000)} for j = 1 to 1000, ascending: every rank for n up
   * to 1000, a thousand ranks beyond, the last of them n.
   *
   * @param n number of critical scores, not negative
   * @throws IllegalArgumentException if {@code n} is negative
   */
  public static long[] permille(long n) {
    if (n < 0) {
      throw new IllegalArgumentException("Number of scores must not be negative, got " + n);
    }
    long[] ranks = new long[(int) Math.min(n, POINTS)];
    for (int i = 0; i < ranks.length; i++) {
      ranks[i] = n <= POINTS ? i + 1 : rank(i + 1, n);
    }
    return ranks;
  }

  /** {@code ceil(j n / 1000)}, taken apart so that nothing overflows. */
  private static long rank(long j, long n) {
    return j * (n / POINTS) + (j * (n % POINTS) + POINTS - 1) / POINTS;
  }
}
