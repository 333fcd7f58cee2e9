package dev.racer.jobs.evaluate;

import dev.racer.core.trial.SplitShares;
import dev.racer.spark.lake.ConfigException;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How queries are told apart into those that calibrate, validate and test.
 *
 * @param trials {@code evaluate.trials}: random splits, at least 1 if there is a random split at
 *     all, else 0
 * @param shares {@code evaluate.shares} of calibration, validation and test queries
 * @param segmentShares {@code evaluate.segment-shares}: other shares for some segments, by name
 * @param seed {@code evaluate.seed} of the hash that splits
 * @param testFrom {@code evaluate.test-from}: first day of the test queries of the split by date;
 *     empty without one
 * @param column the split by a column; empty without one
 */
public record SplitConfig(
    int trials,
    SplitShares shares,
    Map<String, SplitShares> segmentShares,
    long seed,
    Optional<LocalDate> testFrom,
    Optional<ByColumn> column) {
  /** Most random splits of a run. */
  public static final int MOST_TRIALS = 100_000;

  /**
   * Takes copies and checks that there is a split at all.
   *
   * @throws ConfigException if a value is not allowed
   */
  public SplitConfig {
    segmentShares = Map.copyOf(segmentShares);
    require(
        trials >= 0 && trials <= MOST_TRIALS,
        "evaluate.trials must lie in [1, " + MOST_TRIALS + "], got " + trials);
    require(
        trials > 0 || testFrom.isPresent() || column.isPresent(),
        "evaluate.split must hold at least one of random, date, column");
  }

  /**
   * A split by the values of a column of the queries; queries with other values take no part.
   *
   * @param column {@code evaluate.split-column}
   * @param calibration {@code evaluate.calibration-values}
   * @param test {@code evaluate.test-values}
   */
  public record ByColumn(String column, List<String> calibration, List<String> test) {
    /**
     * Takes copies.
     *
     * @throws ConfigException if there is no value on a side, or one on both
     */
    public ByColumn {
      calibration = List.copyOf(calibration);
      test = List.copyOf(test);
      require(!column.isBlank(), "evaluate.split-column must not be blank");
      require(
          !calibration.isEmpty(),
          "evaluate.calibration-values must hold at least one value of " + column);
      require(!test.isEmpty(), "evaluate.test-values must hold at least one value of " + column);
      Set<String> both = new HashSet<>(calibration);
      both.retainAll(test);
      require(
          both.isEmpty(),
          "evaluate.calibration-values and evaluate.test-values must not share a value, got "
              + both
              + " in both");
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new ConfigException(otherwise);
    }
  }
}
