package dev.racer.bench.report;

import dev.racer.bench.contender.Threshold;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that one command measured.
 *
 * @param schemaVersion {@value #SCHEMA_VERSION}
 * @param startedAt when it began, ISO 8601, UTC
 * @param finishedAt when it was over
 * @param projectVersion version of this project
 * @param gitRevision commit that was built, {@code -dirty} if files differed, or {@code unknown}
 * @param machine what it ran on
 * @param setup how it was measured
 * @param lake the tables' sizes by their names
 * @param contenders what came of each
 * @param ratios between those that were measured
 * @param thresholds of the kernel; empty if it was not measured
 */
public record Result(
    int schemaVersion,
    String startedAt,
    String finishedAt,
    String projectVersion,
    String gitRevision,
    Machine machine,
    Setup setup,
    SortedMap<String, TableSize> lake,
    List<Outcome> contenders,
    List<Ratio> ratios,
    List<Threshold> thresholds) {
  /** Version of this form. */
  public static final int SCHEMA_VERSION = 1;

  /** Takes copies. */
  public Result {
    lake = new TreeMap<>(lake);
    contenders = List.copyOf(contenders);
    ratios = List.copyOf(ratios);
    thresholds = List.copyOf(thresholds);
  }

  /**
   * The ratios that are claimed: ours to the fastest, the plain way to ours, everything to ours.
   */
  public static List<Ratio> ratios(List<Outcome> contenders) {
    List<Ratio> ratios = new ArrayList<>();
    add(ratios, contenders, "kernel", "duckdb");
    add(ratios, contenders, "spark-sql", "kernel");
    add(ratios, contenders, "calibrate", "kernel");
    return ratios;
  }

  private static void add(List<Ratio> ratios, List<Outcome> contenders, String of, String to) {
    Optional<Outcome> above = find(contenders, of);
    Optional<Outcome> below = find(contenders, to);
    if (above.isPresent() && below.isPresent()) {
      Ratio.of(above.get(), below.get()).ifPresent(ratios::add);
    }
  }

  private static Optional<Outcome> find(List<Outcome> contenders, String name) {
    return contenders.stream().filter(outcome -> outcome.name().equals(name)).findFirst();
  }

  /** Whether every contender was measured. */
  public boolean isComplete() {
    return contenders.stream().allMatch(outcome -> outcome.state() == Outcome.State.MEASURED);
  }

  /** Whether a contender came to another answer to the same question, or to several. */
  public boolean hasContradiction() {
    return contenders.stream()
        .filter(outcome -> outcome.state() == Outcome.State.MEASURED)
        .anyMatch(
            outcome ->
                !outcome.sameInEveryRun()
                    || outcome.comparisons().stream().anyMatch(Comparison::contradicts));
  }
}
