package dev.racer.jobs.verify;

import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.pool.ModelPool;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.SegmentName;
import dev.racer.core.score.ScoreKind;
import dev.racer.core.score.Smoothing;
import dev.racer.jobs.calibrate.CalibrateConfig;
import dev.racer.spark.records.Exploration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is summed up over the records of a version.
 *
 * @param routers those of the version, by name
 * @param recorded the pools that records may be of, by identity
 * @param segmentColumns the columns of queries that segments are made of
 * @param combinations the combinations of them that make segments
 * @param kinds score kinds
 * @param targets risk targets
 * @param smoothing how ties are broken
 * @param exploration what is declared of the probabilities with which records came to calibrate
 * @param points thresholds to count at, by router, segment and score kind; fixed point
 */
record Shape(
    Map<String, WantedRouter> routers,
    Map<String, ModelPool> recorded,
    List<String> segmentColumns,
    List<List<String>> combinations,
    List<ScoreKind> kinds,
    List<RiskTarget> targets,
    Smoothing smoothing,
    Exploration exploration,
    Map<PointKey, NavigableSet<Long>> points) {

  /**
   * A router of the version.
   *
   * @param version the version of it whose records count; empty if the lake has but one
   * @param pool the models that it is calibrated for
   */
  record WantedRouter(Optional<String> version, ModelPool pool) {}

  /** Whose thresholds are counted. */
  record PointKey(String router, String segment, ScoreKind kind) {}

  /**
   * What the configuration of a version says; counts at no threshold.
   *
   * @param routers those of the version
   * @param recorded pools of records beside those of the routers, by identity
   */
  static Shape of(
      CalibrateConfig config, Map<String, WantedRouter> routers, Map<String, ModelPool> recorded) {
    Map<String, ModelPool> pools = new HashMap<>(recorded);
    routers.values().forEach(router -> pools.put(router.pool().id(), router.pool()));
    Set<String> columns = new LinkedHashSet<>();
    config.segments().forEach(columns::addAll);
    return new Shape(
        new TreeMap<>(routers),
        pools,
        List.copyOf(columns),
        config.segments(),
        config.scoreKinds(),
        config.riskTargets(),
        config.smoothing(),
        config.exploration(),
        Map.of());
  }

  /** The same, counting at the thresholds of a document. */
  Shape at(PublishedThresholds document) {
    Map<PointKey, NavigableSet<Long>> at = new HashMap<>();
    for (PublishedThreshold row : document.thresholds()) {
      row.fixedPointThreshold()
          .ifPresent(
              threshold ->
                  at.computeIfAbsent(
                          new PointKey(row.router(), row.segment(), row.scoreKind()),
                          key -> new TreeSet<>())
                      .add(threshold));
    }
    return with(at);
  }

  /** The same, counting at no threshold. */
  Shape withoutPoints() {
    return with(Map.of());
  }

  /** The same, thinning where weights are wanted: the test of a night holds for fair samples. */
  Shape thinned() {
    return new Shape(
        routers,
        recorded,
        segmentColumns,
        combinations,
        kinds,
        targets,
        smoothing,
        exploration.thinned(),
        points);
  }

  private Shape with(Map<PointKey, NavigableSet<Long>> at) {
    return new Shape(
        routers,
        recorded,
        segmentColumns,
        combinations,
        kinds,
        targets,
        smoothing,
        exploration,
        at);
  }

  /** Sums of no record yet. */
  GroupSums newGroup(String router, String segment) {
    return new GroupSums(() -> newCells(router, segment), exploration.varying());
  }

  private CellSums[] newCells(String router, String segment) {
    CellSums[] cells = new CellSums[kinds.size()];
    for (int kind = 0; kind < cells.length; kind++) {
      NavigableSet<Long> thresholds =
          points.getOrDefault(new PointKey(router, segment, kinds.get(kind)), new TreeSet<>());
      cells[kind] = new CellSums(targets, thresholds.stream().mapToLong(Long::longValue).toArray());
    }
    return cells;
  }

  /** Name of a segment. */
  static String segment(List<String> columns, List<String> values) {
    return columns.isEmpty() ? SegmentName.ALL : SegmentName.of(columns, values);
  }
}
