package dev.racer.core.gate;

import dev.racer.core.gate.ProtectiveVersion.Origin;
import dev.racer.core.published.PublishedThreshold;
import java.util.Set;

/** A row in force of a protective version, and where it comes from. */
record ProtectedRow(PublishedThreshold row, Origin origin) {
  static ProtectedRow withheld(PublishedThreshold row) {
    return new ProtectedRow(row.withheld(), Origin.WITHHELD);
  }

  /** The row, or nothing to go by if its source is refused. */
  ProtectedRow withheldIf(Set<ThresholdSource> refused) {
    return refused.contains(source(row)) ? withheld(row) : this;
  }

  static ThresholdSource source(PublishedThreshold row) {
    return new ThresholdSource(row.router(), row.thresholdSegment());
  }
}
