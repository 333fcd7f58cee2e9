package dev.racer.jobs.evaluate;

import dev.racer.core.published.SegmentName;
import dev.racer.core.trial.TrialLevel;
import dev.racer.spark.conformal.Grid;
import dev.racer.spark.schema.EvaluationTables;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** How the numbers of a grid and of trials are called in tables. */
final class TrialLayout {
  private final Grid grid;
  private final List<TrialLevel> levels;
  private final List<String> splits; // by trial
  private final int random;

  /**
   * @param grid routers, segments, score kinds and risk targets by number
   * @param levels levels by number
   * @param splits the split of every trial, those of one split together, the random ones first
   */
  TrialLayout(Grid grid, List<TrialLevel> levels, List<String> splits) {
    this.grid = grid;
    this.levels = List.copyOf(levels);
    this.splits = List.copyOf(splits);
    this.random = (int) splits.stream().filter(EvaluationTables.RANDOM::equals).count();
  }

  /**
   * Where a cell is found.
   *
   * @param group router and segment
   * @param kind score kind
   * @param target risk target
   * @param level risk level with its guarantee
   * @param stream group, kind and target
   */
  record Place(int group, int kind, int target, int level, int stream) {}

  /** Number of trials of all splits together. */
  int trials() {
    return splits.size();
  }

  /** The split of a trial. */
  String split(int trial) {
    return splits.get(trial);
  }

  /** The number of a trial in its split. */
  int trialOfSplit(int trial) {
    return split(trial).equals(EvaluationTables.RANDOM) ? trial : 0;
  }

  /** The trials of a split. */
  List<Integer> trialsOf(String split) {
    List<Integer> trials = new ArrayList<>();
    for (int trial = 0; trial < splits.size(); trial++) {
      if (splits.get(trial).equals(split)) {
        trials.add(trial);
      }
    }
    return trials;
  }

  /** The splits, those that are evidence about the data first. */
  List<String> splits() {
    List<String> found = new ArrayList<>(splits.subList(random, splits.size()));
    if (random > 0) {
      found.add(EvaluationTables.RANDOM);
    }
    return found;
  }

  /** The groups that have rows: every router with every segment that holds queries itself. */
  List<Integer> groups() {
    List<Integer> segments = new ArrayList<>();
    for (int segment = 0; segment < grid.ownSegments(); segment++) {
      segments.add(segment);
    }
    segments.sort(
        Comparator.comparing(segment -> grid.segments().get(segment).name(), SegmentName.ORDER));
    List<Integer> groups = new ArrayList<>();
    for (int router = 0; router < grid.routers().size(); router++) {
      for (int segment : segments) {
        groups.add(grid.group(router, segment));
      }
    }
    return groups;
  }

  /** Visits every cell, in the order of routers, segments, kinds, targets and levels. */
  void forEachCell(BiConsumer<Place, Cell> visitor) {
    for (int group : groups()) {
      forEachPlace(group, place -> visitor.accept(place, cell(place)));
    }
  }

  /** Visits every cell of a group. */
  void forEachPlace(int group, Consumer<Place> visitor) {
    for (int kind = 0; kind < grid.kinds().size(); kind++) {
      for (int target = 0; target < grid.targets().size(); target++) {
        for (int level = 0; level < levels.size(); level++) {
          visitor.accept(place(group, kind, target, level));
        }
      }
    }
  }

  /** The place of a cell. */
  Place place(int group, int kind, int target, int level) {
    return new Place(group, kind, target, level, grid.stream(group, kind, target));
  }

  /** The cell at a place. */
  Cell cell(Place place) {
    TrialLevel level = levels.get(place.level());
    return new Cell(
        router(place.group()),
        segment(place.group()),
        grid.kinds().get(place.kind()),
        grid.targets().get(place.target()),
        level.guarantee(),
        level.riskLevel());
  }

  /** What is calibrated. */
  Grid grid() {
    return grid;
  }

  /** The score kind of the policy, by whose normalization router scores weigh over a whole pool. */
  int policyKind(EvaluateConfig config) {
    return grid.kinds().indexOf(config.calibration().policy().score());
  }

  /** Levels by number. */
  List<TrialLevel> levels() {
    return levels;
  }

  /** Name of a group's router. */
  String router(int group) {
    return grid.routers().get(grid.router(group)).router();
  }

  /** Name of a group's segment. */
  String segment(int group) {
    return grid.segments().get(grid.segment(group)).name();
  }

  /** The pool of a group's router. */
  List<String> models(int group) {
    return grid.routers().get(grid.router(group)).pool().models();
  }
}
