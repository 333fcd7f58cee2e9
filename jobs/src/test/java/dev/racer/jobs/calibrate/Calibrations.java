package dev.racer.jobs.calibrate;

import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.jobs.BuildInfo;
import dev.racer.jobs.config.Assignment;
import dev.racer.jobs.config.CalibrateSettings;
import dev.racer.jobs.config.Settings;
import dev.racer.jobs.run.Progress;
import dev.racer.jobs.run.RunContext;
import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.jobs.verify.Certificate;
import dev.racer.jobs.verify.VersionVerifier;
import dev.racer.spark.conformal.Calibration;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.testing.TinyLake;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Runs calibrations of lakes that tests made, configured as on a command line. */
public final class Calibrations {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T10:15:30Z"), ZoneOffset.UTC);

  private Calibrations() {}

  /** A configuration with what a manifest says of it. */
  public record Configured(CalibrateConfig config, List<Manifest.ConfigEntry> entries) {}

  /** The configuration of a lake, an output folder and more assignments {@code key=value}. */
  public static Configured configured(LakeInputs inputs, Path output, List<String> more) {
    return configured(inputs, output, DateRange.ALL, more);
  }

  /** The configuration of some days of a lake. */
  public static Configured configured(
      LakeInputs inputs, Path output, DateRange days, List<String> more) {
    List<Assignment> assignments = new ArrayList<>();
    arguments(inputs, output, more).forEach(each -> assignments.add(Assignment.ofSet(each)));
    Settings settings = Settings.load(List.of(), assignments);
    List<Manifest.ConfigEntry> entries = new ArrayList<>();
    settings
        .effective()
        .forEach(
            (key, value) ->
                entries.add(new Manifest.ConfigEntry(key, value.rendered(), value.origin())));
    return new Configured(CalibrateSettings.read(settings, days), entries);
  }

  private static List<String> arguments(LakeInputs inputs, Path output, List<String> more) {
    List<String> arguments = new ArrayList<>();
    arguments.add("lake.queries=" + inputs.queries());
    arguments.add("lake.router-scores=" + inputs.routerScores());
    arguments.add("lake.outcomes=" + inputs.location(LakeInputs.OUTCOMES));
    arguments.add("lake.output=" + output);
    arguments.addAll(more);
    return arguments;
  }

  /** Calibrates and publishes. */
  public static CalibrateResult run(SparkSession spark, Configured configured) {
    return run(spark, configured, Calibration.MOST_SORTED);
  }

  /** Calibrates and publishes with another limit between the two plans of selection. */
  static CalibrateResult run(SparkSession spark, Configured configured, long mostSorted) {
    RunContext context =
        new RunContext(
            "0.0.0", "unknown", CLOCK, PublicationMode.PUBLISH, configured.entries(), new Silent());
    return new CalibrateJob(mostSorted).run(spark, configured.config(), context);
  }

  /** What a verification of the version that a calibration published comes to. */
  public static Certificate certificate(Configured configured, CalibrateResult result) {
    PublicationStore store =
        PublicationStore.local(
            Path.of(configured.config().output()), configured.config().publicationName());
    return VersionVerifier.verify(
        store.folder(), store.name(), result.commit().orElseThrow(), BuildInfo.read());
  }

  static final class Silent implements Progress {
    @Override
    public void step(int number, int of, String name) {}

    @Override
    public void done() {}
  }

  /** What the oracle says about a lake without malformed rows and excluded queries. */
  static CalibrationOracle oracle(TinyLake lake, CalibrateConfig config) {
    Map<String, Map<String, String>> segments = new LinkedHashMap<>();
    for (TinyLake.QueryRow query : lake.queries()) {
      Map<String, String> values = new LinkedHashMap<>();
      for (int i = 0; i < lake.segmentColumns().size(); i++) {
        if (query.segments().get(i) != null) {
          values.put(lake.segmentColumns().get(i), query.segments().get(i));
        }
      }
      segments.put(key(query.date(), query.queryId()), values);
    }
    return oracle(config, segments, lake.scores(), lake.outcomes());
  }

  /**
   * What the oracle says about a lake.
   *
   * @param segments segment values of the queries that are not excluded, by {@link #key}
   */
  static CalibrationOracle oracle(
      CalibrateConfig config,
      Map<String, Map<String, String>> segments,
      List<TinyLake.ScoreRow> scoreRows,
      List<TinyLake.OutcomeRow> outcomeRows) {
    Map<String, Map<String, Boolean>> correct = new HashMap<>();
    for (TinyLake.OutcomeRow row : outcomeRows) {
      if (row.correct() != null) {
        correct
            .computeIfAbsent(key(row.date(), row.queryId()), key -> new HashMap<>())
            .put(row.model(), row.correct());
      }
    }
    Map<String, Map<String, Map<String, Double>>> scores = new LinkedHashMap<>();
    Map<String, List<String>> models = new HashMap<>();
    for (TinyLake.ScoreRow row : scoreRows) {
      models.computeIfAbsent(row.router(), router -> new ArrayList<>()).add(row.model());
      Map<String, Double> ofQuery =
          scores
              .computeIfAbsent(row.router(), router -> new LinkedHashMap<>())
              .computeIfAbsent(key(row.date(), row.queryId()), key -> new HashMap<>());
      if (row.score() != null) {
        ofQuery.put(row.model(), row.score());
      }
    }
    List<CalibrationOracle.Router> routers = new ArrayList<>();
    scores.forEach(
        (router, byQuery) -> {
          List<String> pool =
              CalibrationOracle.pool(
                  config.poolModels().isEmpty() ? models.get(router) : config.poolModels());
          List<CalibrationOracle.Query> queries = new ArrayList<>();
          byQuery.forEach(
              (key, byModel) -> {
                byModel.keySet().retainAll(pool);
                if (segments.containsKey(key) && byModel.size() == pool.size()) {
                  String id = key.substring(key.indexOf(' ') + 1);
                  queries.add(
                      new CalibrationOracle.Query(
                          id, segments.get(key), byModel, correct.getOrDefault(key, Map.of())));
                }
              });
          routers.add(new CalibrationOracle.Router(router, pool, queries));
        });
    return new CalibrationOracle(config, List.copyOf(segments.values()), routers);
  }

  /** What identifies a query: its id, and its day where the rows have one. */
  static String key(String date, String queryId) {
    return date + " " + queryId;
  }

  /** A table of an attempt as text, one line per row, in no order. */
  static List<String> lines(SparkSession spark, CalibrateResult result, String table) {
    return spark
        .read()
        .parquet(Path.of(result.attemptFolder()).resolve(table).toString())
        .collectAsList()
        .stream()
        .map(row -> row.mkString(" "))
        .toList();
  }

  /** The rows of a table of an attempt, in no order. */
  static List<Row> rows(SparkSession spark, CalibrateResult result, String table) {
    return spark
        .read()
        .parquet(Path.of(result.attemptFolder()).resolve(table).toString())
        .collectAsList();
  }

  static List<PublishedThreshold> withoutIntervals(PublishedThresholds thresholds) {
    return thresholds.thresholds().stream().map(CalibrationOracle::withoutInterval).toList();
  }
}
