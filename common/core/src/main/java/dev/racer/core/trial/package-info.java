/**
 * Trials: many ways to split the same queries into calibration, validation and test queries, and
 * what the thresholds calibrated in each of them do. Arrays and counts of one query, one stream or
 * one task; distribution is left to others.
 */
package dev.racer.core.trial;
