package dev.racer.core.conformal;

import dev.racer.core.score.XxHash64;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Makes a fair sample of queries that were explored with different probabilities: a query of
 * probability q is kept with probability q_min/q, so that every query ends in the sample with
 * probability q_min. The kept ones are calibrated like any exchangeable sample: the rule for the
 * expected risk, Clopper-Pearson and the beta-binomial law of misses hold as they do for constant
 * q.
 *
 * <p>A query is kept when {@code u < q_min/q}, where {@code u = (XXH64(seed; "thin", 0, UTF-8 query
 * id) >>> 11) * 2^-53}; the comparison is exact. It depends on nothing but seed, query and q:
 * reruns and recomputations keep the same queries.
 *
 * <p>Holds a buffer: not safe for use by several threads, and not serializable; make one per task.
 *
 * @see "Paper facts 4.7, exploration slice with varying q"
 */
public final class Thinning {
  private static final byte[] PURPOSE = {'t', 'h', 'i', 'n', 0};
  private static final BigDecimal HASHES = BigDecimal.valueOf(1L << 53);

  private final BigDecimal least;
  private final double leastProbability;
  private final long seed;
  private byte[] buffer = Arrays.copyOf(PURPOSE, 256);
  private double lastProbability = Double.NaN;
  private long lastLimit;

  /**
   * @param leastProbability q_min in (0, 1], declared beforehand: the least probability with which
   *     any query is explored
   * @param seed seed of the hash
   * @throws IllegalArgumentException if the probability does not lie in (0, 1]
   */
  public Thinning(double leastProbability, long seed) {
    if (!(leastProbability > 0 && leastProbability <= 1)) {
      throw new IllegalArgumentException(
          "Least probability must lie in (0, 1], got " + leastProbability);
    }
    this.leastProbability = leastProbability;
    this.least = new BigDecimal(leastProbability); // exact
    this.seed = seed;
  }

  /**
   * Whether a query is kept.
   *
   * @param probability q, with which it was explored
   * @param queryId any text; unpaired surrogates count as {@code ?}
   * @throws IllegalArgumentException if q is less than q_min or more than 1
   */
  public boolean keeps(double probability, String queryId) {
    byte[] id = queryId.getBytes(StandardCharsets.UTF_8);
    return keeps(probability, id, 0, id.length);
  }

  /**
   * Whether a query is kept whose id is at hand in UTF-8; the same as for its text.
   *
   * @param probability q, with which it was explored
   * @param ids holds the bytes of the id
   * @param from its first byte
   * @param to the byte after its last
   * @throws IllegalArgumentException if q is less than q_min or more than 1
   */
  public boolean keeps(double probability, byte[] ids, int from, int to) {
    int length = PURPOSE.length + to - from;
    if (buffer.length < length) {
      buffer = Arrays.copyOf(buffer, 2 * length);
    }
    System.arraycopy(ids, from, buffer, PURPOSE.length, to - from);
    return XxHash64.hash(buffer, 0, length, seed) >>> 11 < limit(probability);
  }

  /** How many of the 2^53 hashes keep a query: ceil(2^53 q_min / q). */
  private long limit(double probability) {
    if (probability != lastProbability) {
      if (!(probability >= leastProbability && probability <= 1)) {
        throw new IllegalArgumentException(
            "Probability must lie in [" + leastProbability + ", 1], got " + probability);
      }
      lastLimit = ceilingOfRatio(least.multiply(HASHES), new BigDecimal(probability));
      lastProbability = probability;
    }
    return lastLimit;
  }

  private static long ceilingOfRatio(BigDecimal numerator, BigDecimal denominator) {
    int scale = Math.max(numerator.scale(), denominator.scale());
    BigInteger[] quotient =
        numerator
            .setScale(scale, RoundingMode.UNNECESSARY)
            .unscaledValue()
            .divideAndRemainder(
                denominator.setScale(scale, RoundingMode.UNNECESSARY).unscaledValue());
    return quotient[0].longValueExact() + (quotient[1].signum() > 0 ? 1 : 0);
  }
}
