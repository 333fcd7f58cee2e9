package dev.racer.jobs.report.table;

import dev.racer.core.conformal.RiskLevel;

/**
 * What thresholds are calibrated for and queries are counted in.
 *
 * @param split how calibration and test queries were told apart
 * @param router name of the router
 * @param segment name of the segment
 * @param method how thresholds are made
 * @param level the risk level
 */
public record Cell(String split, String router, String segment, Method method, RiskLevel level) {}
