package dev.racer.jobs.calibrate;

import dev.racer.core.conformal.CalibrationOutcome;
import dev.racer.core.conformal.Guarantee;
import dev.racer.core.conformal.LabelState;
import dev.racer.core.conformal.RiskInterval;
import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.conformal.ThresholdRank;
import dev.racer.core.conformal.UnknownLabels;
import dev.racer.core.metric.RiskCounts;
import dev.racer.core.published.PublishedPolicy;
import dev.racer.core.published.PublishedRouter;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.score.FixedPoint;
import dev.racer.core.score.ScoreKind;
import dev.racer.spark.conformal.Calibration;
import dev.racer.spark.conformal.Grid;
import dev.racer.spark.conformal.GroupTally;
import dev.racer.spark.conformal.WeightedOutcome;
import dev.racer.spark.records.RouterPool;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;

/** Makes the published thresholds of a plan once its ranks are selected and counted. */
final class ThresholdTable {
  private static final double INTERVAL_LEVEL = 0.95;

  private final CalibrateConfig config;
  private final Calibration calibration;
  private final Grid grid;
  private final ThresholdPlan plan;
  private final Map<Integer, long[]> wanted;
  private final Map<Integer, long[]> selected;
  private final Map<Integer, List<WeightedOutcome>> weighted;
  private final Map<List<Long>, RiskInterval> intervals = new HashMap<>();

  /**
   * @param wanted ranks by stream
   * @param selected the critical scores at these ranks
   * @param weighted by stream of a weighted group with queries, an outcome per risk level
   */
  ThresholdTable(
      CalibrateConfig config,
      Calibration calibration,
      ThresholdPlan plan,
      Map<Integer, long[]> wanted,
      Map<Integer, long[]> selected,
      Map<Integer, List<WeightedOutcome>> weighted) {
    this.config = config;
    this.calibration = calibration;
    this.grid = calibration.grid();
    this.plan = plan;
    this.wanted = wanted;
    this.selected = selected;
    this.weighted = weighted;
  }

  /** By stream of a segment that queries belong to: the thresholds that apply to it. */
  Map<Integer, Set<Long>> thresholds() {
    Map<Integer, Set<Long>> thresholds = new HashMap<>();
    forEach(
        (group, kind, target, guarantee, level) -> {
          if (outcome(group, kind, target, guarantee, level)
              instanceof CalibrationOutcome.Feasible feasible) {
            thresholds
                .computeIfAbsent(grid.stream(group, kind, target), stream -> new HashSet<>())
                .add(feasible.threshold());
          }
        });
    return thresholds;
  }

  /** By cell: what is to be counted, thresholds and points of the risk curves. */
  Map<Integer, long[]> points() {
    Map<Integer, long[]> points = new HashMap<>();
    Map<Integer, Set<Long>> thresholds = thresholds();
    for (int router = 0; router < grid.routers().size(); router++) {
      for (int segment = 0; segment < grid.ownSegments(); segment++) {
        int group = grid.group(router, segment);
        for (int kind = 0; kind < grid.kinds().size(); kind++) {
          LongStream ofCell = LongStream.empty();
          for (int target = 0; target < grid.targets().size(); target++) {
            int stream = grid.stream(group, kind, target);
            ofCell =
                LongStream.concat(
                    LongStream.concat(ofCell, curve(group, kind, target)),
                    thresholds.getOrDefault(stream, Set.of()).stream().mapToLong(Long::longValue));
          }
          long[] values = ofCell.toArray();
          if (values.length > 0) {
            points.put(grid.cell(group, kind), values);
          }
        }
      }
    }
    return points;
  }

  private LongStream curve(int group, int kind, int target) {
    int stream = grid.stream(group, kind, target);
    return LongStream.of(calibration.curveRanks(group, kind, target)).map(rank -> at(stream, rank));
  }

  /**
   * The document.
   *
   * @param counts by stream and threshold
   */
  PublishedThresholds published(Map<Integer, Map<Long, RiskCounts>> counts) {
    List<PublishedThreshold> rows = new ArrayList<>();
    forEach(
        (group, kind, target, guarantee, level) ->
            rows.add(row(group, kind, target, guarantee, level, counts)));
    rows.sort(PublishedThreshold.ORDER);
    ScoreKind score = config.policy().score();
    return new PublishedThresholds(
        config.publicationName(),
        grid.routers().stream().map(RouterPool::pool).distinct().toList(),
        grid.routers().stream()
            .map(router -> new PublishedRouter(router.router(), router.pool().id()))
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

  private PublishedThreshold row(
      int group,
      int kind,
      int target,
      Guarantee guarantee,
      RiskLevel level,
      Map<Integer, Map<Long, RiskCounts>> counts) {
    int source = plan.source(group);
    RouterPool router = grid.routers().get(grid.router(group));
    ScoreKind score = grid.kinds().get(kind);
    RiskTarget riskTarget = grid.targets().get(target);
    GroupTally tally = calibration.size(source);
    long n = tally.of(riskTarget);
    String thresholdSegment = grid.segments().get(grid.segment(source)).name();
    CalibrationOutcome outcome = outcome(group, kind, target, guarantee, level);
    OptionalLong rank = OptionalLong.empty();
    OptionalDouble threshold = OptionalDouble.empty();
    Optional<PublishedThreshold.Interval> interval = Optional.empty();
    Optional<RiskCounts> at = Optional.empty();
    Optional<String> holdsOn = Optional.empty();
    if (outcome instanceof CalibrationOutcome.Feasible feasible) {
      rank = OptionalLong.of(feasible.rank());
      threshold = OptionalDouble.of(FixedPoint.toDouble(feasible.threshold()));
      if (!plan.isWeighted(source)) {
        RiskInterval risk = interval(n, feasible.rank());
        interval = Optional.of(new PublishedThreshold.Interval(risk.lower(), risk.upper()));
      }
      at =
          Optional.ofNullable(counts.get(grid.stream(group, kind, target)))
              .map(byThreshold -> byThreshold.get(feasible.threshold()));
      holdsOn =
          Optional.of(
              config.unknownLabels() == UnknownLabels.EXCLUDE
                  ? thresholdSegment + PublishedThreshold.FULLY_LABELLED_SUFFIX
                  : thresholdSegment);
    } else if (outcome instanceof CalibrationOutcome.Unreachable unreachable) {
      rank = OptionalLong.of(unreachable.rank());
    }
    return new PublishedThreshold(
        config.publicationName(),
        router.router(),
        grid.segments().get(grid.segment(group)).name(),
        thresholdSegment,
        holdsOn,
        score.normalization().key(),
        score.nullScore().key(),
        score.nonconformity().key(),
        config.smoothing().ties().key(),
        calibration.sampling(source).key(),
        riskTarget.key(),
        guarantee.key(),
        guarantee == Guarantee.PAC ? Optional.of(plan.delta()) : Optional.<BigDecimal>empty(),
        level.text(),
        router.pool().id(),
        n,
        tally.total(),
        tally.in(LabelState.ANSWERABLE),
        calibration.size(group).total(),
        rank,
        needed(group, kind, target, guarantee, level),
        outcome.status(),
        threshold,
        rate(at, RiskCounts::empiricalRisk),
        rate(at, RiskCounts::answerableMissRate),
        rate(at, RiskCounts::meanSetSize),
        rate(at, RiskCounts::abstentionRate),
        interval,
        INTERVAL_LEVEL,
        isInForce(score, riskTarget, guarantee, level));
  }

  private RiskInterval interval(long n, long rank) {
    return intervals.computeIfAbsent(
        List.of(n, rank), key -> RiskInterval.central(n, rank, INTERVAL_LEVEL));
  }

  private static OptionalDouble rate(
      Optional<RiskCounts> counts, Function<RiskCounts, OptionalDouble> rate) {
    return counts.map(rate).orElse(OptionalDouble.empty());
  }

  private long needed(int group, int kind, int target, Guarantee guarantee, RiskLevel level) {
    long least =
        weighted(plan.source(group), kind, target, level)
            .map(WeightedOutcome::needed)
            .orElseGet(() -> ThresholdRank.leastSize(guarantee, level, plan.delta()));
    return plan.callsAll(group) ? Math.max(least, config.minN()) : least;
  }

  private boolean isInForce(
      ScoreKind score, RiskTarget target, Guarantee guarantee, RiskLevel level) {
    return score.equals(config.policy().score())
        && target == config.policy().riskTarget()
        && guarantee == config.policy().guarantee()
        && level.equals(config.policy().riskLevel());
  }

  private CalibrationOutcome outcome(
      int group, int kind, int target, Guarantee guarantee, RiskLevel level) {
    int source = plan.source(group);
    RiskTarget riskTarget = grid.targets().get(target);
    if (plan.callsAll(group)) {
      return new CalibrationOutcome.Infeasible(
          calibration.size(group).of(riskTarget), needed(group, kind, target, guarantee, level));
    }
    Optional<WeightedOutcome> ofWeights = weighted(source, kind, target, level);
    if (ofWeights.isPresent()) {
      return ofWeights.get().outcome();
    }
    int stream = grid.stream(source, kind, target);
    LongUnaryOperator orderStatistic =
        rank -> rank <= calibration.finite(stream) ? at(stream, rank) : FixedPoint.INFINITE;
    return CalibrationOutcome.of(plan.rank(source, riskTarget, guarantee, level), orderStatistic);
  }

  private Optional<WeightedOutcome> weighted(int source, int kind, int target, RiskLevel level) {
    return Optional.ofNullable(weighted.get(grid.stream(source, kind, target)))
        .map(outcomes -> outcomes.get(config.riskLevels().indexOf(level)));
  }

  private long at(int stream, long rank) {
    return selected.get(stream)[Arrays.binarySearch(wanted.get(stream), rank)];
  }

  private void forEach(Visitor visitor) {
    for (int router = 0; router < grid.routers().size(); router++) {
      for (int segment = 0; segment < grid.ownSegments(); segment++) {
        for (int kind = 0; kind < grid.kinds().size(); kind++) {
          for (int target = 0; target < grid.targets().size(); target++) {
            for (Guarantee guarantee : config.guarantees()) {
              for (RiskLevel level : config.riskLevels()) {
                visitor.visit(grid.group(router, segment), kind, target, guarantee, level);
              }
            }
          }
        }
      }
    }
  }

  private interface Visitor {
    void visit(int group, int kind, int target, Guarantee guarantee, RiskLevel level);
  }
}
