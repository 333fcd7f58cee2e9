package dev.racer.core.serving;

import dev.racer.core.pool.ModelPool;
import dev.racer.core.published.PublishedPolicy;
import dev.racer.core.published.PublishedRouter;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.RowBuilder;
import dev.racer.core.score.Smoothing;
import dev.racer.core.score.Ties;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A document of one router, to be changed where a test wants another: scores are probabilities,
 * ties stay, and segments are benchmarks.
 */
final class ServingDocument {
  String publication = "default";
  String router = "knn";
  ModelPool pool = RowBuilder.POOL;
  Smoothing smoothing = new Smoothing(Ties.NONE, Smoothing.DEFAULT_WIDTH, 0);
  String normalization = "none";
  String nullScore = "one-minus-max";
  String nonconformity = "gap";
  String infeasibleAction = "call-all";
  String fallback = "rest";
  long minN = 50;
  List<List<String>> segmentations = List.of(List.of("benchmark"));
  private final List<PublishedThreshold> rows = new ArrayList<>();

  /** The outcome of a row: a threshold, or the status that says why there is none. */
  record Outcome(String status, double threshold) {
    static final Outcome INFEASIBLE = new Outcome(PublishedThreshold.INFEASIBLE, 0);
    static final Outcome UNREACHABLE = new Outcome(PublishedThreshold.UNREACHABLE, 0);

    static final Outcome WITHHELD = new Outcome(PublishedThreshold.WITHHELD, 0);

    static Outcome at(double threshold) {
      return new Outcome(PublishedThreshold.FEASIBLE, threshold);
    }
  }

  /** Adds the row in force of a segment with 100 queries and a threshold of its own. */
  ServingDocument row(String segment, Outcome outcome) {
    return row(segment, segment, 100, outcome);
  }

  /** Adds the row in force of a segment. */
  ServingDocument row(String segment, String thresholdSegment, long segmentN, Outcome outcome) {
    rows.add(build(segment, thresholdSegment, segmentN, outcome, true));
    return this;
  }

  /** Adds a row of another risk level, which is not in force. */
  ServingDocument rowNotInForce(String segment, Outcome outcome) {
    rows.add(build(segment, segment, 100, outcome, false));
    return this;
  }

  private PublishedThreshold build(
      String segment, String from, long segmentN, Outcome outcome, boolean inForce) {
    RowBuilder row = new RowBuilder();
    row.segment(segment).borrowing(from);
    row.publication = publication;
    row.router = router;
    row.poolId = pool.id();
    row.normalization = normalization;
    row.nullScore = nullScore;
    row.nonconformity = nonconformity;
    row.ties = smoothing.ties().key();
    row.threshold = OptionalDouble.of(outcome.threshold());
    row.inForce = inForce;
    row.riskLevel = inForce ? "0.10" : "0.20";
    if (outcome.equals(Outcome.INFEASIBLE)) {
      row.infeasible();
    } else if (outcome.equals(Outcome.UNREACHABLE)) {
      row.withoutThreshold(PublishedThreshold.UNREACHABLE);
    }
    row.segmentN = segmentN;
    PublishedThreshold built = row.build();
    return outcome.equals(Outcome.WITHHELD) ? built.withheld() : built;
  }

  PublishedThresholds build() {
    return new PublishedThresholds(
        publication,
        List.of(pool),
        List.of(new PublishedRouter(router, pool.id())),
        smoothing,
        "worst-case",
        infeasibleAction,
        fallback,
        minN,
        segmentations,
        new PublishedPolicy(
            normalization, nullScore, nonconformity, "misrouting", "expected", "0.10"),
        rows);
  }
}
