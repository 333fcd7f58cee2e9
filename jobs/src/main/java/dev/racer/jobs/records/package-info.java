/**
 * Calibration records as a published version keeps them, read in plain Java: Parquet without a
 * Spark session.
 */
package dev.racer.jobs.records;
