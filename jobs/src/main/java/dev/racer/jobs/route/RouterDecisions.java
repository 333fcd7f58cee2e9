package dev.racer.jobs.route;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import dev.racer.core.pool.CodePointOrder;
import dev.racer.core.serving.Action;
import dev.racer.spark.schema.ModelSets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How often what was decided for the queries of a router.
 *
 * @param router its name
 * @param poolId identity of its model pool
 * @param rows decided rows, by key of the action and key of the reason
 * @param setSizeSum candidates in all sets together
 * @param excluded rows without a decision, by reason
 */
public record RouterDecisions(
    String router,
    String poolId,
    SortedMap<String, SortedMap<String, Long>> rows,
    long setSizeSum,
    SortedMap<String, Long> excluded) {
  /** Takes copies. */
  public RouterDecisions {
    SortedMap<String, SortedMap<String, Long>> copy = new TreeMap<>();
    rows.forEach(
        (action, reasons) ->
            copy.put(action, Collections.unmodifiableSortedMap(new TreeMap<>(reasons))));
    rows = Collections.unmodifiableSortedMap(copy);
    excluded = Collections.unmodifiableSortedMap(new TreeMap<>(excluded));
  }

  /** Counts the rows of a table {@link ModelSets}, in one pass; by name of the router. */
  static List<RouterDecisions> of(Dataset<Row> modelSets) {
    List<Row> counts =
        modelSets
            .groupBy(
                ModelSets.ROUTER,
                ModelSets.POOL_ID,
                ModelSets.ACTION,
                ModelSets.REASON,
                ModelSets.EXCLUSION)
            .agg(count(lit(1)), coalesce(sum(col(ModelSets.SET_SIZE)), lit(0L)))
            .collectAsList(); // bounded by routers, actions and reasons
    Map<String, List<Row>> byRouter = new TreeMap<>(CodePointOrder.INSTANCE);
    counts.forEach(
        row -> byRouter.computeIfAbsent(row.getString(0), name -> new ArrayList<>()).add(row));
    return byRouter.entrySet().stream().map(each -> of(each.getKey(), each.getValue())).toList();
  }

  private static RouterDecisions of(String router, List<Row> counts) {
    SortedMap<String, SortedMap<String, Long>> rows = new TreeMap<>();
    SortedMap<String, Long> excluded = new TreeMap<>();
    long setSizeSum = 0;
    for (Row row : counts) {
      if (row.isNullAt(4)) {
        rows.computeIfAbsent(row.getString(2), action -> new TreeMap<>())
            .put(row.getString(3), row.getLong(5));
      } else {
        excluded.put(row.getString(4), row.getLong(5));
      }
      setSizeSum += row.getLong(6);
    }
    return new RouterDecisions(router, counts.get(0).getString(1), rows, setSizeSum, excluded);
  }

  /** Decided rows. */
  public long decided() {
    return rows.keySet().stream().mapToLong(this::decided).sum();
  }

  private long decided(String action) {
    return rows.getOrDefault(action, Collections.emptySortedMap()).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  /** Rows without a decision. */
  public long excludedRows() {
    return excluded.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Mean set size of the decided rows; empty without any. */
  public OptionalDouble meanSetSize() {
    return share(setSizeSum);
  }

  /** Share of the decided rows that abstain; empty without any. */
  public OptionalDouble abstentionRate() {
    return share(decided(Action.ABSTAIN.key()));
  }

  private OptionalDouble share(long part) {
    long all = decided();
    return all == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / all);
  }
}
