package dev.racer.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The figures of a result as rows of text, for a table on a terminal or on a page. */
final class Figures {
  /** Titles of the columns of {@link #contenders}; all but the first are aligned to the right. */
  static final List<String> CONTENDER_TITLES =
      List.of(
          "contender",
          "warm, s",
          "min to max",
          "CPU, s",
          "start, s",
          "cold, s",
          "min to max",
          "CPU, s",
          "peak memory",
          "thresholds equal");

  /** Titles of the columns of {@link #ratios}; all but the first are aligned to the right. */
  static final List<String> RATIO_TITLES =
      List.of("warm", "times as long", "in rounds", "times the CPU");

  private static final String NONE = "-";

  private Figures() {}

  /** A row per contender that was measured. */
  static List<List<String>> contenders(Result result) {
    List<List<String>> rows = new ArrayList<>();
    for (Outcome outcome : result.contenders()) {
      if (outcome.state() == Outcome.State.MEASURED) {
        rows.add(
            List.of(
                outcome.name(),
                median(outcome.spread(Outcome.WARM_SECONDS)),
                ends(outcome.spread(Outcome.WARM_SECONDS)),
                median(outcome.spread(Outcome.WARM_CPU_SECONDS)),
                median(outcome.spread(Outcome.COLD_START_SECONDS)),
                median(outcome.spread(Outcome.COLD_SECONDS)),
                ends(outcome.spread(Outcome.COLD_SECONDS)),
                median(outcome.spread(Outcome.COLD_CPU_SECONDS)),
                memory(outcome.peakMemoryBytes()),
                thresholds(outcome, result)));
      }
    }
    return rows;
  }

  /** A line per contender that failed. */
  static List<String> failures(Result result) {
    return result.contenders().stream()
        .filter(outcome -> outcome.state() == Outcome.State.FAILED)
        .map(outcome -> outcome.name() + " failed: " + outcome.message())
        .toList();
  }

  /** A row per ratio. */
  static List<List<String>> ratios(Result result) {
    return result.ratios().stream()
        .map(
            ratio ->
                List.of(
                    ratio.of() + " / " + ratio.to(),
                    number(ratio.seconds().median()),
                    ends(Optional.of(ratio.seconds())),
                    number(ratio.cpuSeconds().median())))
        .toList();
  }

  /** What was measured on what, in a sentence or two. */
  static String conditions(Result result) {
    Setup setup = result.setup();
    long cold = result.contenders().stream().flatMap(outcome -> outcome.cold().stream()).count();
    boolean isDropped =
        result.contenders().stream()
            .flatMap(outcome -> outcome.cold().stream())
            .allMatch(ColdRun::pageCacheDropped);
    return String.format(
        Locale.ROOT,
        "%,d queries, %d models; %d of %d cores (%s, %s memory), %s each; %s, %s; %s. Rounds: %d"
            + " warm after %d not counted, %d cold%s. Load before: %.2f. racer %s, revision %s, %s.",
        setup.queries(),
        setup.models(),
        setup.cores(),
        result.machine().cores(),
        result.machine().cpu(),
        memory(result.machine().memoryBytes()),
        setup.driverMemory(),
        result.machine().system(),
        result.machine().jdk(),
        engines(result),
        setup.rounds(),
        setup.warmUps(),
        setup.coldRounds(),
        cold == 0
            ? ""
            : isDropped ? ", page cache dropped" : ", page cache NOT dropped (not permitted)",
        result.machine().loadAverage(),
        result.projectVersion(),
        result.gitRevision(),
        result.startedAt());
  }

  private static String engines(Result result) {
    return String.join(
        ", ",
        result.contenders().stream()
            .map(Outcome::engine)
            .filter(engine -> !engine.isEmpty())
            .distinct()
            .toList());
  }

  private static String thresholds(Outcome outcome, Result result) {
    if (!outcome.sameInEveryRun()) {
      return "DIFFER BETWEEN RUNS";
    }
    List<String> parts = new ArrayList<>();
    for (Comparison comparison : outcome.comparisons()) {
      String equal = comparison.equal() + " of " + (comparison.compared() + comparison.missing());
      if (comparison.contradicts()) {
        parts.add("CONTRADICTION: " + equal);
      } else if (comparison.question() == Comparison.Question.AT_OUR_RANKS) {
        parts.add(equal + " at our ranks");
      } else if (comparison.equal() == comparison.compared() && comparison.missing() == 0) {
        parts.add(equal);
      } else {
        parts.add(
            String.format(
                Locale.ROOT, "%s, off by at most %.1e", equal, comparison.largestDifference()));
      }
    }
    if (parts.isEmpty()) {
      boolean isReference = outcome.name().equals("kernel") && !result.thresholds().isEmpty();
      return isReference ? "reference" : NONE;
    }
    return String.join("; ", parts);
  }

  private static String median(Optional<Spread> spread) {
    return spread.map(s -> number(s.median())).orElse(NONE);
  }

  private static String ends(Optional<Spread> spread) {
    return spread.map(s -> number(s.min()) + " to " + number(s.max())).orElse(NONE);
  }

  private static String number(double number) {
    return String.format(Locale.ROOT, number < 100 ? "%.2f" : "%.0f", number);
  }

  private static String memory(long bytes) {
    return bytes == 0 ? NONE : String.format(Locale.ROOT, "%.1f GiB", bytes / 0x1p30);
  }
}
