package dev.racer.jobs.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.published.Commit;
import dev.racer.core.published.ThresholdsJson;
import dev.racer.jobs.calibrate.CalibrateResult;
import dev.racer.jobs.generate.GenerateConfig;
import dev.racer.jobs.generate.GenerateJob;
import dev.racer.jobs.generate.Traffic;
import dev.racer.jobs.nightly.WindowDay.State;
import dev.racer.jobs.run.Progress;
import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Records of thirty days are worth as much as their logs. */
@ExtendWith(LocalSpark.class)
class NightlyEqualityTest {
  private static final int DAYS = 30;
  private static final LocalDate FIRST = LocalDate.of(2024, 2, 10); // with a leap day
  private static final LocalDate LAST = FIRST.plusDays(DAYS - 1);
  private static final List<String> TABLES = List.of("queries", "router_scores", "outcomes");

  @TempDir private Path folder;

  @Test
  void thirtyDailyRecordsEqualOneCalibrationOfTheirDays(SparkSession spark) throws Exception {
    Path whole = folder.resolve("whole");
    Path lake = folder.resolve("lake");
    generate(spark, whole, Optional.empty());
    generate(spark, lake, Optional.of(LAST));
    Nights nights =
        new Nights(
            spark,
            lake,
            folder.resolve("nights"),
            "calibration.segments=[benchmark,[tenant,benchmark]]",
            "calibration.min-n=40",
            "exploration.least-probability=0.5",
            "gate.level=1e-60");

    NightlyResult first = nights.run(LAST);
    assertThat(first.status().outcome())
        .as(first.status().toJsonLine())
        .isEqualTo(RunOutcome.PUBLISHED);
    assertThat(first.window()).extracting(WindowDay::state).containsOnly(State.MADE);
    assertSame(nights, first, FIRST, "first");

    // labels that arrive late: two days are made again, and no other
    LocalDate late = LAST.minusDays(1);
    replace(whole, lake, "outcomes", late);
    replace(whole, lake, "outcomes", LAST);
    NightlyResult afterLabels = nights.run(LAST);
    assertThat(afterLabels.status().outcome()).isEqualTo(RunOutcome.PUBLISHED);
    assertThat(afterLabels.window().stream().filter(day -> day.state() == State.MADE_AGAIN))
        .extracting(WindowDay::date)
        .containsExactly(late, LAST);
    assertThat(afterLabels.candidate()).isNotEqualTo(first.candidate());
    assertSame(nights, afterLabels, FIRST, "labels");

    // a day whose files are written anew, with the same rows
    replace(whole, lake, "queries", LAST.minusDays(9));
    NightlyResult rewritten = nights.run(LAST);
    assertThat(rewritten.candidate()).isEqualTo(afterLabels.candidate());
    assertThat(rewritten.window().stream().filter(day -> day.state() == State.MADE_AGAIN))
        .extracting(WindowDay::date)
        .containsExactly(LAST.minusDays(9));

    // a day that the lake has lost: its records stay; where there are none, it is missing
    LocalDate lost = LAST.minusDays(4);
    for (String table : TABLES) {
      delete(lake.resolve(table).resolve("date=" + lost));
    }
    NightlyResult kept = nights.run(LAST);
    assertThat(kept.candidate()).isEqualTo(afterLabels.candidate());
    assertThat(state(kept, lost)).isEqualTo(State.LAKE_GONE);

    // days in any order
    Nights shuffled = nights.to(folder.resolve("shuffled")).with("nightly.window=9");
    Nights parts = shuffled.with("nightly.window=3");
    for (LocalDate date : List.of(LAST, LAST.minusDays(6), LAST.minusDays(3))) {
      parts.run(date, PublicationMode.NO_PUBLISH, false);
    }
    NightlyResult assembled = shuffled.run(LAST);
    assertThat(state(assembled, lost)).isEqualTo(State.MISSING);
    assertThat(assembled.window().stream().filter(day -> !day.date().equals(lost)))
        .extracting(WindowDay::state)
        .containsOnly(State.KEPT);
    assertSame(shuffled, assembled, LAST.minusDays(8), "shuffled");
  }

  /** To the byte, from the logs as they are now. */
  private void assertSame(Nights nights, NightlyResult night, LocalDate from, String name)
      throws IOException {
    CalibrateResult calibration =
        nights.calibrate(from, LAST.plusDays(1), folder.resolve("calibrated-" + name));
    Commit commit = night.commit().orElseThrow();
    assertThat(nights.store().folder().bytes(commit.thresholdsFile()))
        .isEqualTo(ThresholdsJson.write(calibration.thresholds()));
  }

  private static State state(NightlyResult night, LocalDate day) {
    return night.window().stream()
        .filter(each -> each.date().equals(day))
        .findFirst()
        .orElseThrow()
        .state();
  }

  private static void generate(SparkSession spark, Path lake, Optional<LocalDate> labelledUntil) {
    new GenerateJob()
        .run(
            spark,
            GenerateConfig.to(lake)
                .queries(60L * DAYS)
                .days(DAYS)
                .startDate(FIRST)
                .models(4)
                .routers(2)
                .tenants(3)
                .routerTrainShare(0)
                .traffic(
                    new Traffic(
                        Optional.of(new Traffic.Exploration(0.5, 0.5)),
                        Optional.of(2),
                        Traffic.LabelColumns.CORRECT_AND_STATE,
                        labelledUntil,
                        Traffic.RouterVersions.LOGGED,
                        List.of()))
                .build(),
            Progress.NONE);
  }

  private static void replace(Path from, Path to, String table, LocalDate day) throws IOException {
    Path target = to.resolve(table).resolve("date=" + day);
    delete(target);
    Path source = from.resolve(table).resolve("date=" + day);
    try (Stream<Path> paths = Files.walk(source)) {
      for (Path path : paths.toList()) {
        Files.copy(path, target.resolve(source.relativize(path).toString()));
      }
    }
  }

  private static void delete(Path path) throws IOException {
    try (Stream<Path> paths = Files.walk(path)) {
      for (Path each : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
