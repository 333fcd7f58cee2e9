package dev.racer.core.conformal;

import dev.racer.core.score.Keys;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * What the failure probability {@code delta} of the {@link Guarantee#PAC} guarantee is shared by.
 */
public enum DeltaScope {
  /**
   * Each threshold fails with probability at most {@code delta}; several together may exceed it.
   */
  THRESHOLD("threshold"),

  /**
   * The probability that any of the rows in force fails is at most {@code delta}, by the union
   * bound.
   */
  FAMILY("family");

  /** Enough digits to lose nothing that matters; rounding down keeps the sum within delta. */
  private static final MathContext DIVISION = new MathContext(17, RoundingMode.DOWN);

  /** Smaller ones are mistakes, and would take needless care in doubles. */
  private static final BigDecimal LEAST_DELTA = new BigDecimal("1E-60");

  private final String key;

  DeltaScope(String key) {
    this.key = key;
  }

  /** Returns the name in configuration and published tables. */
  public String key() {
    return key;
  }

  /**
   * Returns the scope with the given key.
   *
   * @throws IllegalArgumentException naming the key and the allowed ones
   */
  public static DeltaScope ofKey(String key) {
    return Keys.find("delta scope", values(), DeltaScope::key, key);
  }

  /**
   * The failure probability that each of {@code rows} thresholds may use: {@code delta} itself, or
   * {@code delta / rows} rounded down to 17 significant digits.
   *
   * @param delta in [1e-60, 1)
   * @param rows thresholds in force together, at least 1
   * @throws IllegalArgumentException if an argument is out of range
   */
  public BigDecimal effective(BigDecimal delta, long rows) {
    requireProbability(delta);
    if (rows < 1) {
      throw new IllegalArgumentException("Rows in force must be at least 1, got " + rows);
    }
    return switch (this) {
      case THRESHOLD -> delta;
      case FAMILY -> delta.divide(BigDecimal.valueOf(rows), DIVISION);
    };
  }

  /**
   * Returns {@code delta} if it is a usable failure probability.
   *
   * @throws IllegalArgumentException if it does not lie in [1e-60, 1)
   */
  public static BigDecimal requireProbability(BigDecimal delta) {
    if (delta.compareTo(LEAST_DELTA) < 0 || delta.compareTo(BigDecimal.ONE) >= 0) {
      throw new IllegalArgumentException("Delta must lie in [1E-60, 1), got " + delta);
    }
    return delta;
  }
}
