package dev.racer.jobs.nightly;

import dev.racer.core.conformal.ExplorationSlice;
import dev.racer.core.pool.Sha256;
import dev.racer.jobs.calibrate.CalibrateConfig;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/**
 * What in a configuration shapes the records of a day. Records of different recipes never meet in a
 * window. What is derived from records on reading (scores, levels, policy, thinning) is no part of
 * it, nor is the pool, which records name themselves, nor the revision of the code: a new release
 * does not make a month of records again.
 */
final class RecordRecipe {
  /** To be raised when the same rows come to make other records. */
  private static final int VERSION = 1;

  private RecordRecipe() {}

  /** The digest of a recipe: 64 hex digits. */
  static String digest(CalibrateConfig config) {
    StringBuilder recipe = new StringBuilder();
    add(recipe, "version", VERSION);
    add(recipe, "segments", config.segments());
    add(recipe, "exclude-where", config.excludeWhere());
    add(recipe, "unknown-labels", config.unknownLabels().key());
    add(recipe, "exploration", isExplored(config));
    new TreeMap<>(config.inputs().columns())
        .forEach((table, columns) -> add(recipe, "columns of " + table, columns));
    return Sha256.hex(recipe.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Whether a coin chooses what calibrates: on every day of a window, or on none. */
  static boolean isExplored(CalibrateConfig config) {
    return config
        .exploration()
        .slice()
        .map(slice -> slice == ExplorationSlice.EXPLORED)
        .orElse(config.exploration().leastProbability().isPresent());
  }

  private static void add(StringBuilder recipe, String name, Object value) {
    recipe.append(name).append('\0').append(value).append('\0');
  }
}
