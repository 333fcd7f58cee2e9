package dev.racer.jobs.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.jobs.calibrate.CalibrateConfig;
import dev.racer.jobs.generate.GenerateConfig;
import dev.racer.jobs.generate.GenerateJob;
import dev.racer.jobs.generate.Traffic;
import dev.racer.jobs.nightly.WindowDay.State;
import dev.racer.jobs.run.Progress;
import dev.racer.spark.lake.LakeReader;
import dev.racer.spark.publication.DayCommit;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.testing.LocalSpark;
import dev.racer.spark.testing.TaskRecords;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a night costs, in Spark jobs: with a coin that few queries win and one segment column. The
 * limits are what it takes today: whoever adds a pass over the lake raises them, or finds a way
 * without.
 */
@ExtendWith(LocalSpark.class)
class NightCostTest {
  private static final int MOST_JOBS_OF_A_DAY = 26;
  private static final int MOST_JOBS_OF_A_NIGHT = 37;

  private static final int DAYS = 3;
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
  private static final LocalDate LAST = FIRST.plusDays(DAYS - 1);

  private final SparkSession spark;
  @TempDir private Path folder;
  private Nights nights;

  NightCostTest(SparkSession spark) {
    this.spark = spark;
  }

  @BeforeEach
  void generate() {
    Path lake = folder.resolve("lake");
    GenerateConfig config =
        GenerateConfig.to(lake)
            .queries(400L * DAYS)
            .days(DAYS)
            .startDate(FIRST)
            .models(4)
            .routers(1)
            .routerTrainShare(0)
            .traffic(
                new Traffic(
                    Optional.of(new Traffic.Exploration(0.15, 0.15)),
                    Optional.of(1),
                    Traffic.LabelColumns.CORRECT_AND_STATE,
                    Optional.empty(),
                    Traffic.RouterVersions.LOGGED,
                    List.of()))
            .build();
    new GenerateJob().run(spark, config, Progress.NONE);
    nights =
        new Nights(
            spark,
            lake,
            folder.resolve("output"),
            "exploration.least-probability=0.15",
            "calibration.segments=[benchmark]",
            "nightly.window=" + DAYS);
  }

  @Test
  void theRecordsOfADayTakeNoMoreJobs() {
    CalibrateConfig config = nights.config().calibration();
    LakeReader reader = new LakeReader(spark, config.inputs());
    SortedMap<String, String> lake = new TreeMap<>();
    reader.days().versions(LAST).forEach((table, files) -> lake.put(table, files.digest()));
    DayMaker maker = new DayMaker(spark, reader, config, nights.days(), Clock.systemUTC());

    try (TaskRecords listener = TaskRecords.of(spark)) {
      DayCommit made = maker.make(LAST, lake, Optional.empty());

      assertThat(made.quality().routers().get(0).records()).isBetween(30L, 400 / 5L); // few
      assertThat(listener.jobs()).isLessThanOrEqualTo(MOST_JOBS_OF_A_DAY);
    }
  }

  @Test
  void aNightThatMakesADayTakesNoMoreJobs() {
    nights.run(LAST.minusDays(1));

    try (TaskRecords listener = TaskRecords.of(spark)) {
      NightlyResult night = nights.run(LAST);

      assertThat(night.status().outcome()).isEqualTo(RunOutcome.PUBLISHED);
      assertThat(night.window())
          .extracting(WindowDay::state)
          .containsExactly(State.KEPT, State.KEPT, State.MADE);
      assertThat(listener.jobs()).isLessThanOrEqualTo(MOST_JOBS_OF_A_NIGHT);
    }
  }
}
