package dev.racer.jobs.evaluate;

import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.vote.TemperatureGrid;
import dev.racer.spark.lake.ConfigException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the validation queries choose, and by what.
 *
 * @param protocol {@code tune.protocol}
 * @param temperatures {@code tune.temperature} alone, or {@code tune.temperatures} values from
 *     {@code tune.least-temperature} to {@code tune.greatest-temperature}, evenly in the logarithm
 * @param temperatureScope {@code tune.temperature-scope}
 * @param objective {@code tune.objective}; empty for accuracy where there are votes, else the
 *     smallest set
 * @param riskLevels {@code tune.risk-levels}: those to choose from, among the evaluated ones
 * @param riskLevel {@code tune.risk-level}: the one for {@link Objective#SMALLEST_SET}
 * @param budget {@code tune.budget}: most cost per query; where the objective has one
 * @param accuracyFloor {@code tune.accuracy-floor} in [0, 1]; where the objective has one
 */
public record TuneConfig(
    TuneProtocol protocol,
    TemperatureGrid temperatures,
    TemperatureScope temperatureScope,
    Optional<Objective> objective,
    List<RiskLevel> riskLevels,
    RiskLevel riskLevel,
    OptionalDouble budget,
    OptionalDouble accuracyFloor) {
  /**
   * Takes a copy and checks that the objective has what it needs.
   *
   * @throws ConfigException if a value is missing or not allowed
   */
  public TuneConfig {
    riskLevels = List.copyOf(riskLevels);
    require(!riskLevels.isEmpty(), "tune.risk-levels must hold at least one risk level");
    require(
        !objective.equals(Optional.of(Objective.ACCURACY_UNDER_BUDGET)) || budget.isPresent(),
        "tune.objective = accuracy-under-budget needs tune.budget, the most cost per query");
    require(
        budget.isEmpty() || (budget.getAsDouble() >= 0 && Double.isFinite(budget.getAsDouble())),
        "tune.budget must be a cost of at least 0, got " + budget.orElse(0));
    require(
        !objective.equals(Optional.of(Objective.CHEAPEST_ABOVE_FLOOR)) || accuracyFloor.isPresent(),
        "tune.objective = cheapest-above-floor needs tune.accuracy-floor, the least accuracy");
    require(
        accuracyFloor.isEmpty()
            || (accuracyFloor.getAsDouble() >= 0 && accuracyFloor.getAsDouble() <= 1),
        "tune.accuracy-floor must lie in [0, 1], got " + accuracyFloor.orElse(0));
  }

  /** The objective, given whether there are votes. */
  Objective objective(boolean hasVotes) {
    return objective.orElse(hasVotes ? Objective.ACCURACY : Objective.SMALLEST_SET);
  }

  /** The risk levels that the objective chooses from. */
  List<RiskLevel> candidates(Objective of) {
    return of == Objective.SMALLEST_SET ? List.of(riskLevel) : riskLevels;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new ConfigException(otherwise);
    }
  }
}
