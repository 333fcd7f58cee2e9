package dev.racer.jobs.verify;

import dev.racer.core.conformal.CalibrationOutcome;
import dev.racer.core.conformal.Fallback;
import dev.racer.core.conformal.Guarantee;
import dev.racer.core.conformal.LabelState;
import dev.racer.core.conformal.RiskInterval;
import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.conformal.Sampling;
import dev.racer.core.conformal.ThresholdRank;
import dev.racer.core.conformal.UnknownLabels;
import dev.racer.core.conformal.WeightedRank;
import dev.racer.core.metric.RiskCounts;
import dev.racer.core.pool.ModelPool;
import dev.racer.core.published.PublishedPolicy;
import dev.racer.core.published.PublishedRouter;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.SegmentName;
import dev.racer.core.score.FixedPoint;
import dev.racer.core.score.ScoreKind;
import dev.racer.jobs.calibrate.CalibrateConfig;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The thresholds that follow from records and a configuration: the rules of segments, ranks and
 * rows once more, apart from the code that calibrates.
 */
final class ExpectedThresholds {
  private static final double INTERVAL_LEVEL = 0.95;

  private final CalibrateConfig config;
  private final Shape shape;
  private final Map<String, RouterSums> routers;
  private final List<String> segments;
  private final BigDecimal delta;
  private final Map<String, GroupSums> groups = new HashMap<>();
  private final Map<String, long[]> sorted = new HashMap<>();
  private final Map<String, WeightedRank> weightedRanks = new HashMap<>();
  private final Map<List<Long>, RiskInterval> intervals = new HashMap<>();
  private boolean isCounted = true;

  /**
   * @param segments names of the segments that rows are published for, that of all queries first
   */
  ExpectedThresholds(
      CalibrateConfig config,
      Shape shape,
      Map<String, RouterSums> routers,
      Collection<String> segments) {
    this.config = config;
    this.shape = shape;
    this.routers = routers;
    this.segments = List.copyOf(segments);
    this.delta =
        config
            .deltaScope()
            .effective(config.delta(), Math.max(1, (long) routers.size() * segments.size()));
  }

  /** The document. */
  PublishedThresholds document() {
    List<PublishedThreshold> rows = new ArrayList<>();
    for (String router : routers.keySet()) {
      for (String segment : segments) {
        for (int kind = 0; kind < shape.kinds().size(); kind++) {
          for (int target = 0; target < shape.targets().size(); target++) {
            for (Guarantee guarantee : config.guarantees()) {
              for (RiskLevel level : config.riskLevels()) {
                rows.add(row(router, segment, kind, target, guarantee, level));
              }
            }
          }
        }
      }
    }
    ScoreKind score = config.policy().score();
    return new PublishedThresholds(
        config.publicationName(),
        shape.routers().values().stream().map(Shape.WantedRouter::pool).distinct().toList(),
        shape.routers().entrySet().stream()
            .map(router -> new PublishedRouter(router.getKey(), router.getValue().pool().id()))
            .toList(),
        config.smoothing(),
        config.unknownLabels().key(),
        config.infeasibleAction().key(),
        config.fallback().key(),
        config.minN(),
        config.segments(),
        new PublishedPolicy(
            score.normalization().key(),
            score.nullScore().key(),
            score.nonconformity().key(),
            config.policy().riskTarget().key(),
            config.policy().guarantee().key(),
            config.policy().riskLevel().text()),
        rows);
  }

  /**
   * Whether every threshold of the document was among those counted at, so that it has its rates.
   */
  boolean isCounted() {
    return isCounted;
  }

  private PublishedThreshold row(
      String router, String segment, int kind, int target, Guarantee guarantee, RiskLevel level) {
    GroupSums own = group(router, segment);
    boolean isSmall = !segment.equals(SegmentName.ALL) && own.total() < config.minN();
    boolean callsAll = isSmall && config.fallback() == Fallback.CALL_ALL;
    String source = isSmall ? source(segment) : segment;
    GroupSums lent = group(router, source);
    RiskTarget riskTarget = shape.targets().get(target);
    long n = lent.of(riskTarget);
    boolean weighs = lent.sampling() == Sampling.WEIGHTED;
    Optional<WeightedRank> weighted =
        weighs && n > 0 && !callsAll
            ? Optional.of(weighted(router, source, kind, target))
            : Optional.empty();
    long least =
        weighted
            .map(ranks -> ranks.sizeNeeded(level))
            .orElseGet(() -> ThresholdRank.leastSize(guarantee, level, delta));
    long needed = callsAll ? Math.max(least, config.minN()) : least;
    CalibrationOutcome outcome;
    if (callsAll) {
      outcome = new CalibrationOutcome.Infeasible(n, needed);
    } else if (weighted.isPresent()) {
      outcome = weighted.get().outcome(level);
    } else {
      outcome =
          CalibrationOutcome.of(
              ThresholdRank.of(guarantee, n, level, delta),
              rank -> critical(router, source, kind, target, rank));
    }
    OptionalLong rank = OptionalLong.empty();
    OptionalDouble threshold = OptionalDouble.empty();
    Optional<PublishedThreshold.Interval> interval = Optional.empty();
    Optional<String> holdsOn = Optional.empty();
    Optional<RiskCounts> counts = Optional.empty();
    if (outcome instanceof CalibrationOutcome.Feasible feasible) {
      rank = OptionalLong.of(feasible.rank());
      threshold = OptionalDouble.of(FixedPoint.toDouble(feasible.threshold()));
      if (!weighs) { // under weights none is known
        RiskInterval risk = interval(n, feasible.rank());
        interval = Optional.of(new PublishedThreshold.Interval(risk.lower(), risk.upper()));
      }
      holdsOn =
          Optional.of(
              config.unknownLabels() == UnknownLabels.EXCLUDE
                  ? source + PublishedThreshold.FULLY_LABELLED_SUFFIX
                  : source);
      counts = counts(own, kind, target, feasible.threshold());
    } else if (outcome instanceof CalibrationOutcome.Unreachable unreachable) {
      rank = OptionalLong.of(unreachable.rank());
    }
    ScoreKind score = shape.kinds().get(kind);
    ModelPool pool = shape.routers().get(router).pool();
    return new PublishedThreshold(
        config.publicationName(),
        router,
        segment,
        source,
        holdsOn,
        score.normalization().key(),
        score.nullScore().key(),
        score.nonconformity().key(),
        config.smoothing().ties().key(),
        lent.sampling().key(),
        riskTarget.key(),
        guarantee.key(),
        guarantee == Guarantee.PAC ? Optional.of(delta) : Optional.<BigDecimal>empty(),
        level.text(),
        pool.id(),
        n,
        lent.total(),
        lent.in(LabelState.ANSWERABLE),
        own.total(),
        rank,
        needed,
        outcome.status(),
        threshold,
        rate(counts, RiskCounts::empiricalRisk),
        rate(counts, RiskCounts::answerableMissRate),
        rate(counts, RiskCounts::meanSetSize),
        rate(counts, RiskCounts::abstentionRate),
        interval,
        INTERVAL_LEVEL,
        score.equals(config.policy().score())
            && riskTarget == config.policy().riskTarget()
            && guarantee == config.policy().guarantee()
            && level.equals(config.policy().riskLevel()));
  }

  /** Whose records make the threshold of a small segment. */
  private String source(String segment) {
    return switch (config.fallback()) {
      case ALL -> SegmentName.ALL;
      case REST -> SegmentName.rest(SegmentName.parse(segment).columns());
      case CALL_ALL -> segment;
    };
  }

  private GroupSums group(String router, String segment) {
    return groups.computeIfAbsent(router + "\0" + segment, key -> sum(router, segment));
  }

  private GroupSums sum(String router, String segment) {
    SegmentName.Parsed parsed = SegmentName.parse(segment);
    if (parsed.kind() != SegmentName.Kind.REST) {
      return routers.get(router).group(segment).orElseGet(() -> shape.newGroup(router, segment));
    }
    GroupSums rest = shape.withoutPoints().newGroup(router, segment);
    for (String each : segments) {
      if (SegmentName.parse(each).columns().equals(parsed.columns())) {
        Optional<GroupSums> small =
            routers.get(router).group(each).filter(group -> group.total() < config.minN());
        small.ifPresent(rest::addRecords);
      }
    }
    return rest;
  }

  private long critical(String router, String segment, int kind, int target, long rank) {
    long[] scores =
        sorted.computeIfAbsent(
            String.join("\0", router, segment, kind + " " + target),
            key -> group(router, segment).critical(kind, target));
    return rank <= scores.length ? scores[Math.toIntExact(rank) - 1] : FixedPoint.INFINITE;
  }

  private WeightedRank weighted(String router, String segment, int kind, int target) {
    return weightedRanks.computeIfAbsent(
        String.join("\0", router, segment, kind + " " + target),
        key -> group(router, segment).weighted(kind, target));
  }

  private Optional<RiskCounts> counts(GroupSums group, int kind, int target, long threshold) {
    if (group.total() == 0) {
      return Optional.empty(); // a segment without records has no rates
    }
    if (!group.counts(kind, threshold)) {
      isCounted = false;
      return Optional.empty();
    }
    return Optional.of(group.countsAt(kind, target, shape.targets().get(target), threshold));
  }

  private RiskInterval interval(long n, long rank) {
    return intervals.computeIfAbsent(
        List.of(n, rank), key -> RiskInterval.central(n, rank, INTERVAL_LEVEL));
  }

  private static OptionalDouble rate(
      Optional<RiskCounts> counts, Function<RiskCounts, OptionalDouble> rate) {
    return counts.map(rate).orElse(OptionalDouble.empty());
  }
}
