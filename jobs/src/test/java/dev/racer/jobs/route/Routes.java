package dev.racer.jobs.route;

import dev.racer.jobs.config.Assignment;
import dev.racer.jobs.config.RouteSettings;
import dev.racer.jobs.config.Settings;
import dev.racer.jobs.run.Progress;
import dev.racer.jobs.run.RunContext;
import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.schema.Predictions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Routes lakes that tests made, configured as on a command line. */
final class Routes {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T10:15:30Z"), ZoneOffset.UTC);

  private Routes() {}

  static RouteResult run(SparkSession spark, LakeInputs inputs, Path output, String... more) {
    return run(
        spark,
        inputs,
        output,
        OptionalLong.empty(),
        DateRange.ALL,
        PublicationMode.NO_PUBLISH,
        more);
  }

  static RouteResult run(
      SparkSession spark,
      LakeInputs inputs,
      Path output,
      OptionalLong version,
      DateRange days,
      PublicationMode mode,
      String... more) {
    List<Assignment> assignments = new ArrayList<>();
    assignments.add(Assignment.ofSet("lake.queries=" + inputs.queries()));
    assignments.add(Assignment.ofSet("lake.router-scores=" + inputs.routerScores()));
    inputs
        .outcomes()
        .ifPresent(table -> assignments.add(Assignment.ofSet("lake.outcomes=" + table)));
    assignments.add(Assignment.ofSet("lake.output=" + output));
    for (String assignment : more) {
      assignments.add(Assignment.ofSet(assignment));
    }
    Settings settings = Settings.load(List.of(), assignments);
    List<Manifest.ConfigEntry> entries = new ArrayList<>();
    settings
        .effective()
        .forEach(
            (key, value) ->
                entries.add(new Manifest.ConfigEntry(key, value.rendered(), value.origin())));
    RunContext context = new RunContext("0.0.0", "unknown", CLOCK, mode, entries, Progress.NONE);
    return new RouteJob().run(spark, RouteSettings.read(settings, version, days), context);
  }

  /** The rows of the table, in no order. */
  static List<Row> rows(SparkSession spark, RouteResult result) {
    return spark
        .read()
        .parquet(Path.of(result.attemptFolder()).resolve(RouteJob.MODEL_SETS).toString())
        .collectAsList();
  }

  /** The rows of the table of votes, in no order. */
  static List<Row> predictions(SparkSession spark, RouteResult result) {
    return spark
        .read()
        .schema(Predictions.schema())
        .parquet(Path.of(result.attemptFolder()).resolve(RouteJob.PREDICTIONS).toString())
        .collectAsList();
  }

  static List<String> lines(SparkSession spark, RouteResult result) {
    return rows(spark, result).stream().map(Gateway::line).toList();
  }
}
