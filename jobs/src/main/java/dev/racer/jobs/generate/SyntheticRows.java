package dev.racer.jobs.generate;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static scala.jdk.javaapi.CollectionConverters.asScala;

import dev.racer.jobs.generate.GenerateConfig.ScoreLayout;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Turns slices of the synthetic world into rows of the lake's tables.
 *
 * <p>Instants are microseconds since 1970 as long numbers, in columns named in {@link
 * #INSTANT_COLUMNS}, to be converted by a column expression (an object per value would cost more
 * than all the rest). The last column is {@value #DATE}.
 */
final class SyntheticRows implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Name of the partition column. */
  static final String DATE = "date";

  /** Columns that hold instants. */
  static final List<String> INSTANT_COLUMNS = List.of("event_time", "labelled_at");

  private final SyntheticWorld world;
  private final String[] models;
  private final ScoreLayout layout;
  private final double corruptShare;
  private final long driftFrom;
  private final Double fullFanoutProbability;
  private final long defectKey;

  SyntheticRows(GenerateConfig config, SyntheticWorld world) {
    this.world = world;
    models = world.models().toArray(String[]::new);
    layout = config.scoreLayout();
    corruptShare = config.corruptShare();
    driftFrom = config.drift().map(drift -> drift.from().toEpochDay()).orElse(Long.MAX_VALUE);
    fullFanoutProbability = config.fullFanoutProbability().orElse(null);
    defectKey = CounterHash.key(config.seed(), "defect");
  }

  /** Returns the schema of the rows of a table. */
  StructType schema(LakeTable table) {
    StructType schema = new StructType().add("query_id", StringType);
    schema =
        switch (table) {
          case QUERIES -> {
            StructType columns =
                schema
                    .add("event_time", LongType)
                    .add("benchmark", StringType)
                    .add("tenant", StringType)
                    .add("language", StringType)
                    .add("query_text", StringType)
                    .add("gold_answer", StringType)
                    .add("router_train", BooleanType);
            yield fullFanoutProbability == null
                ? columns
                : columns.add("full_fanout_probability", DoubleType);
          }
          case ROUTER_SCORES ->
              layout == ScoreLayout.LONG
                  ? schema
                      .add("router", StringType)
                      .add("model", StringType)
                      .add("score", DoubleType)
                  : schema
                      .add("router", StringType)
                      .add("scores", DataTypes.createMapType(StringType, DoubleType, true));
          case OUTCOMES ->
              schema
                  .add("model", StringType)
                  .add("correct", BooleanType)
                  .add("answer", StringType)
                  .add("verbal_confidence", DoubleType)
                  .add("cost", DoubleType)
                  .add("latency_ms", LongType)
                  .add("labelled_at", LongType);
        };
    return schema.add(DATE, StringType);
  }

  /** Returns the rows of a slice, in order of query, router and model; made one query at a time. */
  Iterator<Row> rows(LakeTable table, Slice slice) {
    SliceRows rows =
        switch (table) {
          case QUERIES -> new QueryRows(slice);
          case ROUTER_SCORES ->
              layout == ScoreLayout.LONG ? new LongScoreRows(slice) : new WideScoreRows(slice);
          case OUTCOMES -> new OutcomeRows(slice);
        };
    return rows;
  }

  /** Rows of one slice; not thread-safe, as its buffers are used again for each query. */
  private abstract class SliceRows implements Iterator<Row> {
    final Slice slice;
    final String date;
    final boolean[] right = new boolean[models.length];
    private final long startOfDay;
    private final boolean drifted;
    private final List<Row> buffer = new ArrayList<>();
    private int next;
    private long query;

    SliceRows(Slice slice) {
      this.slice = slice;
      date = slice.date().toString();
      startOfDay = slice.date().toEpochDay() * SyntheticWorld.MICROS_PER_DAY;
      drifted = slice.date().toEpochDay() >= driftFrom;
      query = slice.from();
    }

    /** Adds the rows of one query. */
    abstract void add(long query, String queryId, List<Row> rows);

    @Override
    public boolean hasNext() {
      while (next == buffer.size() && query < slice.to()) {
        buffer.clear();
        next = 0;
        add(query, queryId(query), buffer);
        query++;
      }
      return next < buffer.size();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException("No more rows in " + slice);
      }
      return buffer.get(next++);
    }

    private String queryId(long number) {
      String digits = Long.toString(number);
      return "q-" + date + "-" + "0".repeat(Math.max(0, 9 - digits.length())) + digits;
    }

    long eventMicros(long number) {
      return startOfDay
          + world.microsOfDay(number, number - slice.firstOfDay(), slice.queriesOfDay());
    }

    void answer(long number, int benchmark) {
      world.answersBeforeDrift(number, benchmark, right);
      if (drifted) {
        world.drift(number, right);
      }
    }

    Optional<Malformation> malformation(long number, LakeTable table) {
      if (!Malformation.befalls(number, corruptShare)) {
        return Optional.empty();
      }
      Malformation one = Malformation.of(number, corruptShare, world.isScored(number));
      return one.table() == table ? Optional.of(one) : Optional.empty();
    }

    int draw(long number, int lane, int bound) {
      return CounterHash.below(CounterHash.at(defectKey, number, lane), bound);
    }
  }

  private final class QueryRows extends SliceRows {
    QueryRows(Slice slice) {
      super(slice);
    }

    @Override
    void add(long query, String queryId, List<Row> rows) {
      rows.add(row(query, queryId));
      malformation(query, LakeTable.QUERIES)
          .ifPresent(one -> rows.add(row(query, one == Malformation.QUERY_TWICE ? queryId : null)));
    }

    private Row row(long query, String queryId) {
      int benchmark = world.benchmark(query);
      List<Object> values = new ArrayList<>();
      values.add(queryId);
      values.add(eventMicros(query));
      values.add(world.benchmarks().get(benchmark).name());
      values.add(world.tenant(query));
      values.add(world.language(query, benchmark));
      values.add(world.text(query, benchmark));
      values.add(world.goldAnswer(query, benchmark));
      values.add(world.routerTrain(query));
      if (fullFanoutProbability != null) {
        values.add(fullFanoutProbability);
      }
      values.add(date);
      return RowFactory.create(values.toArray());
    }
  }

  private final class LongScoreRows extends SliceRows {
    private final double[] scores = new double[models.length];

    LongScoreRows(Slice slice) {
      super(slice);
    }

    @Override
    void add(long query, String queryId, List<Row> rows) {
      if (!world.isScored(query)) {
        return;
      }
      int benchmark = world.benchmark(query);
      world.answersBeforeDrift(query, benchmark, right);
      for (int r = 0; r < world.routers().size(); r++) {
        world.scores(query, benchmark, r, right, scores);
        String router = world.routers().get(r).name();
        for (int m = 0; m < models.length; m++) {
          rows.add(RowFactory.create(queryId, router, models[m], scores[m], date));
        }
      }
      malformation(query, LakeTable.ROUTER_SCORES)
          .ifPresent(one -> malform(one, query, queryId, rows));
    }

    private void malform(Malformation one, long query, String queryId, List<Row> rows) {
      int at = draw(query, 0, rows.size());
      Row row = rows.get(at);
      String router = row.getString(1);
      String model = row.getString(2);
      double score = row.getDouble(3);
      boolean coin = draw(query, 1, 2) == 0;
      switch (one) {
        case SCORE_WITHOUT_KEY ->
            rows.add(
                RowFactory.create(coin ? null : queryId, router, coin ? model : null, score, date));
        case SCORE_TWICE ->
            rows.add(RowFactory.create(queryId, router, model, otherScore(score), date));
        case SCORE_NAN -> rows.set(at, RowFactory.create(queryId, router, model, Double.NaN, date));
        case SCORE_INFINITE ->
            rows.set(at, RowFactory.create(queryId, router, model, infinity(coin), date));
        case SCORE_NULL -> rows.set(at, RowFactory.create(queryId, router, model, null, date));
        case SCORE_OF_MODEL_OUTSIDE ->
            rows.add(RowFactory.create(queryId, router, Malformation.MODEL_OUTSIDE, score, date));
        case SCORE_OF_UNKNOWN_QUERY ->
            rows.add(
                RowFactory.create(
                    Malformation.UNKNOWN_QUERY_PREFIX + queryId, router, model, score, date));
        case QUERY_WITHOUT_KEY,
            QUERY_TWICE,
            OUTCOME_WITHOUT_KEY,
            OUTCOME_TWICE,
            OUTCOME_OF_MODEL_OUTSIDE,
            OUTCOME_OF_UNKNOWN_QUERY ->
            throw new IllegalStateException("Not a malformation of scores: " + one);
      }
    }
  }

  private final class WideScoreRows extends SliceRows {
    private final double[] scores = new double[models.length];

    WideScoreRows(Slice slice) {
      super(slice);
    }

    @Override
    void add(long query, String queryId, List<Row> rows) {
      if (!world.isScored(query)) {
        return;
      }
      int benchmark = world.benchmark(query);
      world.answersBeforeDrift(query, benchmark, right);
      Optional<Malformation> malformation = malformation(query, LakeTable.ROUTER_SCORES);
      int malformed = draw(query, 0, world.routers().size());
      for (int r = 0; r < world.routers().size(); r++) {
        world.scores(query, benchmark, r, right, scores);
        String router = world.routers().get(r).name();
        Map<String, Double> map = new LinkedHashMap<>(2 * models.length);
        for (int m = 0; m < models.length; m++) {
          map.put(models[m], scores[m]);
        }
        rows.add(RowFactory.create(queryId, router, asScala(map), date));
        if (malformation.isPresent() && r == malformed) {
          malform(malformation.get(), query, queryId, router, map, rows);
        }
      }
    }

    private void malform(
        Malformation one,
        long query,
        String queryId,
        String router,
        Map<String, Double> map,
        List<Row> rows) {
      String model = models[draw(query, 2, models.length)];
      boolean coin = draw(query, 1, 2) == 0;
      switch (one) {
        case SCORE_WITHOUT_KEY ->
            rows.add(
                RowFactory.create(coin ? null : queryId, coin ? router : null, asScala(map), date));
        case SCORE_TWICE -> {
          Map<String, Double> other = new LinkedHashMap<>(map);
          other.computeIfPresent(model, (name, score) -> otherScore(score));
          rows.add(RowFactory.create(queryId, router, asScala(other), date));
        }
        case SCORE_NAN -> map.put(model, Double.NaN);
        case SCORE_INFINITE -> map.put(model, infinity(coin));
        case SCORE_NULL -> map.put(model, null);
        case SCORE_OF_MODEL_OUTSIDE -> map.put(Malformation.MODEL_OUTSIDE, map.get(model));
        case SCORE_OF_UNKNOWN_QUERY ->
            rows.add(
                RowFactory.create(
                    Malformation.UNKNOWN_QUERY_PREFIX + queryId, router, asScala(map), date));
        case QUERY_WITHOUT_KEY,
            QUERY_TWICE,
            OUTCOME_WITHOUT_KEY,
            OUTCOME_TWICE,
            OUTCOME_OF_MODEL_OUTSIDE,
            OUTCOME_OF_UNKNOWN_QUERY ->
            throw new IllegalStateException("Not a malformation of scores: " + one);
      }
    }
  }

  private final class OutcomeRows extends SliceRows {
    OutcomeRows(Slice slice) {
      super(slice);
    }

    @Override
    void add(long query, String queryId, List<Row> rows) {
      int benchmark = world.benchmark(query);
      answer(query, benchmark);
      double unknownProbability = world.unknownProbability(right);
      Long labelledAt = eventMicros(query) + world.labelDelayMicros(query);
      for (int m = 0; m < models.length; m++) {
        boolean unknown = world.isUnknown(query, m, unknownProbability);
        rows.add(
            row(
                queryId,
                models[m],
                unknown ? null : right[m],
                query,
                benchmark,
                m,
                unknown ? null : labelledAt));
      }
      malformation(query, LakeTable.OUTCOMES)
          .ifPresent(one -> rows.add(malformed(one, query, queryId, benchmark, labelledAt)));
    }

    private Row malformed(
        Malformation one, long query, String queryId, int benchmark, Long labelledAt) {
      int m = draw(query, 0, models.length);
      boolean coin = draw(query, 1, 2) == 0;
      String keptModel =
          one == Malformation.OUTCOME_OF_MODEL_OUTSIDE ? Malformation.MODEL_OUTSIDE : models[m];
      String keptId =
          one == Malformation.OUTCOME_OF_UNKNOWN_QUERY
              ? Malformation.UNKNOWN_QUERY_PREFIX + queryId
              : queryId;
      boolean withoutKey = one == Malformation.OUTCOME_WITHOUT_KEY;
      return row(
          withoutKey && coin ? null : keptId,
          withoutKey && !coin ? null : keptModel,
          one == Malformation.OUTCOME_TWICE ? !right[m] : right[m],
          query,
          benchmark,
          m,
          labelledAt);
    }

    private Row row(
        String queryId,
        String model,
        Boolean correct,
        long query,
        int benchmark,
        int m,
        Long labelledAt) {
      return RowFactory.create(
          queryId,
          model,
          correct,
          world.answer(query, benchmark, m, right[m]),
          world.verbalConfidence(query, m, right[m]),
          world.cost(query, m),
          world.latencyMillis(query, m),
          labelledAt,
          date);
    }
  }

  private static double otherScore(double score) {
    return score == 0.5 ? 0.25 : 1 - score;
  }

  private static double infinity(boolean positive) {
    return positive ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
  }
}
