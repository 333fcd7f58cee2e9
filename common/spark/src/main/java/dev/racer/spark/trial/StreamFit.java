package dev.racer.spark.trial;

import java.io.Serializable;

/**
 * The thresholds fitted in a stream, by number of the wish.
 *
 * @param ranks from 1; 0 where infeasible
 * @param thresholds fixed point, infinite where there is none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record StreamFit(long[] ranks, long[] thresholds) implements Serializable {}
