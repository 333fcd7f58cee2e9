package dev.racer.bench.nights;

import dev.racer.bench.contest.ProcessFacts;
import dev.racer.bench.report.Json;
import dev.racer.core.pool.Sha256;
import dev.racer.core.published.PublishedThresholds;
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
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** The process that runs one night or one calibration, as a scheduler starts them. */
public final class NightsWorker {
  /** What a process runs. */
  enum Part {
    /** All days but the last one, so that there are records and a version in force. */
    BEFORE,
    /** The last day, whose window has records: what is measured. */
    NIGHT,
    /** A night that has one day and nothing before it. */
    DAY,
    /** The whole window from its logs. */
    LOGS
  }

  private final SparkSession spark;
  private final NightsLake lake;

  private NightsWorker(SparkSession spark, NightsLake lake) {
    this.spark = spark;
    this.lake = lake;
  }

  /**
   * Runs the worker.
   *
   * @param arguments the lake as JSON, the part, the folder for publications, and the file that
   *     receives the answer
   */
  public static void main(String[] arguments) throws IOException {
    NightsLake lake = Json.read(arguments[0], NightsLakeText.class).lake();
    try (Sessions.OpenSession session = Sessions.open("racer bench nightly")) {
      NightsWorker worker = new NightsWorker(session.spark(), lake);
      NightsAnswer answer = worker.run(Part.valueOf(arguments[1]), Path.of(arguments[2]));
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

  private NightsAnswer run(Part part, Path output) {
    return switch (part) {
      case BEFORE -> night(output, lake.last().minusDays(1), false);
      case NIGHT -> night(output, lake.last(), true);
      case DAY -> night(output, NightsLake.FIRST, false);
      case LOGS -> answer(0, 0, 0, calibrate(output).thresholds());
    };
  }

  private NightsAnswer night(Path output, LocalDate date, boolean isCompared) {
    Settings settings = settings(output);
    NightlyConfig config = NightlySettings.read(settings);
    Steps steps = new Steps();
    NightlyResult night =
        new NightlyJob().run(spark, config, date, false, context(settings, steps));
    if (night.status().outcome() != RunOutcome.PUBLISHED
        || night.difference().isPresent() != isCompared) {
      throw new IllegalStateException(
          "The night of "
              + date
              + " must publish"
              + (isCompared ? " and be compared with the one before: " : ": ")
              + night.status());
    }
    List<DayCommit> days = night.window().stream().flatMap(day -> day.commit().stream()).toList();
    return answer(
        steps.recordSeconds(),
        days.stream()
            .flatMap(day -> day.files().stream())
            .mapToLong(DayCommit.DayFile::bytes)
            .sum(),
        days.stream()
            .flatMap(day -> day.routers().stream())
            .mapToLong(DayCommit.DayRouter::records)
            .sum(),
        night.candidate().orElseThrow());
  }

  /** At the end of a run. */
  private static NightsAnswer answer(
      double recordSeconds, long recordBytes, long records, PublishedThresholds thresholds) {
    long millis = System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    return new NightsAnswer(
        millis / 1e3,
        ProcessFacts.cpuTime().toNanos() / 1e9,
        recordSeconds,
        recordBytes,
        records,
        Sha256.hex(ThresholdsJson.write(thresholds)));
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

  /** Notes when the records of days are begun and done. */
  private static final class Steps implements Progress {
    private static final int READ_WINDOW = 3;

    private long begunAt;
    private long windowReadAt;

    @Override
    public void step(int number, int of, String name) {
      if (number == 1) {
        begunAt = System.nanoTime();
      } else if (number == READ_WINDOW) {
        windowReadAt = System.nanoTime();
      }
    }

    @Override
    public void done() {}

    double recordSeconds() {
      return (windowReadAt - begunAt) / 1e9;
    }
  }
}
