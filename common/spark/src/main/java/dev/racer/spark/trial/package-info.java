/**
 * Trials over calibration records, distributed: tallies, exact thresholds and counts of all trials
 * in a few passes. The arithmetic is {@code dev.racer.core}'s.
 */
package dev.racer.spark.trial;
