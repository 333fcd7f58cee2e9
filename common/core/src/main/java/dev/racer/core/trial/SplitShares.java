package dev.racer.core.trial;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The probabilities with which a query gets its role in a random split: exact decimals that sum to
 * 1.
 *
 * @param calibration share of calibration queries, above 0
 * @param validation share of validation queries, may be 0
 * @param test share of test queries, above 0
 */
public record SplitShares(BigDecimal calibration, BigDecimal validation, BigDecimal test)
    implements Serializable {
  /** Decimal places a share may have, trailing zeros not counted. */
  public static final int MAX_DECIMAL_PLACES = 18;

  private static final BigDecimal TWO_TO_64 = BigDecimal.valueOf(2).pow(64);

  /**
   * Checks the shares; equal values in another spelling make equal shares.
   *
   * @throws IllegalArgumentException if a share is out of range or has too many decimal places, or
   *     they do not sum to 1
   */
  public SplitShares {
    calibration = checked("Calibration", calibration);
    validation = checked("Validation", validation);
    test = checked("Test", test);
    requirePositive("Calibration", calibration);
    requirePositive("Test", test);
    BigDecimal sum = calibration.add(validation).add(test);
    if (sum.compareTo(BigDecimal.ONE) != 0) {
      throw new IllegalArgumentException(
          "Shares of calibration, validation and test must sum to 1, got "
              + calibration.toPlainString()
              + " + "
              + validation.toPlainString()
              + " + "
              + test.toPlainString()
              + " = "
              + sum.toPlainString());
    }
  }

  /**
   * Reads three decimal numbers such as {@code 0.5}.
   *
   * @throws IllegalArgumentException if one of them is no decimal number, or as the constructor
   */
  public static SplitShares parse(String calibration, String validation, String test) {
    return new SplitShares(
        decimal("Calibration", calibration),
        decimal("Validation", validation),
        decimal("Test", test));
  }

  private static BigDecimal decimal(String what, String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          what + " share must be a decimal number in [0, 1], got " + text, e);
    }
  }

  private static BigDecimal checked(String what, BigDecimal share) {
    if (share.signum() < 0 || share.compareTo(BigDecimal.ONE) > 0) {
      throw new IllegalArgumentException(what + " share must lie in [0, 1], got " + share);
    }
    BigDecimal stripped = share.stripTrailingZeros();
    if (stripped.scale() > MAX_DECIMAL_PLACES) {
      throw new IllegalArgumentException(
          what
              + " share must have at most "
              + MAX_DECIMAL_PLACES
              + " decimal places, got "
              + share);
    }
    return stripped.signum() == 0 ? BigDecimal.ZERO : stripped;
  }

  private static void requirePositive(String what, BigDecimal share) {
    if (share.signum() == 0) {
      throw new IllegalArgumentException(what + " share must be more than 0, got 0");
    }
  }

  /**
   * Of the 2^64 draws of {@link TrialSplit}, as unsigned integers, those below this calibrate:
   * {@code ceil(calibration * 2^64)}.
   */
  long calibrationBound() {
    return bound(calibration);
  }

  /** Those from {@link #calibrationBound} on that lie below this validate; the others test. */
  long validationBound() {
    return bound(calibration.add(validation));
  }

  /** The number of draws below a share, itself below 1 as decimal places are limited. */
  static long bound(BigDecimal share) {
    return share
        .multiply(TWO_TO_64)
        .setScale(0, RoundingMode.CEILING)
        .toBigIntegerExact()
        .longValue(); // its lowest 64 bits: unsigned
  }
}
