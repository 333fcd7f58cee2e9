package dev.racer.spark.conformal;

import dev.racer.core.conformal.CalibrationOutcome;
import java.io.Serializable;

/**
 * What calibration with weights came to.
 *
 * @param outcome the threshold, or that there is none
 * @param needed the least number of queries with which it is not infeasible
 */
public record WeightedOutcome(CalibrationOutcome outcome, long needed) implements Serializable {}
