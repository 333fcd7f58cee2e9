package dev.racer.jobs.evaluate;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * What the validation queries of one trial chose, and what it does to the test queries: a row of
 * the table {@code selections}.
 *
 * @param split which split
 * @param trial from 0
 * @param choice among what was chosen: the key of a nonconformity score, or {@value #BEST}
 * @param objective by what
 * @param objectiveValue per validation query
 * @param cell what was chosen to be calibrated
 * @param vote the vote chosen; empty without answers
 * @param temperature of a weighted vote
 * @param usesCalibration whether the choice looked at calibration queries
 * @param calibrationQueries those that calibrated the threshold
 * @param rank of the threshold among them
 * @param status how calibration ended
 * @param threshold the calibrated threshold
 * @param validation figures of the validation queries
 * @param test figures of the test queries
 * @param testRisk share of test queries without a right model in the set
 */
public record Selection(
    String split,
    int trial,
    String choice,
    Objective objective,
    double objectiveValue,
    Cell cell,
    Optional<String> vote,
    OptionalDouble temperature,
    boolean usesCalibration,
    long calibrationQueries,
    OptionalLong rank,
    String status,
    OptionalDouble threshold,
    Figures validation,
    Figures test,
    OptionalDouble testRisk) {
  /** Chosen among all scores. */
  public static final String BEST = "best";

  /**
   * Figures of some queries.
   *
   * @param queries how many
   * @param accuracy share answered rightly; empty without a vote
   * @param setSize models called per query
   * @param cost per query; empty without costs
   */
  public record Figures(
      long queries, OptionalDouble accuracy, OptionalDouble setSize, OptionalDouble cost) {}

  /** Reads a row back. */
  static Selection of(Row row) {
    Long rank = row.getAs("rank");
    return new Selection(
        row.getAs("split"),
        row.<Integer>getAs("trial"),
        row.getAs("choice"),
        Objective.ofKey(row.getAs("objective")),
        row.<Double>getAs("objective_value"),
        Cell.of(row),
        Optional.ofNullable(row.getAs("vote")),
        number(row, "temperature"),
        row.<Boolean>getAs("selection_uses_calibration"),
        row.<Long>getAs("n_cal"),
        rank == null ? OptionalLong.empty() : OptionalLong.of(rank),
        row.getAs("status"),
        number(row, "threshold"),
        figures(row, "validation"),
        figures(row, "test"),
        number(row, "test_risk"));
  }

  private static Figures figures(Row row, String role) {
    return new Figures(
        row.<Long>getAs(role + "_queries"),
        number(row, role + "_accuracy"),
        number(row, role + "_set_size"),
        number(row, role + "_cost"));
  }

  private static OptionalDouble number(Row row, String column) {
    Double value = row.getAs(column);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  Row row() {
    return RowFactory.create(
        split,
        trial,
        cell.router(),
        cell.segment(),
        choice,
        objective.key(),
        objectiveValue,
        cell.kind().normalization().key(),
        cell.kind().nullScore().key(),
        cell.kind().nonconformity().key(),
        cell.target().key(),
        cell.guarantee().key(),
        cell.level().text(),
        vote.orElse(null),
        orNull(temperature),
        usesCalibration,
        calibrationQueries,
        rank.isPresent() ? rank.getAsLong() : null,
        status,
        orNull(threshold),
        validation.queries(),
        orNull(validation.accuracy()),
        orNull(validation.setSize()),
        orNull(validation.cost()),
        test.queries(),
        orNull(test.accuracy()),
        orNull(testRisk),
        orNull(test.setSize()),
        orNull(test.cost()));
  }

  private static Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
