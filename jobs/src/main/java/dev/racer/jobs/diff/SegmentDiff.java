package dev.racer.jobs.diff;

import dev.racer.core.pool.CodePointOrder;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.SegmentName;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The queries of a router in a segment under two versions.
 *
 * @param router name of the router
 * @param segment name of the segment
 * @param fromRow the row in force for it in the one version; empty if that has none
 * @param toRow the row in force for it in the other
 * @param from what the one version does
 * @param to what the other does
 * @param larger queries whose set gains models and loses none
 * @param smaller queries whose set loses models and gains none
 * @param otherwise queries whose set changes otherwise
 * @param examples ids of some queries whose set changes: the first by the order of their bytes
 */
public record SegmentDiff(
    String router,
    String segment,
    Optional<PublishedThreshold> fromRow,
    Optional<PublishedThreshold> toRow,
    Served from,
    Served to,
    long larger,
    long smaller,
    long otherwise,
    List<String> examples) {
  /**
   * Worst segments first, by router: those whose risk rises most or falls least, then those whose
   * calls do. The segment of all queries stands before them.
   */
  static final Comparator<SegmentDiff> WORST_FIRST =
      Comparator.comparing(SegmentDiff::router, CodePointOrder.INSTANCE)
          .thenComparing(each -> !each.segment().equals(SegmentName.ALL))
          .thenComparing(Comparator.comparingDouble(SegmentDiff::addedRisk).reversed())
          .thenComparing(Comparator.comparingDouble(SegmentDiff::addedCalls).reversed())
          .thenComparing(SegmentDiff::segment, SegmentName.ORDER);

  /** Takes a copy. */
  public SegmentDiff {
    examples = List.copyOf(examples);
  }

  /** Queries whose set changes. */
  public long changed() {
    return larger + smaller + otherwise;
  }

  /** By how much the risk is higher under the other version; 0 without queries. */
  public double addedRisk() {
    return to.risk().orElse(0) - from.risk().orElse(0);
  }

  /** By how much the models called per query are more under the other version. */
  public double addedCalls() {
    return to.calls().orElse(0) - from.calls().orElse(0);
  }
}
