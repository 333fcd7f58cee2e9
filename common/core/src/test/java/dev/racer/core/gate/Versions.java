package dev.racer.core.gate;

import dev.racer.core.pool.ModelPool;
import dev.racer.core.published.PublishedPolicy;
import dev.racer.core.published.PublishedRouter;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.RowBuilder;
import dev.racer.core.score.FixedPoint;
import dev.racer.core.score.Smoothing;
import dev.racer.core.score.Ties;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Documents to be changed where a test wants another: one row per router and segment in force. */
final class Versions {
  ModelPool pool = RowBuilder.POOL;
  Smoothing smoothing = new Smoothing(Ties.NONE, Smoothing.DEFAULT_WIDTH, 0);
  String nonconformity = "gap";
  String riskLevel = "0.10";
  String infeasibleAction = "call-all";
  String fallback = "rest";
  long minN = 50;
  List<List<String>> segmentations = List.of(List.of("tenant"));
  private final List<PublishedThreshold> rows = new ArrayList<>();

  /** Adds a row in force with a threshold of its own. */
  Versions row(String segment, double threshold) {
    return row("knn", segment, segment, 100, PublishedThreshold.FEASIBLE, threshold);
  }

  /** Adds a row in force that borrows. */
  Versions row(String segment, String thresholdSegment, double threshold) {
    return row("knn", segment, thresholdSegment, 10, PublishedThreshold.FEASIBLE, threshold);
  }

  /** Adds a row in force with the given outcome, whose threshold counts where it is feasible. */
  Versions row(
      String router,
      String segment,
      String thresholdSegment,
      long segmentN,
      String status,
      double threshold) {
    RowBuilder row = new RowBuilder();
    row.segment(segment).borrowing(thresholdSegment);
    row.router = router;
    row.poolId = pool.id();
    row.nonconformity = nonconformity;
    row.ties = smoothing.ties().key();
    row.riskLevel = riskLevel;
    row.threshold = OptionalDouble.of(FixedPoint.toDouble(FixedPoint.of(threshold)));
    if (status.equals(PublishedThreshold.INFEASIBLE)) {
      row.infeasible();
    } else if (status.equals(PublishedThreshold.UNREACHABLE)) {
      row.withoutThreshold(status);
    }
    row.segmentN = segmentN;
    PublishedThreshold built = row.build();
    rows.add(status.equals(PublishedThreshold.WITHHELD) ? built.withheld() : built);
    return this;
  }

  /** Adds a row of risk level .2 for all queries, which is not in force. */
  Versions rowNotInForce(double threshold) {
    RowBuilder row = new RowBuilder();
    row.poolId = pool.id();
    row.nonconformity = nonconformity;
    row.ties = smoothing.ties().key();
    row.riskLevel = "0.20";
    row.inForce = new BigDecimal(riskLevel).compareTo(new BigDecimal("0.20")) == 0;
    row.threshold = OptionalDouble.of(FixedPoint.toDouble(FixedPoint.of(threshold)));
    rows.add(row.build());
    return this;
  }

  PublishedThresholds build() {
    return new PublishedThresholds(
        "default",
        List.of(pool),
        rows.stream()
            .map(PublishedThreshold::router)
            .distinct()
            .map(router -> new PublishedRouter(router, pool.id()))
            .toList(),
        smoothing,
        "worst-case",
        infeasibleAction,
        fallback,
        minN,
        segmentations,
        new PublishedPolicy(
            "softmax", "one-minus-max", nonconformity, "misrouting", "expected", riskLevel),
        rows);
  }
}
