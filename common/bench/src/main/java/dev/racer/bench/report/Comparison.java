package dev.racer.bench.report;

import dev.racer.bench.contender.Threshold;
import dev.racer.core.score.FixedPoint;
import java.util.List;
import java.util.Optional;

/**
 * Thresholds of a contender against those of the kernel.
 *
 * @param question what the contender was asked for
 * @param compared thresholds that both have
 * @param missing thresholds that only the kernel has
 * @param equal those that are equal in fixed point
 * @param sameRank those that are the same order statistic by both definitions
 * @param equalAtSameRank those of them that are equal in fixed point: all, or one of the two errs
 * @param largestDifference between two thresholds, absolute; 0 if none was compared
 */
public record Comparison(
    Question question,
    int compared,
    int missing,
    int equal,
    int sameRank,
    int equalAtSameRank,
    double largestDifference) {

  /** What a contender was asked for. */
  public enum Question {
    /** What was timed: quantiles by the contender's own definition. */
    AS_TIMED,
    /** The order statistics at our ranks, once, not timed. */
    AT_OUR_RANKS
  }

  /** Compares. */
  public static Comparison of(Question question, List<Threshold> found, List<Threshold> ours) {
    int compared = 0;
    int equal = 0;
    int sameRank = 0;
    int equalAtSameRank = 0;
    double largest = 0;
    for (Threshold own : ours) {
      Optional<Threshold> other = found.stream().filter(own::answersSameAs).findFirst();
      if (other.isPresent()) {
        Threshold theirs = other.get();
        boolean isEqual = FixedPoint.of(own.value()) == FixedPoint.of(theirs.value());
        boolean isSameRank = own.n() == theirs.n() && own.rank() == theirs.rank();
        compared++;
        equal += isEqual ? 1 : 0;
        sameRank += isSameRank ? 1 : 0;
        equalAtSameRank += isEqual && isSameRank ? 1 : 0;
        largest = Math.max(largest, Math.abs(own.value() - theirs.value()));
      }
    }
    int missing = ours.size() - compared;
    return new Comparison(question, compared, missing, equal, sameRank, equalAtSameRank, largest);
  }

  /** Whether an answer to the same question is another one. */
  public boolean contradicts() {
    boolean isIncomplete = question == Question.AT_OUR_RANKS && sameRank < compared + missing;
    return equalAtSameRank < sameRank || isIncomplete;
  }
}
