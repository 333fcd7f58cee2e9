package dev.racer.spark.lake;

import static org.apache.spark.sql.functions.not;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkException;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.trees.TreePattern;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Opens the input tables of a lake: Parquet files and folders (with {@code date=} partitions) or
 * catalog tables, columns mapped to their declared names, types checked. Row contents are not
 * looked at here. Which files a table has is looked up once.
 *
 * <p>Every method throws {@link DataContractException} for a missing table or column and for a
 * column of the wrong type, {@link ConfigException} for a mapping that Spark cannot evaluate.
 */
public final class LakeReader {
  /** The column of router scores that names the version of the router. */
  public static final String ROUTER_VERSION = "router_version";

  private final SparkSession spark;
  private final LakeInputs inputs;
  private final Optional<LocalDate> only;
  private final Map<String, Source> opened = new HashMap<>(); // footers are read once

  /**
   * @param spark session; {@code spark.sql.sources.partitionColumnTypeInference.enabled} must be
   *     off, or a partition folder {@code 007} would be read as the number 7
   * @param inputs locations and column mappings
   */
  public LakeReader(SparkSession spark, LakeInputs inputs) {
    this(spark, inputs, Optional.empty());
  }

  private LakeReader(SparkSession spark, LakeInputs inputs, Optional<LocalDate> only) {
    String inference = "spark.sql.sources.partitionColumnTypeInference.enabled";
    if (Boolean.parseBoolean(spark.conf().get(inference))) {
      throw new IllegalStateException(inference + " must be false, got true");
    }
    this.spark = spark;
    this.inputs = inputs;
    this.only = only;
  }

  /**
   * A reader of one day's folders: where a table has a folder for each day, no other is looked at,
   * nor the footers in it. Tables without such folders are read whole, as are those that have none
   * of the day.
   */
  public LakeReader ofDay(LocalDate day) {
    return new LakeReader(spark, inputs, Optional.of(day));
  }

  /**
   * The queries: {@code query_id}, the segment columns, and what there is of {@code date}, {@code
   * event_time}, {@code router_train}, {@code explored}, {@code full_fanout_probability}; last,
   * {@value QueryColumns#EXCLUDED}: whether the rule holds, null read as false.
   *
   * @param segmentColumns columns that must be there
   * @param excludeWhere a condition on the columns of the files, or nothing
   * @throws ConfigException if a segment column or a column of the rule is not there
   */
  public InputTable queries(List<String> segmentColumns, Optional<String> excludeWhere) {
    return queries(segmentColumns, "calibration.segments", excludeWhere);
  }

  /**
   * The queries to evaluate: as {@link #queries}, with a further column that splits them.
   *
   * @param segmentColumns columns that must be there
   * @param splitColumn another one; may be among them
   * @param excludeWhere as there
   * @throws ConfigException if a column is not there
   */
  public InputTable queriesToEvaluate(
      List<String> segmentColumns, Optional<String> splitColumn, Optional<String> excludeWhere) {
    Map<String, String> keys = new LinkedHashMap<>();
    segmentColumns.forEach(column -> keys.put(column, "calibration.segments"));
    splitColumn.ifPresent(column -> keys.putIfAbsent(column, "evaluate.split-column"));
    return queries(keys, excludeWhere);
  }

  /**
   * The queries to route: as {@link #queries}, without a rule.
   *
   * @param segmentColumns columns that must be there
   * @throws ConfigException if a segment column is not there
   */
  public InputTable queriesToRoute(List<String> segmentColumns) {
    return queries(segmentColumns, "route.segment-by", Optional.empty());
  }

  private InputTable queries(List<String> columns, String key, Optional<String> excludeWhere) {
    Map<String, String> keys = new LinkedHashMap<>();
    columns.forEach(column -> keys.put(column, key));
    return queries(keys, excludeWhere);
  }

  /**
   * @param askedBy columns to read as segments, with the configuration key that asks for each
   */
  private InputTable queries(Map<String, String> askedBy, Optional<String> excludeWhere) {
    Source source = open(LakeInputs.QUERIES);
    List<Column> columns = new ArrayList<>();
    columns.add(source.required(DeclaredColumn.id(QueryColumns.QUERY_ID)));
    source.optional(DeclaredColumn.date(QueryColumns.DATE)).ifPresent(columns::add);
    source.optional(DeclaredColumn.timestamp(QueryColumns.EVENT_TIME)).ifPresent(columns::add);
    source.optional(DeclaredColumn.bool(QueryColumns.ROUTER_TRAIN)).ifPresent(columns::add);
    source.optional(DeclaredColumn.bool(QueryColumns.EXPLORED)).ifPresent(columns::add);
    source
        .optional(DeclaredColumn.doublePrecision(QueryColumns.FULL_FANOUT_PROBABILITY))
        .ifPresent(columns::add);
    for (Map.Entry<String, String> segment : askedBy.entrySet()) {
      String column = segment.getKey();
      columns.add(
          source
              .optional(DeclaredColumn.segment(column))
              .orElseThrow(() -> source.noSuchColumn(segment.getValue(), column))
              .as(QueryColumns.segment(column)));
    }
    columns.add(
        excludeWhere
            .map(source::condition)
            .map(rule -> functions.coalesce(rule, functions.lit(false)))
            .orElse(functions.lit(false))
            .as(QueryColumns.EXCLUDED));
    return source.select(columns);
  }

  /**
   * The router scores in long form: {@code date} where there is one, {@code query_id, router}, then
   * {@code router_version} where there is one, {@code model, score}. A wide table (a column {@code
   * scores}) becomes one row per entry of its maps; a row with an empty map or none has no score,
   * and is dropped unless its key is malformed.
   */
  public InputTable routerScores() {
    return routerScores(List.of(DeclaredColumn.id(ROUTER_VERSION)));
  }

  /**
   * The router scores, whichever version of a router they are of: without {@code router_version}.
   */
  public InputTable routerScoresOfAnyVersion() {
    return routerScores(List.of());
  }

  private InputTable routerScores(List<DeclaredColumn> optional) {
    Source source = open(LakeInputs.ROUTER_SCORES);
    List<Column> columns = new ArrayList<>();
    source.optional(DeclaredColumn.date(QueryColumns.DATE)).ifPresent(columns::add);
    columns.add(source.required(DeclaredColumn.id(QueryColumns.QUERY_ID)));
    columns.add(source.required(DeclaredColumn.id("router")));
    optional.forEach(column -> source.optional(column).ifPresent(columns::add));
    boolean isLong = source.offers("score");
    boolean isWide = source.offers("scores");
    if (isLong && isWide) {
      throw new DataContractException(
          source.describe()
              + " has both a column 'score' (long form) and a column 'scores' (wide form); expected"
              + " one of them");
    }
    if (isWide) {
      columns.add(source.required(DeclaredColumn.scoreMap("scores")));
      InputTable wide = source.select(columns);
      List<Column> exploded = new ArrayList<>();
      for (String column : wide.rows().columns()) {
        if (!column.equals("scores")) {
          exploded.add(Columns.named(column));
        }
      }
      exploded.add(
          functions.explode_outer(functions.col("scores")).as(new String[] {"model", "score"}));
      Dataset<Row> entries = wide.rows().select(exploded.toArray(Column[]::new));
      // an empty map has no entries, and only a row without a key must not go unnoticed
      Column hasKey =
          Arrays.stream(wide.rows().columns())
              .filter(column -> !column.equals("scores") && !column.equals(ROUTER_VERSION))
              .map(column -> Columns.named(column).isNotNull())
              .reduce(Column::and)
              .orElseThrow();
      return wide.withRows(entries.filter(functions.col("model").isNotNull().or(not(hasKey))));
    }
    columns.add(source.required(DeclaredColumn.id("model")));
    columns.add(source.required(DeclaredColumn.doublePrecision("score")));
    return source.select(columns);
  }

  /**
   * The outcomes: {@code date} where there is one, {@code query_id, model, correct}, and {@code
   * label_state} where there is one.
   */
  public InputTable outcomes() {
    return outcomes(OutcomeDetails.NONE);
  }

  /**
   * The outcomes with details: after the columns of {@link #outcomes()} those of {@link
   * OutcomeDetails#columns}, under these names.
   *
   * @param details columns that must be there
   * @throws ConfigException if one of them is not there; names the key that asks for it
   */
  public InputTable outcomes(OutcomeDetails details) {
    return outcomes(
        List.of(DeclaredColumn.bool(OutcomeColumns.CORRECT)),
        List.of(DeclaredColumn.text(OutcomeColumns.LABEL_STATE)),
        details);
  }

  /**
   * The outcomes where labels do not matter: as {@link #outcomes(OutcomeDetails)}, without {@code
   * correct}.
   *
   * @param details columns that must be there
   * @throws ConfigException if one of them is not there; names the key that asks for it
   */
  public InputTable answers(OutcomeDetails details) {
    return outcomes(List.of(), List.of(), details);
  }

  private InputTable outcomes(
      List<DeclaredColumn> labels, List<DeclaredColumn> states, OutcomeDetails details) {
    Source source = open(LakeInputs.OUTCOMES);
    List<Column> columns = new ArrayList<>();
    source.optional(DeclaredColumn.date(QueryColumns.DATE)).ifPresent(columns::add);
    columns.add(source.required(DeclaredColumn.id(QueryColumns.QUERY_ID)));
    columns.add(source.required(DeclaredColumn.id(OutcomeColumns.MODEL)));
    labels.forEach(label -> columns.add(source.required(label)));
    states.forEach(state -> source.optional(state).ifPresent(columns::add));
    columns.addAll(source.details(details));
    return source.select(columns);
  }

  /** Whether outcomes have answers: a column of that name, or one that is mapped to it. */
  public boolean offersAnswers() {
    return open(LakeInputs.OUTCOMES).offers(OutcomeColumns.ANSWER);
  }

  /** Whether outcomes have costs: a column of that name, or one that is mapped to it. */
  public boolean offersCosts() {
    return open(LakeInputs.OUTCOMES).offers(OutcomeColumns.COST);
  }

  /** What each day of the tables is made of; no row is read. */
  public LakeDays days() {
    List<TableDays> tables = new ArrayList<>();
    for (String table : LakeInputs.TABLES) {
      if (!table.equals(LakeInputs.OUTCOMES) || inputs.outcomes().isPresent()) {
        String location = inputs.location(table);
        Dataset<Row> rows =
            isPath(location)
                ? openFiles(table, location, false) // names and folders are all that is wanted
                : openTable(table, location);
        tables.add(new Source(table, location, rows).days());
      }
    }
    return new LakeDays(tables);
  }

  private Source open(String table) {
    return opened.computeIfAbsent(
        table,
        name -> {
          String location = inputs.location(name);
          return new Source(
              name,
              location,
              isPath(location) ? openFiles(name, location, true) : openTable(name, location));
        });
  }

  private static boolean isPath(String location) {
    return location.contains("/")
        || location.endsWith(".parquet")
        || java.nio.file.Files.exists(java.nio.file.Path.of(location));
  }

  private Dataset<Row> openTable(String table, String location) {
    try {
      if (spark.catalog().tableExists(location)) {
        return spark.table(location);
      }
    } catch (RuntimeException e) {
      throw new DataContractException(
          "lake." + table + ": cannot open the table '" + location + "': " + firstLine(e), e);
    } catch (Exception e) { // AnalysisException is checked, but not declared by Scala
      throw new DataContractException(
          "lake."
              + table
              + ": '"
              + location
              + "' is neither a path nor a table name: "
              + firstLine(e),
          e);
    }
    throw new DataContractException(
        "lake."
            + table
            + ": found neither a file or folder nor a catalog table '"
            + location
            + "'; a path contains a '/' or ends in .parquet");
  }

  /**
   * @param allFooters whether columns are looked for in all files: with one footer, a column that
   *     is missing in it would be silently null
   */
  private Dataset<Row> openFiles(String table, String location, boolean allFooters) {
    Path path = new Path(location);
    String pattern = location;
    try {
      FileSystem fileSystem = path.getFileSystem(hadoopConfiguration());
      if (fileSystem.exists(path)) {
        Optional<Path> ofDay = folderOfDay(table, path, fileSystem);
        pattern = escaped(ofDay.map(Path::toString).orElse(location));
      } else if (isEmpty(fileSystem.globStatus(path))) {
        throw new DataContractException(
            "lake." + table + ": there is no file or folder '" + location + "'");
      }
    } catch (IOException e) {
      throw new DataContractException(
          "lake." + table + ": cannot look up '" + location + "': " + firstLine(e), e);
    }
    try {
      DataFrameReader reader = spark.read().option("mergeSchema", String.valueOf(allFooters));
      if (!pattern.equals(escaped(location)) && !pattern.equals(location)) {
        reader = reader.option("basePath", location); // so that the folder's day is a column
      }
      return reader.parquet(pattern);
    } catch (Exception e) {
      if (e instanceof AnalysisException || e instanceof SparkException || isParquetFailure(e)) {
        throw new DataContractException(
            "lake."
                + table
                + ": expected Parquet files of one schema in '"
                + location
                + "': "
                + firstLine(rootCause(e)),
            e);
      }
      throw e;
    }
  }

  /** A name, not a pattern. */
  private static String escaped(String name) {
    return name.replaceAll("[\\[\\]{}*?\\\\]", "\\\\$0");
  }

  private Optional<Path> folderOfDay(String table, Path location, FileSystem fileSystem)
      throws IOException {
    if (only.isEmpty()) {
      return Optional.empty();
    }
    String column = inputs.columnsOf(table).getOrDefault(QueryColumns.DATE, QueryColumns.DATE);
    Path folder = new Path(location, column + "=" + only.get());
    return fileSystem.exists(folder) ? Optional.of(folder) : Optional.empty();
  }

  private static boolean isEmpty(FileStatus[] found) {
    return found == null || found.length == 0;
  }

  private static boolean isParquetFailure(Exception e) {
    String root = rootCause(e).getClass().getName();
    return root.contains("parquet") || rootCause(e) instanceof IOException;
  }

  private static Throwable rootCause(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  static String firstLine(Throwable e) {
    String message = String.valueOf(e.getMessage());
    return message
        .lines()
        .filter(line -> !line.isBlank()) // parse errors begin with an empty one
        .findFirst()
        .orElse(e.getClass().getSimpleName());
  }

  private Configuration hadoopConfiguration() {
    return spark.sparkContext().hadoopConfiguration();
  }

  /** A table as it lies in the lake. */
  private final class Source {
    private final String table;
    private final String location;
    private final Dataset<Row> rows;
    private Optional<TableFiles> files = Optional.empty();

    Source(String table, String location, Dataset<Row> rows) {
      this.table = table;
      this.location = location;
      this.rows = rows;
    }

    String describe() {
      return "Table " + name();
    }

    private TableFiles files() {
      if (files.isEmpty()) {
        files = Optional.of(TableFiles.of(location, rows, hadoopConfiguration()));
      }
      return files.get();
    }

    TableDays days() {
      String column = inputs.columnsOf(table).getOrDefault(QueryColumns.DATE, QueryColumns.DATE);
      boolean partitioned = TableFiles.isPartitionedBy(column, rows);
      return new TableDays(
          table,
          partitioned,
          files().version(),
          partitioned ? files().byDay(column) : new TreeMap<>());
    }

    private String name() {
      return table + " ('" + location + "')";
    }

    /** Whether the column is in the files or mapped. */
    boolean offers(String column) {
      return inputs.columnsOf(table).containsKey(column) || Columns.contains(rows, column);
    }

    Column required(DeclaredColumn column) {
      return optional(column)
          .orElseThrow(
              () ->
                  new DataContractException(
                      describe()
                          + " has no column '"
                          + column.name()
                          + "'; it has "
                          + columnNames()
                          + "; if it goes by another name, set lake.columns."
                          + table
                          + "."
                          + column.name()));
    }

    Optional<Column> optional(DeclaredColumn column) {
      String mapping = inputs.columnsOf(table).get(column.name());
      Column found;
      if (mapping != null) {
        found =
            Columns.contains(rows, mapping) // a name need not be an SQL identifier
                ? Columns.named(mapping)
                : mapped("lake.columns." + table + "." + column.name(), mapping);
      } else if (Columns.contains(rows, column.name())) {
        found = Columns.named(column.name());
      } else {
        return Optional.empty();
      }
      DataType type = rows.select(found).schema().fields()[0].dataType();
      if (!column.accepts().test(type)) {
        throw new DataContractException(
            describe()
                + ": column '"
                + column.name()
                + "' is of type "
                + type.simpleString()
                + ", expected "
                + column.expected()
                + column.hint(table, type));
      }
      return Optional.of(column.normalize().apply(found).as(column.name()));
    }

    Column condition(String rule) {
      Column condition = mapped("calibration.exclude-where", rule);
      DataType type = rows.select(condition).schema().fields()[0].dataType();
      if (!type.simpleString().equals("boolean")) {
        throw new ConfigException(
            "calibration.exclude-where must be a condition, got '"
                + rule
                + "' of type "
                + type.simpleString());
      }
      return condition;
    }

    private Column mapped(String key, String expression) {
      try {
        Column column = functions.expr(expression);
        refuseUnfit(key, expression, rows.select(column));
        return column;
      } catch (ConfigException e) {
        throw e;
      } catch (Exception e) { // parse and analysis errors; AnalysisException is checked in Java
        throw new ConfigException(
            key
                + " = '"
                + expression
                + "' does not fit table "
                + name()
                + " with the columns "
                + columnNames()
                + ": "
                + firstLine(e),
            e);
      }
    }

    /** Looks into Spark's plan: there is no public way to ask what an expression depends on. */
    private void refuseUnfit(String key, String expression, Dataset<Row> selected) {
      LogicalPlan plan = analyzed(selected);
      boolean isFixed =
          plan.deterministic() && !mentions(plan, TreePattern.CURRENT_LIKE()); // now() and the like
      if (!isFixed) {
        throw new ConfigException(
            key + " must give the same value at every reading, got '" + expression + "'");
      }
      // aggregates, generators and window functions put a step between the table and the column
      boolean isOfOneRow =
          plan instanceof Project project
              && project.child().sameResult(analyzed(rows))
              && !mentions(plan, TreePattern.PLAN_EXPRESSION()); // subqueries
      if (!isOfOneRow) {
        throw new ConfigException(
            key + " must be an expression of one row of the table, got '" + expression + "'");
      }
    }

    private LogicalPlan analyzed(Dataset<Row> dataset) {
      return ((org.apache.spark.sql.classic.Dataset<Row>) dataset).queryExecution().analyzed();
    }

    /** Whether the last step of the plan does; the table itself may be a view of any kind. */
    private boolean mentions(LogicalPlan plan, scala.Enumeration.Value pattern) {
      return CollectionConverters.asJava(plan.expressions()).stream()
          .anyMatch(found -> found.containsPattern(pattern));
    }

    List<Column> details(OutcomeDetails details) {
      List<Column> columns = new ArrayList<>();
      for (String name : details.columns()) {
        DeclaredColumn declared =
            name.equals(OutcomeColumns.ANSWER)
                ? DeclaredColumn.text(name)
                : DeclaredColumn.doublePrecision(
                    OutcomeColumns.isConfidence(name) ? OutcomeColumns.confidenceOf(name) : name);
        columns.add(
            optional(declared)
                .orElseThrow(() -> noSuchDetail(details.askedBy(name), declared.name()))
                .as(name));
      }
      return columns;
    }

    private ConfigException noSuchDetail(String key, String column) {
      return new ConfigException(
          noSuchColumn(key, column).getMessage()
              + "; if it goes by another name, set lake.columns."
              + table
              + "."
              + column);
    }

    ConfigException noSuchColumn(String key, String column) {
      return new ConfigException(
          key + ": table " + name() + " has no column '" + column + "'; it has " + columnNames());
    }

    private String columnNames() {
      Set<String> names = new LinkedHashSet<>(Arrays.asList(rows.columns()));
      return String.join(", ", names);
    }

    InputTable select(List<Column> columns) {
      return new InputTable(
          table, location, files().version(), rows.select(columns.toArray(Column[]::new)));
    }
  }
}
