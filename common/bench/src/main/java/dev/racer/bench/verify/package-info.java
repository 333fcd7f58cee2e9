/** Measures how long it takes to verify a version: to compute its thresholds again from records. */
package dev.racer.bench.verify;
