package dev.racer.jobs.evaluate;

import dev.racer.jobs.config.Assignment;
import dev.racer.jobs.config.EvaluateSettings;
import dev.racer.jobs.config.Settings;
import dev.racer.jobs.run.Progress;
import dev.racer.jobs.run.RunContext;
import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.publication.Manifest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Runs evaluations of lakes that tests made, configured as on a command line. */
public final class Evaluations {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T10:15:30Z"), ZoneOffset.UTC);

  private Evaluations() {}

  /** Evaluates, with more assignments {@code key=value}. */
  public static EvaluateResult evaluate(
      SparkSession spark, LakeInputs inputs, Path output, String... more) {
    return run(spark, Verb.EVALUATE, PublicationMode.NO_PUBLISH, inputs, output, more);
  }

  /** Tunes, or evaluates, in some mode. */
  static EvaluateResult run(
      SparkSession spark,
      Verb verb,
      PublicationMode mode,
      LakeInputs inputs,
      Path output,
      String... more) {
    List<Assignment> assignments = new ArrayList<>();
    assignments.add(Assignment.ofSet("lake.queries=" + inputs.queries()));
    assignments.add(Assignment.ofSet("lake.router-scores=" + inputs.routerScores()));
    assignments.add(Assignment.ofSet("lake.outcomes=" + inputs.location(LakeInputs.OUTCOMES)));
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
    EvaluateConfig config =
        verb == Verb.TUNE
            ? EvaluateSettings.readTuning(settings, DateRange.ALL)
            : EvaluateSettings.read(settings, DateRange.ALL);
    RunContext context = new RunContext("0.0.0", "unknown", CLOCK, mode, entries, new Silent());
    return new EvaluateJob(verb).run(spark, config, context);
  }

  private static final class Silent implements Progress {
    @Override
    public void step(int number, int of, String name) {}

    @Override
    public void done() {}
  }
}
