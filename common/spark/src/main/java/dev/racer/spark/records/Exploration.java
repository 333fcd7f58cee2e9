package dev.racer.spark.records;

import dev.racer.core.conformal.ExplorationSlice;
import dev.racer.core.conformal.VaryingProbability;
import java.util.Optional;

/**
 * How queries with complete labels came about, and what is made of them.
 *
 * @param slice which queries calibrate; empty: the explored ones where queries have a column {@code
 *     explored}, else all
 * @param leastProbability q_min in (0, 1]: the least probability of exploration, declared
 *     beforehand; must be there for the explored slice
 * @param varying what is done where the probability varies within a group
 * @param seed seed of the hash that thins
 */
public record Exploration(
    Optional<ExplorationSlice> slice,
    Optional<Double> leastProbability,
    VaryingProbability varying,
    long seed) {
  /** As the lake says; q_min is not declared. */
  public static final Exploration UNSET =
      new Exploration(Optional.empty(), Optional.empty(), VaryingProbability.THIN, 0);

  /**
   * @throws IllegalArgumentException if the least probability does not lie in (0, 1]
   */
  public Exploration {
    if (leastProbability.isPresent() && !isProbability(leastProbability.get())) {
      throw new IllegalArgumentException(
          "Least probability must lie in (0, 1], got " + leastProbability.get());
    }
  }

  /** The same, thinned where the probability varies: what tests of single days are exact for. */
  public Exploration thinned() {
    return new Exploration(slice, leastProbability, VaryingProbability.THIN, seed);
  }

  private static boolean isProbability(double value) {
    return value > 0 && value <= 1;
  }
}
