package dev.racer.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.published.Commit;
import dev.racer.core.published.CommitKind;
import dev.racer.jobs.route.RouteResult;
import dev.racer.jobs.route.RouterDecisions;
import dev.racer.jobs.route.RouterVotes;
import dev.racer.jobs.testing.TinyPublication;
import dev.racer.spark.publication.RunOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RouteSummaryTest {
  private static final String ATTEMPT = TinyPublication.RUN + "-00000001";

  private static RouteSummary summary(RunOutcome outcome) {
    return summary(outcome, Optional.empty());
  }

  private static RouteSummary summary(RunOutcome outcome, Optional<Instant> validUntil) {
    Commit commit =
        new Commit(
            3,
            CommitKind.PUBLISH,
            TinyPublication.RUN,
            "attempts/" + ATTEMPT,
            "0".repeat(64),
            "1".repeat(64),
            Optional.empty(),
            false,
            TinyPublication.BEGIN.minus(Duration.ofDays(3)),
            validUntil,
            Optional.empty());
    SortedMap<String, SortedMap<String, Long>> rows = new TreeMap<>();
    rows.put("set", new TreeMap<>(Map.of("threshold", 9_000L, "borrowed", 500L)));
    rows.put("abstain", new TreeMap<>(Map.of("threshold", 500L)));
    return new RouteSummary(
        new RouteResult(
            TinyPublication.status(ATTEMPT, outcome, Optional.empty(), OptionalLong.of(3)),
            commit,
            List.of("tenant"),
            List.of(
                new RouterDecisions(
                    "knn", "0123456789abcdef", rows, 25_000, new TreeMap<>(Map.of("unscored", 7L))),
                new RouterDecisions(
                    "mlp", "0123456789abcdef", new TreeMap<>(), 0, new TreeMap<>())),
            List.of(
                new RouterVotes(
                    "knn",
                    "majority",
                    OptionalDouble.empty(),
                    9_400,
                    new TreeMap<>(Map.of("abstain", 500L, "no-answers", 100L)),
                    1_200,
                    0,
                    OptionalDouble.of(0.875)),
                new RouterVotes(
                    "knn",
                    "weighted:p_true",
                    OptionalDouble.of(Double.POSITIVE_INFINITY),
                    0,
                    new TreeMap<>(Map.of("abstain", 10_000L)),
                    0,
                    3,
                    OptionalDouble.empty())),
            "/out/tiny/attempts/" + ATTEMPT));
  }

  @Test
  void aRunIsSummedUp() {
    assertThat(summary(RunOutcome.ROUTED).text())
        .startsWith(
            """
            Routed (run 00000000000000aa)
            Version 3, committed 2026-11-19T10:15:30Z (3 days before), segments [tenant]
            Attempt: /out/tiny/attempts/00000000000000aa-00000001
            Router knn: 10,000 decided, set size 2.50, abstains 0.0500, excluded 7 (unscored 7)
              abstain, threshold: 500
              set, borrowed: 500
              set, threshold: 9,000
              vote majority: answers 9,400 (mean share 0.88, tied 1,200), unanswered 600 (abstain 500, no-answers 100)
              vote weighted:p_true at Infinity: answers 0, unanswered 10,000 (abstain 10,000), missing confidences 3
            Router mlp: 0 decided, excluded 0
            Rows of queries: 12,345 read,""");
  }

  @Test
  void aVersionPastItsTimeIsSaidToBeStale() {
    RouteSummary stale = summary(RunOutcome.ROUTED, Optional.of(TinyPublication.BEGIN));

    assertThat(stale.text())
        .contains(
            "(3 days before), stale: gateways apply no threshold of it any more, segments [tenant]");
    assertThat(stale.json()).contains(",\"stale\":true,");
  }

  @Test
  void aRerunSaysThatItIsRoutedAlready() {
    assertThat(summary(RunOutcome.ALREADY_ROUTED).text())
        .startsWith("Already routed: same version, inputs, configuration and code (run ")
        .contains("\nAttempt: /out/tiny/attempts/");
  }

  @Test
  void aDryRunNamesNoFolder() {
    assertThat(summary(RunOutcome.DRY_RUN).text())
        .startsWith("Dry run: nothing is kept")
        .doesNotContain("Attempt:");
  }

  @Test
  void machinesGetOneObjectOnOneLine() {
    assertThat(summary(RunOutcome.ROUTED).json())
        .startsWith("{\"schema_version\":1,\"status\":{\"schema_version\":1,\"run_id\":")
        .contains(
            "\"age_seconds\":259290,\"stale\":false,\"segmentation\":[\"tenant\"],\"attempt_folder\":\"/out/",
            "\"routers\":[{\"router\":\"knn\",\"pool_id\":\"0123456789abcdef\",\"decided\":10000,"
                + "\"mean_set_size\":2.5,\"abstention_rate\":0.05,\"decisions\":[{\"action\":"
                + "\"abstain\",\"reason\":\"threshold\",\"rows\":500},",
            "\"excluded\":{\"unscored\":7}}",
            "\"decided\":0,\"mean_set_size\":null,\"abstention_rate\":null,\"decisions\":[],"
                + "\"excluded\":{}}],\"votes\":[",
            "{\"router\":\"knn\",\"vote\":\"majority\",\"temperature\":null,\"answered\":9400,"
                + "\"unanswered\":{\"abstain\":500,\"no-answers\":100},\"tied\":1200,"
                + "\"missing_confidences\":0,\"mean_share\":0.875}",
            "\"temperature\":\"Infinity\",\"answered\":0,\"unanswered\":{\"abstain\":10000},"
                + "\"tied\":0,\"missing_confidences\":3,\"mean_share\":null}]}")
        .doesNotContain("\n");
  }
}
