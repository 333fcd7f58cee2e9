package dev.racer.core.trial;

import java.util.Locale;

/** What a query does in a trial. The sets of queries with different roles are disjoint. */
public enum TrialRole {
  /** Nothing. */
  NONE,
  /** It calibrates. */
  CALIBRATION,
  /** Levels, votes and temperatures are chosen on it. */
  VALIDATION,
  /** It is what the trial's figures are measured on. */
  TEST;

  /** Stable key of tables and reports, for example {@code calibration}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
