package dev.racer.jobs.calibrate;

import dev.racer.core.conformal.DeltaScope;
import dev.racer.core.conformal.Guarantee;
import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.conformal.Sampling;
import dev.racer.core.conformal.ThresholdRank;
import dev.racer.spark.conformal.Calibration;
import dev.racer.spark.conformal.Grid;
import dev.racer.spark.conformal.Segment;
import dev.racer.spark.lake.ConfigException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * Which ranks of which streams make the thresholds of a grid. Decided by sizes alone, before any
 * critical score is looked at.
 */
final class ThresholdPlan {
  private final CalibrateConfig config;
  private final Calibration calibration;
  private final Grid grid;
  private final BigDecimal delta;
  private final Map<Integer, Integer> sources = new HashMap<>();
  private final Map<RankKey, ThresholdRank> ranks = new HashMap<>();

  /**
   * Plans, and pools the small segments if they are to be pooled.
   *
   * @param config what to calibrate
   * @param calibration the critical scores
   */
  ThresholdPlan(CalibrateConfig config, Calibration calibration) {
    this.config = config;
    this.calibration = calibration;
    this.grid = calibration.grid();
    long rowsInForce = (long) grid.routers().size() * grid.ownSegments();
    this.delta = effectiveDelta(config, rowsInForce);
    for (int router = 0; router < grid.routers().size(); router++) {
      for (int segment = 0; segment < grid.ownSegments(); segment++) {
        int group = grid.group(router, segment);
        sources.put(group, source(router, segment, group));
      }
    }
  }

  private static BigDecimal effectiveDelta(CalibrateConfig config, long rowsInForce) {
    BigDecimal delta = config.deltaScope().effective(config.delta(), rowsInForce);
    try {
      return DeltaScope.requireProbability(delta);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          "calibration.delta = "
              + config.delta()
              + " for a family of "
              + rowsInForce
              + " rows in force: "
              + e.getMessage(),
          e);
    }
  }

  private int source(int router, int segment, int group) {
    Segment own = grid.segments().get(segment);
    if (own.isAll() || calibration.size(group).total() >= config.minN()) {
      return group;
    }
    return switch (config.fallback()) {
      case ALL -> grid.group(router, 0);
      case REST -> {
        int rest = grid.group(router, grid.restOf(own.columns()));
        calibration.pool(group, rest);
        yield rest;
      }
      case CALL_ALL -> group;
    };
  }

  /** The group whose rows make the thresholds of a group. */
  int source(int group) {
    return sources.get(group);
  }

  /** By group that lends its rows to others: the segments that borrow them. */
  Map<Integer, List<Integer>> borrowers() {
    Map<Integer, List<Integer>> borrowers = new TreeMap<>();
    sources.forEach(
        (group, source) -> {
          boolean ofAll = grid.segments().get(grid.segment(source)).isAll();
          if (!group.equals(source) && !ofAll) { // all queries are a group themselves
            borrowers.computeIfAbsent(source, s -> new ArrayList<>()).add(group);
          }
        });
    return borrowers;
  }

  /** Whether the group is too small for a threshold and may not borrow one. */
  boolean callsAll(int group) {
    boolean small = calibration.size(group).total() < config.minN();
    boolean isAll = grid.segments().get(grid.segment(group)).isAll();
    return small && !isAll && source(group) == group;
  }

  /** The delta that a guarantee's thresholds are computed with. */
  BigDecimal delta() {
    return delta;
  }

  /** The rank of a threshold in the stream of a group that lends its rows. */
  ThresholdRank rank(int source, RiskTarget target, Guarantee guarantee, RiskLevel level) {
    long n = calibration.tally(source).of(target);
    return ranks.computeIfAbsent(
        new RankKey(n, guarantee, level),
        key -> ThresholdRank.of(key.guarantee(), key.n(), key.level(), delta));
  }

  /** The ranks to select, by stream: those of the thresholds and, if wanted, of the risk curves. */
  Map<Integer, long[]> wanted() {
    Map<Integer, long[]> wanted = new HashMap<>();
    for (int group : sources.keySet()) {
      for (int kind = 0; kind < grid.kinds().size(); kind++) {
        for (int target = 0; target < grid.targets().size(); target++) {
          add(
              wanted,
              grid.stream(group, kind, target),
              calibration.curveRanks(group, kind, target));
          if (!callsAll(group) && !isWeighted(source(group))) {
            add(
                wanted,
                grid.stream(source(group), kind, target),
                thresholdRanks(source(group), kind, target));
          }
        }
      }
    }
    return wanted;
  }

  /** The streams that make thresholds with weights. */
  Set<Integer> weighted() {
    Set<Integer> weighted = new TreeSet<>();
    for (int group : sources.keySet()) {
      if (!callsAll(group) && isWeighted(source(group))) {
        for (int kind = 0; kind < grid.kinds().size(); kind++) {
          for (int target = 0; target < grid.targets().size(); target++) {
            weighted.add(grid.stream(source(group), kind, target));
          }
        }
      }
    }
    return weighted;
  }

  boolean isWeighted(int source) {
    return calibration.sampling(source) == Sampling.WEIGHTED;
  }

  private static void add(Map<Integer, long[]> wanted, int stream, long[] ranks) {
    wanted.merge(
        stream, ranks, (a, b) -> LongStream.concat(LongStream.of(a), LongStream.of(b)).toArray());
    wanted.computeIfPresent(stream, (s, all) -> LongStream.of(all).sorted().distinct().toArray());
  }

  private long[] thresholdRanks(int source, int kind, int target) {
    long finite = calibration.finite(grid.stream(source, kind, target));
    List<Long> found = new ArrayList<>();
    for (Guarantee guarantee : config.guarantees()) {
      for (RiskLevel level : config.riskLevels()) {
        if (rank(source, grid.targets().get(target), guarantee, level)
                instanceof ThresholdRank.AtRank at
            && at.k() <= finite) {
          found.add(at.k());
        }
      }
    }
    return found.stream().mapToLong(Long::longValue).toArray();
  }

  private record RankKey(long n, Guarantee guarantee, RiskLevel level) {}
}
