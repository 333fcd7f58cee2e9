package dev.racer.core.published;

import dev.racer.core.pool.CodePointOrder;
import dev.racer.core.score.FixedPoint;
import dev.racer.core.score.ScoreKind;
import dev.racer.core.score.Ties;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One published threshold, or the outcome that there is none: a row of {@code thresholds.json}.
 *
 * <p>The components are the keys of the JSON row in their order; {@code schema_version} and {@code
 * threshold_bits} are derived. Choices stand as the keys they have in the document. A row is
 * consistent once constructed.
 *
 * @param publication name of the publication
 * @param router name of the base router
 * @param segment the segment asked for, a {@link SegmentName}
 * @param thresholdSegment the segment whose rows selected the threshold: {@code segment}, {@code
 *     all}, or the rest over the columns of {@code segment}
 * @param guaranteeHoldsOn {@code thresholdSegment}, followed by {@link #FULLY_LABELLED_SUFFIX} when
 *     queries with unknown labels were excluded; empty unless feasible
 * @param normalization {@code softmax}, {@code sigmoid} or {@code none}
 * @param nullScore {@code one-minus-max} or {@code absent}
 * @param nonconformity {@code gap} or {@code inverse-probability}
 * @param ties {@code smoothed} or {@code none}
 * @param sampling how the rows of {@code thresholdSegment} are made a fair sample: {@link #PLAIN},
 *     {@link #THINNED} or {@link #WEIGHTED}
 * @param riskTarget {@code misrouting} or {@code answerable-miss}
 * @param guarantee {@code expected}, on average over calibrations, or {@code pac}, with probability
 *     1 - delta
 * @param delta chance that this threshold's risk exceeds the level, in (0, 1), without trailing
 *     zeros; empty for {@code expected}
 * @param riskLevel decimal text in (0, 1), as configured
 * @param poolId identifies the model pool
 * @param n rows of the risk target in {@code thresholdSegment}; of a thinned one those kept
 * @param nTotal all rows in {@code thresholdSegment}; at least {@code n}
 * @param answerableN fully labelled rows with a correct candidate; at most {@code nTotal}
 * @param segmentN rows in {@code segment}
 * @param rank the threshold's rank among the {@code n} critical scores, from 1 to {@code n}; with
 *     weights, how many of them it reaches; empty when infeasible or withheld
 * @param nNeeded the least {@code n} that is enough; greater than {@code n} when infeasible, any
 *     number when withheld, and at most {@code n} otherwise
 * @param status {@link #FEASIBLE}, {@link #INFEASIBLE}, {@link #UNREACHABLE} or {@link #WITHHELD}
 * @param threshold a multiple of 2<sup>-40</sup>; empty unless feasible
 * @param empiricalRisk the target's, from 0 to 1, measured on {@code segment} as the three after
 *     it; empty when there is no threshold or nothing to divide by
 * @param answerableMissRate share of answerable queries without a correct candidate in their set
 * @param meanSetSize mean number of candidates in the set, the null model left out; not negative
 * @param abstentionRate share of queries whose set has no candidate
 * @param trueRiskInterval central interval of the true risk over calibrations; empty unless
 *     feasible, and with weights, under which none is known
 * @param intervalLevel probability of the interval, in (0, 1)
 * @param inForce whether the policy names this row
 */
public record PublishedThreshold(
    String publication,
    String router,
    String segment,
    String thresholdSegment,
    Optional<String> guaranteeHoldsOn,
    String normalization,
    String nullScore,
    String nonconformity,
    String ties,
    String sampling,
    String riskTarget,
    String guarantee,
    Optional<BigDecimal> delta,
    String riskLevel,
    String poolId,
    long n,
    long nTotal,
    long answerableN,
    long segmentN,
    OptionalLong rank,
    long nNeeded,
    String status,
    OptionalDouble threshold,
    OptionalDouble empiricalRisk,
    OptionalDouble answerableMissRate,
    OptionalDouble meanSetSize,
    OptionalDouble abstentionRate,
    Optional<Interval> trueRiskInterval,
    double intervalLevel,
    boolean inForce) {

  /** Version of the row and of the document. */
  public static final int SCHEMA_VERSION = 2;

  /** Sampling: every row counts the same. */
  public static final String PLAIN = "plain";

  /** Sampling: rows were explored with different probabilities, and a hash keeps a fair part. */
  public static final String THINNED = "thinned";

  /** Sampling: rows were explored with different probabilities q and count with weight 1/q. */
  public static final String WEIGHTED = "weighted";

  /** Status: there is a threshold and the guarantee holds. */
  public static final String FEASIBLE = "feasible";

  /** Status: there are too few rows for the risk level. */
  public static final String INFEASIBLE = "infeasible";

  /** Status: there are enough rows, but no finite threshold meets the level; more will not help. */
  public static final String UNREACHABLE = "unreachable";

  /** Status: misses do not fit the threshold; none is served, and all candidates are called. */
  public static final String WITHHELD = "withheld";

  /** Ends {@code guaranteeHoldsOn} when the guarantee is for fully labelled queries only. */
  public static final String FULLY_LABELLED_SUFFIX = ";fully-labelled";

  /**
   * The order of rows in a document: router by code point, segment by {@link SegmentName#ORDER},
   * the five choices by the text of their keys, risk level by number. Rows that compare equal must
   * not stand in one document.
   */
  public static final Comparator<PublishedThreshold> ORDER =
      Comparator.comparing(PublishedThreshold::router, CodePointOrder.INSTANCE)
          .thenComparing(PublishedThreshold::segment, SegmentName.ORDER)
          .thenComparing(PublishedThreshold::normalization)
          .thenComparing(PublishedThreshold::nullScore)
          .thenComparing(PublishedThreshold::nonconformity)
          .thenComparing(PublishedThreshold::riskTarget)
          .thenComparing(PublishedThreshold::guarantee)
          .thenComparing(row -> new BigDecimal(row.riskLevel()));

  private static final List<String> STATUSES = List.of(FEASIBLE, INFEASIBLE, UNREACHABLE, WITHHELD);
  private static final String POOL_ID = "[0-9a-f]{16}";

  /**
   * An interval of risks.
   *
   * @param lower from 0 to {@code upper}
   * @param upper at most 1
   */
  public record Interval(double lower, double upper) {
    /**
     * Checks the order.
     *
     * @throws IllegalArgumentException unless {@code 0 <= lower <= upper <= 1}
     */
    public Interval {
      Require.that(
          0 <= lower && lower <= upper && upper <= 1,
          "Risk interval must be ordered within [0, 1]",
          "[" + lower + ", " + upper + "]");
    }
  }

  /**
   * Checks every component, then components against each other.
   *
   * @throws IllegalArgumentException naming the component, the value and what was expected
   */
  public PublishedThreshold {
    Require.name("Publication", publication);
    Require.name("Router", router);
    requireSegments(segment, thresholdSegment);
    ScoreKind.ofKeys(normalization, nullScore, nonconformity); // refuses unknown keys
    Ties.ofKey(ties);
    Require.oneOf("Sampling", Vocabulary.SAMPLINGS, sampling);
    boolean weighted = sampling.equals(WEIGHTED);
    Require.that(
        !weighted || guarantee.equals(Vocabulary.EXPECTED),
        "Guarantee must be expected with weights",
        guarantee);
    Require.oneOf("Risk target", Vocabulary.RISK_TARGETS, riskTarget);
    Require.oneOf("Guarantee", Vocabulary.GUARANTEES, guarantee);
    delta = requireDelta(guarantee, delta);
    Require.riskLevel(riskLevel);
    Require.that(
        poolId.matches(POOL_ID), "Pool id must be 16 lower-case hexadecimal digits", poolId);

    Require.notNegative("n", n);
    Require.notNegative("Segment n", segmentN);
    Require.that(nTotal >= n, "Total n must be at least n = " + n, nTotal);
    Require.that(
        answerableN >= 0 && answerableN <= nTotal,
        "Answerable n must lie in [0, total n = " + nTotal + "]",
        answerableN);

    Require.oneOf("Status", STATUSES, status);
    boolean feasible = status.equals(FEASIBLE);
    boolean infeasible = status.equals(INFEASIBLE);
    boolean withheld = status.equals(WITHHELD);
    Require.that(
        withheld || (n < nNeeded) == infeasible,
        "Needed n must be greater than n = " + n + " exactly when infeasible, status " + status,
        nNeeded);
    requirePresence("Rank", rank.isPresent(), !infeasible && !withheld, status);
    rank.ifPresent(k -> Require.that(k >= 1 && k <= n, "Rank must lie in [1, n = " + n + "]", k));
    requirePresence("Threshold", threshold.isPresent(), feasible, status);
    threshold.ifPresent(PublishedThreshold::requireExact);
    requirePresence("Guaranteed segment", guaranteeHoldsOn.isPresent(), feasible, status);
    guaranteeHoldsOn.ifPresent(
        held ->
            Require.that(
                held.equals(thresholdSegment)
                    || held.equals(thresholdSegment + FULLY_LABELLED_SUFFIX),
                "Guarantee must hold on the threshold's segment " + thresholdSegment,
                held));
    requirePresence(
        "True risk interval",
        trueRiskInterval.isPresent(),
        feasible && !weighted,
        weighted ? status + " with weights" : status);
    Require.that(
        intervalLevel > 0 && intervalLevel < 1, "Interval level must lie in (0, 1)", intervalLevel);

    for (OptionalDouble measured :
        List.of(empiricalRisk, answerableMissRate, meanSetSize, abstentionRate)) {
      Require.that(
          feasible || measured.isEmpty(), "Rates must be absent without a threshold", measured);
    }
    Require.rate("Empirical risk", empiricalRisk);
    Require.rate("Answerable miss rate", answerableMissRate);
    Require.rate("Abstention rate", abstentionRate);
    meanSetSize.ifPresent(
        size ->
            Require.that(
                size >= 0 && Double.isFinite(size), "Mean set size must not be negative", size));
  }

  /** Returns the score that the threshold is compared with. */
  public ScoreKind scoreKind() {
    return ScoreKind.ofKeys(normalization, nullScore, nonconformity);
  }

  /** Returns the threshold in {@link FixedPoint}, which is what scores are compared with. */
  public OptionalLong fixedPointThreshold() {
    return threshold.isPresent()
        ? OptionalLong.of(FixedPoint.of(threshold.getAsDouble()))
        : OptionalLong.empty();
  }

  /** Returns the 16 lower-case hexadecimal digits of the threshold's IEEE 754 bits. */
  public Optional<String> thresholdBits() {
    return threshold.isPresent() ? Optional.of(bits(threshold.getAsDouble())) : Optional.empty();
  }

  /**
   * Returns the row without its threshold, {@link #WITHHELD}: all candidates are called for the
   * queries it serves.
   */
  public PublishedThreshold withheld() {
    return new PublishedThreshold(
        publication,
        router,
        segment,
        thresholdSegment,
        Optional.empty(),
        normalization,
        nullScore,
        nonconformity,
        ties,
        sampling,
        riskTarget,
        guarantee,
        delta,
        riskLevel,
        poolId,
        n,
        nTotal,
        answerableN,
        segmentN,
        OptionalLong.empty(),
        nNeeded,
        WITHHELD,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        intervalLevel,
        inForce);
  }

  /**
   * Returns a row that lends this one's outcome to another segment, on which nothing was measured.
   *
   * @param borrower the segment that borrows, over the columns of {@code thresholdSegment} where
   *     that has any
   * @param rows rows in the borrowing segment, not negative
   * @throws IllegalArgumentException if the segment may not borrow from {@code thresholdSegment}
   */
  public PublishedThreshold lentTo(String borrower, long rows) {
    return new PublishedThreshold(
        publication,
        router,
        borrower,
        thresholdSegment,
        guaranteeHoldsOn,
        normalization,
        nullScore,
        nonconformity,
        ties,
        sampling,
        riskTarget,
        guarantee,
        delta,
        riskLevel,
        poolId,
        n,
        nTotal,
        answerableN,
        rows,
        rank,
        nNeeded,
        status,
        threshold,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        trueRiskInterval,
        intervalLevel,
        inForce);
  }

  private static String bits(double value) {
    return HexFormat.of().toHexDigits(Double.doubleToLongBits(value));
  }

  private static void requireSegments(String segment, String thresholdSegment) {
    SegmentName.Parsed parsed = SegmentName.parse(segment);
    Require.that(
        thresholdSegment.equals(segment)
            || thresholdSegment.equals(SegmentName.ALL)
            || (parsed.kind() == SegmentName.Kind.VALUES
                && thresholdSegment.equals(SegmentName.rest(parsed.columns()))),
        "Threshold segment must be " + segment + ", all, or the rest over its columns",
        thresholdSegment);
  }

  private static Optional<BigDecimal> requireDelta(String guarantee, Optional<BigDecimal> delta) {
    Require.that(
        delta.isPresent() == guarantee.equals(Vocabulary.PAC),
        "Delta must be given exactly for guarantee pac",
        delta.map(BigDecimal::toString).orElse("none") + " for " + guarantee);
    delta.ifPresent(
        value ->
            Require.that(
                value.signum() > 0 && value.compareTo(BigDecimal.ONE) < 0,
                "Delta must lie in (0, 1)",
                value));
    return delta.map(BigDecimal::stripTrailingZeros);
  }

  private static void requirePresence(
      String what, boolean present, boolean expected, String status) {
    Require.that(
        present == expected,
        what + " must be " + (expected ? "present" : "absent") + " when " + status,
        present ? "one" : "none");
  }

  private static void requireExact(double threshold) {
    Require.that(
        bits(threshold).equals(bits(FixedPoint.toDouble(FixedPoint.of(threshold)))),
        "Threshold must be a multiple of 2^-40",
        threshold);
  }
}
