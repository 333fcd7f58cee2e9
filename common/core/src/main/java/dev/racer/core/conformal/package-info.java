/**
 * Conformal calibration: from critical scores and a risk level to a threshold and what is promised
 * about it.
 *
 * <p>The loss of a query at threshold {@code lambda} is {@code 1{l > lambda}}, with {@code l} its
 * {@linkplain dev.racer.core.conformal.CriticalScore critical score}. A {@linkplain
 * dev.racer.core.conformal.ThresholdRank rank} depends on the number of queries, the risk level and
 * the {@linkplain dev.racer.core.conformal.Guarantee guarantee} only; the threshold is the critical
 * score of that rank. Nothing here is decided by comparing rounded doubles.
 */
package dev.racer.core.conformal;
