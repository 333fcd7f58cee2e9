package dev.racer.jobs.report.figure;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.stream.Stream;

/**
 * Bins of the same round width, from 0: bin j holds what is at least j widths and less than j + 1.
 * Shares are put into bins as the fractions that they are, so that none lies on the wrong side of
 * an edge.
 *
 * @param width width of a bin; positive
 */
record Bins(BigDecimal width) {
  private static final List<BigDecimal> STEPS =
      Stream.of("1", "2", "2.5", "5", "10").map(BigDecimal::new).toList();

  /**
   * Bins for a range of numbers.
   *
   * @param range length of the range; positive
   * @param most largest number of bins for it
   * @param least least width
   */
  static Bins over(double range, int most, double least) {
    double wanted = Math.max(range / most, least);
    int exponent = (int) Math.floor(StrictMath.log10(wanted));
    for (BigDecimal step : STEPS) {
      BigDecimal candidate = step.scaleByPowerOfTen(exponent);
      if (candidate.doubleValue() >= wanted) {
        return new Bins(candidate);
      }
    }
    return new Bins(BigDecimal.valueOf(2).scaleByPowerOfTen(exponent + 1));
  }

  /** The bin of the fraction {@code count / of}. */
  long of(long count, long of) {
    BigDecimal widths = width.multiply(BigDecimal.valueOf(of));
    return BigDecimal.valueOf(count).divide(widths, 0, RoundingMode.FLOOR).longValueExact();
  }

  /** The smallest count of which the fraction {@code count / of} lies in a bin or above. */
  long firstCount(long bin, long of) {
    BigDecimal edge = edge(bin).multiply(BigDecimal.valueOf(of));
    BigInteger ceiling = edge.setScale(0, RoundingMode.CEILING).toBigInteger();
    return ceiling.longValueExact();
  }

  /** Where a bin begins. */
  BigDecimal edge(long bin) {
    return width.multiply(BigDecimal.valueOf(bin));
  }
}
