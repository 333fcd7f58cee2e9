package dev.racer.jobs.nightly;

import dev.racer.jobs.calibrate.CalibrateJob;
import dev.racer.jobs.calibrate.CalibrateResult;
import dev.racer.jobs.config.Assignment;
import dev.racer.jobs.config.CalibrateSettings;
import dev.racer.jobs.config.NightlySettings;
import dev.racer.jobs.config.Settings;
import dev.racer.jobs.run.Progress;
import dev.racer.jobs.run.RunContext;
import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.RecordDays;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Runs nights over a lake that a test made, configured as on a command line. */
final class Nights {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T10:15:30Z"), ZoneOffset.UTC);

  private final SparkSession spark;
  private final Path lake;
  private final Path output;
  private final List<String> more;

  /**
   * @param lake folder with the three tables by their usual names
   * @param output folder for publications
   * @param more assignments {@code key=value}
   */
  Nights(SparkSession spark, Path lake, Path output, String... more) {
    this.spark = spark;
    this.lake = lake;
    this.output = output;
    this.more = List.of(more);
  }

  /** The same with more assignments. */
  Nights with(String... assignments) {
    List<String> all = new ArrayList<>(more);
    all.addAll(List.of(assignments));
    return new Nights(spark, lake, output, all.toArray(String[]::new));
  }

  /** The same nights with another folder for publications. */
  Nights to(Path other) {
    return new Nights(spark, lake, other, more.toArray(String[]::new));
  }

  NightlyResult run(LocalDate date) {
    return run(date, PublicationMode.PUBLISH, false);
  }

  NightlyResult run(LocalDate date, PublicationMode mode, boolean force) {
    Settings settings = settings();
    return new NightlyJob()
        .run(spark, NightlySettings.read(settings), date, force, context(settings, mode));
  }

  /** Calibrates days of the lake from its logs, with the same configuration. */
  CalibrateResult calibrate(LocalDate from, LocalDate to, Path other) {
    Nights elsewhere = to(other);
    Settings settings = elsewhere.settings();
    return new CalibrateJob()
        .run(
            spark,
            CalibrateSettings.read(settings, new DateRange(Optional.of(from), Optional.of(to))),
            context(settings, PublicationMode.PUBLISH));
  }

  /** What the nights are configured by. */
  NightlyConfig config() {
    return NightlySettings.read(settings());
  }

  PublicationStore store() {
    return PublicationStore.local(output, "default");
  }

  RecordDays days() {
    return new RecordDays(store().folder());
  }

  private Settings settings() {
    List<Assignment> assignments = new ArrayList<>();
    for (String each :
        List.of(
            "lake.queries=" + lake.resolve("queries"),
            "lake.router-scores=" + lake.resolve("router_scores"),
            "lake.outcomes=" + lake.resolve("outcomes"),
            "lake.output=" + output,
            "nightly.label-age=0",
            "gate.least-n=1",
            "gate.max-unlabelled-share=1")) {
      assignments.add(Assignment.ofSet(each));
    }
    more.forEach(each -> assignments.add(Assignment.ofSet(each)));
    return Settings.load(List.of(), assignments);
  }

  private static RunContext context(Settings settings, PublicationMode mode) {
    List<Manifest.ConfigEntry> entries = new ArrayList<>();
    settings
        .effective()
        .forEach(
            (key, value) ->
                entries.add(new Manifest.ConfigEntry(key, value.rendered(), value.origin())));
    return new RunContext("0.0.0", "unknown", CLOCK, mode, entries, Progress.NONE);
  }
}
