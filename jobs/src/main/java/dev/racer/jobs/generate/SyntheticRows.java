package dev.racer.jobs.generate;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static scala.jdk.javaapi.CollectionConverters.asScala;

import dev.racer.jobs.generate.GenerateConfig.ScoreLayout;
import dev.racer.jobs.generate.Traffic.LabelColumns;
import dev.racer.jobs.generate.Traffic.RouterVersions;
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
  private final Double fullFanoutProbability;
  private final boolean hasCoin;
  private final boolean hasLabelStates;
  private final boolean hasVersions;
  private final long defectKey;

  SyntheticRows(GenerateConfig config, SyntheticWorld world) {
    this.world = world;
    models = world.models().toArray(String[]::new);
    layout = config.scoreLayout();
    corruptShare = config.corruptShare();
    fullFanoutProbability = config.fullFanoutProbability().orElse(null);
    Traffic traffic = config.traffic();
    hasCoin = traffic.exploration().isPresent();
    hasLabelStates = traffic.labels() == LabelColumns.CORRECT_AND_STATE;
    hasVersions = traffic.routerVersions() == RouterVersions.LOGGED;
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
            if (hasCoin) {
              columns = columns.add("explored", BooleanType);
            }
            yield hasCoin || fullFanoutProbability != null
                ? columns.add("full_fanout_probability", DoubleType)
                : columns;
          }
          case ROUTER_SCORES -> {
            StructType columns =
                layout == ScoreLayout.LONG
                    ? schema
                        .add("router", StringType)
                        .add("model", StringType)
                        .add("score", DoubleType)
                    : schema
                        .add("router", StringType)
                        .add("scores", DataTypes.createMapType(StringType, DoubleType, true));
            yield hasVersions ? columns.add("router_version", StringType) : columns;
          }
          case OUTCOMES -> {
            StructType columns =
                schema
                    .add("model", StringType)
                    .add("correct", BooleanType)
                    .add("answer", StringType)
                    .add("verbal_confidence", DoubleType)
                    .add("cost", DoubleType)
                    .add("latency_ms", LongType)
                    .add("labelled_at", LongType);
            yield hasLabelStates ? columns.add("label_state", StringType) : columns;
          }
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
    final DayOfWorld day;
    final String date;
    private final Slice slice;
    private final List<Row> buffer = new ArrayList<>();
    private int next;
    private long query;

    SliceRows(Slice slice) {
      this.slice = slice;
      day = new DayOfWorld(world, slice);
      date = slice.date().toString();
      query = slice.from();
    }

    /** Adds the rows of one query, at which {@link #day} looks. */
    abstract void add(long query, String queryId, List<Row> rows);

    @Override
    public boolean hasNext() {
      while (next == buffer.size() && query < slice.to()) {
        buffer.clear();
        next = 0;
        day.look(query);
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
      int benchmark = day.benchmark();
      List<Object> values = new ArrayList<>();
      values.add(queryId);
      values.add(day.eventMicros());
      values.add(world.benchmarks().get(benchmark).name());
      values.add(world.tenant(query));
      values.add(world.language(query, benchmark));
      values.add(world.text(query, benchmark));
      values.add(world.goldAnswer(query, benchmark));
      values.add(world.routerTrain(query));
      if (hasCoin) {
        values.add(world.isExplored(query));
        values.add(world.explorationProbability(query));
      } else if (fullFanoutProbability != null) {
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
      for (int r = 0; r < world.routers().size(); r++) {
        day.scores(r, scores);
        String router = world.routers().get(r).name();
        for (int m = 0; m < models.length; m++) {
          rows.add(row(queryId, router, models[m], scores[m], day.routerVersion(r)));
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
      String version = day.routerVersion(at / models.length);
      boolean coin = draw(query, 1, 2) == 0;
      switch (one) {
        case SCORE_WITHOUT_KEY ->
            rows.add(row(coin ? null : queryId, router, coin ? model : null, score, version));
        case SCORE_TWICE -> rows.add(row(queryId, router, model, otherScore(score), version));
        case SCORE_NAN -> rows.set(at, row(queryId, router, model, Double.NaN, version));
        case SCORE_INFINITE -> rows.set(at, row(queryId, router, model, infinity(coin), version));
        case SCORE_NULL -> rows.set(at, row(queryId, router, model, null, version));
        case SCORE_OF_MODEL_OUTSIDE ->
            rows.add(row(queryId, router, Malformation.MODEL_OUTSIDE, score, version));
        case SCORE_OF_UNKNOWN_QUERY ->
            rows.add(
                row(Malformation.UNKNOWN_QUERY_PREFIX + queryId, router, model, score, version));
        case QUERY_WITHOUT_KEY,
            QUERY_TWICE,
            OUTCOME_WITHOUT_KEY,
            OUTCOME_TWICE,
            OUTCOME_OF_MODEL_OUTSIDE,
            OUTCOME_OF_UNKNOWN_QUERY ->
            throw new IllegalStateException("Not a malformation of scores: " + one);
      }
    }

    private Row row(String queryId, String router, String model, Double score, String version) {
      return hasVersions
          ? RowFactory.create(queryId, router, model, score, version, date)
          : RowFactory.create(queryId, router, model, score, date);
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
      Optional<Malformation> malformation = malformation(query, LakeTable.ROUTER_SCORES);
      int malformed = draw(query, 0, world.routers().size());
      for (int r = 0; r < world.routers().size(); r++) {
        day.scores(r, scores);
        String router = world.routers().get(r).name();
        Map<String, Double> map = new LinkedHashMap<>(2 * models.length);
        for (int m = 0; m < models.length; m++) {
          map.put(models[m], scores[m]);
        }
        String version = day.routerVersion(r);
        rows.add(row(queryId, router, map, version));
        if (malformation.isPresent() && r == malformed) {
          malform(malformation.get(), query, queryId, router, map, version, rows);
        }
      }
    }

    private void malform(
        Malformation one,
        long query,
        String queryId,
        String router,
        Map<String, Double> map,
        String version,
        List<Row> rows) {
      String model = models[draw(query, 2, models.length)];
      boolean coin = draw(query, 1, 2) == 0;
      switch (one) {
        case SCORE_WITHOUT_KEY ->
            rows.add(row(coin ? null : queryId, coin ? router : null, map, version));
        case SCORE_TWICE -> {
          Map<String, Double> other = new LinkedHashMap<>(map);
          other.computeIfPresent(model, (name, score) -> otherScore(score));
          rows.add(row(queryId, router, other, version));
        }
        case SCORE_NAN -> map.put(model, Double.NaN);
        case SCORE_INFINITE -> map.put(model, infinity(coin));
        case SCORE_NULL -> map.put(model, null);
        case SCORE_OF_MODEL_OUTSIDE -> map.put(Malformation.MODEL_OUTSIDE, map.get(model));
        case SCORE_OF_UNKNOWN_QUERY ->
            rows.add(row(Malformation.UNKNOWN_QUERY_PREFIX + queryId, router, map, version));
        case QUERY_WITHOUT_KEY,
            QUERY_TWICE,
            OUTCOME_WITHOUT_KEY,
            OUTCOME_TWICE,
            OUTCOME_OF_MODEL_OUTSIDE,
            OUTCOME_OF_UNKNOWN_QUERY ->
            throw new IllegalStateException("Not a malformation of scores: " + one);
      }
    }

    private Row row(String queryId, String router, Map<String, Double> scores, String version) {
      return hasVersions
          ? RowFactory.create(queryId, router, asScala(scores), version, date)
          : RowFactory.create(queryId, router, asScala(scores), date);
    }
  }

  private final class OutcomeRows extends SliceRows {
    OutcomeRows(Slice slice) {
      super(slice);
    }

    @Override
    void add(long query, String queryId, List<Row> rows) {
      int[] called = day.called();
      Long labelledAt = day.labelledMicros();
      for (int m : called) {
        boolean unknown = day.isUnknown(m);
        rows.add(
            row(
                queryId,
                models[m],
                unknown ? null : day.isRight(m),
                query,
                m,
                unknown ? null : labelledAt,
                day.labelState(m)));
      }
      malformation(query, LakeTable.OUTCOMES)
          .ifPresent(
              one ->
                  rows.add(malformed(one, query, queryId, called[draw(query, 0, called.length)])));
    }

    private Row malformed(Malformation one, long query, String queryId, int m) {
      boolean coin = draw(query, 1, 2) == 0;
      String keptModel =
          one == Malformation.OUTCOME_OF_MODEL_OUTSIDE ? Malformation.MODEL_OUTSIDE : models[m];
      String keptId =
          one == Malformation.OUTCOME_OF_UNKNOWN_QUERY
              ? Malformation.UNKNOWN_QUERY_PREFIX + queryId
              : queryId;
      boolean withoutKey = one == Malformation.OUTCOME_WITHOUT_KEY;
      boolean correct = (one == Malformation.OUTCOME_TWICE) != day.isRight(m);
      return row(
          withoutKey && coin ? null : keptId,
          withoutKey && !coin ? null : keptModel,
          correct,
          query,
          m,
          day.labelledMicros(),
          correct ? "correct" : "wrong");
    }

    private Row row(
        String queryId,
        String model,
        Boolean correct,
        long query,
        int m,
        Long labelledAt,
        String state) {
      List<Object> values = new ArrayList<>();
      values.add(queryId);
      values.add(model);
      values.add(correct);
      values.add(world.answer(query, day.benchmark(), m, day.isRight(m)));
      values.add(world.verbalConfidence(query, m, day.isRight(m)));
      values.add(world.cost(query, m));
      values.add(world.latencyMillis(query, m));
      values.add(labelledAt);
      if (hasLabelStates) {
        values.add(state);
      }
      values.add(date);
      return RowFactory.create(values.toArray());
    }
  }

  private static double otherScore(double score) {
    return score == 0.5 ? 0.25 : 1 - score;
  }

  private static double infinity(boolean positive) {
    return positive ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
  }
}
