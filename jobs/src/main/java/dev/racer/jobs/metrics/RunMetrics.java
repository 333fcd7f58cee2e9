package dev.racer.jobs.metrics;

import dev.racer.core.published.Commit;
import dev.racer.core.published.PublishedPolicy;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.publication.GateVerdict;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.QualityReport;
import dev.racer.spark.publication.QualityReport.RouterQuality;
import dev.racer.spark.publication.QualityReport.TableQuality;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.publication.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What a run tells a monitoring system when it ends: {@value #FILE}, beside its status. How it
 * ended, what became of the input rows, what the gate said, and which version is in force then,
 * with the figures of every row in force.
 */
public final class RunMetrics {
  /** Name of the file. */
  public static final String FILE = "metrics.prom";

  private final MetricsText text;

  private RunMetrics(MetricsText text) {
    this.text = text;
  }

  /**
   * Gathers the metrics of a run.
   *
   * @param status how the run ended
   * @param store its publication, as it is now
   */
  public static MetricsText of(RunStatus status, PublicationStore store) {
    MetricsText text = new MetricsText(Map.of("publication", store.name(), "verb", status.verb()));
    RunMetrics metrics = new RunMetrics(text);
    metrics.run(status);
    metrics.rows(status.quality().orElse(QualityReport.EMPTY));
    metrics.gate(status.gate());
    metrics.inForce(store, status.endedAt());
    return text;
  }

  private void inForce(PublicationStore store, Instant now) {
    Optional<Commit> current;
    Optional<PublishedThresholds> thresholds;
    try {
      current = store.current();
      thresholds = current.filter(store::isIntact).map(store::thresholds);
    } catch (DataContractException e) {
      intact(false); // which is what is to be told here
      return;
    }
    if (current.isPresent()) {
      intact(thresholds.isPresent());
      version(current.get(), now);
      thresholds.ifPresent(this::thresholds);
    }
  }

  private void intact(boolean intact) {
    text.gauge(
        "racer_version_intact",
        "1 if the files of the version in force are those that were committed.",
        intact ? 1L : 0L);
  }

  private void run(RunStatus status) {
    text.gauge(
        "racer_run_info",
        "The run and how it ended; always 1.",
        text.samples()
            .add(
                Map.of(
                    "run_id",
                    status.runId(),
                    "attempt",
                    status.attempt(),
                    "outcome",
                    status.outcome().key()),
                1));
    MetricsText.Samples outcomes = text.samples();
    for (RunOutcome outcome : RunOutcome.values()) {
      outcomes.add(Map.of("outcome", outcome.key()), outcome == status.outcome() ? 1 : 0);
    }
    text.gauge("racer_run_outcome", "1 for the outcome that the run had, 0 for others.", outcomes);
    text.gauge(
        "racer_run_exit_code",
        "Exit code: 0 done, 1 failed, 2 usage, 3 data refused, 4 the answer is no.",
        status.exitCode());
    text.gauge(
        "racer_run_start_timestamp_seconds", "When the run began.", seconds(status.startedAt()));
    text.gauge("racer_run_end_timestamp_seconds", "When the run ended.", seconds(status.endedAt()));
    text.gauge(
        "racer_run_duration_seconds",
        "How long the run took.",
        seconds(Duration.between(status.startedAt(), status.endedAt())));
    status
        .date()
        .ifPresent(
            date ->
                text.gauge(
                    "racer_run_date_timestamp_seconds",
                    "Midnight (UTC) of the date that the run was for.",
                    date.atStartOfDay(ZoneOffset.UTC).toEpochSecond()));
  }

  private void rows(QualityReport quality) {
    MetricsText.Samples rows = text.samples();
    MetricsText.Samples used = text.samples();
    MetricsText.Samples excluded = text.samples();
    MetricsText.Samples quarantined = text.samples();
    for (TableQuality table : quality.tables()) {
      Map<String, String> name = Map.of("table", table.table());
      rows.add(name, table.rows());
      used.add(name, table.rowsUsed());
      byReason(excluded, name, table.excluded());
      byReason(quarantined, name, table.quarantined());
    }
    text.gauge("racer_input_rows", "Rows read from an input table.", rows);
    text.gauge("racer_input_used_rows", "Rows of an input table that reached a record.", used);
    text.gauge(
        "racer_input_excluded_rows", "Well-formed rows that are not usable, by reason.", excluded);
    text.gauge("racer_input_quarantined_rows", "Malformed rows, by reason.", quarantined);

    MetricsText.Samples records = text.samples();
    MetricsText.Samples without = text.samples();
    for (RouterQuality router : quality.routers()) {
      Map<String, String> name = Map.of("router", router.router());
      records.add(name, router.records());
      byReason(without, name, router.excluded());
    }
    text.gauge("racer_router_records", "Queries that calibrate a router.", records);
    text.gauge(
        "racer_router_excluded_queries", "Queries that do not calibrate it, by reason.", without);
  }

  private void gate(List<GateVerdict> gate) {
    Map<String, Boolean> passed = new TreeMap<>();
    gate.forEach(verdict -> passed.merge(verdict.name(), verdict.passed(), Boolean::logicalAnd));
    MetricsText.Samples checks = text.samples();
    passed.forEach((check, good) -> checks.add(Map.of("check", check), good ? 1 : 0));
    text.gauge("racer_gate_passed", "1 where a check of the gate passed, 0 where not.", checks);
  }

  private void version(Commit commit, Instant now) {
    text.gauge("racer_version_in_force", "Number of the version in force.", commit.sequence());
    text.gauge(
        "racer_version_committed_timestamp_seconds",
        "When the version in force was committed.",
        seconds(commit.committedAt()));
    text.gauge(
        "racer_version_age_seconds",
        "Age of the version in force when the run ended.",
        seconds(Duration.between(commit.committedAt(), now)));
    commit
        .validUntil()
        .ifPresent(
            until ->
                text.gauge(
                    "racer_version_valid_until_timestamp_seconds",
                    "When the version in force becomes stale.",
                    seconds(until)));
    text.gauge(
        "racer_version_pinned",
        "1 if a person pinned the version in force.",
        commit.pinned() ? 1L : 0L);
    text.gauge(
        "racer_version_info",
        "Why the version in force was put there: publish, protective or rollback; always 1.",
        text.samples().add(Map.of("kind", commit.kind().key()), 1));
  }

  private void thresholds(PublishedThresholds thresholds) {
    PublishedPolicy policy = thresholds.policy();
    text.gauge(
        "racer_policy_info",
        "The policy in force; always 1.",
        text.samples()
            .add(
                Map.of(
                    "normalization",
                    policy.normalization(),
                    "null_score",
                    policy.nullScore(),
                    "nonconformity",
                    policy.nonconformity(),
                    "risk_target",
                    policy.riskTarget(),
                    "guarantee",
                    policy.guarantee(),
                    "risk_level",
                    policy.riskLevel()),
                1));
    List<PublishedThreshold> rows =
        thresholds.thresholds().stream().filter(PublishedThreshold::inForce).toList();
    perRow(
        rows,
        "racer_threshold_feasible",
        "1 where the row in force has a threshold, 0 where all models are called or none.",
        row -> OptionalDouble.of(row.threshold().isPresent() ? 1 : 0));
    perRow(
        rows,
        "racer_threshold",
        "Calibrated threshold of the row in force.",
        PublishedThreshold::threshold);
    perRow(
        rows,
        "racer_threshold_calibration_queries",
        "Queries that the threshold was calibrated on.",
        row -> OptionalDouble.of((double) row.n()));
    perRow(
        rows,
        "racer_threshold_needed_queries",
        "The least number of queries that is enough for a threshold.",
        row -> OptionalDouble.of((double) row.nNeeded()));
    perRow(
        rows,
        "racer_threshold_empirical_risk_ratio",
        "Share of misses among the calibration queries of the segment.",
        PublishedThreshold::empiricalRisk);
    perRow(
        rows,
        "racer_threshold_answerable_miss_ratio",
        "Share of misses among those that some model answers.",
        PublishedThreshold::answerableMissRate);
    perRow(
        rows,
        "racer_threshold_set_size_models",
        "Mean number of models called.",
        PublishedThreshold::meanSetSize);
    perRow(
        rows,
        "racer_threshold_abstention_ratio",
        "Share of queries for which no model is called.",
        PublishedThreshold::abstentionRate);
  }

  private void perRow(
      List<PublishedThreshold> rows,
      String name,
      String help,
      Function<PublishedThreshold, OptionalDouble> figure) {
    MetricsText.Samples samples = text.samples();
    for (PublishedThreshold row : rows) {
      figure
          .apply(row)
          .ifPresent(
              value ->
                  samples.add(Map.of("router", row.router(), "segment", row.segment()), value));
    }
    text.gauge(name, help, samples);
  }

  private static void byReason(
      MetricsText.Samples samples, Map<String, String> name, Map<String, Long> counts) {
    counts.forEach(
        (reason, rows) -> {
          Map<String, String> labels = new HashMap<>(name);
          labels.put("reason", reason);
          samples.add(labels, rows);
        });
  }

  private static double seconds(Instant instant) {
    return instant.toEpochMilli() / 1e3;
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }
}
