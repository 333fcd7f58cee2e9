package dev.racer.jobs.report.table;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A row of the table {@code trial_metrics}, as far as it is needed.
 *
 * @param cell the cell
 * @param trial number of the trial in its split
 * @param status {@code feasible}, {@code infeasible} or {@code unreachable}
 * @param nCal calibration queries that count for the target
 * @param rank rank of the threshold; empty when infeasible
 * @param testQueries all test queries
 * @param nTest those that count for the target
 * @param misses of {@code nTest}
 * @param setSizeSum called models over all test queries
 * @param meanCost cost per test query; empty without costs
 */
public record TrialRow(
    Cell cell,
    int trial,
    String status,
    long nCal,
    OptionalLong rank,
    long testQueries,
    long nTest,
    long misses,
    long setSizeSum,
    OptionalDouble meanCost) {
  /** There is a threshold. */
  public static final String FEASIBLE = "feasible";

  /** Too few calibration queries for the level. */
  public static final String INFEASIBLE = "infeasible";

  /** Whether there is a threshold. */
  public boolean isFeasible() {
    return status.equals(FEASIBLE);
  }
}
