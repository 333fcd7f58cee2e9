package dev.racer.bench.nights;

import dev.racer.bench.contest.ProcessFacts;
import dev.racer.bench.report.Json;
import dev.racer.core.published.ThresholdsJson;
import dev.racer.jobs.calibrate.CalibrateJob;
import dev.racer.jobs.calibrate.CalibrateResult;
import dev.racer.jobs.config.Assignment;
import dev.racer.jobs.config.CalibrateSettings;
import dev.racer.jobs.config.NightlySettings;
import dev.racer.jobs.config.Settings;
import dev.racer.jobs.nightly.NightlyConfig;
import dev.racer.jobs.nightly.NightlyJob;
import dev.racer.jobs.nightly.NightlyResult;
import dev.racer.jobs.run.Progress;
import dev.racer.jobs.run.RunContext;
import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.publication.DayCommit;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.session.Sessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * The process that runs nights: one before, which makes the records of all days but one and puts a
 * version in force, then those that are measured.
 */
public final class NightsWorker {
  private final SparkSession spark;
  private final NightsLake lake;
  private final Path scratch;

  private NightsWorker(SparkSession spark, NightsLake lake, Path scratch) {
    this.spark = spark;
    this.lake = lake;
    this.scratch = scratch;
  }

  /**
   * Runs the worker.
   *
   * @param arguments the lake as JSON, folder for publications, rounds, and the file that receives
   *     the answer
   */
  public static void main(String[] arguments) throws IOException {
    NightsLake lake = Json.read(arguments[0], NightsLakeText.class).lake();
    try (Sessions.OpenSession session = Sessions.open("racer bench nightly")) {
      NightsWorker worker = new NightsWorker(session.spark(), lake, Path.of(arguments[1]));
      NightsAnswer answer = worker.measure(Integer.parseInt(arguments[2]));
      Files.writeString(Path.of(arguments[3]), Json.text(answer));
    }
  }

  /** A lake as an argument. */
  record NightsLakeText(
      String folder, int days, long queriesPerDay, int models, double exploration) {
    static NightsLakeText of(NightsLake lake) {
      return new NightsLakeText(
          lake.folder().toString(),
          lake.days(),
          lake.queriesPerDay(),
          lake.models(),
          lake.exploration());
    }

    NightsLake lake() {
      return new NightsLake(Path.of(folder), days, queriesPerDay, models, exploration);
    }
  }

  private NightsAnswer measure(int rounds) throws IOException {
    Path base = scratch.resolve("base");
    NightlyResult before = night(base, lake.last().minusDays(1), Progress.NONE);
    if (before.status().outcome() != RunOutcome.PUBLISHED) {
      throw new IllegalStateException(
          "The night before must publish, so that there is a version in force: " + before.status());
    }
    List<Double> nights = new ArrayList<>();
    List<Double> newestDays = new ArrayList<>();
    List<Double> nightCpu = new ArrayList<>();
    List<Double> calibrations = new ArrayList<>();
    List<Double> calibrationCpu = new ArrayList<>();
    boolean same = true;
    long recordBytes = 0;
    long records = 0;
    for (int round = 0; round < rounds; round++) {
      Path output = scratch.resolve("round-" + round);
      copy(base, output);
      Steps steps = new Steps();
      System.gc(); // so that a run does not pay for the one before
      long cpu = ProcessFacts.cpuTime().toNanos();
      long begin = System.nanoTime();
      NightlyResult night = night(output, lake.last(), steps);
      nights.add((System.nanoTime() - begin) / 1e9);
      newestDays.add((steps.windowReadAt - begin) / 1e9);
      nightCpu.add((ProcessFacts.cpuTime().toNanos() - cpu) / 1e9);
      if (night.difference().isEmpty()) {
        throw new IllegalStateException("The night was compared with nothing: " + night.status());
      }
      recordBytes =
          night.window().stream()
              .flatMap(day -> day.commit().stream())
              .flatMap(day -> day.files().stream())
              .mapToLong(DayCommit.DayFile::bytes)
              .sum();
      records =
          night.window().stream()
              .flatMap(day -> day.commit().stream())
              .flatMap(day -> day.routers().stream())
              .mapToLong(DayCommit.DayRouter::records)
              .sum();

      System.gc();
      cpu = ProcessFacts.cpuTime().toNanos();
      begin = System.nanoTime();
      CalibrateResult calibration = calibrate(output.resolve("from-logs"));
      calibrations.add((System.nanoTime() - begin) / 1e9);
      calibrationCpu.add((ProcessFacts.cpuTime().toNanos() - cpu) / 1e9);
      same &=
          Arrays.equals(
              ThresholdsJson.write(night.candidate().orElseThrow()),
              ThresholdsJson.write(calibration.thresholds()));
      delete(output);
    }
    delete(base);
    return new NightsAnswer(
        nights,
        newestDays,
        calibrations,
        nightCpu,
        calibrationCpu,
        size(lake.folder()),
        recordBytes,
        records,
        same);
  }

  private NightlyResult night(Path output, LocalDate date, Progress progress) {
    Settings settings = settings(output);
    NightlyConfig config = NightlySettings.read(settings);
    return new NightlyJob().run(spark, config, date, false, context(settings, progress));
  }

  private CalibrateResult calibrate(Path output) {
    Settings settings = settings(output);
    DateRange window =
        new DateRange(Optional.of(NightsLake.FIRST), Optional.of(lake.last().plusDays(1)));
    return new CalibrateJob()
        .run(spark, CalibrateSettings.read(settings, window), context(settings, Progress.NONE));
  }

  private Settings settings(Path output) {
    List<Assignment> assignments = new ArrayList<>();
    lake.assignments().forEach(each -> assignments.add(Assignment.ofSet(each)));
    for (String more :
        List.of(
            "lake.output=" + output,
            "calibration.segments=[benchmark]",
            "nightly.window=" + lake.days(),
            "nightly.label-age=0")) {
      assignments.add(Assignment.ofSet(more));
    }
    return Settings.load(List.of(), assignments);
  }

  private static RunContext context(Settings settings, Progress progress) {
    List<Manifest.ConfigEntry> entries = new ArrayList<>();
    settings
        .effective()
        .forEach(
            (key, value) ->
                entries.add(new Manifest.ConfigEntry(key, value.rendered(), value.origin())));
    return new RunContext(
        "bench", "unknown", Clock.systemUTC(), PublicationMode.PUBLISH, entries, progress);
  }

  /** Notes when the records of the newest day are there. */
  private static final class Steps implements Progress {
    private static final int READ_WINDOW = 3;

    private long windowReadAt;

    @Override
    public void step(int number, int of, String name) {
      if (number == READ_WINDOW) {
        windowReadAt = System.nanoTime();
      }
    }

    @Override
    public void done() {}
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static long size(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      long size = 0;
      for (Path path : paths.filter(file -> file.toString().endsWith(".parquet")).toList()) {
        size += Files.size(path);
      }
      return size;
    }
  }
}
