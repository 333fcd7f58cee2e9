package dev.racer.jobs.diff;

import dev.racer.core.pool.ModelPool;
import dev.racer.core.published.PublishedRouter;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.jobs.records.RecordReader;
import dev.racer.jobs.records.RecordTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What two versions do to the same queries, decided by the code that gateways decide with.
 *
 * @param name what the queries are, for example a day
 * @param segments worst first
 * @param passedOver records that could not be decided by both versions, as they lack the scores of
 *     some model of a pool, or are of another router or version of it
 */
public record TrafficDiff(String name, List<SegmentDiff> segments, long passedOver) {
  /** Takes a copy. */
  public TrafficDiff {
    segments = List.copyOf(segments);
  }

  /**
   * Decides the queries of records under both versions.
   *
   * @param name what the queries are, for example a day
   * @param from the one version
   * @param to the other
   * @param records fully labelled or not; those of routers that only one version has are passed
   *     over
   * @throws dev.racer.spark.lake.DataContractException if the records cannot be read
   */
  public static TrafficDiff of(
      String name, PublishedThresholds from, PublishedThresholds to, RecordTable records) {
    List<List<String>> segmentations = new ArrayList<>(from.segmentColumns());
    segmentations.retainAll(to.segmentColumns());
    Set<String> columns = new LinkedHashSet<>();
    segmentations.forEach(columns::addAll);
    List<String> segmentColumns = List.copyOf(columns);
    segmentations.add(0, List.of());
    Map<String, List<RouterTraffic>> routers = new HashMap<>();
    for (PublishedRouter router : from.routers()) {
      String of = router.router();
      if (to.routers().stream().anyMatch(other -> other.router().equals(of))) {
        List<RouterTraffic> traffic = new ArrayList<>();
        for (List<String> segmentation : segmentations) {
          traffic.add(new RouterTraffic(of, segmentation, segmentColumns, from, to));
        }
        routers.put(of, traffic);
      }
    }
    long[] passedOver = {0};
    records.forEach(
        segmentColumns, record -> passedOver[0] += add(record, routers, records) ? 0 : 1);
    return new TrafficDiff(
        name,
        routers.values().stream()
            .flatMap(List::stream)
            .flatMap(traffic -> traffic.segments().stream())
            .sorted(SegmentDiff.WORST_FIRST)
            .toList(),
        passedOver[0]);
  }

  private static boolean add(
      RecordReader record, Map<String, List<RouterTraffic>> routers, RecordTable records) {
    Optional<ModelPool> recorded = Optional.ofNullable(records.pools().get(record.poolId()));
    List<RouterTraffic> traffic = routers.get(record.router());
    if (traffic == null
        || recorded.isEmpty()
        || !records.counts(record)
        || !traffic.get(0).fits(recorded.get())) {
      return false;
    }
    traffic.forEach(each -> each.add(record, recorded.get()));
    return true;
  }
}
