package dev.racer.jobs.report.table;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What else answered the test queries of a trial; of a vote over the full pool at the temperature
 * that the validation queries chose.
 *
 * @param split how queries were told apart
 * @param trial number of the trial in its split
 * @param router name of the router
 * @param segment name of the segment
 * @param baseline which one: {@link #MODEL} and so on
 * @param model the model of {@link #MODEL} and {@link #BEST_SINGLE}
 * @param vote the vote of {@link #FULL_POOL}
 * @param validationCorrect right answers to validation queries
 * @param testQueries test queries
 * @param testCorrect right answers to them, in expectation
 * @param calls models called per query
 * @param meanCost cost per test query; empty without costs
 */
public record BaselineRow(
    String split,
    int trial,
    String router,
    String segment,
    String baseline,
    Optional<String> model,
    Optional<String> vote,
    double validationCorrect,
    long testQueries,
    double testCorrect,
    OptionalDouble calls,
    OptionalDouble meanCost) {
  /** One candidate, always. */
  public static final String MODEL = "model";

  /** The candidate that is best on the validation queries. */
  public static final String BEST_SINGLE = "best-single";

  /** The model that the router scores highest. */
  public static final String TOP_1 = "top-1";

  /** One candidate at random. */
  public static final String RANDOM = "random";

  /** A vote over all candidates. */
  public static final String FULL_POOL = "full-pool";

  /** Right whenever any candidate is. */
  public static final String ORACLE = "oracle";

  /** Share of right answers among test queries; empty without any. */
  public OptionalDouble accuracy() {
    return testQueries == 0 ? OptionalDouble.empty() : OptionalDouble.of(testCorrect / testQueries);
  }
}
