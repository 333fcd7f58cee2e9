package dev.racer.spark.conformal;

import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.score.ScoreKind;
import dev.racer.core.score.Smoothing;
import dev.racer.spark.records.RouterPool;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that is calibrated in one go, numbered: a <em>group</em> is a router and a segment, a
 * <em>stream</em> is a group with a score kind and a risk target, whose critical scores have an
 * order.
 *
 * <p>Segments: all queries first, then the segments, last one pool of small segments for every
 * combination of columns. The pools hold no queries themselves.
 */
public final class Grid implements Serializable {
  private static final long serialVersionUID = 1L;

  private final List<RouterPool> routers;
  private final List<String> segmentColumns;
  private final List<Segment> segments;
  private final int pools;
  private final List<ScoreKind> kinds;
  private final List<RiskTarget> targets;
  private final Smoothing smoothing;

  /**
   * @param routers routers with their pools
   * @param segmentColumns the columns of the records that segments are made of
   * @param combinations combinations of them that make segments
   * @param values for each combination, the value tuples that occur
   * @param kinds score kinds
   * @param targets risk targets
   * @param smoothing how ties are broken
   */
  public Grid(
      List<RouterPool> routers,
      List<String> segmentColumns,
      List<List<String>> combinations,
      List<List<List<String>>> values,
      List<ScoreKind> kinds,
      List<RiskTarget> targets,
      Smoothing smoothing) {
    this.routers = List.copyOf(routers);
    this.segmentColumns = List.copyOf(segmentColumns);
    List<Segment> all = new ArrayList<>();
    all.add(Segment.ALL);
    for (int i = 0; i < combinations.size(); i++) {
      for (List<String> tuple : values.get(i)) {
        all.add(new Segment(combinations.get(i), tuple));
      }
    }
    combinations.forEach(combination -> all.add(Segment.rest(combination)));
    this.segments = List.copyOf(all);
    this.pools = combinations.size();
    this.kinds = List.copyOf(kinds);
    this.targets = List.copyOf(targets);
    this.smoothing = smoothing;
    Math.multiplyExact(
        Math.multiplyExact(routers.size(), segments.size()),
        Math.multiplyExact(kinds.size(), targets.size())); // stream numbers are ints
  }

  private Grid(Grid other, ScoreKind kind, RiskTarget target) {
    this.routers = other.routers;
    this.segmentColumns = other.segmentColumns;
    this.segments = other.segments;
    this.pools = other.pools;
    this.kinds = List.of(kind);
    this.targets = List.of(target);
    this.smoothing = other.smoothing;
  }

  /**
   * The same groups with one of the score kinds and one of the risk targets.
   *
   * @throws IllegalArgumentException if the grid has no such kind or target
   */
  public Grid only(ScoreKind kind, RiskTarget target) {
    if (!kinds.contains(kind) || !targets.contains(target)) {
      throw new IllegalArgumentException(
          "Kind and target must be of "
              + kinds
              + " and "
              + targets
              + ", got "
              + kind
              + ", "
              + target);
    }
    return new Grid(this, kind, target);
  }

  /** Routers, by their number. */
  public List<RouterPool> routers() {
    return routers;
  }

  /** Columns of the records that segments are made of. */
  public List<String> segmentColumns() {
    return segmentColumns;
  }

  /** Segments by their number, pools of small ones last. */
  public List<Segment> segments() {
    return segments;
  }

  /** Number of segments that queries belong to. */
  public int ownSegments() {
    return segments.size() - pools;
  }

  /** Number of the pool of small segments of these columns. */
  public int restOf(List<String> columns) {
    return segments.subList(ownSegments(), segments.size()).indexOf(Segment.rest(columns))
        + ownSegments();
  }

  /** Score kinds, by their number. */
  public List<ScoreKind> kinds() {
    return kinds;
  }

  /** Risk targets, by their number. */
  public List<RiskTarget> targets() {
    return targets;
  }

  /** How ties are broken. */
  public Smoothing smoothing() {
    return smoothing;
  }

  /** Number of groups. */
  public int groups() {
    return routers.size() * segments.size();
  }

  /** The group of a router and a segment, both by number. */
  public int group(int router, int segment) {
    return router * segments.size() + segment;
  }

  /** Number of streams. */
  public int streams() {
    return groups() * kinds.size() * targets.size();
  }

  /** Number of cells. */
  public int cells() {
    return groups() * kinds.size();
  }

  /** The router of a group. */
  public int router(int group) {
    return group / segments.size();
  }

  /** The segment of a group. */
  public int segment(int group) {
    return group % segments.size();
  }

  /** The stream of a group, a score kind and a risk target, all by number. */
  public int stream(int group, int kind, int target) {
    return cell(group, kind) * targets.size() + target;
  }

  /** A group with a score kind: what shares the sizes of sets. */
  public int cell(int group, int kind) {
    return group * kinds.size() + kind;
  }

  /** The cell of a stream. */
  public int cellOfStream(int stream) {
    return stream / targets.size();
  }

  /** The group of a stream. */
  public int groupOfStream(int stream) {
    return groupOfCell(cellOfStream(stream));
  }

  /** The group of a cell. */
  public int groupOfCell(int cell) {
    return cell / kinds.size();
  }

  /** The score kind of a cell. */
  public int kindOfCell(int cell) {
    return cell % kinds.size();
  }
}
