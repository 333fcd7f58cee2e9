package dev.racer.core.trial;

import java.io.Serializable;

/**
 * What a threshold does to the queries that have a role in a trial, as counts.
 *
 * @param queries all of them
 * @param n those that count towards the risk target
 * @param misses of n: the critical score exceeds the threshold, or is infinite
 * @param answerable queries with complete labels, some model correct
 * @param answerableMisses of these: the critical score exceeds the threshold
 * @param unanswerable queries with complete labels, no model correct
 * @param nullCredits of these: the null model is selected. Without a null model there are none
 * @param unknown queries with an unknown label
 * @param setSizeSum selected candidates, null model left out
 * @param abstentions queries for which no candidate is selected
 * @param costSum what the selected candidates cost, in units of 10⁻⁹, where that is known; 0 if
 *     costs were not asked for
 * @param costMissing selected candidates whose cost is not known
 */
public record TrialCounts(
    long queries,
    long n,
    long misses,
    long answerable,
    long answerableMisses,
    long unanswerable,
    long nullCredits,
    long unknown,
    long setSizeSum,
    long abstentions,
    long costSum,
    long costMissing)
    implements Serializable {}
