package dev.racer.jobs.evaluate;

import dev.racer.core.conformal.DeltaScope;
import dev.racer.core.conformal.Guarantee;
import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.published.SegmentName;
import dev.racer.core.trial.RandomRoles;
import dev.racer.core.trial.RolesByColumn;
import dev.racer.core.trial.RolesByDate;
import dev.racer.core.trial.SplitShares;
import dev.racer.core.trial.TrialLevel;
import dev.racer.core.trial.TrialRole;
import dev.racer.core.trial.TrialRoles;
import dev.racer.core.trial.VoteSpec;
import dev.racer.core.vote.TemperatureGrid;
import dev.racer.core.vote.VoteName;
import dev.racer.jobs.calibrate.CalibrateConfig;
import dev.racer.spark.conformal.Grid;
import dev.racer.spark.conformal.GroupTally;
import dev.racer.spark.conformal.Segment;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.schema.EvaluationTables;
import dev.racer.spark.trial.TrialPlan;
import dev.racer.spark.trial.TrialResult;
import dev.racer.spark.trial.ValidationThresholds;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What is to be tried on a lake: its splits, levels and votes, by number. */
final class TrialDesign {
  private static final int MOST_NAMED = 10;
  private static final long BYTES_PER_COUNTS = 128; // of a role, a trial and a level
  private static final long BYTES_PER_TEMPERATURE = 8; // of a vote there
  private static final int PART_OF_HEAP = 4;

  private final EvaluateConfig config;
  private final Grid grid;
  private final Map<String, SplitShares> shares = new LinkedHashMap<>(); // by segment's value
  private final Optional<String> sharesColumn; // of these values
  private final List<TrialLevel> levels = new ArrayList<>();
  private final List<TrialRoles> roles = new ArrayList<>();
  private final List<String> splits = new ArrayList<>();

  private TrialDesign(EvaluateConfig config, Grid grid) {
    this.config = config;
    this.grid = grid;
    this.sharesColumn = readShares();
    addLevels();
    addRoles();
  }

  /**
   * Plans.
   *
   * @throws ConfigException if the configuration does not fit the segments
   */
  static TrialDesign of(EvaluateConfig config, Grid grid) {
    return new TrialDesign(config, grid);
  }

  /** What the trials need to know. */
  TrialPlan plan() {
    return new TrialPlan(
        grid,
        config.details(),
        levels,
        config.splits().seed(),
        roles,
        switch (config.tuning().protocol()) {
          case VALIDATION -> ValidationThresholds.OWN;
          case PAPER -> ValidationThresholds.CALIBRATED;
        },
        votes());
  }

  /** How the numbers are called. */
  TrialLayout layout() {
    return new TrialLayout(grid, levels, splits);
  }

  /** Whether all queries of a group are split in the same shares. */
  boolean isEvenlySplit(int group) {
    return shares.isEmpty() || valueOfShares(group).isPresent();
  }

  /**
   * Checks that every segment has queries enough for each part of a random split.
   *
   * @param tallies how many queries each group holds
   * @throws DataContractException if one has not
   */
  void requireEnough(Map<Integer, GroupTally> tallies) {
    if (config.splits().trials() == 0) {
      return;
    }
    TrialLayout layout = layout();
    for (int group : layout.groups()) {
      GroupTally tally = tallies.get(group);
      long queries = tally == null ? 0 : tally.total();
      SplitShares split = sharesOf(group);
      long needed = needed(split);
      if (queries > 0 && queries < needed) { // a segment may be of another router alone
        throw new DataContractException(
            "Segment "
                + layout.segment(group)
                + " of router '"
                + layout.router(group)
                + "' holds "
                + queries
                + " queries, expected at least "
                + needed
                + " for the split "
                + split.calibration().toPlainString()
                + "/"
                + split.validation().toPlainString()
                + "/"
                + split.test().toPlainString()
                + ", so that each part gets one on average; leave it out with"
                + " calibration.exclude-where, or give it other evaluate.segment-shares");
      }
    }
  }

  /**
   * Checks that every split by date or column has queries on both sides.
   *
   * @param result the trials
   * @param values by column, the values that occur
   * @throws DataContractException if one has not
   */
  void requireBothSides(TrialResult result, Map<String, List<String>> values) {
    for (int trial = 0; trial < splits.size(); trial++) {
      if (splits.get(trial).equals(EvaluationTables.RANDOM)) {
        continue;
      }
      for (int router = 0; router < grid.routers().size(); router++) {
        int all = grid.group(router, 0);
        long before = result.baseline(TrialRole.CALIBRATION, all, trial).queries();
        long after = result.baseline(TrialRole.TEST, all, trial).queries();
        if (before == 0 || after == 0) {
          throw new DataContractException(
              "The split by "
                  + splits.get(trial)
                  + " gives router '"
                  + grid.routers().get(router).router()
                  + "' "
                  + before
                  + " calibration and "
                  + after
                  + " test queries, expected some of both: "
                  + (splits.get(trial).equals(EvaluationTables.BY_DATE)
                      ? "evaluate.test-from = "
                          + config.splits().testFrom().orElseThrow()
                          + "; queries need a column date or event_time, with days on both sides"
                      : "evaluate.calibration-values = "
                          + config.splits().column().orElseThrow().calibration()
                          + ", evaluate.test-values = "
                          + config.splits().column().orElseThrow().test()
                          + "; column "
                          + config.splits().column().orElseThrow().column()
                          + " holds "
                          + some(values.get(config.splits().column().orElseThrow().column()))));
        }
      }
    }
  }

  private static String some(List<String> values) {
    return values.size() <= MOST_NAMED
        ? values.toString()
        : values.subList(0, MOST_NAMED) + " and " + (values.size() - MOST_NAMED) + " others";
  }

  /**
   * Checks that what the trials count fits into memory, before they are run: it grows with groups,
   * trials, levels and temperatures, not with rows.
   *
   * @param heap the largest size of the heap, in bytes
   * @throws ConfigException if it does not
   */
  void requireFits(long heap) {
    long temperatures = 0;
    for (VoteSpec vote : votes()) {
      temperatures += vote.size();
    }
    double bytes =
        (double) layout().groups().size()
            * grid.kinds().size()
            * 2 // validation and test
            * splits.size()
            * (levels.size() * grid.targets().size() + 1.0) // one for the full pool
            * (BYTES_PER_COUNTS + BYTES_PER_TEMPERATURE * temperatures);
    if (bytes > heap / (double) PART_OF_HEAP) {
      throw new ConfigException(
          String.format(
              Locale.ROOT,
              "The counts of %d trials for %d routers and segments at %d levels and %d temperatures"
                  + " take about %.1f GB, expected at most a quarter of the %.1f GB of the heap:"
                  + " fewer evaluate.trials, calibration.segments or tune.temperatures, or more"
                  + " RACER_DRIVER_MEMORY",
              splits.size(),
              layout().groups().size(),
              levels.size(),
              temperatures,
              bytes / 1e9,
              heap / 1e9));
    }
  }

  private static long needed(SplitShares split) {
    BigDecimal least = split.calibration().min(split.test());
    if (split.validation().signum() > 0) {
      least = least.min(split.validation());
    }
    return BigDecimal.ONE.divide(least, 0, RoundingMode.CEILING).longValueExact();
  }

  private SplitShares sharesOf(int group) {
    return valueOfShares(group).map(shares::get).orElse(config.splits().shares());
  }

  /** The value that decides on the shares of a group's queries; empty if they may have several. */
  private Optional<String> valueOfShares(int group) {
    Segment segment = grid.segments().get(grid.segment(group));
    return sharesColumn
        .map(segment.columns()::indexOf)
        .filter(at -> at >= 0)
        .map(segment.values()::get);
  }

  private Optional<String> readShares() {
    String column = null;
    for (Map.Entry<String, SplitShares> entry : config.splits().segmentShares().entrySet()) {
      Segment segment = segment(entry.getKey());
      if (segment.columns().size() != 1
          || (column != null && !column.equals(segment.columns().get(0)))) {
        throw new ConfigException(
            "evaluate.segment-shares must name values of one column, got "
                + config.splits().segmentShares().keySet());
      }
      column = segment.columns().get(0);
      shares.put(segment.values().get(0), entry.getValue());
    }
    return Optional.ofNullable(column);
  }

  private Segment segment(String name) {
    List<Segment> own = grid.segments().subList(0, grid.ownSegments());
    return own.stream()
        .filter(segment -> !segment.isAll() && segment.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException(
                    "evaluate.segment-shares names "
                        + name
                        + ", expected one of the segments "
                        + own.stream()
                            .map(Segment::name)
                            .filter(other -> !other.equals(SegmentName.ALL))
                            .toList()));
  }

  private void addLevels() {
    CalibrateConfig calibration = config.calibration();
    BigDecimal delta =
        calibration
            .deltaScope()
            .effective(calibration.delta(), (long) grid.routers().size() * grid.ownSegments());
    try {
      DeltaScope.requireProbability(delta);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          "calibration.delta = " + calibration.delta() + ": " + e.getMessage(), e);
    }
    for (Guarantee guarantee : calibration.guarantees()) {
      for (RiskLevel level : calibration.riskLevels()) {
        levels.add(new TrialLevel(guarantee, level, delta));
      }
    }
  }

  private void addRoles() {
    SplitConfig wanted = config.splits();
    if (wanted.trials() > 0) {
      roles.add(
          shares.isEmpty()
              ? RandomRoles.of(wanted.trials(), wanted.shares())
              : RandomRoles.of(
                  wanted.trials(),
                  wanted.shares(),
                  grid.segmentColumns().indexOf(sharesColumn.orElseThrow()),
                  shares));
      splits.addAll(Collections.nCopies(wanted.trials(), EvaluationTables.RANDOM));
    }
    BigDecimal validation = shareOfValidation(wanted.shares());
    wanted
        .testFrom()
        .ifPresent(
            day -> {
              roles.add(RolesByDate.of(Math.toIntExact(day.toEpochDay()), validation));
              splits.add(EvaluationTables.BY_DATE);
            });
    wanted
        .column()
        .ifPresent(
            split -> {
              roles.add(
                  RolesByColumn.of(
                      grid.segmentColumns().indexOf(split.column()),
                      split.calibration(),
                      split.test(),
                      validation));
              splits.add(EvaluationTables.BY_COLUMN);
            });
  }

  /** How much of what does not test validates. */
  private static BigDecimal shareOfValidation(SplitShares shares) {
    return shares
        .validation()
        .divide(
            shares.validation().add(shares.calibration()),
            SplitShares.MAX_DECIMAL_PLACES,
            RoundingMode.HALF_EVEN);
  }

  private List<VoteSpec> votes() {
    TemperatureGrid temperatures = config.tuning().temperatures();
    List<VoteSpec> specs = new ArrayList<>();
    for (VoteName vote : config.votes().votes()) {
      if (!vote.isWeighted()) {
        specs.add(new VoteSpec.Majority());
      } else if (vote.confidenceColumn().isEmpty()) {
        specs.add(new VoteSpec.ByRouterScore(temperatures));
      } else {
        specs.add(
            new VoteSpec.ByConfidence(
                vote.confidenceColumn().get(), config.votes().missing(), temperatures));
      }
    }
    return specs;
  }
}
