package dev.racer.bench.nights;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Production traffic to be recalibrated on, made by {@code racer generate}: two routers, a coin for
 * the exploration slice, outcomes of the two best models of the first router elsewhere.
 *
 * @param folder where it is, or is to be
 * @param days number of days
 * @param queriesPerDay queries of each
 * @param models K
 * @param exploration probability of the coin, in (0, 1]
 */
public record NightsLake(
    Path folder, int days, long queriesPerDay, int models, double exploration) {
  /** The first day of any such lake. */
  static final LocalDate FIRST = LocalDate.of(2026, 1, 1);

  private static final int CALLED = 2;

  /** Whether it is there, whole. */
  public boolean isThere() {
    return Files.exists(folder.resolve("_generated.json"));
  }

  /** The last day. */
  public LocalDate last() {
    return FIRST.plusDays(days - 1L);
  }

  /** The command line that makes it. */
  public List<String> generateArguments() {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "generate",
                "--output=" + folder,
                "--queries=" + Math.multiplyExact(days, queriesPerDay),
                "--models=" + models,
                "--days=" + days,
                "--start-date=" + FIRST,
                "--routers=2",
                "--router-train-share=0",
                "--exploration=" + exploration,
                "--called=" + CALLED));
    if (Files.exists(folder.resolve("_generating.json"))) {
      arguments.add("--overwrite"); // what is left of one that was not completed
    }
    return arguments;
  }

  /** What names it in a configuration. */
  public List<String> assignments() {
    return List.of(
        "lake.queries=" + folder.resolve("queries"),
        "lake.router-scores=" + folder.resolve("router_scores"),
        "lake.outcomes=" + folder.resolve("outcomes"),
        "exploration.least-probability=" + exploration);
  }
}
