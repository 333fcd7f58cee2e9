package dev.racer.core.published;

import dev.racer.core.pool.CodePointOrder;
import dev.racer.core.pool.ModelPool;
import dev.racer.core.score.Smoothing;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Everything a gateway needs to decide model sets: the document {@code thresholds.json}.
 *
 * <p>It says nothing about the run that made it, so that the same inputs give the same bytes. The
 * lists may be handed over in any order; they are held in the document's.
 *
 * @param publication name of the publication
 * @param pools the routers' model pools; distinct, held by id
 * @param routers distinct, held by code point
 * @param smoothing how ties are broken
 * @param unknownLabels {@code worst-case} or {@code exclude}
 * @param infeasibleAction {@code call-all} or {@code refuse}: what to do without a threshold
 * @param fallback {@code rest}, {@code all} or {@code call-all}: what small segments fall back to
 * @param minN segments with fewer rows are small; not negative
 * @param segmentColumns the columns of each segmentation, as configured; may be empty
 * @param policy names the rows in force
 * @param thresholds held in {@link PublishedThreshold#ORDER}, without equals under it
 */
public record PublishedThresholds(
    String publication,
    List<ModelPool> pools,
    List<PublishedRouter> routers,
    Smoothing smoothing,
    String unknownLabels,
    String infeasibleAction,
    String fallback,
    long minN,
    List<List<String>> segmentColumns,
    PublishedPolicy policy,
    List<PublishedThreshold> thresholds) {

  /** Fallback: a small segment is served by the small segments of its columns, pooled. */
  public static final String FALLBACK_REST = "rest";

  /** Fallback: a small segment is served by the threshold of all queries. */
  public static final String FALLBACK_ALL = "all";

  /** Fallback: a small segment has no threshold, all candidates are called. */
  public static final String FALLBACK_CALL_ALL = "call-all";

  /**
   * Checks the parts against each other: every row belongs to this publication, to a router listed
   * here with its pool, and to the segmentations; it is in force exactly when the policy names it.
   *
   * @throws IllegalArgumentException naming the part, the value and what was expected
   */
  public PublishedThresholds {
    Require.name("Publication", publication);
    Require.oneOf("Unknown labels", Vocabulary.UNKNOWN_LABELS, unknownLabels);
    Require.oneOf("Infeasible action", Vocabulary.INFEASIBLE_ACTIONS, infeasibleAction);
    Require.oneOf("Fallback", Vocabulary.FALLBACKS, fallback);
    Require.notNegative("Min n", minN);
    pools = sortedDistinct("Pool", pools, Comparator.comparing(ModelPool::id), ModelPool::id);
    routers =
        sortedDistinct(
            "Router",
            routers,
            Comparator.comparing(PublishedRouter::router, CodePointOrder.INSTANCE),
            PublishedRouter::router);
    segmentColumns = segmentColumns.stream().map(List::copyOf).toList();
    segmentColumns.forEach(SegmentName::rest); // refuses columns that cannot be named
    requireDistinct("Segmentation", segmentColumns);
    thresholds =
        sortedDistinct(
            "Threshold", thresholds, PublishedThreshold.ORDER, PublishedThresholds::describe);

    Map<String, String> poolIds = poolIds(pools, routers);
    for (PublishedThreshold row : thresholds) {
      requireThat(row, row.publication().equals(publication), "publication " + publication);
      requireThat(
          row,
          row.poolId().equals(poolIds.get(row.router())),
          "a router of the document with its pool id");
      requireThat(
          row,
          row.ties().equals(smoothing.ties().key()),
          "ties " + smoothing.ties().key() + " as in smoothing");
      List<String> columns = SegmentName.parse(row.segment()).columns();
      requireThat(
          row,
          columns.isEmpty() || segmentColumns.contains(columns),
          "a segment over " + segmentColumns);
      requireThat(
          row,
          row.inForce() == policy.names(row),
          "in force exactly when the policy names the row");
    }
  }

  /**
   * Returns the pool of a router.
   *
   * @param router name of a router of the document
   * @throws IllegalArgumentException naming the routers that there are, if it is none of them
   */
  public ModelPool pool(String router) {
    return routers.stream()
        .filter(known -> known.router().equals(router))
        .flatMap(known -> pools.stream().filter(pool -> pool.id().equals(known.poolId())))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Router must be one of "
                        + routers.stream().map(PublishedRouter::router).toList()
                        + " in publication "
                        + publication
                        + ", got '"
                        + router
                        + "'"));
  }

  private static Map<String, String> poolIds(List<ModelPool> pools, List<PublishedRouter> routers) {
    List<String> known = pools.stream().map(ModelPool::id).toList();
    Map<String, String> poolIds = new HashMap<>();
    for (PublishedRouter router : routers) {
      Require.oneOf("Pool id of router " + router.router(), known, router.poolId());
      poolIds.put(router.router(), router.poolId());
    }
    return poolIds;
  }

  private static <T> List<T> sortedDistinct(
      String what, Collection<T> parts, Comparator<T> order, Function<T, String> name) {
    List<T> sorted = parts.stream().sorted(order).toList();
    for (int i = 1; i < sorted.size(); i++) {
      Require.that(
          order.compare(sorted.get(i - 1), sorted.get(i)) != 0,
          what + " must be given once",
          name.apply(sorted.get(i)) + " again");
    }
    return sorted;
  }

  private static void requireDistinct(String what, List<?> parts) {
    Require.that(new HashSet<>(parts).size() == parts.size(), what + " must be given once", parts);
  }

  private static void requireThat(PublishedThreshold row, boolean holds, String expected) {
    Require.that(holds, "Threshold must have " + expected, describe(row));
  }

  private static String describe(PublishedThreshold row) {
    return "router %s, segment %s, %s, %s, %s, %s, %s, risk level %s, pool %s, ties %s, in force %s"
        .formatted(
            row.router(),
            row.segment(),
            row.normalization(),
            row.nullScore(),
            row.nonconformity(),
            row.riskTarget(),
            row.guarantee(),
            row.riskLevel(),
            row.poolId(),
            row.ties(),
            row.inForce());
  }
}
