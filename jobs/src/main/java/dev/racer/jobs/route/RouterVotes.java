package dev.racer.jobs.route;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.sum;

import dev.racer.core.pool.CodePointOrder;
import dev.racer.spark.schema.Predictions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * What a vote over the sets of a router came to.
 *
 * @param router its name
 * @param vote as tables have it
 * @param temperature of a weighted vote; empty for the majority
 * @param answered queries with an answer
 * @param unanswered queries without one, by reason
 * @param tied of those answered, where router scores decided
 * @param missingConfidences answers in all sets together that have no confidence
 * @param meanShare mean share of the winning answer in all votes or weight; empty where no query
 *     has an answer
 */
public record RouterVotes(
    String router,
    String vote,
    OptionalDouble temperature,
    long answered,
    SortedMap<String, Long> unanswered,
    long tied,
    long missingConfidences,
    OptionalDouble meanShare) {
  private static final double SHARE_UNITS = 1e9;
  private static final Comparator<RouterVotes> ORDER =
      Comparator.comparing(RouterVotes::router, CodePointOrder.INSTANCE)
          .thenComparing(RouterVotes::vote, CodePointOrder.INSTANCE)
          .thenComparingDouble(votes -> votes.temperature().orElse(0));

  /** Takes a copy. */
  public RouterVotes {
    unanswered = Collections.unmodifiableSortedMap(new TreeMap<>(unanswered));
  }

  /** Counts the rows of a table {@link Predictions}, in one pass; by router, vote, temperature. */
  static List<RouterVotes> of(Dataset<Row> predictions) {
    List<Row> counts =
        predictions
            .groupBy(
                Predictions.ROUTER,
                Predictions.VOTE,
                Predictions.TEMPERATURE,
                Predictions.UNANSWERED)
            .agg(
                count(lit(1)).as("queries"),
                count_if(coalesce(col(Predictions.TIED), lit(false))).as("tied"),
                sum(col(Predictions.MISSING_CONFIDENCES)).as("missing"),
                sum(rint(col(Predictions.SHARE).multiply(SHARE_UNITS)).cast(DataTypes.LongType))
                    .as("shares")) // in integers, so that the order of rows does not matter
            .collectAsList(); // bounded by routers, votes and reasons
    Map<List<Object>, List<Row>> byVote = new LinkedHashMap<>();
    for (Row row : counts) {
      List<Object> key = new ArrayList<>();
      key.add(row.getString(0));
      key.add(row.getString(1));
      key.add(temperature(row));
      byVote.computeIfAbsent(key, vote -> new ArrayList<>()).add(row);
    }
    return byVote.values().stream().map(RouterVotes::ofVote).sorted(ORDER).toList();
  }

  private static OptionalDouble temperature(Row row) {
    return row.isNullAt(2) ? OptionalDouble.empty() : OptionalDouble.of(row.getDouble(2));
  }

  private static RouterVotes ofVote(List<Row> rows) {
    long answered = 0;
    long tied = 0;
    long missing = 0;
    OptionalDouble share = OptionalDouble.empty();
    SortedMap<String, Long> unanswered = new TreeMap<>();
    for (Row row : rows) {
      long queries = row.getAs("queries");
      missing += row.<Long>getAs("missing");
      if (row.isNullAt(3)) {
        answered = queries;
        tied = row.getAs("tied");
        share = OptionalDouble.of(row.<Long>getAs("shares") / SHARE_UNITS / queries);
      } else {
        unanswered.put(row.getString(3), queries);
      }
    }
    Row first = rows.get(0);
    return new RouterVotes(
        first.getString(0),
        first.getString(1),
        temperature(first),
        answered,
        unanswered,
        tied,
        missing,
        share);
  }

  /** Queries with and without an answer. */
  public long queries() {
    return answered + unansweredQueries();
  }

  /** Queries without an answer. */
  public long unansweredQueries() {
    return unanswered.values().stream().mapToLong(Long::longValue).sum();
  }
}
