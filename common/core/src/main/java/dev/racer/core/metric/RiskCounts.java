package dev.racer.core.metric;

import dev.racer.core.conformal.CriticalScore;
import dev.racer.core.conformal.LabelState;
import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.score.FixedPoint;
import dev.racer.core.score.ModelSet;
import java.io.Serializable;
import java.util.OptionalDouble;

/**
 * What a threshold does to a set of queries, as counts that merge by addition in any order.
 *
 * @param n queries that count towards the risk target
 * @param misses of these, the queries whose critical score exceeds the threshold
 * @param answerable queries with complete labels, at least one of them correct
 * @param answerableMisses of these, the queries whose critical score exceeds the threshold
 * @param total all queries
 * @param setSizeSum selected candidates, null model left out, summed over all queries
 * @param abstentions queries for which no candidate is selected
 */
public record RiskCounts(
    long n,
    long misses,
    long answerable,
    long answerableMisses,
    long total,
    long setSizeSum,
    long abstentions)
    implements Serializable {
  /** Counts of no query: neutral for {@link #plus}. */
  public static final RiskCounts ZERO = new RiskCounts(0, 0, 0, 0, 0, 0, 0);

  /** Checks that parts do not exceed the whole. */
  public RiskCounts {
    requirePart("Misses", misses, n);
    requirePart("Target rows", n, total);
    requirePart("Answerable misses", answerableMisses, answerable);
    requirePart("Answerable rows", answerable, total);
    requirePart("Abstentions", abstentions, total);
    requirePart("Non-abstentions", total - abstentions, setSizeSum);
  }

  /**
   * The counts of one query.
   *
   * @param nonconformity fixed-point scores, pool order, null model at index {@code size}
   * @param labels entries of {@link dev.racer.core.conformal.Labels}, pool order
   * @param size number of candidate models K
   * @param target decides whether the query counts in {@code n}
   * @param threshold fixed point, finite
   * @throws IllegalArgumentException if the threshold is infinite, or as {@link CriticalScore#of}
   */
  public static RiskCounts ofQuery(
      long[] nonconformity, byte[] labels, int size, RiskTarget target, long threshold) {
    if (threshold == FixedPoint.INFINITE) {
      throw new IllegalArgumentException("Threshold must be finite, got INFINITE");
    }
    LabelState state = LabelState.state(labels, size);
    long miss = CriticalScore.of(nonconformity, labels, size) > threshold ? 1 : 0;
    long included = target.includes(state) ? 1 : 0;
    long answerable = state == LabelState.ANSWERABLE ? 1 : 0;
    int setSize = ModelSet.size(nonconformity, size, threshold);
    return new RiskCounts(
        included, included * miss, answerable, answerable * miss, 1, setSize, setSize == 0 ? 1 : 0);
  }

  /** The counts of both sets of queries together; the sets must be disjoint. */
  public RiskCounts plus(RiskCounts other) {
    return new RiskCounts(
        n + other.n,
        misses + other.misses,
        answerable + other.answerable,
        answerableMisses + other.answerableMisses,
        total + other.total,
        setSizeSum + other.setSizeSum,
        abstentions + other.abstentions);
  }

  /** Misses per target query; empty when there is none. */
  public OptionalDouble empiricalRisk() {
    return ratio(misses, n);
  }

  /** Misses per answerable query; empty when there is none. */
  public OptionalDouble answerableMissRate() {
    return ratio(answerableMisses, answerable);
  }

  /** Selected candidates per query, null model left out; empty when there is no query. */
  public OptionalDouble meanSetSize() {
    return ratio(setSizeSum, total);
  }

  /** Share of queries without a selected candidate; empty when there is no query. */
  public OptionalDouble abstentionRate() {
    return ratio(abstentions, total);
  }

  private static OptionalDouble ratio(long part, long whole) {
    return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
  }

  private static void requirePart(String what, long part, long whole) {
    if (part < 0 || part > whole) {
      throw new IllegalArgumentException(what + " must lie in [0, " + whole + "], got " + part);
    }
  }
}
