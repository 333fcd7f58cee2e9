package dev.racer.core.metric;

import java.io.Serializable;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Tells which of many tests fail, so that a false alarm anywhere among them has a bounded
 * probability: Holm's procedure. It holds under any dependence between the tests, which share their
 * splits.
 *
 * @param level probability of any false alarm at all, at most; in (0, 1)
 * @see "Holm 1979, A simple sequentially rejective multiple test procedure"
 */
public record FamilyCheck(double level) implements Serializable {
  /** One false alarm in a thousand evaluations. */
  public static final double DEFAULT_LEVEL = 0.001;

  /** Checks the level. */
  public FamilyCheck {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("Family-wise level must lie in (0, 1), got " + level);
    }
  }

  /**
   * Returns which tests fail: from the smallest p-value on, those whose p-value is at most the
   * level divided by the number of tests that are left, until one is not.
   *
   * @param pValues of all tests of the family, in [0, 1]; may be none
   * @return in the order of {@code pValues}, whether the test fails
   * @throws IllegalArgumentException if a p-value is out of range or NaN
   */
  public boolean[] failures(double[] pValues) {
    for (double pValue : pValues) {
      if (!(pValue >= 0 && pValue <= 1)) {
        throw new IllegalArgumentException("P-value must lie in [0, 1], got " + pValue);
      }
    }
    int[] ascending =
        IntStream.range(0, pValues.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> pValues[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    boolean[] failures = new boolean[pValues.length];
    for (int i = 0; i < ascending.length; i++) {
      int left = ascending.length - i;
      if (pValues[ascending[i]] * left > level) {
        break;
      }
      failures[ascending[i]] = true;
    }
    return failures;
  }
}
