/**
 * The jobs {@code evaluate} and {@code tune}: random and real splits of the queries, what the
 * thresholds calibrated in them do to their test queries, and what the validation queries choose.
 */
package dev.racer.jobs.evaluate;
