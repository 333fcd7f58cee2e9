package dev.racer.jobs.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.core.published.Commit;
import dev.racer.jobs.run.Progress;
import dev.racer.jobs.run.RunContext;
import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.jobs.run.StatusDraft;
import dev.racer.jobs.testing.PrometheusText;
import dev.racer.jobs.testing.PrometheusText.Sample;
import dev.racer.jobs.testing.TinyPublication;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.publication.RunStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunMetricsTest {
  private static final String ATTEMPT = "00000000000000bb-00000001";

  @TempDir private Path output;
  private PublicationStore store;

  @BeforeEach
  void open() {
    store = PublicationStore.local(output, TinyPublication.NAME);
  }

  @Test
  void everySampleTellsPublicationAndVerb() {
    TinyPublication.publish(store, TinyPublication.RUN, TinyPublication.rows());

    assertThat(metrics(published()))
        .hasSizeGreaterThan(40)
        .allSatisfy(
            sample ->
                assertThat(sample.labels())
                    .containsEntry("publication", "tiny")
                    .containsEntry("verb", "calibrate"))
        .allSatisfy(sample -> assertThat(sample.name()).startsWith("racer_"));
  }

  @Test
  void runTellsHowItEndedAndHowLongItTook() {
    List<Sample> samples = metrics(published());

    assertThat(value(samples, "racer_run_exit_code")).isZero();
    assertThat(value(samples, "racer_run_duration_seconds")).isEqualTo(90.5);
    assertThat(value(samples, "racer_run_start_timestamp_seconds")).isEqualTo(1_795_342_530.0);
    assertThat(value(samples, "racer_run_outcome", "outcome", "published")).isEqualTo(1);
    assertThat(value(samples, "racer_run_outcome", "outcome", "failed")).isZero();
    assertThat(value(samples, "racer_run_info", "attempt", ATTEMPT)).isEqualTo(1);
  }

  @Test
  void rowsAreToldByTableAndReason() {
    List<Sample> samples = metrics(published());

    assertThat(value(samples, "racer_input_rows", "table", "queries")).isEqualTo(12_345);
    assertThat(value(samples, "racer_input_used_rows", "table", "queries")).isEqualTo(12_000);
    assertThat(value(samples, "racer_input_quarantined_rows", "reason", "null-key")).isEqualTo(5);
    assertThat(value(samples, "racer_input_excluded_rows", "reason", "excluded-by-rule"))
        .isEqualTo(340);
    assertThat(value(samples, "racer_router_records", "router", "mlp")).isEqualTo(12_000);
    assertThat(value(samples, "racer_router_excluded_queries", "reason", "partly-scored"))
        .isEqualTo(1);
  }

  @Test
  void gateTellsWhichCheckRefused() {
    assertThat(value(metrics(published()), "racer_gate_passed", "check", "quarantined-share"))
        .isEqualTo(1);
    RunStatus refused =
        TinyPublication.status(
            ATTEMPT, RunOutcome.REFUSED, Optional.of("too many"), OptionalLong.empty());

    List<Sample> samples = metrics(refused);

    assertThat(value(samples, "racer_gate_passed", "check", "quarantined-share")).isZero();
    assertThat(value(samples, "racer_run_exit_code")).isEqualTo(4);
    assertThat(samples).noneMatch(sample -> sample.name().startsWith("racer_version"));
  }

  @Test
  void versionInForceTellsItsAgeAndTheFiguresOfItsRows() {
    TinyPublication.publish(store, TinyPublication.RUN, TinyPublication.rows());
    TinyPublication.publish(store, "00000000000000cc", TinyPublication.rows());

    List<Sample> samples = metrics(published());

    assertThat(value(samples, "racer_version_in_force")).isEqualTo(2);
    assertThat(value(samples, "racer_version_intact")).isEqualTo(1);
    assertThat(value(samples, "racer_version_age_seconds")).isEqualTo(30.5);
    assertThat(value(samples, "racer_version_info", "kind", "publish")).isEqualTo(1);
    assertThat(value(samples, "racer_version_pinned")).isZero();
    assertThat(samples) // it has no end
        .noneMatch(sample -> sample.name().contains("valid_until"));
    assertThat(value(samples, "racer_policy_info", "risk_level", "0.10")).isEqualTo(1);
    Map<String, String> tenant =
        Map.of(
            "publication", "tiny", "verb", "calibrate", "router", "mlp", "segment", "tenant=a%20b");
    assertThat(samples)
        .contains(
            new Sample("racer_threshold", tenant, 0.75),
            new Sample("racer_threshold_feasible", tenant, 1),
            new Sample("racer_threshold_calibration_queries", tenant, 50),
            new Sample("racer_threshold_empirical_risk_ratio", tenant, 0.09375),
            new Sample("racer_threshold_set_size_models", tenant, 1.5));
    assertThat(samples.stream().filter(sample -> sample.name().equals("racer_threshold")))
        .hasSize(3);
  }

  @Test
  void damagedVersionIsToldAndHidesNothingElse() throws IOException {
    Commit commit = TinyPublication.publish(store, TinyPublication.RUN, TinyPublication.rows());
    Files.writeString(output.resolve("tiny").resolve(commit.thresholdsFile()), "{}");

    List<Sample> samples = metrics(published());

    assertThat(value(samples, "racer_version_intact")).isZero();
    assertThat(value(samples, "racer_version_in_force")).isEqualTo(1);
    assertThat(samples).noneMatch(sample -> sample.name().startsWith("racer_threshold"));

    Files.writeString(output.resolve("tiny/_commits/00000000000000000001.json"), "{}");

    assertThat(value(metrics(published()), "racer_version_intact")).isZero();
  }

  @Test
  void everyRunLeavesItsMetricsBesideItsStatus() throws IOException {
    StatusDraft draft = draft();

    RunStatus status =
        draft.end(RunOutcome.NOT_PUBLISHED, 0, Optional.empty(), OptionalLong.empty());

    Path run = output.resolve("tiny/runs").resolve(status.attempt());
    assertThat(store.status(status.attempt())).contains(status);
    List<Sample> samples = PrometheusText.read(Files.readAllBytes(run.resolve(RunMetrics.FILE)));
    assertThat(value(samples, "racer_run_outcome", "outcome", "not-published")).isEqualTo(1);
    assertThat(value(samples, "racer_run_date_timestamp_seconds")).isEqualTo(1_795_219_200.0);
  }

  @Test
  void failedRunLeavesItsMetrics() {
    StatusDraft draft = draft();

    draft.fail(new DataContractException("no such column"));

    RunStatus status = store.runs().get(0);
    assertThat(status.outcome()).isEqualTo(RunOutcome.REFUSED);
    assertThat(output.resolve("tiny/runs").resolve(status.attempt()).resolve(RunMetrics.FILE))
        .exists();
  }

  @Test
  void metricsThatCannotBeWrittenDoNotCostTheStatus() {
    RunStatus earlier = published();
    store.writeRunFile(ATTEMPT, RunMetrics.FILE, new byte[0]);

    assertThatThrownBy(() -> store.writeRunFile(ATTEMPT, RunMetrics.FILE, new byte[0]))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(RunMetrics.FILE);
    store.writeStatus(earlier);

    assertThat(store.status(ATTEMPT)).contains(earlier);
  }

  private StatusDraft draft() {
    RunContext context =
        new RunContext(
            "0.1.0",
            "unknown",
            Clock.fixed(TinyPublication.BEGIN, ZoneOffset.UTC),
            PublicationMode.NO_PUBLISH,
            List.of(),
            Progress.NONE);
    StatusDraft draft = new StatusDraft("nightly", store, DateRange.ALL, context);
    draft.date(LocalDate.of(2026, 11, 21));
    return draft;
  }

  private static RunStatus published() {
    return TinyPublication.status(
        ATTEMPT, RunOutcome.PUBLISHED, Optional.empty(), OptionalLong.of(1));
  }

  private List<Sample> metrics(RunStatus status) {
    return PrometheusText.read(RunMetrics.of(status, store).bytes());
  }

  private static double value(List<Sample> samples, String name) {
    List<Sample> found = samples.stream().filter(sample -> sample.name().equals(name)).toList();
    assertThat(found).as(name).hasSize(1);
    return found.get(0).value();
  }

  private static double value(List<Sample> samples, String name, String label, String value) {
    List<Sample> found =
        samples.stream()
            .filter(sample -> sample.name().equals(name))
            .filter(sample -> value.equals(sample.labels().get(label)))
            .toList();
    assertThat(found).as(name + " with " + label + " " + value).hasSize(1);
    return found.get(0).value();
  }
}
