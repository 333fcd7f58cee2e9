/**
 * What decides whether a night's thresholds are put in force: whether the newest day's misses fit
 * the calibration that it has not entered yet, and what is served when they do not.
 */
package dev.racer.core.gate;
