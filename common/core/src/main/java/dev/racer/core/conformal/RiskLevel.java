package dev.racer.core.conformal;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * A risk level alpha in (0, 1): an exact decimal that keeps the spelling it was configured with.
 *
 * <p>Equality, hash code and order go by value: {@code 0.1} equals {@code 0.10}.
 */
public final class RiskLevel implements Comparable<RiskLevel>, Serializable {
  /** Decimal places a risk level may have, trailing zeros not counted. */
  public static final int MAX_DECIMAL_PLACES = 18;

  // ASCII only: BigDecimal alone would take other scripts' digits, too
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,9})?");
  private static final long serialVersionUID = 1L;

  private final String text;
  private final BigDecimal value;

  private RiskLevel(String text, BigDecimal value) {
    this.text = text;
    this.value = value;
  }

  /**
   * Reads a risk level such as {@code 0.10} or {@code 1e-3}.
   *
   * @throws IllegalArgumentException if the text is no decimal number, lies outside (0, 1) or has
   *     more than {@value #MAX_DECIMAL_PLACES} decimal places
   */
  public static RiskLevel parse(String text) {
    if (!DECIMAL.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "Risk level must be a decimal number in (0, 1), got " + text);
    }
    BigDecimal value = new BigDecimal(text);
    if (value.signum() <= 0 || value.compareTo(BigDecimal.ONE) >= 0) {
      throw new IllegalArgumentException("Risk level must lie in (0, 1), got " + text);
    }
    BigDecimal stripped = value.stripTrailingZeros();
    if (stripped.scale() > MAX_DECIMAL_PLACES) {
      throw new IllegalArgumentException(
          "Risk level must have at most " + MAX_DECIMAL_PLACES + " decimal places, got " + text);
    }
    return new RiskLevel(text, stripped);
  }

  /** The text as configured. */
  public String text() {
    return text;
  }

  /** The exact value, without trailing zeros. */
  public BigDecimal value() {
    return value;
  }

  @Override
  public int compareTo(RiskLevel other) {
    return value.compareTo(other.value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RiskLevel level && value.equals(level.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  /** The text as configured. */
  @Override
  public String toString() {
    return text;
  }
}
