package dev.racer.spark.testing;

import dev.racer.spark.lake.LakeInputs;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of a small lake, good and bad ones, and the many ways to write the same rows down.
 *
 * <pre>{@code
 * LakeInputs inputs =
 *     TinyLake.of("a", "b")
 *         .segmentColumns("benchmark")
 *         .on("2026-01-01")
 *         .query("q1", "mmlu")
 *         .scores("q1", "knn", 0.9, 0.1)
 *         .labels("q1", true, null)
 *         .write(spark, folder, Format.PLAIN.wide().dates(Dates.FOLDERS).files(3));
 * }</pre>
 *
 * <p>Values may be null wherever a row of a lake may hold null. Rows stay in the order in which
 * they were added; {@link #queries()}, {@link #scores()} and {@link #outcomes()} give them to an
 * oracle.
 */
public final class TinyLake {
  /** Where a lake keeps its dates. */
  public enum Dates {
    /** Nowhere: a query is identified by its id. */
    NONE,
    /** In folders {@code date=2026-01-01} of all three tables. */
    FOLDERS,
    /** In a string column {@code date} of all three tables. */
    COLUMN,
    /** In a timestamp column {@code event_time} of the queries alone: noon of the day, UTC. */
    EVENT_TIME
  }

  /** A row of the table of queries; what its table has no column for is null. */
  public record QueryRow(
      String date,
      String queryId,
      List<String> segments,
      Boolean routerTrain,
      Boolean explored,
      Double probability,
      Instant time) {}

  /** A score, in long form; the version is null where the table has no column for it. */
  public record ScoreRow(
      String date, String queryId, String router, String version, String model, Double score) {}

  /** An outcome; what its table has no column for is null, or an empty list. */
  public record OutcomeRow(
      String date,
      String queryId,
      String model,
      Boolean correct,
      String state,
      String answer,
      List<Double> confidences,
      Double cost) {
    /** A label alone. */
    public OutcomeRow(String date, String queryId, String model, Boolean correct) {
      this(date, queryId, model, correct, null, null, List.of(), null);
    }
  }

  /**
   * A way to write a lake down.
   *
   * @param scoresAsMaps whether scores are maps by model, one row per query and router
   * @param dates where dates are kept
   * @param files data files per table, and per date folder where there are any
   * @param order seed of a random order of the rows; 0 for the order in which they were added
   * @param integralIds tables whose {@code query_id} is a {@code bigint}
   */
  public record Format(
      boolean scoresAsMaps, Dates dates, int files, long order, Set<String> integralIds) {
    /** Long scores, no dates, one file per table, rows as they were added, ids as strings. */
    public static final Format PLAIN = new Format(false, Dates.NONE, 1, 0, Set.of());

    /** Takes a copy. */
    public Format {
      integralIds = Set.copyOf(integralIds);
    }

    /** Scores as maps. */
    public Format wide() {
      return new Format(true, dates, files, order, integralIds);
    }

    /** Dates kept there. */
    public Format dates(Dates where) {
      return new Format(scoresAsMaps, where, files, order, integralIds);
    }

    /** So many files. */
    public Format files(int number) {
      return new Format(scoresAsMaps, dates, number, order, integralIds);
    }

    /** Rows in a random order. */
    public Format shuffled(long seed) {
      return new Format(scoresAsMaps, dates, files, seed, integralIds);
    }

    /** Query ids as numbers in these of {@link LakeInputs#TABLES}. */
    public Format integralIds(String... tables) {
      return new Format(scoresAsMaps, dates, files, order, Set.of(tables));
    }
  }

  private static final List<String> SAMPLE_MODELS = List.of("model-a", "model-b", "model-c");
  private static final List<String> SAMPLE_DAYS = List.of("2026-01-01", "2026-01-02");
  private static final List<String> SAMPLE_BENCHMARKS =
      List.of("mmlu", "mmlu", "mmlu", "mmlu", "mmlu", "mmlu", "gsm8k", "gsm8k", "gsm8k", "arc");

  private final List<String> models;
  private final List<String> segmentColumns = new ArrayList<>();
  private final List<QueryRow> queries = new ArrayList<>();
  private final List<ScoreRow> scores = new ArrayList<>();
  private final List<OutcomeRow> outcomes = new ArrayList<>();
  private final List<String> confidenceColumns = new ArrayList<>();
  private boolean hasTrainFlag;
  private boolean hasCoin;
  private boolean hasVersions;
  private boolean hasStates;
  private boolean hasTimes;
  private boolean hasAnswers;
  private String date;
  private String version;
  private Instant time;

  private TinyLake(List<String> models) {
    this.models = List.copyOf(models);
  }

  /**
   * A lake without rows.
   *
   * @param models the models that {@link #scores(String, String, Double...)} and {@link #labels}
   *     speak of
   */
  public static TinyLake of(String... models) {
    return new TinyLake(Arrays.asList(models));
  }

  /**
   * A lake without malformed or unusable rows: models {@code model-a} to {@code model-c}; the
   * routers {@code knn} (six different scores, many ties) and {@code mlp}; two days; segment
   * columns {@code benchmark} (about 60 % mmlu, 30 % gsm8k, 10 % arc) and {@code tenant} (acme, a
   * name to be escaped, or null). About 15 % of the queries have no correct model; about 3 % of the
   * labels are unknown.
   *
   * @param seed same seed, same rows
   * @param size number of queries
   */
  public static TinyLake sample(long seed, int size) {
    Random random = new Random(seed);
    TinyLake lake = new TinyLake(SAMPLE_MODELS).segmentColumns("benchmark", "tenant");
    for (int i = 0; i < size; i++) {
      String id = "query-" + i;
      String benchmark = SAMPLE_BENCHMARKS.get(random.nextInt(SAMPLE_BENCHMARKS.size()));
      int tenant = random.nextInt(20);
      lake.on(SAMPLE_DAYS.get(random.nextInt(SAMPLE_DAYS.size())));
      lake.query(id, benchmark, tenant == 0 ? null : tenant < 12 ? "acme" : "b&b = ä/%");
      boolean answerable = random.nextDouble() >= 0.15;
      Double[] tied = new Double[SAMPLE_MODELS.size()];
      Double[] continuous = new Double[SAMPLE_MODELS.size()];
      Boolean[] labels = new Boolean[SAMPLE_MODELS.size()];
      for (int m = 0; m < SAMPLE_MODELS.size(); m++) {
        double quality = random.nextDouble();
        labels[m] = answerable && quality > 0.45;
        if (random.nextDouble() < 0.03) {
          labels[m] = null;
        }
        tied[m] = random.nextInt(3) == 0 ? 0.0 : Math.rint(quality * 5) / 5;
        continuous[m] = quality + 0.3 * random.nextGaussian();
      }
      lake.scores(id, "knn", tied).scores(id, "mlp", continuous).labels(id, labels);
    }
    return lake;
  }

  /** Names the segment columns; {@link #query} takes a value for each of them. */
  public TinyLake segmentColumns(String... columns) {
    if (!queries.isEmpty()) {
      throw new IllegalStateException("Segment columns must be named before the first query");
    }
    segmentColumns.addAll(Arrays.asList(columns));
    return this;
  }

  /** Names the confidence columns of outcomes; {@link #answer} takes a value for each of them. */
  public TinyLake confidenceColumns(String... columns) {
    if (!outcomes.isEmpty()) {
      throw new IllegalStateException("Confidence columns must be named before the first outcome");
    }
    confidenceColumns.addAll(Arrays.asList(columns));
    return this;
  }

  /** The date of the rows added from now on. */
  public TinyLake on(String day) {
    date = day;
    return this;
  }

  /**
   * The time of the queries added from now on, or null. Queries are written with a column {@code
   * event_time} then, beside their date.
   */
  public TinyLake at(Instant when) {
    hasTimes = true;
    time = when;
    return this;
  }

  /** Adds a query, with a value per segment column. */
  public TinyLake query(String queryId, String... segments) {
    return add(new QueryRow(date, queryId, nullable(segments), false, null, null, time));
  }

  /**
   * Adds a query that says how the coin fell and with which probability. Queries are written with
   * columns {@code explored} and {@code full_fanout_probability} then.
   */
  public TinyLake tossedQuery(
      String queryId, Boolean explored, Double probability, String... segments) {
    hasCoin = true;
    return add(new QueryRow(date, queryId, nullable(segments), false, explored, probability, time));
  }

  /** Adds a query that says whether a router was trained on it. */
  public TinyLake trainedQuery(String queryId, Boolean routerTrain, String... segments) {
    hasTrainFlag = true;
    return add(new QueryRow(date, queryId, nullable(segments), routerTrain, null, null, time));
  }

  private TinyLake add(QueryRow query) {
    if (query.segments().size() != segmentColumns.size()) {
      throw new IllegalArgumentException(
          "A query has a value per segment column " + segmentColumns + ", got " + query);
    }
    queries.add(query);
    return this;
  }

  /** Adds one score. */
  public TinyLake score(String queryId, String router, String model, Double score) {
    scores.add(new ScoreRow(date, queryId, router, version, model, score));
    return this;
  }

  /**
   * The version of the routers whose scores are added from now on, or null. Scores are written with
   * a column {@code router_version} then.
   */
  public TinyLake routerVersion(String name) {
    hasVersions = true;
    version = name;
    return this;
  }

  /** Adds a score per model of the lake, in their order. */
  public TinyLake scores(String queryId, String router, Double... perModel) {
    requirePerModel(perModel);
    for (int m = 0; m < perModel.length; m++) {
      score(queryId, router, models.get(m), perModel[m]);
    }
    return this;
  }

  /** Adds one outcome. */
  public TinyLake outcome(String queryId, String model, Boolean correct) {
    List<Double> missing = Collections.nCopies(confidenceColumns.size(), null);
    outcomes.add(new OutcomeRow(date, queryId, model, correct, null, null, missing, null));
    return this;
  }

  /**
   * Adds an outcome that says how its label came about. Outcomes are written with a column {@code
   * label_state} then.
   */
  public TinyLake outcome(String queryId, String model, Boolean correct, String state) {
    hasStates = true;
    List<Double> missing = Collections.nCopies(confidenceColumns.size(), null);
    outcomes.add(new OutcomeRow(date, queryId, model, correct, state, null, missing, null));
    return this;
  }

  /**
   * Adds an outcome with its answer, cost, and a value per confidence column. Outcomes are written
   * with columns {@code answer} and {@code cost} then.
   */
  public TinyLake answer(
      String queryId,
      String model,
      Boolean correct,
      String answer,
      Double cost,
      Double... confidences) {
    if (confidences.length != confidenceColumns.size()) {
      throw new IllegalArgumentException(
          "An answer has a value per confidence column "
              + confidenceColumns
              + ", got "
              + Arrays.toString(confidences));
    }
    hasAnswers = true;
    outcomes.add(
        new OutcomeRow(date, queryId, model, correct, null, answer, nullable(confidences), cost));
    return this;
  }

  /** Adds an outcome per model of the lake, in their order. */
  public TinyLake labels(String queryId, Boolean... perModel) {
    requirePerModel(perModel);
    for (int m = 0; m < perModel.length; m++) {
      outcome(queryId, models.get(m), perModel[m]);
    }
    return this;
  }

  private void requirePerModel(Object[] values) {
    if (values.length != models.size()) {
      throw new IllegalArgumentException(
          "Expected one value per model of " + models + ", got " + Arrays.toString(values));
    }
  }

  /** The models given at the start. */
  public List<String> models() {
    return models;
  }

  /** The segment columns. */
  public List<String> segmentColumns() {
    return Collections.unmodifiableList(segmentColumns);
  }

  /** The queries added so far. */
  public List<QueryRow> queries() {
    return Collections.unmodifiableList(queries);
  }

  /** The scores added so far. */
  public List<ScoreRow> scores() {
    return Collections.unmodifiableList(scores);
  }

  /** The outcomes added so far. */
  public List<OutcomeRow> outcomes() {
    return Collections.unmodifiableList(outcomes);
  }

  /**
   * Writes the tables as Parquet to {@code queries}, {@code router_scores} and {@code outcomes} of
   * the folder, in place of what is there.
   *
   * @return where they are; no column is mapped
   */
  public LakeInputs write(SparkSession spark, Path folder, Format format) {
    Map<String, String> locations = new LinkedHashMap<>();
    for (String table : LakeInputs.TABLES) {
      String location = folder.resolve(table.replace('-', '_')).toString();
      locations.put(table, location);
      Dataset<Row> rows = frame(spark, table, format);
      // coalesce keeps the order of the rows
      Dataset<Row> files =
          format.files() == 1 ? rows.coalesce(1) : rows.repartition(format.files());
      var writer = files.write().mode(SaveMode.Overwrite);
      (format.dates() == Dates.FOLDERS ? writer.partitionBy("date") : writer).parquet(location);
    }
    return new LakeInputs(
        locations.get(LakeInputs.QUERIES),
        locations.get(LakeInputs.ROUTER_SCORES),
        locations.get(LakeInputs.OUTCOMES),
        Map.of());
  }

  /**
   * A table as {@link #write} writes it.
   *
   * @param table one of {@link LakeInputs#TABLES}
   */
  public Dataset<Row> frame(SparkSession spark, String table, Format format) {
    return switch (table) {
      case LakeInputs.QUERIES -> queryFrame(spark, format);
      case LakeInputs.ROUTER_SCORES ->
          format.scoresAsMaps() ? wideFrame(spark, format) : scoreFrame(spark, format);
      case LakeInputs.OUTCOMES -> outcomeFrame(spark, format);
      default -> throw new IllegalArgumentException("No such table: " + table);
    };
  }

  private Dataset<Row> queryFrame(SparkSession spark, Format format) {
    Columns<QueryRow> columns = new Columns<>(LakeInputs.QUERIES, format);
    columns.key(QueryRow::date, QueryRow::queryId);
    if (format.dates() == Dates.EVENT_TIME) {
      columns.add("event_time", DataTypes.TimestampType, row -> noon(row.date()));
    } else if (hasTimes) {
      columns.add(
          "event_time",
          DataTypes.TimestampType,
          row -> row.time() == null ? null : Timestamp.from(row.time()));
    }
    for (int s = 0; s < segmentColumns.size(); s++) {
      int number = s;
      columns.add(segmentColumns.get(s), DataTypes.StringType, row -> row.segments().get(number));
    }
    if (hasTrainFlag) {
      columns.add("router_train", DataTypes.BooleanType, QueryRow::routerTrain);
    }
    if (hasCoin) {
      columns.add("explored", DataTypes.BooleanType, QueryRow::explored);
      columns.add("full_fanout_probability", DataTypes.DoubleType, QueryRow::probability);
    }
    return columns.frame(spark, queries);
  }

  private Dataset<Row> scoreFrame(SparkSession spark, Format format) {
    Columns<ScoreRow> columns = new Columns<>(LakeInputs.ROUTER_SCORES, format);
    columns.key(ScoreRow::date, ScoreRow::queryId);
    columns.add("router", DataTypes.StringType, ScoreRow::router);
    if (hasVersions) {
      columns.add("router_version", DataTypes.StringType, ScoreRow::version);
    }
    columns.add("model", DataTypes.StringType, ScoreRow::model);
    columns.add("score", DataTypes.DoubleType, ScoreRow::score);
    return columns.frame(spark, scores);
  }

  /** A second score of the same model makes a second row: a map holds one. */
  private Dataset<Row> wideFrame(SparkSession spark, Format format) {
    record WideRow(
        String date, String queryId, String router, String version, Map<String, Double> scores) {}
    Map<List<String>, List<Map<String, Double>>> maps = new LinkedHashMap<>();
    for (ScoreRow row : scores) {
      if (row.model() == null) {
        throw new IllegalArgumentException("Wide scores cannot name the model null: " + row);
      }
      List<Map<String, Double>> copies =
          maps.computeIfAbsent(
              Arrays.asList(row.date(), row.queryId(), row.router(), row.version()),
              key -> new ArrayList<>());
      Map<String, Double> free =
          copies.stream()
              .filter(copy -> !copy.containsKey(row.model()))
              .findFirst()
              .orElseGet(
                  () -> {
                    copies.add(new LinkedHashMap<>());
                    return copies.get(copies.size() - 1);
                  });
      free.put(row.model(), row.score());
    }
    List<WideRow> wide = new ArrayList<>();
    maps.forEach(
        (key, copies) ->
            copies.forEach(
                copy ->
                    wide.add(new WideRow(key.get(0), key.get(1), key.get(2), key.get(3), copy))));
    Columns<WideRow> columns = new Columns<>(LakeInputs.ROUTER_SCORES, format);
    columns.key(WideRow::date, WideRow::queryId);
    columns.add("router", DataTypes.StringType, WideRow::router);
    if (hasVersions) {
      columns.add("router_version", DataTypes.StringType, WideRow::version);
    }
    columns.add(
        "scores",
        DataTypes.createMapType(DataTypes.StringType, DataTypes.DoubleType),
        WideRow::scores);
    return columns.frame(spark, wide);
  }

  private Dataset<Row> outcomeFrame(SparkSession spark, Format format) {
    Columns<OutcomeRow> columns = new Columns<>(LakeInputs.OUTCOMES, format);
    columns.key(OutcomeRow::date, OutcomeRow::queryId);
    columns.add("model", DataTypes.StringType, OutcomeRow::model);
    columns.add("correct", DataTypes.BooleanType, OutcomeRow::correct);
    if (hasStates) {
      columns.add("label_state", DataTypes.StringType, OutcomeRow::state);
    }
    if (hasAnswers) {
      columns.add("answer", DataTypes.StringType, OutcomeRow::answer);
      columns.add("cost", DataTypes.DoubleType, OutcomeRow::cost);
    }
    for (int c = 0; c < confidenceColumns.size(); c++) {
      int number = c;
      columns.add(
          confidenceColumns.get(c), DataTypes.DoubleType, row -> row.confidences().get(number));
    }
    return columns.frame(spark, outcomes);
  }

  /** The different dates of the queries, in order; null left out. */
  public Set<String> days() {
    Set<String> days = new TreeSet<>();
    queries.stream().map(QueryRow::date).filter(day -> day != null).forEach(days::add);
    return days;
  }

  private static Timestamp noon(String day) {
    return day == null
        ? null
        : Timestamp.from(LocalDate.parse(day).atTime(LocalTime.NOON).toInstant(ZoneOffset.UTC));
  }

  private static <T> List<T> nullable(T[] values) {
    return Collections.unmodifiableList(new ArrayList<>(Arrays.asList(values)));
  }

  /** The columns of a table, with where their values come from. */
  private static final class Columns<T> {
    private final String table;
    private final Format format;
    private final List<Function<T, Object>> values = new ArrayList<>();
    private StructType schema = new StructType();

    Columns(String table, Format format) {
      this.table = table;
      this.format = format;
    }

    void add(String name, DataType type, Function<T, Object> value) {
      schema = schema.add(name, type);
      values.add(value);
    }

    void key(Function<T, String> date, Function<T, String> queryId) {
      if (format.integralIds().contains(table)) {
        add(
            "query_id",
            DataTypes.LongType,
            row -> queryId.apply(row) == null ? null : Long.valueOf(queryId.apply(row)));
      } else {
        add("query_id", DataTypes.StringType, queryId::apply);
      }
      if (format.dates() == Dates.FOLDERS || format.dates() == Dates.COLUMN) {
        add("date", DataTypes.StringType, date::apply);
      }
    }

    Dataset<Row> frame(SparkSession spark, List<T> rows) {
      List<T> ordered = new ArrayList<>(rows);
      if (format.order() != 0) {
        Collections.shuffle(ordered, new Random(format.order()));
      }
      List<Row> found = new ArrayList<>();
      for (T row : ordered) {
        found.add(RowFactory.create(values.stream().map(value -> value.apply(row)).toArray()));
      }
      return spark.createDataFrame(found, schema);
    }
  }
}
