package dev.racer.jobs.report.table;

import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.pool.CodePointOrder;
import dev.racer.core.published.SegmentName;
import dev.racer.core.score.Nonconformities;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.schema.EvaluationTables;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What of an evaluation a report shows. The summary of everything is a table beside it.
 *
 * @param split the split whose trials are shown: the random one where there is one
 * @param method the method shown first: that of the policy where it was evaluated
 * @param methods it and those that differ from it in the nonconformity score only
 * @param level the risk level in question
 * @param levels all risk levels, ascending
 * @param routers all routers, in order
 * @param segments the segments that are shown, in order
 * @param hiddenSegments number of segments that are not, being smaller
 */
public record Scope(
    String split,
    Method method,
    List<Method> methods,
    RiskLevel level,
    List<RiskLevel> levels,
    List<String> routers,
    List<String> segments,
    int hiddenSegments) {
  /** The risk level in question unless another one is asked for. */
  public static final RiskLevel USUAL_LEVEL = RiskLevel.parse("0.10");

  /** Most segments that are shown; more cannot be looked at. */
  public static final int MOST_SEGMENTS = 12;

  /** Nonconformity scores as they are documented, others after them. */
  private static final Comparator<String> KEY_ORDER =
      Comparator.comparing(
              (String key) -> {
                int index = Nonconformities.keys().indexOf(key);
                return index < 0 ? Integer.MAX_VALUE : index;
              })
          .thenComparing(CodePointOrder.INSTANCE);

  /** Takes copies. */
  public Scope {
    methods = List.copyOf(methods);
    levels = List.copyOf(levels);
    routers = List.copyOf(routers);
    segments = List.copyOf(segments);
  }

  /**
   * What to show.
   *
   * @param summaries all rows
   * @param asked the risk level that is asked for; empty for the usual one or the nearest
   * @param config effective configuration of the run
   * @throws DataContractException if there are no rows
   * @throws ConfigException if the level asked for was not evaluated
   */
  public static Scope of(
      List<SummaryRow> summaries, Optional<RiskLevel> asked, Map<String, String> config) {
    List<String> splits =
        summaries.stream().map(row -> row.cell().split()).distinct().sorted().toList();
    if (splits.isEmpty()) {
      throw new DataContractException(
          "Table " + EvaluationTables.EVALUATION_SUMMARY + " must have rows, got none");
    }
    String split =
        splits.contains(EvaluationTables.RANDOM) ? EvaluationTables.RANDOM : splits.get(0);
    List<Cell> cells =
        summaries.stream()
            .map(SummaryRow::cell)
            .filter(cell -> cell.split().equals(split))
            .toList();
    Method method = method(cells.stream().map(Cell::method).distinct().toList(), config);
    Predicate<Method> isShown = method::isSiblingOf;
    List<Method> methods =
        cells.stream()
            .map(Cell::method)
            .distinct()
            .filter(isShown)
            .sorted(Comparator.comparing(Method::nonconformity, KEY_ORDER))
            .toList();
    List<RiskLevel> levels =
        cells.stream()
            .filter(cell -> isShown.test(cell.method()))
            .map(Cell::level)
            .distinct()
            .sorted()
            .toList();
    List<String> bySize = bySize(summaries, split);
    List<String> shown =
        bySize.stream().limit(MOST_SEGMENTS + 1L).sorted(SegmentName.ORDER).toList();
    return new Scope(
        split,
        method,
        methods,
        level(levels, asked),
        levels,
        cells.stream().map(Cell::router).distinct().sorted(CodePointOrder.INSTANCE).toList(),
        shown,
        bySize.size() - shown.size());
  }

  /** The method that agrees with the policy in most, the first of those in order. */
  private static Method method(Collection<Method> methods, Map<String, String> config) {
    List<Method> ordered = new ArrayList<>(methods);
    ordered.sort(
        Comparator.comparing((Method method) -> -agreements(method, config))
            .thenComparing(Method::normalization)
            .thenComparing(Method::nullScore)
            .thenComparing(Method::riskTarget)
            .thenComparing(Method::guarantee)
            .thenComparing(Method::nonconformity, KEY_ORDER));
    return ordered.get(0);
  }

  private static int agreements(Method method, Map<String, String> config) {
    Map<String, String> own = new HashMap<>();
    own.put("policy.normalization", method.normalization());
    own.put("policy.null-score", method.nullScore());
    own.put("policy.nonconformity", method.nonconformity());
    own.put("policy.risk-target", method.riskTarget());
    own.put("policy.guarantee", method.guarantee());
    int agreements = 0;
    for (Map.Entry<String, String> entry : own.entrySet()) {
      if (entry.getValue().equals(config.get(entry.getKey()))) {
        agreements++;
      }
    }
    return agreements;
  }

  private static RiskLevel level(List<RiskLevel> levels, Optional<RiskLevel> asked) {
    if (asked.isPresent()) {
      return levels.stream()
          .filter(asked.get()::equals)
          .findFirst()
          .orElseThrow(
              () ->
                  new ConfigException(
                      "--risk-level must be one of "
                          + levels
                          + ", the evaluated ones, got "
                          + asked.get()));
    }
    BigDecimal usual = USUAL_LEVEL.value();
    return levels.stream()
        .min(
            Comparator.comparing((RiskLevel level) -> level.value().subtract(usual).abs())
                .thenComparing(Comparator.naturalOrder()))
        .orElseThrow();
  }

  /** All segments, that of all queries first, then the largest ones. */
  private static List<String> bySize(List<SummaryRow> summaries, String split) {
    Map<String, Double> sizes = new TreeMap<>(CodePointOrder.INSTANCE);
    for (SummaryRow row : summaries) {
      if (row.cell().split().equals(split)) {
        sizes.merge(row.cell().segment(), row.nCal().orElse(0), Math::max);
      }
    }
    return sizes.keySet().stream()
        .sorted(
            Comparator.comparing((String segment) -> !segment.equals(SegmentName.ALL))
                .thenComparing(segment -> -sizes.get(segment))
                .thenComparing(CodePointOrder.INSTANCE))
        .toList();
  }
}
