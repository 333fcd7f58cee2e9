/**
 * Verifies a published version: recomputes every threshold from the records by the arithmetic of
 * the core alone, without Spark, and checks every digest on the way.
 */
package dev.racer.jobs.verify;
