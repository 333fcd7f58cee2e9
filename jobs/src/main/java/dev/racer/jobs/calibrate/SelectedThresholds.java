package dev.racer.jobs.calibrate;

import dev.racer.core.metric.RiskCounts;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.spark.conformal.Calibration;
import dev.racer.spark.conformal.WeightedOutcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/** The thresholds of a grid, selected from the critical scores of a calibration. */
public final class SelectedThresholds {
  private final Calibration calibration;
  private final ThresholdPlan plan;
  private final ThresholdTable table;

  private SelectedThresholds(Calibration calibration, ThresholdPlan plan, ThresholdTable table) {
    this.calibration = calibration;
    this.plan = plan;
    this.table = table;
  }

  /**
   * Selects, and pools small segments where that is configured.
   *
   * @param config which levels, guarantees and fallback; its score kinds and risk targets are those
   *     of the grid
   * @param calibration the critical scores
   */
  public static SelectedThresholds of(CalibrateConfig config, Calibration calibration) {
    ThresholdPlan plan = new ThresholdPlan(config, calibration);
    Map<Integer, long[]> wanted = plan.wanted();
    Map<Integer, long[]> selected = calibration.select(wanted);
    Map<Integer, List<WeightedOutcome>> weighted =
        calibration.selectWeighted(plan.weighted(), config.riskLevels());
    return new SelectedThresholds(
        calibration,
        plan,
        new ThresholdTable(config, calibration, plan, wanted, selected, weighted));
  }

  /** The thresholds without what they do to any query: no risk, size or abstention. */
  public PublishedThresholds unmeasured() {
    return table.published(Map.of());
  }

  /** The thresholds with what they do to the queries that they were calibrated on. */
  public Measured measure() {
    Calibration.Counted counted = calibration.count(table.points());
    return new Measured(table.published(counted.at(table.thresholds())), counted);
  }

  /**
   * What the thresholds do to other queries. Those that share a threshold by borrowing are thinned
   * together, so that what it does to them adds up.
   *
   * @param others queries of the same grid
   * @return by stream and threshold; a stream without queries has none
   */
  public Map<Integer, Map<Long, RiskCounts>> applyTo(Calibration others) {
    Map<Integer, Set<Long>> thresholds = table.thresholds();
    Map<Integer, long[]> points = new HashMap<>();
    thresholds.forEach(
        (stream, values) ->
            points.merge(
                others.grid().cellOfStream(stream),
                values.stream().mapToLong(Long::longValue).toArray(),
                (a, b) -> LongStream.concat(LongStream.of(a), LongStream.of(b)).toArray()));
    plan.borrowers().values().forEach(others::thinTogether);
    return others.count(points).at(thresholds);
  }

  /**
   * Thresholds with what they do.
   *
   * @param thresholds the document
   * @param counted the counts behind it, and behind the risk curves
   */
  public record Measured(PublishedThresholds thresholds, Calibration.Counted counted) {}
}
