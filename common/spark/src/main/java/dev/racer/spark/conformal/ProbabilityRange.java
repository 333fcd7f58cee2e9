package dev.racer.spark.conformal;

import java.io.Serializable;

/**
 * The probabilities with which the queries of a group came to calibrate.
 *
 * @param least the smallest, in (0, 1]
 * @param greatest the largest, in (0, 1]
 */
record ProbabilityRange(double least, double greatest) implements Serializable {

  /** Whether there are several, so that the group is no fair sample as it is. */
  boolean varies() {
    return least != greatest;
  }

  ProbabilityRange plus(ProbabilityRange other) {
    return new ProbabilityRange(Math.min(least, other.least), Math.max(greatest, other.greatest));
  }
}
