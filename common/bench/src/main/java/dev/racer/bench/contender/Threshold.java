package dev.racer.bench.contender;

/**
 * One threshold that a contender found.
 *
 * @param segment {@value Workload#ALL} or the value of the segment column
 * @param nonconformity key of the nonconformity
 * @param riskLevel risk level, as configured
 * @param n queries of the segment
 * @param rank which of the n critical scores in ascending order this is, from 1; {@value
 *     #INTERPOLATED} for a value between two of them
 * @param value the threshold
 */
public record Threshold(
    String segment, String nonconformity, String riskLevel, long n, long rank, double value) {
  /** Stands for a rank where there is none. */
  public static final long INTERPOLATED = 0;

  /** Whether both are answers to the same question. */
  public boolean answersSameAs(Threshold other) {
    return segment.equals(other.segment)
        && nonconformity.equals(other.nonconformity)
        && riskLevel.equals(other.riskLevel);
  }
}
