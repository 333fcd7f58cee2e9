package dev.racer.jobs.generate;

import dev.racer.jobs.generate.GenerateConfig.ScoreLayout;
import dev.racer.jobs.generate.GenerateConfig.ScoredQueries;
import dev.racer.jobs.generate.RouterSpec.Form;
import java.nio.file.Path;
import java.util.Locale;

/** Foretells the size of a lake from its config. */
final class DiskEstimate {
  // Measured on 1 million queries x 7 models x 2 routers, zstd, rounded up; see DiskEstimateTest.
  private static final double QUERY_BYTES = 14;
  private static final double OUTCOME_BYTES = 7.2;
  private static final double DISCRETE_SCORE_BYTES = 1.5;
  private static final double CONTINUOUS_SCORE_BYTES = 9;
  private static final double WIDE_ROW_BYTES = 8;
  private static final double FILE_BYTES = 20_000;
  private static final double MARGIN = 1.25;

  private DiskEstimate() {}

  /** Returns the expected size in bytes, without margin. */
  static long bytes(GenerateConfig config, long files) {
    double perScoredQuery = 0;
    for (RouterSpec router : config.routers()) {
      boolean discrete = router.form() == Form.NEIGHBOURS || router.form() == Form.LEVELS;
      perScoredQuery +=
          config.models() * (discrete ? DISCRETE_SCORE_BYTES : CONTINUOUS_SCORE_BYTES)
              + (config.scoreLayout() == ScoreLayout.WIDE ? WIDE_ROW_BYTES : 0);
    }
    double scoredShare =
        config.scoredQueries() == ScoredQueries.ALL ? 1 : 1 - config.routerTrainShare();
    double perQuery =
        QUERY_BYTES + outcomesPerQuery(config) * OUTCOME_BYTES + scoredShare * perScoredQuery;
    return (long) Math.ceil(config.queries() * perQuery + files * FILE_BYTES);
  }

  /** Returns the mean number of outcomes; an upper bound where exploration varies by tenant. */
  private static double outcomesPerQuery(GenerateConfig config) {
    double explored = config.traffic().exploration().map(coin -> coin.most()).orElse(0.0);
    int called = config.traffic().called().orElse(config.models());
    return explored * config.models() + (1 - explored) * called;
  }

  /**
   * Refuses to start when the lake, with a quarter as margin, does not fit.
   *
   * @param expected from {@link #bytes}
   * @param free bytes that are free, or will be once an earlier lake is removed
   * @throws InsufficientDiskException with the figures
   */
  static void check(long expected, long free, Path output) {
    double needed = MARGIN * expected;
    if (needed > free) {
      throw new InsufficientDiskException(
          String.format(
              Locale.ROOT,
              "Too little disk space for the lake in %s: %.2f GB needed (%.2f GB expected and a"
                  + " quarter as margin), %.2f GB free",
              output,
              needed / 1e9,
              expected / 1e9,
              free / 1e9));
    }
  }
}
