package dev.racer.jobs.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.conformal.ExplorationNeed;
import dev.racer.core.conformal.Guarantee;
import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.published.Commit;
import dev.racer.jobs.testing.TinyPublication;
import dev.racer.spark.publication.PublicationStore;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
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
