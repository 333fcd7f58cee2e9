/**
 * Order statistics and risk counts of critical scores, distributed: sorted runs of fixed-point
 * values, exact selection of ranks, counts at thresholds. The arithmetic is {@code
 * dev.racer.core}'s.
 */
package dev.racer.spark.conformal;
