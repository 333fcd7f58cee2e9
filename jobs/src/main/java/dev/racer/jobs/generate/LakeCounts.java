package dev.racer.jobs.generate;

import dev.racer.jobs.generate.GenerateConfig.ScoreLayout;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * What the tables of a lake hold, counted from the world itself and not from what was written.
 *
 * @param rows rows of each table, malformed ones included
 * @param malformed malformed rows per table and kind; kinds that do not occur are absent
 * @param routerTrainQueries queries that the routers were trained on
 * @param exploredQueries queries that the coin sent to the whole pool
 * @param unknownLabels outcomes without a label, malformed rows left out
 */
record LakeCounts(
    SortedMap<LakeTable, Long> rows,
    SortedMap<LakeTable, SortedMap<String, Long>> malformed,
    long routerTrainQueries,
    long exploredQueries,
    long unknownLabels) {

  /** Counts; a pass over the queries that takes some nanoseconds for each. */
  static LakeCounts of(GenerateConfig config, SyntheticWorld world) {
    double corruptShare = config.corruptShare();
    long routerTrain = 0;
    long scored = 0;
    long explored = 0;
    SortedMap<LakeTable, SortedMap<String, Long>> malformed = new TreeMap<>();
    SortedMap<LakeTable, Long> added = new TreeMap<>();
    for (long query = 0; query < config.queries(); query++) {
      boolean trained = world.routerTrain(query);
      routerTrain += trained ? 1 : 0;
      boolean isScored = world.isScored(query);
      scored += isScored ? 1 : 0;
      explored += world.isExplored(query) ? 1 : 0;
      if (Malformation.befalls(query, corruptShare)) {
        Malformation one = Malformation.of(query, corruptShare, isScored);
        malformed
            .computeIfAbsent(one.table(), table -> new TreeMap<>())
            .merge(one.key(), 1L, Long::sum);
        boolean adds = config.scoreLayout() == ScoreLayout.WIDE ? one.addsWideRow() : one.addsRow();
        added.merge(one.table(), adds ? 1L : 0L, Long::sum);
      }
    }
    SortedMap<LakeTable, Long> rows = new TreeMap<>();
    rows.put(LakeTable.QUERIES, config.queries());
    rows.put(LakeTable.ROUTER_SCORES, scored * rowsPerQuery(config, LakeTable.ROUTER_SCORES));
    int called = config.traffic().called().orElse(config.models());
    rows.put(
        LakeTable.OUTCOMES, explored * config.models() + (config.queries() - explored) * called);
    added.forEach((table, count) -> rows.merge(table, count, Long::sum));
    malformed.replaceAll((table, kinds) -> Collections.unmodifiableSortedMap(kinds));
    return new LakeCounts(
        Collections.unmodifiableSortedMap(rows),
        Collections.unmodifiableSortedMap(malformed),
        routerTrain,
        explored,
        config.unknownShare() > 0 || config.traffic().labelledUntil().isPresent()
            ? unknownLabels(config, world)
            : 0);
  }

  /** Returns the rows that a query has in a table at most, without malformed ones. */
  static long rowsPerQuery(GenerateConfig config, LakeTable table) {
    return switch (table) {
      case QUERIES -> 1;
      case ROUTER_SCORES ->
          config.scoreLayout() == ScoreLayout.WIDE
              ? config.routers().size()
              : (long) config.routers().size() * config.models();
      case OUTCOMES -> config.models();
    };
  }

  private static long unknownLabels(GenerateConfig config, SyntheticWorld world) {
    return Slice.cut(config.startDate(), config.days(), config.queries(), 100_000).parallelStream()
        .mapToLong(slice -> unknownLabels(world, slice))
        .sum();
  }

  private static long unknownLabels(SyntheticWorld world, Slice slice) {
    DayOfWorld day = new DayOfWorld(world, slice);
    return LongStream.range(slice.from(), slice.to())
        .map(
            query -> {
              day.look(query);
              long unknown = 0;
              for (int m : day.called()) {
                unknown += day.isUnknown(m) ? 1 : 0;
              }
              return unknown;
            })
        .sum();
  }
}
