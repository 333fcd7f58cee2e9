package dev.racer.spark.records;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.forall;
import static org.apache.spark.sql.functions.is_valid_utf8;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import dev.racer.core.pool.CodePointOrder;
import dev.racer.core.pool.ModelPool;
import dev.racer.core.pool.Utf8;
import dev.racer.spark.lake.Columns;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.lake.InputTable;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.lake.LakeReader;
import dev.racer.spark.lake.QueryColumns;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * A first look at a lake: what must be known, and what can be refused, before the one pass over all
 * rows. It reads the queries' segment columns and, of the scores, router and model alone.
 *
 * @param queryRows rows of the table of queries
 * @param includedQueries rows whose query is not excluded by rule or date
 * @param scoreRows scores (entries, for a wide table) by router with version, and model
 * @param nullScoreKeys scores without a router or model
 * @param outcomeRows rows of the table of outcomes; 0 where they do not matter
 * @param totals rows of the tables before a slice was taken; the counts above are within it
 * @param segments for every combination of segment columns asked for, the value tuples that occur
 * @param segmentValues for every segment column the values that occur, in order
 */
public record LakeSurvey(
    long queryRows,
    long includedQueries,
    SortedMap<RouterIdentity, SortedMap<String, Long>> scoreRows,
    long nullScoreKeys,
    long outcomeRows,
    LakeRows.Totals totals,
    List<List<List<String>>> segments,
    Map<String, List<String>> segmentValues) {
  private static final int MOST_MODELS = 100_000;

  /**
   * Looks at the lake.
   *
   * @param rows the input
   * @param combinations combinations of segment columns
   * @param maxGroups most segments that may come out
   * @throws DataContractException if a table is empty, a query may have trained a router, or a
   *     confidence or cost of the outcomes is out of range
   * @throws ConfigException if there are more segments than {@code maxGroups}
   */
  public static LakeSurvey take(LakeRows rows, List<List<String>> combinations, int maxGroups) {
    Dataset<Row> queries = rows.queries().rows();
    boolean hasTrain = rows.queries().has(QueryColumns.ROUTER_TRAIN);
    Column included = col(LakeRows.EXCLUSION).isNull();
    Column train = hasTrain ? col(QueryColumns.ROUTER_TRAIN) : lit(false);
    Row counts =
        queries
            .agg(
                count(lit(1)),
                count_if(included),
                count_if(included.and(train)),
                count_if(included.and(train.isNull())),
                min(when(included.and(train), col(QueryColumns.QUERY_ID))),
                min(when(included.and(train.isNull()), col(QueryColumns.QUERY_ID))))
            .first();
    requireRows(rows.queries(), counts.getLong(0));
    refuseTrainingQueries(rows.queries(), counts);
    SortedMap<RouterIdentity, SortedMap<String, Long>> scores = new TreeMap<>();
    long nullKeys = scoreRows(rows.routerScores(), scores);
    long outcomes = outcomeRows(rows);
    Dataset<Row> wanted = queries.filter(included);
    List<Segment> segments = segments(wanted, combinations, maxGroups);
    return new LakeSurvey(
        counts.getLong(0),
        counts.getLong(1),
        scores,
        nullKeys,
        outcomes,
        totals(rows, counts.getLong(0), scores, nullKeys, outcomes),
        tuples(segments, combinations),
        segmentValues(
            combinations,
            column -> {
              int alone = combinations.indexOf(List.of(column));
              return alone < 0
                  ? valuesOf(column, wanted, "calibration.segments", maxGroups)
                  : valuesOf(column, segments, alone);
            }));
  }

  /**
   * Looks at a lake whose scores are to be routed: any query is, whoever was trained on it.
   *
   * @param rows the input
   * @param segmentColumns the columns whose values are wanted
   * @param maxGroups most values of a column that may come out
   * @throws DataContractException if a table is empty, or a confidence of the outcomes is out of
   *     range
   * @throws ConfigException if a column has more values than {@code maxGroups}
   */
  public static LakeSurvey ofScores(LakeRows rows, List<String> segmentColumns, int maxGroups) {
    Dataset<Row> queries = rows.queries().rows();
    Column included = col(LakeRows.EXCLUSION).isNull();
    Row counts = queries.agg(count(lit(1)), count_if(included)).first();
    requireRows(rows.queries(), counts.getLong(0));
    SortedMap<RouterIdentity, SortedMap<String, Long>> scores = new TreeMap<>();
    long nullKeys = scoreRows(rows.routerScores(), scores);
    long outcomes = outcomeRows(rows);
    return new LakeSurvey(
        counts.getLong(0),
        counts.getLong(1),
        scores,
        nullKeys,
        outcomes,
        totals(rows, counts.getLong(0), scores, nullKeys, outcomes),
        List.of(),
        segmentValues(
            List.of(segmentColumns),
            column -> valuesOf(column, queries.filter(included), "route.segment-by", maxGroups)));
  }

  private static long outcomeRows(LakeRows rows) {
    long counted = 0;
    if (rows.outcomes().isPresent()) {
      counted = DetailRanges.countRows(rows.outcomes().get());
      requireRows(rows.outcomes().get(), counted);
    }
    return counted;
  }

  private static LakeRows.Totals totals(
      LakeRows rows,
      long queries,
      SortedMap<RouterIdentity, SortedMap<String, Long>> scores,
      long nullKeys,
      long outcomes) {
    return rows.totals()
        .orElseGet(() -> new LakeRows.Totals(queries, nullKeys + sum(scores), outcomes));
  }

  private static long sum(SortedMap<RouterIdentity, SortedMap<String, Long>> scores) {
    return scores.values().stream()
        .flatMap(models -> models.values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }

  /** The routers of the scores that a layout leaves out. */
  public List<RouterIdentity> leftOut(RecordLayout layout) {
    List<RouterIdentity> leftOut = new ArrayList<>(scoreRows.keySet());
    layout.routers().forEach(router -> leftOut.remove(router.identity()));
    return leftOut;
  }

  /** Scores in all, within the slice. */
  public long totalScoreRows() {
    return nullScoreKeys + sum(scoreRows);
  }

  /**
   * Rows of a table in the days asked for, whatever the slice.
   *
   * @param table one of {@link LakeInputs#TABLES}
   */
  public long rows(String table) {
    return switch (table) {
      case LakeInputs.QUERIES -> totals.queries();
      case LakeInputs.ROUTER_SCORES -> totals.scores();
      case LakeInputs.OUTCOMES -> totals.outcomes();
      default -> throw new IllegalArgumentException("There is no table " + table);
    };
  }

  /**
   * Rows of a table that the slice leaves out.
   *
   * @param table one of {@link LakeInputs#TABLES}
   */
  public long outsideSlice(String table) {
    return rows(table)
        - switch (table) {
          case LakeInputs.QUERIES -> queryRows;
          case LakeInputs.ROUTER_SCORES -> totalScoreRows();
          default -> outcomeRows;
        };
  }

  /**
   * Passes if every router goes by one version.
   *
   * @param rows the input; looked into again only to refuse it
   * @throws DataContractException if the scores of a router name several versions
   */
  public void requireOneVersion(LakeRows rows) {
    SortedMap<String, List<RouterIdentity>> byName = new TreeMap<>(CodePointOrder.INSTANCE);
    scoreRows
        .keySet()
        .forEach(
            router -> byName.computeIfAbsent(router.router(), r -> new ArrayList<>()).add(router));
    for (Map.Entry<String, List<RouterIdentity>> router : byName.entrySet()) {
      if (router.getValue().size() > 1) {
        throw severalVersions(rows, router.getKey());
      }
    }
  }

  private static DataContractException severalVersions(LakeRows rows, String router) {
    Dataset<Row> scores = rows.routerScores().rows();
    Column day = rows.keyedByDate() ? col(QueryColumns.DATE) : lit(null).cast("string");
    List<String> found = new ArrayList<>();
    for (Row version :
        scores
            .filter(col("router").equalTo(router))
            .groupBy(coalesce(col(LakeReader.ROUTER_VERSION), lit("")).as("version"))
            .agg(count(lit(1)), min(day), max(day))
            .orderBy(min(day), col("version"))
            .collectAsList()) { // as many as there are versions
      found.add(
          "'"
              + version.getString(0)
              + "' ("
              + version.getLong(1)
              + " scores"
              + (rows.keyedByDate()
                  ? ", " + version.getString(2) + " to " + version.getString(3)
                  : "")
              + ")");
    }
    return new DataContractException(
        "Table router-scores ('"
            + rows.routerScores().location()
            + "'): scores of router '"
            + router
            + "' are of "
            + found.size()
            + " versions, "
            + String.join(", ", found)
            + "; expected one, as a threshold is for the router that it was calibrated for: choose"
            + " days of one version with --from and --to");
  }

  /** About how many queries the tables mention. */
  public long queriesMentioned() {
    long scored =
        scoreRows.values().stream()
            .flatMap(models -> models.values().stream())
            .mapToLong(Long::longValue)
            .max()
            .orElse(0);
    long models = scoreRows.values().stream().mapToLong(Map::size).max().orElse(1);
    return Math.max(queryRows, Math.max(scored, outcomeRows / models));
  }

  /**
   * The routers with their pools: the models configured, else those that each of them scores.
   *
   * @param configured models of the pool; empty when none are configured
   */
  public List<RouterPool> routers(List<String> configured) {
    List<RouterPool> routers = new ArrayList<>();
    for (Map.Entry<RouterIdentity, SortedMap<String, Long>> router : scoreRows.entrySet()) {
      routers.add(
          new RouterPool(
              router.getKey().router(),
              router.getKey().version(),
              configured.isEmpty()
                  ? poolOf(router.getKey(), router.getValue().keySet())
                  : ModelPool.of(configured)));
    }
    return routers;
  }

  private static ModelPool poolOf(RouterIdentity router, Set<String> models) {
    try {
      return ModelPool.of(models);
    } catch (IllegalArgumentException e) {
      throw new DataContractException(
          "The models that router '" + router + "' scores make no pool: " + e.getMessage(), e);
    }
  }

  private static void requireRows(InputTable table, long rows) {
    if (rows == 0) {
      throw new DataContractException(
          "Table "
              + table.name()
              + " ('"
              + table.location()
              + "') holds no rows in the days asked for; expected at least one");
    }
  }

  private static void refuseTrainingQueries(InputTable queries, Row counts) {
    long trained = counts.getLong(2);
    long unknown = counts.getLong(3);
    if (unknown > 0) {
      throw new DataContractException(
          "Table queries ('"
              + queries.location()
              + "'): router_train is null in "
              + unknown
              + " rows, query_id '"
              + counts.getString(5)
              + "' for one; expected true or false, or the rows removed by"
              + " calibration.exclude-where");
    }
    if (trained > 0) {
      throw new DataContractException(
          "Table queries ('"
              + queries.location()
              + "'): a router was trained on "
              + trained
              + " of the queries, query_id '"
              + counts.getString(4)
              + "' for one, which would void the guarantee; expected none: remove them with --set"
              + " 'calibration.exclude-where=router_train'");
    }
  }

  private static long scoreRows(
      InputTable scores, SortedMap<RouterIdentity, SortedMap<String, Long>> byRouter) {
    Column version =
        scores.has(LakeReader.ROUTER_VERSION)
            ? col(LakeReader.ROUTER_VERSION)
            : lit(null).cast(DataTypes.StringType);
    NamedCounts counts =
        InternalRows.scan(
                scores.rows().select(col("router"), version, col("model")),
                rows -> List.of(NamedCounts.of(rows, MOST_MODELS)).iterator())
            .fold(
                new NamedCounts(),
                (sum, part) -> {
                  sum.add(part, MOST_MODELS);
                  return sum;
                });
    if (counts.isTooMany()) {
      throw new DataContractException(
          "Table router-scores ('"
              + scores.location()
              + "') has more than "
              + MOST_MODELS
              + " triples of router, version and model; expected a column each that names them");
    }
    long nullKeys = counts.unnamed();
    long total = nullKeys;
    for (Map.Entry<NamedCounts.Names, Long> entry : counts.rows().entrySet()) {
      String router = name(scores, "router", entry.getKey().router());
      String versionName = name(scores, LakeReader.ROUTER_VERSION, entry.getKey().version());
      String model = name(scores, "model", entry.getKey().model());
      total += entry.getValue();
      if (router.isBlank() || model.isBlank()) {
        nullKeys += entry.getValue();
      } else {
        byRouter
            .computeIfAbsent(
                new RouterIdentity(router, versionName),
                r -> new TreeMap<>(CodePointOrder.INSTANCE))
            .put(model, entry.getValue());
      }
    }
    requireRows(scores, total);
    if (byRouter.isEmpty()) {
      throw new DataContractException(
          "Table router-scores ('" + scores.location() + "') names no router and model in any row");
    }
    return nullKeys;
  }

  private static String name(InputTable scores, String column, byte[] bytes) {
    try {
      return Utf8.decode(bytes).toString();
    } catch (IllegalArgumentException e) {
      throw new DataContractException(
          "Table router-scores ('"
              + scores.location()
              + "') names the "
              + column
              + " '"
              + new String(bytes, StandardCharsets.UTF_8)
              + "', expected valid UTF-8",
          e);
    }
  }

  /**
   * A segment that occurs.
   *
   * @param combination number of its combination of columns
   * @param values one per column
   * @param isValid whether all of them are valid UTF-8; they are not the values of the lake if not
   */
  private record Segment(int combination, List<String> values, boolean isValid) {}

  private static List<Segment> segments(
      Dataset<Row> queries, List<List<String>> combinations, int maxGroups) {
    if (combinations.isEmpty()) {
      return List.of();
    }
    List<Column> tuples = new ArrayList<>();
    for (int i = 0; i < combinations.size(); i++) {
      List<Column> values = new ArrayList<>();
      Column present = lit(true);
      for (String column : combinations.get(i)) {
        Column value = Columns.named(QueryColumns.segment(column));
        values.add(value);
        present = present.and(value.isNotNull());
      }
      tuples.add(
          when(
              present,
              struct(lit(i).as("combination"), array(values.toArray(Column[]::new)).as("values"))));
    }
    Dataset<Row> distinct =
        queries
            .select(explode(array(tuples.toArray(Column[]::new))).as("segment"))
            .filter(col("segment").isNotNull())
            .select("segment.combination", "segment.values")
            .distinct()
            .withColumn("valid", forall(col("values"), value -> is_valid_utf8(value)));
    List<Row> found = distinct.limit(maxGroups + 1).collectAsList(); // bounded by the limit
    if (found.size() > maxGroups) {
      throw tooMany(distinct, combinations, maxGroups);
    }
    return found.stream()
        .map(row -> new Segment(row.getInt(0), List.copyOf(row.getList(1)), row.getBoolean(2)))
        .toList();
  }

  private static List<List<List<String>>> tuples(
      List<Segment> segments, List<List<String>> combinations) {
    List<List<List<String>>> tuples = new ArrayList<>();
    combinations.forEach(combination -> tuples.add(new ArrayList<>()));
    segments.forEach(segment -> tuples.get(segment.combination()).add(segment.values()));
    return tuples;
  }

  private static Map<String, List<String>> segmentValues(
      List<List<String>> combinations, Function<String, List<String>> valuesOf) {
    Map<String, List<String>> values = new TreeMap<>();
    combinations.stream()
        .flatMap(List::stream)
        .distinct()
        .forEach(column -> values.put(column, valuesOf.apply(column)));
    return values;
  }

  /**
   * The values of a column that segments queries by itself as well: known with the segments.
   *
   * @param combination number of the combination that is the column alone
   */
  private static List<String> valuesOf(String column, List<Segment> segments, int combination) {
    List<String> values = new ArrayList<>();
    for (Segment segment : segments) {
      if (segment.combination() == combination) {
        values.add(valid(column, segment.values().get(0), segment.isValid()));
      }
    }
    values.sort(CodePointOrder.INSTANCE);
    return List.copyOf(values);
  }

  /** The values of a column, looked for among the queries. */
  private static List<String> valuesOf(
      String column, Dataset<Row> queries, String key, int maxGroups) {
    Column value = Columns.named(QueryColumns.segment(column));
    List<Row> found =
        queries
            .select(value)
            .filter(value.isNotNull())
            .distinct()
            .withColumn("valid", is_valid_utf8(value))
            .limit(maxGroups + 1)
            .collectAsList(); // bounded by the limit
    if (found.size() > maxGroups) {
      throw new ConfigException(
          key
              + ": column '"
              + column
              + "' has more values than calibration.max-groups = "
              + maxGroups
              + "; is a column meant that identifies queries?");
    }
    return found.stream()
        .map(row -> valid(column, row.getString(0), row.getBoolean(1)))
        .sorted(CodePointOrder.INSTANCE)
        .toList();
  }

  private static String valid(String column, String value, boolean isValid) {
    if (!isValid) {
      throw new DataContractException(
          "Table queries: segment column '"
              + column
              + "' holds the value '"
              + value
              + "', expected valid UTF-8");
    }
    return value;
  }

  private static ConfigException tooMany(
      Dataset<Row> distinct, List<List<String>> combinations, int maxGroups) {
    List<String> sizes = new ArrayList<>();
    for (Row row : distinct.groupBy("combination").count().orderBy("combination").collectAsList()) {
      sizes.add(combinations.get(row.getInt(0)) + ": " + row.getLong(1));
    }
    return new ConfigException(
        "calibration.segments gives more segments than calibration.max-groups = "
            + maxGroups
            + " ("
            + String.join(", ", sizes)
            + "); is a column meant that identifies queries?");
  }
}
