package dev.racer.jobs.testing;

import dev.racer.core.pool.ModelPool;
import dev.racer.core.published.Commit;
import dev.racer.core.published.PublishedPolicy;
import dev.racer.core.published.PublishedRouter;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.ThresholdsJson;
import dev.racer.core.score.Smoothing;
import dev.racer.core.score.Ties;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.publication.Attempt;
import dev.racer.spark.publication.CommitRequest;
import dev.racer.spark.publication.GateVerdict;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.Publisher;
import dev.racer.spark.publication.QualityReport;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.publication.RunStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A publication by the name of {@code tiny} with made-up thresholds, written as a job writes it.
 */
public final class TinyPublication {
  /** Its name. */
  public static final String NAME = "tiny";

  /** When its runs began. */
  public static final Instant BEGIN = Instant.parse("2026-11-22T10:15:30Z");

  /** Run id of the first version. */
  public static final String RUN = "00000000000000aa";

  private static final ModelPool POOL = ModelPool.of(List.of("large", "small"));

  private TinyPublication() {}

  /**
   * A row; the policy of {@link #document} puts gap at 0.10 in force.
   *
   * @param threshold a multiple of 2<sup>-40</sup>; empty for an infeasible row
   */
  public static PublishedThreshold row(
      String router,
      String segment,
      String nonconformity,
      String riskLevel,
      long n,
      OptionalDouble threshold) {
    boolean feasible = threshold.isPresent();
    return new PublishedThreshold(
        NAME,
        router,
        segment,
        segment,
        feasible ? Optional.of(segment) : Optional.empty(),
        "softmax",
        "one-minus-max",
        nonconformity,
        "smoothed",
        "plain",
        "misrouting",
        "expected",
        Optional.empty(),
        riskLevel,
        POOL.id(),
        n,
        n,
        n / 2,
        n,
        feasible ? OptionalLong.of(n) : OptionalLong.empty(),
        feasible ? 1 : n + 49,
        feasible ? PublishedThreshold.FEASIBLE : PublishedThreshold.INFEASIBLE,
        threshold,
        feasible ? OptionalDouble.of(0.09375) : OptionalDouble.empty(),
        feasible ? OptionalDouble.of(0.125) : OptionalDouble.empty(),
        feasible ? OptionalDouble.of(1.5) : OptionalDouble.empty(),
        feasible ? OptionalDouble.of(0.0625) : OptionalDouble.empty(),
        feasible ? Optional.of(new PublishedThreshold.Interval(0.05, 0.15)) : Optional.empty(),
        0.95,
        nonconformity.equals("gap") && riskLevel.equals("0.10"));
  }

  /** Two routers; one has a segment that is too small for the lower risk level. */
  public static List<PublishedThreshold> rows() {
    List<PublishedThreshold> rows = new ArrayList<>();
    for (String router : List.of("knn", "mlp")) {
      for (String score : List.of("gap", "inverse-probability")) {
        rows.add(row(router, "all", score, "0.10", 12_000, OptionalDouble.of(0.8125)));
        rows.add(row(router, "all", score, "0.01", 12_000, OptionalDouble.of(1.5)));
      }
    }
    rows.add(row("mlp", "tenant=a%20b", "gap", "0.10", 50, OptionalDouble.of(0.75)));
    rows.add(row("mlp", "tenant=a%20b", "gap", "0.01", 50, OptionalDouble.empty()));
    return rows;
  }

  /** The document with these rows. */
  public static PublishedThresholds document(List<PublishedThreshold> rows) {
    return new PublishedThresholds(
        NAME,
        List.of(POOL),
        List.of(new PublishedRouter("knn", POOL.id()), new PublishedRouter("mlp", POOL.id())),
        new Smoothing(Ties.SMOOTHED, 1e-6, 0),
        "worst-case",
        "call-all",
        "rest",
        10,
        List.of(List.of("tenant")),
        new PublishedPolicy("softmax", "one-minus-max", "gap", "misrouting", "expected", "0.10"),
        rows);
  }

  /** What became of the input rows. */
  public static QualityReport quality() {
    return new QualityReport(
        List.of(
            new QualityReport.TableQuality(
                "queries",
                12_345,
                12_000,
                new TreeMap<>(Map.of("null-key", 5L)),
                new TreeMap<>(Map.of("excluded-by-rule", 340L))),
            new QualityReport.TableQuality(
                "outcomes", 24_000, 24_000, new TreeMap<>(), new TreeMap<>())),
        List.of(
            new QualityReport.RouterQuality(
                "knn",
                "",
                POOL.id(),
                12_000,
                new TreeMap<>(Map.of("unscored", 2L, "partly-scored", 1L)),
                new TreeMap<>(Map.of("answerable", 11_000L, "unanswerable", 1_000L)),
                new TreeMap<>(Map.of("correct", 20_000L, "not-called", 4_000L)),
                2_500,
                7_000,
                new TreeMap<>(Map.of("tenant", 3L))),
            new QualityReport.RouterQuality(
                "mlp",
                "",
                POOL.id(),
                12_000,
                new TreeMap<>(),
                new TreeMap<>(Map.of("answerable", 11_000L, "unanswerable", 1_000L)),
                new TreeMap<>(),
                0,
                0,
                new TreeMap<>())));
  }

  /** Publishes a version with these rows, status and all. */
  public static Commit publish(
      PublicationStore store, String runId, List<PublishedThreshold> rows) {
    Attempt attempt = writeAttempt(store, runId, rows);
    Commit commit =
        store
            .commit(attempt, Publisher.verify(attempt), CommitRequest.PLAIN, BEGIN.plusSeconds(60))
            .commit()
            .orElseThrow();
    store.writeStatus(
        status(
            attempt.id(),
            RunOutcome.PUBLISHED,
            Optional.empty(),
            OptionalLong.of(commit.sequence())));
    return commit;
  }

  /** Writes the files of an attempt, without committing it. */
  public static Attempt writeAttempt(
      PublicationStore store, String runId, List<PublishedThreshold> rows) {
    Attempt attempt = store.newAttempt(runId);
    attempt.write(Publisher.THRESHOLDS, ThresholdsJson.write(document(rows)));
    Manifest manifest =
        new Manifest(
            runId,
            NAME,
            new Manifest.Code("0.1.0", "unknown", "4.1.2"),
            0,
            DateRange.ALL,
            List.of(),
            List.of(),
            quality(),
            List.of(Publisher.file(attempt, Publisher.THRESHOLDS)));
    attempt.write(Manifest.FILE, manifest.toJson());
    return attempt;
  }

  /** A status of a run that took a minute and a half. */
  public static RunStatus status(
      String attempt, RunOutcome outcome, Optional<String> reason, OptionalLong sequence) {
    boolean refused = outcome == RunOutcome.REFUSED;
    return new RunStatus(
        attempt.substring(0, attempt.indexOf('-')),
        attempt,
        "calibrate",
        Optional.empty(),
        outcome,
        refused ? 4 : 0,
        reason,
        sequence,
        BEGIN,
        BEGIN.plusMillis(90_500),
        Optional.of(quality()),
        List.of(
            new GateVerdict("quarantined-share", "0.0004", refused ? "0.0001" : "0.01", !refused)));
  }
}
