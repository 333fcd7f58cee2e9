package dev.racer.jobs.report.table;

import java.util.OptionalDouble;

/**
 * A row of the table {@code evaluation_summary}, whose columns are described there.
 *
 * @param cell the cell
 * @param trials number of trials
 * @param feasibleTrials those with a threshold; the means are over these
 * @param nCal calibration queries, mean
 * @param nTest test queries that count for the target, mean
 * @param risk share of them that were missed
 * @param reference share to be expected; its deviation is that of one trial
 * @param z sum of misses against its reference
 * @param zPValue how often chance alone is as far off
 * @param fitPValue how often chance alone fits as badly
 * @param verdict {@code passed}, {@code failed} or {@code not-checked}
 * @param verdictReason why; empty text without a reason
 * @param answerableMiss misses among answerable queries
 * @param nullCredit share of queries that no model answers and that the null model excuses
 * @param setSize called models per query
 * @param abstention share of queries for which none is called
 * @param unknownShare share of queries with an unknown label
 * @param tiedShare share of queries with two equal router scores
 */
public record SummaryRow(
    Cell cell,
    int trials,
    int feasibleTrials,
    OptionalDouble nCal,
    OptionalDouble nTest,
    Spread risk,
    Spread reference,
    OptionalDouble z,
    OptionalDouble zPValue,
    OptionalDouble fitPValue,
    String verdict,
    String verdictReason,
    Spread answerableMiss,
    Spread nullCredit,
    Spread setSize,
    Spread abstention,
    OptionalDouble unknownShare,
    OptionalDouble tiedShare) {
  /** The implementation is as it must be. */
  public static final String PASSED = "passed";

  /** It is not; or, on another split than a random one, the queries are of another kind. */
  public static final String FAILED = "failed";
}
