package dev.racer.spark.records;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.lake.InputTable;
import dev.racer.spark.lake.QueryColumns;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.TimestampType;

/**
 * The rows of the input tables that fall into the days asked for, with the key that they are joined
 * on settled: (date, query_id) when all tables have dates, else query_id.
 *
 * <p>Queries carry the column {@value #EXCLUSION}: null, or why the query is not wanted.
 *
 * @param queries queries; with a column {@code date} (null where the lake has no days)
 * @param routerScores scores in long form
 * @param outcomes outcomes, with or without labels; empty where they do not matter, and all labels
 *     are unknown
 * @param keyedByDate whether the key holds the date
 * @param hasDays whether queries have a day, in the key or beside it
 * @param totals how many rows there were before a slice of them was taken; empty for all rows
 */
public record LakeRows(
    InputTable queries,
    InputTable routerScores,
    Optional<InputTable> outcomes,
    boolean keyedByDate,
    boolean hasDays,
    Optional<Totals> totals) {
  static final String EXCLUSION = "exclusion";

  /**
   * Rows of the tables.
   *
   * @param queries rows of queries
   * @param scores router scores; entries, for a wide table
   * @param outcomes rows of outcomes; 0 where they do not matter
   */
  record Totals(long queries, long scores, long outcomes) {}

  /**
   * Settles the key and takes the days asked for.
   *
   * @throws DataContractException if some of the tables have dates and others have none
   * @throws ConfigException if days are asked for and the queries have no time
   */
  public static LakeRows of(
      InputTable queries, InputTable routerScores, InputTable outcomes, DateRange range) {
    return of(queries, routerScores, Optional.of(outcomes), range);
  }

  /**
   * Settles the key and takes the days asked for, where labels do not matter.
   *
   * @throws DataContractException if one of the tables has dates and the other has none
   * @throws ConfigException if days are asked for and the queries have no time
   */
  public static LakeRows withoutOutcomes(
      InputTable queries, InputTable routerScores, DateRange range) {
    return of(queries, routerScores, Optional.empty(), range);
  }

  private static LakeRows of(
      InputTable queries, InputTable routerScores, Optional<InputTable> outcomes, DateRange range) {
    boolean hasDate = queries.has(QueryColumns.DATE);
    boolean hasTime = hasDate || queries.has(QueryColumns.EVENT_TIME);
    boolean scoresDated = routerScores.has(QueryColumns.DATE);
    Optional<Boolean> outcomesDated = outcomes.map(table -> table.has(QueryColumns.DATE));
    if (outcomesDated.orElse(scoresDated) != scoresDated || (scoresDated && !hasTime)) {
      throw new DataContractException(
          "A query is identified by (date, query_id) when all tables have a date, else by"
              + " query_id; expected a column 'date' in all of them or in none, got queries: "
              + yesNo(hasTime)
              + ", router-scores: "
              + yesNo(scoresDated)
              + outcomesDated.map(dated -> ", outcomes: " + yesNo(dated)).orElse(""));
    }
    if (!range.isUnbounded() && !hasTime) {
      throw new ConfigException(
          "--from and --to need a column 'date' or 'event_time' in table queries ('"
              + queries.location()
              + "'), which has neither");
    }
    Column day =
        hasDate
            ? col(QueryColumns.DATE)
            : hasTime ? utcDay(queries) : lit(null).cast(DataTypes.StringType);
    Dataset<Row> dated = queries.rows().withColumn(QueryColumns.DATE, day);
    Optional<Column> outside = outside(range);
    if (scoresDated) { // a partition filter, in all tables alike
      return new LakeRows(
          queries.withRows(withExclusion(inside(dated, outside), Optional.empty())),
          routerScores.withRows(inside(routerScores.rows(), outside)),
          outcomes.map(table -> table.withRows(inside(table.rows(), outside))),
          true,
          true,
          Optional.empty());
    }
    return new LakeRows(
        queries.withRows(withExclusion(dated, outside)),
        routerScores,
        outcomes,
        false,
        hasTime,
        Optional.empty());
  }

  /** The same tables with other rows or columns of queries. */
  LakeRows withQueries(Dataset<Row> other) {
    return new LakeRows(
        queries.withRows(other), routerScores, outcomes, keyedByDate, hasDays, totals);
  }

  /** The columns that identify a query. */
  public List<String> key() {
    return keyedByDate
        ? List.of(QueryColumns.DATE, QueryColumns.QUERY_ID)
        : List.of(QueryColumns.QUERY_ID);
  }

  /**
   * Whether queries of several days have the same id; a pass over the queries where the key holds
   * the date, else nothing to look for.
   */
  public boolean idsRecur() {
    return keyedByDate
        && !queries
            .rows()
            .filter(col(QueryColumns.QUERY_ID).isNotNull())
            .groupBy(col(QueryColumns.QUERY_ID))
            .agg(min(col(QueryColumns.DATE)).as("first"), max(col(QueryColumns.DATE)).as("last"))
            .filter(col("first").notEqual(col("last")))
            .isEmpty();
  }

  /** Whether the key is complete. */
  Column hasKey() {
    return key().stream().map(column -> col(column).isNotNull()).reduce(Column::and).orElseThrow();
  }

  /** Whether a row names a query: its key is complete, and the date in it is a day. */
  Column isKeyed() {
    return keyedByDate ? hasKey().and(dateIsDay()) : hasKey();
  }

  /** Whether the time of a query is not of the UTC day that its date names. */
  Column isOutsideDate() {
    if (!queries.has(QueryColumns.EVENT_TIME)) {
      return lit(false);
    }
    Column day = col(QueryColumns.DATE);
    return coalesce(utcDay(queries).notEqual(day).and(dateIsDay()), lit(false));
  }

  /** The UTC day of a query's time, whatever the time zone of the session. */
  private static Column utcDay(InputTable queries) {
    DataType type = queries.rows().schema().apply(QueryColumns.EVENT_TIME).dataType();
    Column day =
        type instanceof TimestampType
            ? expr("date_from_unix_date(cast(floor(unix_seconds(event_time) / 86400) as int))")
            : to_date(col(QueryColumns.EVENT_TIME)); // without a zone: read as UTC
    return day.cast(DataTypes.StringType);
  }

  /** Whether the date of a row, if it has one, is a day written {@code YYYY-MM-DD}. */
  static Column dateIsDay() {
    Column day = expr("try_cast(`date` as date)").cast(DataTypes.StringType);
    return col(QueryColumns.DATE).isNull().or(coalesce(day.equalTo(col("date")), lit(false)));
  }

  private static Dataset<Row> withExclusion(Dataset<Row> queries, Optional<Column> outside) {
    Column exclusion = when(col(QueryColumns.EXCLUDED), lit(Exclusion.BY_RULE));
    if (outside.isPresent()) {
      // a query without a date lies in none of the days asked for
      Column isOutside = coalesce(outside.get(), lit(true));
      exclusion = when(isOutside, lit(Exclusion.BY_DATE)).otherwise(exclusion);
    }
    return queries.withColumn(EXCLUSION, exclusion).drop(QueryColumns.EXCLUDED);
  }

  private static Dataset<Row> inside(Dataset<Row> rows, Optional<Column> outside) {
    // a row without a date, or with one that is no day, is for the quarantine
    Column hasDay = col(QueryColumns.DATE).isNotNull().and(dateIsDay());
    return outside.map(out -> rows.filter(hasDay.and(out).unary_$bang())).orElse(rows);
  }

  private static Optional<Column> outside(DateRange range) {
    List<Column> conditions = new ArrayList<>();
    range
        .from()
        .map(LocalDate::toString)
        .map(col(QueryColumns.DATE)::lt)
        .ifPresent(conditions::add);
    range.to().map(LocalDate::toString).map(col(QueryColumns.DATE)::geq).ifPresent(conditions::add);
    return conditions.stream().reduce(Column::or);
  }

  private static String yesNo(boolean yes) {
    return yes ? "yes" : "no";
  }
}
