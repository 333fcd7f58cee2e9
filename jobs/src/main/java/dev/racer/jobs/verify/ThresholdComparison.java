package dev.racer.jobs.verify;

import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import java.util.Map;
import java.util.TreeMap;

/** Compares a published document with the one that follows from its records, field by field. */
final class ThresholdComparison {
  private static final String NO_ROW = "no row";

  private final Checks checks;
  private long equalRows;

  ThresholdComparison(Checks checks) {
    this.checks = checks;
  }

  /** Compares what stands beside the rows, then the rows. */
  void compare(PublishedThresholds expected, PublishedThresholds found) {
    head("publication", expected.publication(), found.publication());
    head("pools", expected.pools(), found.pools());
    head("routers", expected.routers(), found.routers());
    head("smoothing", expected.smoothing(), found.smoothing());
    head("unknown_labels", expected.unknownLabels(), found.unknownLabels());
    head("infeasible_action", expected.infeasibleAction(), found.infeasibleAction());
    head("fallback", expected.fallback(), found.fallback());
    head("min_n", expected.minN(), found.minN());
    head("segment_columns", expected.segmentColumns(), found.segmentColumns());
    head("policy", expected.policy(), found.policy());
    TreeMap<PublishedThreshold, PublishedThreshold> rows = new TreeMap<>(PublishedThreshold.ORDER);
    found.thresholds().forEach(row -> rows.put(row, row));
    for (PublishedThreshold row : expected.thresholds()) {
      PublishedThreshold published = rows.remove(row);
      if (published == null) {
        checks.differs(Certificate.THRESHOLDS, name(row), "row", "a row", NO_ROW);
      } else {
        compare(row, published);
      }
    }
    for (PublishedThreshold row : rows.values()) {
      checks.differs(Certificate.THRESHOLDS, name(row), "row", NO_ROW, "a row");
    }
  }

  private void head(String item, Object expected, Object found) {
    checks.equal(Certificate.THRESHOLDS, "document", item, expected, found);
  }

  private void compare(PublishedThreshold expected, PublishedThreshold found) {
    Map<String, String> fields = RowFields.of(found);
    boolean isEqual = true;
    for (Map.Entry<String, String> field : RowFields.of(expected).entrySet()) {
      isEqual &=
          checks.equal(
              Certificate.THRESHOLDS,
              name(expected),
              field.getKey(),
              field.getValue(),
              fields.get(field.getKey()));
    }
    equalRows += isEqual ? 1 : 0;
  }

  /** Rows that are as they must be, in every field. */
  long equalRows() {
    return equalRows;
  }

  private static String name(PublishedThreshold row) {
    return String.join(
        " ",
        "row",
        row.router(),
        row.segment(),
        row.normalization() + "/" + row.nullScore() + "/" + row.nonconformity(),
        row.riskTarget(),
        row.guarantee(),
        row.riskLevel());
  }
}
