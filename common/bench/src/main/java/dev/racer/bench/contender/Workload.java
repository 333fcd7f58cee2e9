package dev.racer.bench.contender;

import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.score.Nonconformities;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What every contender computes: for all queries and for each of four segments, by two
 * nonconformities, thresholds at eight risk levels, from the scores of one router. All that
 * configuration would say is known beforehand.
 *
 * @param lake folder of the generated lake
 * @param models K, the number of candidate models; at least 1, at most {@value #MOST_MODELS}
 */
public record Workload(Path lake, int models) {
  /** The router. */
  public static final String ROUTER = "mlp";

  /** What {@code generate} is told of the router: scores in (0, 1), hardly any ties. */
  public static final String ROUTER_SPEC = ROUTER + ":sigmoid";

  /** The column that segments are made of. */
  public static final String SEGMENT_COLUMN = "benchmark";

  /** Its values. */
  public static final List<String> SEGMENTS =
      List.of("knowledge", "knowledge-zh", "math", "science");

  /** Name of the segment that holds all queries. */
  public static final String ALL = "all";

  /** Risk levels. */
  public static final List<RiskLevel> RISK_LEVELS =
      Stream.of("0.01", "0.05", "0.10", "0.15", "0.20", "0.30", "0.40", "0.50")
          .map(RiskLevel::parse)
          .toList();

  /** Keys of the nonconformities. */
  public static final List<String> NONCONFORMITIES = Nonconformities.keys();

  /** The most models that {@code generate} names by letters. */
  public static final int MOST_MODELS = 26;

  /** Thresholds in all, where there are queries enough. */
  public static final int THRESHOLDS =
      (SEGMENTS.size() + 1) * RISK_LEVELS.size() * NONCONFORMITIES.size();

  /**
   * @throws IllegalArgumentException if there are too few or too many models
   */
  public Workload {
    if (models < 1 || models > MOST_MODELS) {
      throw new IllegalArgumentException(
          "Number of models must lie in [1, " + MOST_MODELS + "], got " + models);
    }
  }

  /** The names that {@code generate} gives to the models. */
  public List<String> modelNames() {
    return IntStream.range(0, models).mapToObj(i -> "model-" + (char) ('a' + i)).toList();
  }

  /** The segments, that of all queries first. */
  public static List<String> segments() {
    return Stream.concat(Stream.of(ALL), SEGMENTS.stream()).toList();
  }

  /** Folder of the table of queries. */
  public Path queries() {
    return lake.resolve("queries");
  }

  /** Folder of the table of router scores. */
  public Path routerScores() {
    return lake.resolve("router_scores");
  }

  /** Folder of the table of outcomes. */
  public Path outcomes() {
    return lake.resolve("outcomes");
  }
}
