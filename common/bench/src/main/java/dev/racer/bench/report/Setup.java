package dev.racer.bench.report;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How it was measured.
 *
 * @param queries of the lake
 * @param models K
 * @param rounds warm runs of each contender
 * @param coldRounds cold runs of each contender
 * @param warmUps runs before the rounds that are not counted
 * @param cores that each contender used
 * @param driverMemory heap of Spark and memory limit of DuckDB
 * @param timeoutSeconds most that a single run may take
 * @param segments for which there are thresholds
 * @param nonconformities by which there are thresholds
 * @param riskLevels at which there are thresholds
 * @param sparkOptions options of the JVM of contenders on Spark, but for module options and paths
 * @param duckdbOptions options of the JVM around DuckDB, but for paths
 * @param sparkSettings settings of Spark, but for paths
 */
public record Setup(
    long queries,
    int models,
    int rounds,
    int coldRounds,
    int warmUps,
    int cores,
    String driverMemory,
    long timeoutSeconds,
    List<String> segments,
    List<String> nonconformities,
    List<String> riskLevels,
    List<String> sparkOptions,
    List<String> duckdbOptions,
    SortedMap<String, String> sparkSettings) {
  /** Takes copies. */
  public Setup {
    segments = List.copyOf(segments);
    nonconformities = List.copyOf(nonconformities);
    riskLevels = List.copyOf(riskLevels);
    sparkOptions = List.copyOf(sparkOptions);
    duckdbOptions = List.copyOf(duckdbOptions);
    sparkSettings = new TreeMap<>(sparkSettings);
  }
}
