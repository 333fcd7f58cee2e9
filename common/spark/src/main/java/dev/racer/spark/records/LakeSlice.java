package dev.racer.spark.records;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import dev.racer.core.conformal.ExplorationSlice;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.lake.InputTable;
import dev.racer.spark.lake.QueryColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * The rows of the input tables that belong to the queries that calibrate: those explored by a coin,
 * or all. The tables are reduced before anything joins them; where every query was explored, they
 * are left as they are. Rows with a malformed key belong to no query and stay, to be quarantined;
 * so do further rows of an explored query, which make it ambiguous.
 *
 * <p>Holds the keys of the slice, and its rows where they are few, until it is closed.
 */
public final class LakeSlice implements AutoCloseable {
  private static final long MOST_BROADCAST = 1L << 19;
  private static final long LEAST_FRACTION = 5;
  private static final String PREFIX = "slice_"; // tells the columns of a join apart

  private final ExplorationSlice kind;
  private final LakeRows rows;
  private final List<Dataset<Row>> kept;
  private final boolean varies;

  private LakeSlice(ExplorationSlice kind, LakeRows rows, List<Dataset<Row>> kept, boolean varies) {
    this.kind = kind;
    this.rows = rows;
    this.kept = List.copyOf(kept);
    this.varies = varies;
  }

  /**
   * Takes the slice; one pass over the queries where it is the explored one.
   *
   * @param rows the rows of the days asked for
   * @param wanted which slice
   * @throws ConfigException if the explored slice is asked for, by name or by a column {@code
   *     explored}, and the queries have no such column, or no least probability is declared
   * @throws DataContractException if the coin or its probability is not known of a query that is
   *     not excluded, if a probability is less than the declared one, or if nothing was explored
   */
  public static LakeSlice of(LakeRows rows, Exploration wanted) {
    InputTable queries = rows.queries();
    boolean hasCoin = queries.has(QueryColumns.EXPLORED);
    ExplorationSlice kind =
        wanted.slice().orElse(hasCoin ? ExplorationSlice.EXPLORED : ExplorationSlice.ALL);
    if (kind == ExplorationSlice.ALL) {
      // every query is labelled because there is no other: probability 1, whatever was logged
      Dataset<Row> all =
          queries.rows().drop(QueryColumns.EXPLORED, QueryColumns.FULL_FANOUT_PROBABILITY);
      return new LakeSlice(kind, rows.withQueries(all), List.of(), false);
    }
    if (!hasCoin) {
      throw new ConfigException(
          "exploration.slice = explored needs a column 'explored' in table queries ('"
              + queries.location()
              + "'): whether a coin chose the query, as it fell; which queries it chose cannot be"
              + " told from complete labels");
    }
    double least =
        wanted
            .leastProbability()
            .orElseThrow(
                () ->
                    new ConfigException(
                        "exploration.least-probability must be set, as table queries ('"
                            + queries.location()
                            + "') says which queries were explored: the least probability with"
                            + " which any query is, in (0, 1]"));
    if (!queries.has(QueryColumns.FULL_FANOUT_PROBABILITY)) {
      throw new DataContractException(
          "Table queries ('"
              + queries.location()
              + "') has a column 'explored', but none 'full_fanout_probability', expected the"
              + " probability with which each query is explored; if it goes by another name, set"
              + " lake.columns.queries.full_fanout_probability");
    }
    Row counts = look(rows, least);
    long queryRows = counts.getLong(0);
    long explored = counts.getLong(1);
    refuse(rows, counts, least);
    LakeSlice all =
        new LakeSlice(kind, rows, List.of(), !Objects.equals(counts.get(9), counts.get(10)));
    Optional<String> day =
        Optional.ofNullable(counts.getString(11)).filter(first -> first.equals(counts.get(12)));
    return explored == queryRows ? all : reduced(all, queryRows, explored, day);
  }

  private static Row look(LakeRows rows, double least) {
    Column explored = coalesce(col(QueryColumns.EXPLORED), lit(false));
    Column wanted = col(LakeRows.EXCLUSION).isNull().and(rows.isKeyed());
    Column noCoin = wanted.and(col(QueryColumns.EXPLORED).isNull());
    Column probability = col(QueryColumns.FULL_FANOUT_PROBABILITY);
    Column isOne = probability.gt(0).and(probability.leq(1)); // NaN is above all
    Column none = wanted.and(explored).and(not(coalesce(isOne, lit(false))));
    Column tooSmall = wanted.and(explored).and(isOne).and(probability.lt(least));
    Column id = col(QueryColumns.QUERY_ID);
    return rows.queries()
        .rows()
        .agg(
            count(lit(1)),
            count_if(explored.and(rows.isKeyed())),
            count_if(noCoin),
            min(when(noCoin, id)),
            count_if(none),
            min(when(none, id)),
            count_if(tooSmall),
            min(when(tooSmall, id)),
            min(when(tooSmall, probability)),
            min(when(wanted.and(explored), probability)),
            max(when(wanted.and(explored), probability)),
            min(when(explored.and(rows.isKeyed()), col(QueryColumns.DATE))),
            max(when(explored.and(rows.isKeyed()), col(QueryColumns.DATE))))
        .first();
  }

  private static void refuse(LakeRows rows, Row counts, double least) {
    String table = "Table queries ('" + rows.queries().location() + "'): ";
    if (counts.getLong(2) > 0) {
      throw new DataContractException(
          table
              + "explored is null in "
              + counts.getLong(2)
              + " rows, query_id '"
              + counts.getString(3)
              + "' for one; expected how the coin fell, true or false, for every query");
    }
    if (counts.getLong(4) > 0) {
      throw new DataContractException(
          table
              + "full_fanout_probability of "
              + counts.getLong(4)
              + " explored queries is no probability, of query_id '"
              + counts.getString(5)
              + "' for one; expected a number in (0, 1], that with which the coin fell");
    }
    if (counts.getLong(6) > 0) {
      throw new DataContractException(
          table
              + "full_fanout_probability of "
              + counts.getLong(6)
              + " explored queries is below exploration.least-probability = "
              + least
              + ", down to "
              + counts.getDouble(8)
              + ", query_id '"
              + counts.getString(7)
              + "' for one; expected the least probability to be declared before queries are"
              + " explored: declare the one that holds for the days asked for");
    }
    if (counts.getLong(1) == 0) {
      throw new DataContractException(
          table
              + "none of the "
              + counts.getLong(0)
              + " queries of the days asked for was explored; expected some, as only their labels"
              + " calibrate");
    }
  }

  /**
   * @param queryRows rows of queries, explored or not
   * @param day the day of all explored queries, if there is one
   */
  private static LakeSlice reduced(
      LakeSlice all, long queryRows, long explored, Optional<String> day) {
    LakeRows rows = all.rows;
    List<Column> names = new ArrayList<>();
    StructType schema = new StructType();
    for (String column : rows.key()) {
      names.add(col(column).as(PREFIX + column));
      schema = schema.add(PREFIX + column, DataTypes.StringType);
    }
    Dataset<Row> queries = rows.queries().rows();
    Row noKey = RowFactory.create(new Object[names.size()]);
    Dataset<Row> keys =
        queries
            .filter(col(QueryColumns.EXPLORED).and(rows.isKeyed()))
            .select(names.toArray(Column[]::new))
            .union(queries.sparkSession().createDataFrame(List.of(noKey), schema))
            .persist(StorageLevel.MEMORY_AND_DISK()); // the tables are read several times
    Dataset<Row> small = explored <= MOST_BROADCAST ? broadcast(keys) : keys;
    boolean areFew = explored <= queryRows / LEAST_FRACTION;
    List<Dataset<Row>> kept = new ArrayList<>(List.of(keys));
    UnaryOperator<InputTable> within =
        table -> {
          Dataset<Row> reduced = table.rows().join(small, same(rows, keys, day), "left_semi");
          if (areFew) { // cheaper to keep than to look for in the whole table again
            kept.add(reduced.persist(StorageLevel.MEMORY_AND_DISK()));
          }
          return table.withRows(reduced);
        };
    LakeRows slice =
        new LakeRows(
            within.apply(rows.queries()),
            within.apply(rows.routerScores()),
            rows.outcomes().map(within),
            rows.keyedByDate(),
            rows.hasDays(),
            Optional.of(
                new LakeRows.Totals(
                    queryRows,
                    rows.routerScores().rows().count(),
                    rows.outcomes().map(table -> table.rows().count()).orElse(0L))));
    return new LakeSlice(all.kind, slice, kept, all.varies);
  }

  private static Column same(LakeRows rows, Dataset<Row> keys, Optional<String> day) {
    Column isKeyed =
        day.filter(one -> rows.keyedByDate())
            .map(
                one ->
                    rows.hasKey().and(col(QueryColumns.DATE).equalTo(one).or(LakeRows.dateIsDay())))
            .orElseGet(rows::isKeyed); // the same, but dearer
    return rows.key().stream()
        // a malformed key is read as nulls, and the keys hold nulls once
        .map(column -> when(isKeyed, col(column)).eqNullSafe(keys.col(PREFIX + column)))
        .reduce(Column::and)
        .orElseThrow();
  }

  /** Which slice it is. */
  public ExplorationSlice kind() {
    return kind;
  }

  /** The rows of its queries. */
  public LakeRows rows() {
    return rows;
  }

  /**
   * Passes if all queries of the slice were explored with one probability.
   *
   * @param verb what needs it
   * @throws ConfigException if they were not
   */
  public void requireOneProbability(String verb) {
    if (varies) {
      throw new ConfigException(
          verb
              + " takes the explored queries as they are, which are no fair sample where"
              + " full_fanout_probability varies; expected one probability: choose queries of one"
              + " with calibration.exclude-where, or with --from and --to");
    }
  }

  @Override
  public void close() {
    kept.forEach(Dataset::unpersist);
  }
}
