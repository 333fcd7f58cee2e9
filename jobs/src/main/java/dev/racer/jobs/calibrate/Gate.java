package dev.racer.jobs.calibrate;

import dev.racer.core.published.PublishedRouter;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.spark.publication.GateVerdict;
import dev.racer.spark.publication.QualityReport;
import dev.racer.spark.publication.QualityReport.TableQuality;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The questions that a version must pass before it is put in force. */
final class Gate {
  private Gate() {}

  /** Whether the share of malformed rows is within the cap, one verdict per input table. */
  static List<GateVerdict> ofQuality(QualityReport quality, double maxQuarantinedShare) {
    List<GateVerdict> verdicts = new ArrayList<>();
    for (TableQuality table : quality.tables()) {
      double share = table.rows() == 0 ? 0 : (double) table.quarantinedRows() / table.rows();
      verdicts.add(
          new GateVerdict(
              "quarantined-share " + table.table(),
              String.format(
                  Locale.ROOT, "%.6f (%d of %d)", share, table.quarantinedRows(), table.rows()),
              String.valueOf(maxQuarantinedShare),
              share <= maxQuarantinedShare));
    }
    return verdicts;
  }

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
