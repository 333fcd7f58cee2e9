package dev.racer.jobs.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.conformal.ExplorationNeed;
import dev.racer.core.conformal.Guarantee;
import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.published.Commit;
import dev.racer.core.published.ThresholdsJson;
import dev.racer.jobs.testing.TinyPublication;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.publication.Attempt;
import dev.racer.spark.publication.CommitRequest;
import dev.racer.spark.publication.DayCommit;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.publication.NightWindow;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.Publisher;
import dev.racer.spark.publication.RecordDays;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplorationViewTest {
  private static final OptionalLong UNKNOWN = OptionalLong.empty();

  @TempDir private Path output;

  @Test
  void saysWhatEverySegmentNeeds() {
    assertThat(view(Guarantee.EXPECTED, "0.10", OptionalLong.of(48_000), 10).text())
        .isEqualTo(
            """
            Publication tiny, version 1
            Wanted: risk level 0.10, guarantee expected, true risk known to 0.02 either way (95 %)
            Window: 10 days, 48,000 queries a day

            Router knn
              segment   n now  known to  n for a threshold  n for precision  queries a day  explore for a threshold  explore for precision
              all      12,000    0.0054                  9              860         48,000             below 0.0001                 0.0018

            Router mlp
              segment        n now  known to  n for a threshold  n for precision  queries a day  explore for a threshold  explore for precision
              all           12,000    0.0054                  9              860         48,000             below 0.0001                 0.0018
              tenant=a%20b      50    0.0795                 10              860            200                   0.0050                 0.4300
            """);
  }

  @Test
  void withoutTrafficThereIsNoProbability() {
    ExplorationView view = view(Guarantee.PAC, "0.01", UNKNOWN, 30);

    assertThat(view.text())
        .contains("risk level 0.01, guarantee pac, delta 0.05, true risk")
        .contains("Window: 30 days; --queries-per-day tells with which probability to explore")
        .doesNotContain("explore for a threshold");
    assertThat(view.json())
        .hasSize(3)
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains("\"n_for_threshold\":299,", "\"queries_per_day\":null,")
                    .endsWith(
                        "\"probability_for_threshold\":null,\"probability_for_precision\":null}"));
  }

  @Test
  void machinesGetEveryFigure() {
    assertThat(view(Guarantee.EXPECTED, "0.10", OptionalLong.of(48_000), 10).json().get(2))
        .startsWith(
            "{\"schema_version\":1,\"router\":\"mlp\",\"segment\":\"tenant=a%20b\","
                + "\"threshold_segment\":\"tenant=a%20b\",\"risk_level\":\"0.10\","
                + "\"guarantee\":\"expected\",\"delta\":null,\"precision\":0.02,\"days\":10,"
                + "\"n\":50,\"precision_now\":0.079533845,")
        .endsWith(
            "\"n_for_threshold\":10,\"n_for_precision\":860,\"queries_per_day\":200.0,"
                + "\"probability_for_threshold\":0.005,\"probability_for_precision\":0.43}");
  }

  @Test
  void segmentsThatAWindowCannotFillAreNamed() {
    assertThat(view(Guarantee.EXPECTED, "0.10", OptionalLong.of(4_800), 10).text())
        .containsPattern("tenant=a%20b .* 20 +0.0500 +more than all\n");
  }

  @Test
  void trafficOfAVersionThatNoNightMadeIsTheCallers() {
    PublicationStore store = PublicationStore.local(output, TinyPublication.NAME);
    Commit commit = TinyPublication.publish(store, TinyPublication.RUN, TinyPublication.rows());

    assertThat(ExplorationTraffic.of(store, commit, UNKNOWN, Optional.empty()))
        .isEqualTo(new ExplorationTraffic(UNKNOWN, 30));
    assertThat(ExplorationTraffic.of(store, commit, OptionalLong.of(7), Optional.of(3)))
        .isEqualTo(new ExplorationTraffic(OptionalLong.of(7), 3));
  }

  @Test
  void trafficOfANightlyVersionIsThatOfItsNewestDay() {
    PublicationStore store = PublicationStore.local(output, TinyPublication.NAME);
    LocalDate newest = LocalDate.parse("2026-11-20");
    DayCommit records =
        new RecordDays(store.folder())
            .put(
                new DayCommit(
                    newest,
                    1,
                    TinyPublication.RUN,
                    TinyPublication.RUN + "-00000001",
                    "0".repeat(64),
                    new TreeMap<>(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    TinyPublication.quality(),
                    TinyPublication.BEGIN));
    NightWindow.Day day = NightWindow.Day.of(records);
    NightWindow.Day before =
        new NightWindow.Day(newest.minusDays(1), 1, day.attempt(), day.recordsSha256());
    Attempt attempt = store.newAttempt(TinyPublication.RUN);
    attempt.write(
        Publisher.THRESHOLDS,
        ThresholdsJson.write(TinyPublication.document(TinyPublication.rows())));
    Manifest manifest =
        new Manifest(
            TinyPublication.RUN,
            TinyPublication.NAME,
            new Manifest.Code("0.1.0", "unknown", "4.1.2"),
            0,
            DateRange.ALL,
            List.of(),
            List.of(),
            TinyPublication.quality(),
            List.of(Publisher.file(attempt, Publisher.THRESHOLDS)),
            Optional.empty(),
            Optional.of(
                new NightWindow(
                    newest.plusDays(2),
                    newest,
                    List.of(before, day),
                    List.of(),
                    Optional.empty())));
    attempt.write(Manifest.FILE, manifest.toJson());
    Commit commit =
        store
            .commit(attempt, Publisher.verify(attempt), CommitRequest.PLAIN, TinyPublication.BEGIN)
            .commit()
            .orElseThrow();

    assertThat(ExplorationTraffic.of(store, commit, UNKNOWN, Optional.empty()))
        .isEqualTo(new ExplorationTraffic(OptionalLong.of(12_345), 2));
  }

  private static ExplorationView view(
      Guarantee guarantee, String alpha, OptionalLong queriesPerDay, int days) {
    return new ExplorationView(
        "Publication tiny, version 1",
        TinyPublication.document(TinyPublication.rows()),
        new ExplorationNeed(guarantee, RiskLevel.parse(alpha), new BigDecimal("0.05")),
        .02,
        new ExplorationTraffic(queriesPerDay, days));
  }
}
