package dev.racer.jobs.report.table;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A row of the table {@code selections}, as far as it is needed: what validation queries chose.
 *
 * @param split how queries were told apart
 * @param trial number of the trial in its split
 * @param router name of the router
 * @param segment name of the segment
 * @param choice among what: a nonconformity score, or {@link #BEST} of all
 * @param objective what was sought
 * @param nonconformity the chosen nonconformity score
 * @param riskLevel the chosen risk level, as configured
 * @param vote the chosen vote; empty without answers
 * @param usesCalibration whether calibration queries had a say, so that the guarantee is void
 * @param testAccuracy what became of it; empty without answers
 * @param testRisk share of test queries missed
 * @param testSetSize called models per test query
 */
public record SelectionRow(
    String split,
    int trial,
    String router,
    String segment,
    String choice,
    String objective,
    Optional<String> nonconformity,
    Optional<String> riskLevel,
    Optional<String> vote,
    boolean usesCalibration,
    OptionalDouble testAccuracy,
    OptionalDouble testRisk,
    OptionalDouble testSetSize) {
  /** The best of all nonconformity scores. */
  public static final String BEST = "best";

  /** The objective of most right answers. */
  public static final String ACCURACY = "accuracy";
}
