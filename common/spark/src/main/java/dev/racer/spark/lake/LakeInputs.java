package dev.racer.spark.lake;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where the three input tables are, and how their columns are called there.
 *
 * @param queries path of Parquet files, or name of a catalog table
 * @param routerScores path of Parquet files, or name of a catalog table
 * @param outcomes path of Parquet files, or name of a catalog table; empty where labels do not
 *     matter
 * @param columns for a table ({@value #QUERIES}, {@value #ROUTER_SCORES}, {@value #OUTCOMES}) and a
 *     column declared for it, the column or SQL expression that holds it in the files; columns that
 *     are not mentioned go by their declared name
 */
public record LakeInputs(
    String queries,
    String routerScores,
    Optional<String> outcomes,
    Map<String, Map<String, String>> columns) {
  /** The table of queries, as configuration and messages call it. */
  public static final String QUERIES = "queries";

  /** The table of router scores, as configuration and messages call it. */
  public static final String ROUTER_SCORES = "router-scores";

  /** The table of outcomes, as configuration and messages call it. */
  public static final String OUTCOMES = "outcomes";

  /** The three tables. */
  public static final List<String> TABLES = List.of(QUERIES, ROUTER_SCORES, OUTCOMES);

  /**
   * @throws IllegalArgumentException if a location is blank or {@code columns} names another table
   */
  public LakeInputs {
    requireLocation(QUERIES, queries);
    requireLocation(ROUTER_SCORES, routerScores);
    outcomes.ifPresent(location -> requireLocation(OUTCOMES, location));
    SortedMap<String, Map<String, String>> copy = new TreeMap<>();
    for (Map.Entry<String, Map<String, String>> table : columns.entrySet()) {
      if (!TABLES.contains(table.getKey())) {
        throw new IllegalArgumentException(
            "Columns of an unknown table: expected one of " + TABLES + ", got " + table.getKey());
      }
      copy.put(table.getKey(), Collections.unmodifiableSortedMap(new TreeMap<>(table.getValue())));
    }
    columns = Collections.unmodifiableSortedMap(copy);
  }

  /** All three tables. */
  public LakeInputs(
      String queries,
      String routerScores,
      String outcomes,
      Map<String, Map<String, String>> columns) {
    this(queries, routerScores, Optional.of(outcomes), columns);
  }

  /**
   * The location of a table.
   *
   * @param table one of {@link #TABLES}
   * @throws IllegalArgumentException if there is no such table
   */
  public String location(String table) {
    return switch (table) {
      case QUERIES -> queries;
      case ROUTER_SCORES -> routerScores;
      case OUTCOMES ->
          outcomes.orElseThrow(
              () -> new IllegalArgumentException("There is no location of table " + OUTCOMES));
      default -> throw unknownTable(table);
    };
  }

  /**
   * The columns of a table that go by another name in the files.
   *
   * @param table one of {@link #TABLES}
   * @return declared column to column name or SQL expression; empty when nothing is mapped
   */
  public Map<String, String> columnsOf(String table) {
    return columns.getOrDefault(table, Map.of());
  }

  /** The declared columns of a table that are mapped. */
  public Set<String> mapped(String table) {
    return columnsOf(table).keySet();
  }

  /**
   * The columns of a table that are read, beside segment columns of queries and confidence columns
   * of outcomes. A mapping of another one would have no effect.
   *
   * @param table one of {@link #TABLES}
   * @throws IllegalArgumentException if there is no such table
   */
  public static List<String> declaredColumns(String table) {
    return switch (table) {
      case QUERIES ->
          List.of(
              "query_id",
              "date",
              "event_time",
              "router_train",
              "explored",
              "full_fanout_probability");
      case ROUTER_SCORES ->
          List.of("query_id", "date", "router", "router_version", "model", "score", "scores");
      case OUTCOMES ->
          List.of("query_id", "date", "model", "correct", "label_state", "answer", "cost");
      default -> throw unknownTable(table);
    };
  }

  private static IllegalArgumentException unknownTable(String table) {
    return new IllegalArgumentException("Table must be one of " + TABLES + ", got " + table);
  }

  private static void requireLocation(String table, String location) {
    if (location.isBlank()) {
      throw new IllegalArgumentException("Location of table " + table + " must not be blank");
    }
  }
}
