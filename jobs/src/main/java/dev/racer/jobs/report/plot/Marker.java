package dev.racer.jobs.report.plot;

/** The shape of a point, so that colour is not all that tells series apart. */
public enum Marker {
  /** No shape. */
  NONE,
  /** A disc. */
  CIRCLE,
  /** A square. */
  SQUARE,
  /** A square on its corner. */
  DIAMOND,
  /** A triangle that points up. */
  TRIANGLE,
  /** A diagonal cross. */
  CROSS
}
