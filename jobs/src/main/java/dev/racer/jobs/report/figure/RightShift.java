package dev.racer.jobs.report.figure;

import dev.racer.jobs.report.sheet.Column;
import dev.racer.jobs.report.sheet.Form;
import dev.racer.jobs.report.sheet.Sheet;
import dev.racer.jobs.report.sheet.Value;
import dev.racer.jobs.report.table.ShiftRow;
import java.util.List;

/**
 * How often models are right where calibration and test queries differ by day or by source: what
 * changed the most stands first.
 */
final class RightShift {
  private RightShift() {}

  /** One row per split, router, segment and model; without rows where there is no such split. */
  static Sheet sheet(List<ShiftRow> rows) {
    Sheet.Builder sheet =
        Sheet.of(
            "right-shift",
            "How often models are right on both sides",
            Column.of("split", "split by"),
            Column.of("router", "router"),
            Column.of("segment", "segment"),
            Column.of("subject", "right is"),
            Column.of("model", "model"),
            Column.of("calibration_queries", "queries before", Form.COUNT),
            Column.of("calibration_rate", "right before", Form.RATE),
            Column.of("test_queries", "queries after", Form.COUNT),
            Column.of("test_rate", "right after", Form.RATE),
            Column.of("p_value", "p", Form.P_VALUE),
            Column.of("shifted", "more than chance"));
    for (ShiftRow row : rows) {
      sheet.add(
          Value.of(row.split()),
          Value.of(row.router()),
          Value.of(row.segment()),
          Value.of(row.subject()),
          Value.of(row.model()),
          Value.of(row.calibrationQueries()),
          Value.of(row.calibrationRate()),
          Value.of(row.testQueries()),
          Value.of(row.testRate()),
          Value.of(row.pValue()),
          Value.of(row.shifted() ? "yes" : "no"));
    }
    return sheet.build();
  }
}
