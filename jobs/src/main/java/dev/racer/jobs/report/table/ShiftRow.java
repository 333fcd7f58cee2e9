package dev.racer.jobs.report.table;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A row of the table {@code shift_metrics}: how often something holds on the two sides of a split
 * by date or column.
 *
 * @param split how queries were told apart
 * @param router name of the router
 * @param segment name of the segment
 * @param subject what holds: a model is right, the router's first choice, any model
 * @param model the model; empty for the other subjects
 * @param calibrationQueries queries that calibrate or validate
 * @param testQueries queries that test
 * @param calibrationRate share of the former in which it holds
 * @param testRate share of the latter in which it holds
 * @param pValue that the shares are equal
 * @param shifted whether they are not
 */
public record ShiftRow(
    String split,
    String router,
    String segment,
    String subject,
    Optional<String> model,
    long calibrationQueries,
    long testQueries,
    OptionalDouble calibrationRate,
    OptionalDouble testRate,
    OptionalDouble pValue,
    boolean shifted) {}
