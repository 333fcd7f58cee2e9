package dev.racer.jobs.diff;

import java.util.OptionalDouble;

/**
 * What a version does to the queries of a segment. Counts; an unknown label counts as wrong, except
 * where all models are called, which cannot miss.
 *
 * @param queries queries decided
 * @param misses of these, queries whose set has neither a correct model nor, rightly, the null
 *     model
 * @param answerable queries with complete labels, at least one of them correct
 * @param answerableMisses of these, queries without a correct model in their set
 * @param byThreshold queries that a threshold decides
 * @param selected models in the sets of these, together
 * @param abstentions of these, queries for which no model is called
 * @param called models called for all queries together
 * @param refused queries for which nothing is decided, as there is no threshold; they miss
 * @param costUnits what the calls cost together as far as it is known, in units of 10<sup>-9</sup>
 * @param costed queries whose calls all have a known cost
 */
public record Served(
    long queries,
    long misses,
    long answerable,
    long answerableMisses,
    long byThreshold,
    long selected,
    long abstentions,
    long called,
    long refused,
    long costUnits,
    long costed) {
  private static final double COST_UNIT = 1e-9;

  /** Misses per query; empty without queries. */
  public OptionalDouble risk() {
    return ratio(misses, queries);
  }

  /** Misses per answerable query; empty without any. */
  public OptionalDouble answerableMissRate() {
    return ratio(answerableMisses, answerable);
  }

  /** Models in a set that a threshold selects, on average; empty if none does. */
  public OptionalDouble setSize() {
    return ratio(selected, byThreshold);
  }

  /** Models called per query; empty without queries. */
  public OptionalDouble calls() {
    return ratio(called, queries);
  }

  /** Share of the queries decided by a threshold for which no model is called. */
  public OptionalDouble abstentionRate() {
    return ratio(abstentions, byThreshold);
  }

  /** Cost per query in the lake's unit, over queries whose calls all have one. */
  public OptionalDouble cost() {
    return costed == 0 ? OptionalDouble.empty() : OptionalDouble.of(costUnits * COST_UNIT / costed);
  }

  private static OptionalDouble ratio(long part, long whole) {
    return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
  }
}
