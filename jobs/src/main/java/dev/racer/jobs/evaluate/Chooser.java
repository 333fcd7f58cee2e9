package dev.racer.jobs.evaluate;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Chooses among candidates by counts, exactly. Of several that are equally good the first wins, so
 * that the order of the configuration decides.
 */
final class Chooser {
  private static final BigDecimal UNITS_PER_COST = new BigDecimal("1e9");

  private static final Comparator<Candidate> MOST_RIGHT =
      Comparator.comparingLong(candidate -> -candidate.right());
  private static final Comparator<Candidate> FEWEST_CALLS =
      Comparator.comparingLong(Candidate::setSizeSum);
  private static final Comparator<Candidate> CHEAPEST =
      Comparator.comparingLong(Candidate::costSum);

  private final Objective objective;
  private final Predicate<Candidate> qualifies;
  private final Comparator<Candidate> order;

  Chooser(Objective objective, TuneConfig tuning) {
    this.objective = objective;
    this.qualifies =
        switch (objective) {
          case ACCURACY, SMALLEST_SET -> candidate -> true;
          case ACCURACY_UNDER_BUDGET -> {
            BigDecimal budget = BigDecimal.valueOf(tuning.budget().orElseThrow());
            yield candidate ->
                BigDecimal.valueOf(candidate.costSum())
                        .compareTo(times(budget.multiply(UNITS_PER_COST), candidate.queries()))
                    <= 0;
          }
          case CHEAPEST_ABOVE_FLOOR -> {
            BigDecimal floor = BigDecimal.valueOf(tuning.accuracyFloor().orElseThrow());
            yield candidate ->
                BigDecimal.valueOf(candidate.right()).compareTo(times(floor, candidate.queries()))
                    >= 0;
          }
        };
    this.order =
        switch (objective) {
          case ACCURACY -> MOST_RIGHT;
          case SMALLEST_SET -> FEWEST_CALLS.thenComparing(MOST_RIGHT);
          case ACCURACY_UNDER_BUDGET -> MOST_RIGHT.thenComparing(CHEAPEST);
          case CHEAPEST_ABOVE_FLOOR -> CHEAPEST.thenComparing(MOST_RIGHT);
        };
  }

  /**
   * Chooses.
   *
   * @return the best; empty if none qualifies, or there is no validation query to tell by
   */
  Optional<Candidate> choose(List<Candidate> candidates) {
    return candidates.stream()
        .filter(candidate -> candidate.queries() > 0)
        .filter(qualifies)
        .min(order); // the first of equals
  }

  /** What was chosen by, as a number per query: accuracy, set size or cost. */
  double value(Candidate candidate) {
    long sum =
        switch (objective) {
          case ACCURACY, ACCURACY_UNDER_BUDGET -> candidate.right();
          case SMALLEST_SET -> candidate.setSizeSum();
          case CHEAPEST_ABOVE_FLOOR -> candidate.costSum();
        };
    double perQuery = (double) sum / candidate.queries();
    return objective == Objective.CHEAPEST_ABOVE_FLOOR
        ? perQuery / UNITS_PER_COST.doubleValue()
        : perQuery;
  }

  private static BigDecimal times(BigDecimal perQuery, long queries) {
    return perQuery.multiply(BigDecimal.valueOf(queries));
  }
}
