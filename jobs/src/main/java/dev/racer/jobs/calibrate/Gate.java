package dev.racer.jobs.calibrate;

import dev.racer.core.published.PublishedRouter;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.spark.publication.GateVerdict;
import java.util.ArrayList;
import java.util.List;

/** The questions that a version must pass before it is put in force. */
final class Gate {
  private Gate() {}

  /** Whether every router has a feasible threshold in force. */
  static List<GateVerdict> ofThresholds(PublishedThresholds thresholds) {
    List<GateVerdict> verdicts = new ArrayList<>();
    for (PublishedRouter router : thresholds.routers()) {
      long feasible =
          thresholds.thresholds().stream()
              .filter(row -> row.router().equals(router.router()) && row.inForce())
              .filter(row -> row.status().equals(PublishedThreshold.FEASIBLE))
              .count();
      verdicts.add(
          new GateVerdict(
              "feasible-in-force " + router.router(),
              String.valueOf(feasible),
              "at least 1",
              feasible >= 1));
    }
    return verdicts;
  }
}
