package dev.racer.jobs.evaluate;

import dev.racer.core.trial.TrialRole;
import dev.racer.core.vote.VoteName;
import dev.racer.spark.trial.TrialResult;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The temperatures that the validation queries choose: the first of those with most right answers.
 * Without validation queries, the first of the grid.
 */
final class Temperatures {
  private final EvaluateConfig config;
  private final TrialLayout layout;
  private final TrialResult result;
  private final Map<List<Integer>, Integer> shared = new HashMap<>();
  private final Map<List<Integer>, Integer> sharedInFullPool = new HashMap<>();

  Temperatures(EvaluateConfig config, TrialLayout layout, TrialResult result) {
    this.config = config;
    this.layout = layout;
    this.result = result;
  }

  /** Number of the temperature of a vote over the sets of a cell. */
  int ofCell(TrialLayout.Place place, int trial, int vote) {
    return config.tuning().temperatureScope() == TemperatureScope.CELL
        ? first(ofSets(place, trial, vote))
        : shared.computeIfAbsent(List.of(trial, vote), key -> first(ofAllSets(trial, vote)));
  }

  /** Number of the temperature of a vote over the whole pool. */
  int ofFullPool(int group, int trial, int vote) {
    if (config.tuning().temperatureScope() == TemperatureScope.CELL) {
      return first(fullPool(group, trial, vote));
    }
    return sharedInFullPool.computeIfAbsent(
        List.of(trial, vote), key -> first(ofAllPools(trial, vote)));
  }

  /** A temperature by its number; empty for votes without one. */
  OptionalDouble value(int vote, int temperature) {
    VoteName name = config.votes().votes().get(vote);
    return name.isWeighted()
        ? OptionalDouble.of(config.tuning().temperatures().temperature(temperature))
        : OptionalDouble.empty();
  }

  private long[] ofSets(TrialLayout.Place place, int trial, int vote) {
    return result.votes(TrialRole.VALIDATION, place.stream(), trial, place.level(), vote).correct();
  }

  private long[] fullPool(int group, int trial, int vote) {
    return result
        .fullPool(TrialRole.VALIDATION, group, layout.policyKind(config), trial, vote)
        .correct();
  }

  /** Right answers over all cells; a query counts once for each cell that it is in. */
  private long[] ofAllSets(int trial, int vote) {
    long[][] sum = new long[1][];
    layout.forEachCell((place, cell) -> sum[0] = plus(sum[0], ofSets(place, trial, vote)));
    return sum[0];
  }

  private long[] ofAllPools(int trial, int vote) {
    long[] sum = null;
    for (int group : layout.groups()) {
      sum = plus(sum, fullPool(group, trial, vote));
    }
    return sum;
  }

  private static long[] plus(long[] sum, long[] more) {
    if (sum == null) {
      return more.clone();
    }
    Arrays.setAll(sum, i -> sum[i] + more[i]);
    return sum;
  }

  private static int first(long[] right) {
    int best = 0;
    for (int i = 1; i < right.length; i++) {
      best = right[i] > right[best] ? i : best;
    }
    return best;
  }
}
