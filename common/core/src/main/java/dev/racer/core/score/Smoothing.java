package dev.racer.core.score;

import java.io.Serializable;
import java.util.Objects;

/**
 * How ties are broken.
 *
 * @param ties whether anything is added at all
 * @param width the added amount lies in [0, width); between 2<sup>-30</sup> (a thousand steps of
 *     {@link FixedPoint}, or ties would stay) and 1, exclusive
 * @param seed seed of the hash that chooses the amount
 */
public record Smoothing(Ties ties, double width, long seed) implements Serializable {
  /** The paper's width. */
  public static final double DEFAULT_WIDTH = 1e-6;

  private static final double LEAST_WIDTH = 0x1p-30;

  /**
   * Checks the width.
   *
   * @throws IllegalArgumentException if the width is out of range or NaN
   */
  public Smoothing {
    Objects.requireNonNull(ties, "ties");
    if (!(width >= LEAST_WIDTH && width < 1)) {
      throw new IllegalArgumentException("Smoothing width must lie in [2^-30, 1), got " + width);
    }
  }
}
