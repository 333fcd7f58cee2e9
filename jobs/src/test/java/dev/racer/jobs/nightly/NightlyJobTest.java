package dev.racer.jobs.nightly;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.core.published.CommitKind;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.ThresholdsJson;
import dev.racer.jobs.generate.GenerateConfig;
import dev.racer.jobs.generate.GenerateJob;
import dev.racer.jobs.generate.Traffic;
import dev.racer.jobs.nightly.WindowDay.State;
import dev.racer.jobs.run.Progress;
import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.publication.GateVerdict;
import dev.racer.spark.publication.NightWindow;
import dev.racer.spark.publication.Publisher;
import dev.racer.spark.publication.RollbackRequest;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.testing.LocalSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LocalSpark.class)
class NightlyJobTest {
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
  private static final int DAYS = 4;
  private static final LocalDate LAST = FIRST.plusDays(DAYS - 1);

  @TempDir private Path folder;

  private Nights nights(
      SparkSession spark,
      UnaryOperator<GenerateConfig.Builder> more,
      List<Traffic.Retraining> retrainings) {
    Path lake = folder.resolve("lake");
    GenerateConfig.Builder config =
        GenerateConfig.to(lake)
            .queries(200L * DAYS)
            .days(DAYS)
            .startDate(FIRST)
            .models(4)
            .routers(1)
            .routerTrainShare(0)
            .traffic(
                new Traffic(
                    Optional.of(new Traffic.Exploration(0.5, 0.5)),
                    Optional.of(1),
                    Traffic.LabelColumns.CORRECT_AND_STATE,
                    Optional.empty(),
                    Traffic.RouterVersions.LOGGED,
                    retrainings));
    new GenerateJob().run(spark, more.apply(config).build(), Progress.NONE);
    return new Nights(
        spark,
        lake,
        folder.resolve("output"),
        "exploration.least-probability=0.5",
        "nightly.window=" + DAYS);
  }

  private Nights nights(SparkSession spark) {
    return nights(spark, UnaryOperator.identity(), List.of());
  }

  private static List<State> states(NightlyResult night) {
    return night.window().stream().map(WindowDay::state).toList();
  }

  private static List<String> refused(NightlyResult night) {
    return night.status().gate().stream()
        .filter(verdict -> !verdict.passed())
        .map(GateVerdict::name)
        .toList();
  }

  @Test
  void aNightMakesOneDayAndARerunChangesNothing(SparkSession spark) {
    Nights nights = nights(spark);

    NightlyResult before = nights.run(LAST.minusDays(1));
    NightlyResult night = nights.run(LAST);
    NightlyResult rerun = nights.run(LAST);
    NightlyResult late = nights.run(LAST.minusDays(1));

    assertThat(before.status().outcome()).isEqualTo(RunOutcome.PUBLISHED);
    assertThat(states(before)).containsExactly(State.MISSING, State.MADE, State.MADE, State.MADE);
    assertThat(night.status().outcome()).isEqualTo(RunOutcome.PUBLISHED);
    assertThat(states(night)).containsExactly(State.KEPT, State.KEPT, State.KEPT, State.MADE);
    assertThat(rerun.status().outcome()).isEqualTo(RunOutcome.ALREADY_PUBLISHED);
    assertThat(rerun.status().exitCode()).isZero();
    assertThat(rerun.commit()).isEqualTo(night.commit());
    assertThat(late.status().outcome()).isEqualTo(RunOutcome.ALREADY_PUBLISHED);
    assertThat(late.status().reason()).contains("version 2 of a later day is in force");
    assertThat(late.commit()).isEqualTo(before.commit());
    assertThat(nights.store().commits()).hasSize(2);
    assertThat(night.status().gate().stream().map(GateVerdict::name))
        .anyMatch(name -> name.startsWith("misses "));
  }

  @Test
  void whatNobodyAskedForIsSaid(SparkSession spark) throws Exception {
    Nights nights = nights(spark);
    Path queries = folder.resolve("lake/queries");
    Files.move(queries.resolve("date=" + FIRST), queries.resolve("date=2026-1-1"));
    NightlyResult first = nights.run(LAST.minusDays(1));
    Path damaged = Path.of(first.location().orElseThrow()).resolve(Publisher.THRESHOLDS);
    Files.writeString(damaged, Files.readString(damaged) + " ");

    NightlyResult second = nights.run(LAST);

    assertThat(first.warnings())
        .singleElement()
        .asString()
        .matches("\\d+ files? of queries in folders that name no day, .*");
    assertThat(states(first)).containsExactly(State.MISSING, State.MISSING, State.MADE, State.MADE);
    assertThat(second.status().outcome()).isEqualTo(RunOutcome.PUBLISHED);
    assertThat(second.warnings())
        .contains("version 1, which was in force, is damaged: this night was compared with none");
  }

  @Test
  void aDayOfWhichTheLakeHoldsWorseRowsNowKeepsItsRecords(SparkSession spark) throws Exception {
    Nights nights = nights(spark);
    NightlyResult before = nights.run(LAST.minusDays(1));
    Path queries = folder.resolve("lake/queries");
    try (Stream<Path> files = Files.list(queries.resolve("date=" + FIRST))) {
      Path other =
          files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
      Files.copy(other, queries.resolve("date=" + FIRST.plusDays(1) + "/part-other.parquet"));
    }

    NightlyResult night = nights.run(LAST);

    assertThat(states(night))
        .containsExactly(State.KEPT, State.LAKE_REFUSED, State.KEPT, State.MADE);
    assertThat(night.window().get(1).note().orElseThrow()).contains("quarantined-share queries");
    assertThat(night.window().get(1).commit()).isEqualTo(before.window().get(2).commit());
    assertThat(night.status().outcome()).isEqualTo(RunOutcome.PUBLISHED);
  }

  @Test
  void aDryRunLeavesNothingButItsStatus(SparkSession spark) throws Exception {
    Nights nights = nights(spark);

    NightlyResult night = nights.run(LAST, PublicationMode.DRY_RUN, false);

    assertThat(night.status().outcome()).isEqualTo(RunOutcome.DRY_RUN);
    assertThat(night.candidate()).isPresent();
    assertThat(nights.store().commits()).isEmpty();
    assertThat(nights.days().days()).isEmpty();
    assertThat(nights.store().folder().files(""))
        .isNotEmpty()
        .allMatch(file -> file.path().startsWith("runs/"));
  }

  @Test
  void aBackfillMakesRecordsAndPublishesNothing(SparkSession spark) {
    Nights nights = nights(spark);

    NightlyResult night = nights.run(LAST.minusDays(1), PublicationMode.NO_PUBLISH, false);

    assertThat(night.status().outcome()).isEqualTo(RunOutcome.NOT_PUBLISHED);
    assertThat(nights.store().commits()).isEmpty();
    assertThat(nights.days().days()).hasSize(DAYS - 1);
  }

  @Test
  void anOlderDateDoesNotReplaceANewerOneUnlessItMust(SparkSession spark) {
    Nights nights = nights(spark);
    nights.run(LAST);

    NightlyResult older = nights.run(LAST.minusDays(1));
    NightlyResult forced = nights.run(LAST.minusDays(1), PublicationMode.PUBLISH, true);

    assertThat(older.status().outcome()).isEqualTo(RunOutcome.REFUSED);
    assertThat(older.status().reason().orElseThrow()).contains(LAST.toString());
    assertThat(forced.status().outcome()).isEqualTo(RunOutcome.PUBLISHED);
  }

  @Test
  void aDayThatIsNotOverIsNotTaken(SparkSession spark) {
    Nights nights = new Nights(spark, folder.resolve("lake"), folder.resolve("output"));

    assertThatThrownBy(() -> nights.run(LocalDate.of(2026, 11, 22))) // what the clock says
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("2026-11-22, which is not over (UTC)");
    assertThat(nights.store().runs()).singleElement().matches(run -> run.exitCode() == 2);
  }

  @Test
  void aDayThatTheLakeDoesNotHoldIsNotGuessed(SparkSession spark) {
    Nights nights = nights(spark);

    assertThatThrownBy(() -> nights.run(LAST.plusDays(1)))
        .isInstanceOf(DataContractException.class)
        .hasMessageContaining("The newest day " + LAST.plusDays(1))
        .hasMessageContaining("the lake holds no queries of the day");
    assertThat(nights.store().runs()).singleElement().matches(run -> run.exitCode() == 3);
  }

  @Test
  void aDriftedDayIsRefusedAndNeverLeavesASmallerThresholdInForce(SparkSession spark)
      throws Exception {
    Nights nights = nights(spark);
    onlyTheLastChoiceIsRight(spark, LAST);
    NightlyResult healthy = nights.run(LAST.minusDays(1));
    assertThat(refused(healthy)).isEmpty();

    NightlyResult night = nights.run(LAST);
    NightlyResult rerun = nights.run(LAST);

    assertThat(refused(night)).isNotEmpty().allMatch(name -> name.startsWith("misses "));
    assertThat(night.status().exitCode()).isEqualTo(4);
    assertThat(night.commit()).isPresent(); // more misses make a larger threshold
    PublishedThresholds inForce = nights.store().thresholds(night.commit().orElseThrow());
    Map<String, Double> before = inForce(healthy.candidate().orElseThrow());
    Map<String, Double> candidate = inForce(night.candidate().orElseThrow());
    inForce(inForce)
        .forEach(
            (row, threshold) ->
                assertThat(threshold).isEqualTo(Math.max(before.get(row), candidate.get(row))));
    byte[] refused =
        nights
            .store()
            .folder()
            .bytes(night.commit().orElseThrow().attempt() + "/" + NightWindow.REFUSED);
    assertThat(ThresholdsJson.read(refused)).isEqualTo(night.candidate().orElseThrow());
    assertThat(rerun.status().exitCode()).isEqualTo(4);
    assertThat(refused(rerun)).isEqualTo(refused(night)); // said once more
    assertThat(rerun.commit()).isEqualTo(night.commit());
    assertThat(night.served()).contains(inForce).isEqualTo(rerun.served());
  }

  @Test
  void aDayWhoseLabelsCallEverythingWrongIsLeftOutOfLaterNights(SparkSession spark)
      throws Exception {
    Nights nights = nights(spark, config -> config.queries(400L * DAYS), List.of());
    LocalDate broken = LAST.minusDays(1);
    // then the null model is right everywhere, and hardly anything is missed
    change(spark, broken, outcomes -> outcomes.withColumn("correct", lit(false)));
    NightlyResult healthy = nights.run(broken.minusDays(1));

    NightlyResult refused = nights.run(broken);
    NightlyResult rerun = nights.run(broken);
    NightlyResult later = nights.run(LAST);

    assertThat(refused(refused))
        .as(refused.status().toJsonLine())
        .isNotEmpty()
        .allMatch(name -> name.startsWith("misses "));
    assertThat(refused.commit()).isEmpty(); // fewer misses make no larger threshold
    assertThat(refused.before()).isEqualTo(healthy.commit());
    assertThat(refused(rerun)).containsExactly("newest-day");
    assertThat(rerun.status().exitCode()).isEqualTo(4);
    assertThat(later.status().outcome())
        .as(later.status().toJsonLine())
        .isEqualTo(RunOutcome.PUBLISHED);
    assertThat(states(later)).contains(State.REFUSED);
    assertThat(later.commit().orElseThrow().sequence())
        .isEqualTo(healthy.commit().orElseThrow().sequence() + 1);
  }

  /** On a day the model that a router scores lowest is right, and no other. */
  private void onlyTheLastChoiceIsRight(SparkSession spark, LocalDate day) throws Exception {
    Dataset<Row> last =
        spark
            .read()
            .parquet(folder.resolve("lake/router_scores/date=" + day).toString())
            .groupBy("query_id")
            .agg(min_by(col("model"), col("score")).as("last"));
    change(
        spark,
        day,
        outcomes ->
            outcomes
                .join(last, "query_id")
                .withColumn("correct", col("model").equalTo(col("last")))
                .drop("last"));
  }

  /** Other labels for all outcomes of a day. */
  private void change(SparkSession spark, LocalDate day, UnaryOperator<Dataset<Row>> labels)
      throws Exception {
    Path partition = folder.resolve("lake/outcomes/date=" + day);
    Path other = folder.resolve("changed");
    labels
        .apply(spark.read().parquet(partition.toString()))
        .withColumn(
            "label_state",
            when(col("correct").isNull(), lit("pending"))
                .when(col("correct"), lit("correct"))
                .otherwise(lit("wrong")))
        .write()
        .mode("overwrite")
        .parquet(other.toString());
    try (Stream<Path> files = Files.list(partition)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    try (Stream<Path> files = Files.list(other)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".parquet")).toList()) {
        Files.move(file, partition.resolve(file.getFileName()));
      }
    }
  }

  @Test
  void aRefusalForMissesCallsAllWhereThatIsAskedForAndLeavesAPinnedVersion(SparkSession spark)
      throws Exception {
    Nights nights = nights(spark).with("gate.on-misses=call-all");
    onlyTheLastChoiceIsRight(spark, LAST);
    NightlyResult healthy = nights.run(LAST.minusDays(1));

    NightlyResult night = nights.run(LAST);
    RollbackRequest pin =
        new RollbackRequest(true, Optional.empty(), Optional.empty(), OptionalLong.empty());
    nights.store().rollback(1, pin, Instant.parse("2026-11-22T10:15:30Z"));
    NightlyResult whilePinned = nights.run(LAST);

    assertThat(night.commit().orElseThrow().kind()).isEqualTo(CommitKind.PROTECTIVE);
    assertThat(nights.store().thresholds(night.commit().orElseThrow()).thresholds())
        .filteredOn(PublishedThreshold::inForce)
        .isNotEmpty()
        .allMatch(row -> row.status().equals(PublishedThreshold.WITHHELD));
    assertThat(whilePinned.commit()).isEmpty();
    assertThat(whilePinned.status().exitCode()).isEqualTo(4);
    assertThat(refused(whilePinned)).contains("protective-version");
    assertThat(nights.store().current().orElseThrow().attempt())
        .isEqualTo(healthy.commit().orElseThrow().attempt());
  }

  @Test
  void aDayWithoutItsLabelsOrWithMalformedRowsIsRefused(SparkSession spark) throws Exception {
    Nights nights = nights(spark);
    NightlyResult healthy = nights.run(LAST.minusDays(1));
    change(spark, LAST, outcomes -> outcomes.withColumn("correct", lit(null).cast("boolean")));

    NightlyResult unlabelled = nights.with("gate.max-unlabelled-share=0.05").run(LAST);
    change(spark, LAST, outcomes -> outcomes.unionByName(outcomes.limit(100)));
    NightlyResult malformed = nights.run(LAST);

    assertThat(refused(unlabelled)).anyMatch(name -> name.startsWith("unlabelled-share "));
    assertThat(unlabelled.commit()).isEmpty(); // its misses say nothing, and protect nothing
    assertThat(refused(malformed)).containsExactly("quarantined-share outcomes");
    assertThat(malformed.status().exitCode()).isEqualTo(4);
    assertThat(nights.store().commits()).containsExactly(healthy.commit().orElseThrow());
  }

  private static Map<String, Double> inForce(PublishedThresholds thresholds) {
    Map<String, Double> inForce = new HashMap<>();
    for (PublishedThreshold row : thresholds.thresholds()) {
      if (row.inForce()) {
        inForce.put(row.router() + " " + row.segment(), row.threshold().orElseThrow());
      }
    }
    return inForce;
  }

  @Test
  void aRetrainedRouterIsRefusedUntilAcceptedAndThenStartsAnew(SparkSession spark) {
    LocalDate retrained = LAST.minusDays(1);
    List<String> names = new ArrayList<>();
    nights(spark, config -> note(config, names), List.of());
    String router = names.get(0);
    Nights nights =
        nights(
            spark,
            config -> config.existingOutput(GenerateConfig.ExistingOutput.OVERWRITE),
            List.of(new Traffic.Retraining(router, retrained)));
    nights.run(retrained.minusDays(1));

    NightlyResult unnoticed = nights.run(retrained);
    GateVerdict verdict =
        unnoticed.status().gate().stream()
            .filter(each -> each.name().equals("router-unchanged " + router))
            .findFirst()
            .orElseThrow();
    NightlyResult still = nights.run(LAST);
    assertThat(refused(unnoticed)).contains("router-unchanged " + router);
    assertThat(refused(still)).contains("router-unchanged " + router); // a night later, too
    assertThat(nights.store().commits()).hasSize(1);

    String change = verdict.limit().replaceAll(".*\"(.*)\".*", "$1");
    NightlyResult accepted =
        nights.with("gate.accept=[\"" + change + "\"]", "policy.risk-level=0.01").run(LAST);

    assertThat(refused(accepted)).isEmpty();
    assertThat(accepted.status().outcome()).isEqualTo(RunOutcome.PUBLISHED);
    PublishedThresholds inForce = nights.store().thresholds(accepted.commit().orElseThrow());
    PublishedThreshold all =
        inForce.thresholds().stream()
            .filter(row -> row.inForce() && row.segment().equals("all"))
            .findFirst()
            .orElseThrow();
    long ofNewRouter =
        accepted.window().subList(DAYS - 2, DAYS).stream()
            .mapToLong(day -> day.commit().orElseThrow().routers().get(0).records())
            .sum();
    assertThat(all.nTotal()).isEqualTo(ofNewRouter).isLessThan(300);
  }

  private static GenerateConfig.Builder note(GenerateConfig.Builder config, List<String> names) {
    config.build().routers().forEach(router -> names.add(router.name()));
    return config;
  }

  @Test
  void aModelThatIsTakenOutIsTakenOutOfTheRecords(SparkSession spark) {
    Nights nights = nights(spark);
    NightlyResult all = nights.run(LAST);
    List<String> models = all.candidate().orElseThrow().pools().get(0).models();
    List<String> fewer = models.subList(0, models.size() - 1);

    NightlyResult smaller =
        nights
            .with("pool.models=" + fewer, "quality.max-quarantined-share=1", "gate.level=1e-12")
            .run(LAST, PublicationMode.NO_PUBLISH, false);

    assertThat(states(smaller)).containsOnly(State.KEPT);
    assertThat(smaller.candidate().orElseThrow().pools().get(0).models()).isEqualTo(fewer);
    assertThat(smaller.candidate().orElseThrow())
        .isEqualTo(
            nights
                .with("pool.models=" + fewer, "quality.max-quarantined-share=1")
                .calibrate(FIRST, LAST.plusDays(1), folder.resolve("from-logs"))
                .thresholds());
  }
}
