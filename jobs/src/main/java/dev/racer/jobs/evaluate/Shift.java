package dev.racer.jobs.evaluate;

import java.util.OptionalDouble;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * How often something holds on the two sides of a split by date or column: a row of the table
 * {@code shift_metrics}.
 *
 * @param split which split
 * @param router name of the router, whose queries with scores count
 * @param segment name of the segment
 * @param subject {@value #MODEL}, {@value #TOP} or {@value #ANSWERABLE}
 * @param model the model that is right; null for the other subjects
 * @param calibrationQueries queries that calibrate or validate
 * @param calibrationRight of these, those in which it holds
 * @param testQueries queries that test
 * @param testRight of these, those in which it holds
 * @param pValue that the shares are equal, two-sided; empty without queries on a side
 * @param shifted whether they are not, family-wise over the table
 */
public record Shift(
    String split,
    String router,
    String segment,
    String subject,
    String model,
    long calibrationQueries,
    long calibrationRight,
    long testQueries,
    long testRight,
    OptionalDouble pValue,
    boolean shifted) {
  /** A model answers correctly. */
  public static final String MODEL = "model";

  /** The model with the router's highest score answers correctly. */
  public static final String TOP = "top-1";

  /** Some model answers correctly. */
  public static final String ANSWERABLE = "answerable";

  /** Reads a row back. */
  static Shift of(Row row) {
    Double pValue = row.getAs("p_value");
    return new Shift(
        row.getAs("split"),
        row.getAs("router"),
        row.getAs("segment"),
        row.getAs("subject"),
        row.getAs("model"),
        row.<Long>getAs("calibration_queries"),
        row.<Long>getAs("calibration_right"),
        row.<Long>getAs("test_queries"),
        row.<Long>getAs("test_right"),
        pValue == null ? OptionalDouble.empty() : OptionalDouble.of(pValue),
        row.<Boolean>getAs("shifted"));
  }

  Row row() {
    return RowFactory.create(
        split,
        router,
        segment,
        subject,
        model,
        calibrationQueries,
        calibrationRight,
        testQueries,
        testRight,
        calibrationRate(),
        testRate(),
        pValue.isPresent() ? pValue.getAsDouble() : null,
        shifted);
  }

  /** Share of the queries that calibrate or validate in which it holds; null without any. */
  public Double calibrationRate() {
    return TrialTables.ratio(calibrationRight, calibrationQueries);
  }

  /** Share of the test queries in which it holds; null without any. */
  public Double testRate() {
    return TrialTables.ratio(testRight, testQueries);
  }

  /** The same, after all checks of the table are known. */
  Shift judged(boolean hasShifted) {
    return new Shift(
        split,
        router,
        segment,
        subject,
        model,
        calibrationQueries,
        calibrationRight,
        testQueries,
        testRight,
        pValue,
        hasShifted);
  }
}
