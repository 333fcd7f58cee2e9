package dev.racer.jobs.route;

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
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.Publisher;
import dev.racer.spark.publication.QualityReport;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A version with thresholds as a test wants them: scores are probabilities, nonconformity is the
 * gap to the best, ties stay, segments are benchmarks, and below 50 queries they are small.
 */
final class HandMadeVersion {
  static final Instant COMMITTED = Instant.parse("2026-11-20T10:15:30Z");

  private final Map<String, ModelPool> pools = new LinkedHashMap<>();
  private final List<PublishedThreshold> rows = new ArrayList<>();
  private String nullScore = "one-minus-max";
  private String fallback = "rest";
  private String infeasibleAction = "call-all";

  HandMadeVersion router(String router, String... models) {
    pools.put(router, ModelPool.of(List.of(models)));
    return this;
  }

  HandMadeVersion nullScore(String key) {
    nullScore = key;
    return this;
  }

  HandMadeVersion fallback(String key) {
    fallback = key;
    return this;
  }

  HandMadeVersion infeasibleAction(String key) {
    infeasibleAction = key;
    return this;
  }

  /** A segment of 100 queries with a threshold of its own. */
  HandMadeVersion at(String router, String segment, double threshold) {
    return at(router, segment, segment, threshold);
  }

  /** A segment with a threshold; a small one if it borrows it. */
  HandMadeVersion at(String router, String segment, String from, double threshold) {
    long segmentN = segment.equals(from) ? 100 : 5;
    return add(
        router, segment, from, segmentN, PublishedThreshold.FEASIBLE, OptionalDouble.of(threshold));
  }

  /** A segment without a threshold. */
  HandMadeVersion without(String router, String segment, String status) {
    return add(router, segment, segment, 100, status, OptionalDouble.empty());
  }

  private HandMadeVersion add(
      String router,
      String segment,
      String from,
      long segmentN,
      String status,
      OptionalDouble threshold) {
    boolean feasible = threshold.isPresent();
    boolean infeasible = status.equals(PublishedThreshold.INFEASIBLE);
    long n = infeasible ? 5 : 100;
    Optional<PublishedThreshold.Interval> interval =
        Optional.of(new PublishedThreshold.Interval(0.05, 0.15));
    rows.add(
        new PublishedThreshold(
            "default",
            router,
            segment,
            from,
            feasible ? Optional.of(from) : Optional.empty(),
            "none",
            nullScore,
            "gap",
            "none",
            "plain",
            "misrouting",
            "expected",
            Optional.empty(),
            "0.10",
            pools.get(router).id(),
            n,
            n,
            n,
            segmentN,
            infeasible ? OptionalLong.empty() : OptionalLong.of(91),
            9,
            status,
            threshold,
            feasible ? OptionalDouble.of(0.09) : OptionalDouble.empty(),
            feasible ? OptionalDouble.of(0.09) : OptionalDouble.empty(),
            feasible ? OptionalDouble.of(1.5) : OptionalDouble.empty(),
            feasible ? OptionalDouble.of(0) : OptionalDouble.empty(),
            feasible ? interval : Optional.empty(),
            0.95,
            true));
    return this;
  }

  /** Publishes it as the next version. */
  Commit publish(Path output) {
    PublicationStore store = PublicationStore.local(output, "default");
    PublishedThresholds document =
        new PublishedThresholds(
            "default",
            pools.values().stream().distinct().toList(),
            pools.entrySet().stream()
                .map(router -> new PublishedRouter(router.getKey(), router.getValue().id()))
                .toList(),
            new Smoothing(Ties.NONE, Smoothing.DEFAULT_WIDTH, 0),
            "worst-case",
            infeasibleAction,
            fallback,
            50,
            List.of(List.of("benchmark")),
            new PublishedPolicy("none", nullScore, "gap", "misrouting", "expected", "0.10"),
            rows);
    String runId = String.format("%016x", store.commits().size() + 1);
    Attempt attempt = store.newAttempt(runId);
    attempt.write(Publisher.THRESHOLDS, ThresholdsJson.write(document));
    attempt.write(
        Manifest.FILE,
        new Manifest(
                runId,
                "default",
                new Manifest.Code("0.0.0", "unknown", "none"),
                0,
                DateRange.ALL,
                List.of(),
                List.of(),
                QualityReport.EMPTY,
                List.of(Publisher.file(attempt, Publisher.THRESHOLDS)))
            .toJson());
    return store
        .commit(attempt, Publisher.verify(attempt), CommitRequest.PLAIN, COMMITTED)
        .commit()
        .orElseThrow();
  }
}
