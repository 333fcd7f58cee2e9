package dev.racer.jobs.report.table;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How often something holds on the two sides of a split by date or column: a row of the table
 * {@code shift_metrics}.
 *
 * @param split how queries were told apart
 * @param router name of the router
 * @param segment name of the segment
 * @param subject what holds: {@link #MODEL} and so on
 * @param model the model of {@link #MODEL}
 * @param calibrationQueries queries that calibrate or validate
 * @param testQueries queries that test
 * @param calibrationRate share of the first in which it holds; empty without any
 * @param testRate share of the others; empty without any
 * @param pValue how often chance alone makes such a difference; empty without queries on a side
 * @param shifted whether it is more than chance
 */
public record ShareRow(
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
    boolean shifted) {
  /** A model is right. */
  public static final String MODEL = "model";

  /** The router's first choice is right. */
  public static final String TOP_1 = "top-1";

  /** Some model is right. */
  public static final String ANSWERABLE = "answerable";
}
