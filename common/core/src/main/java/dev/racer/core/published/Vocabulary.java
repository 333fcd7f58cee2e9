package dev.racer.core.published;

import java.util.List;

/** The keys that a published document may hold where the choice belongs to the calibrating code. */
final class Vocabulary {
  static final List<String> RISK_TARGETS = List.of("misrouting", "answerable-miss");
  static final String EXPECTED = "expected";
  static final String PAC = "pac";
  static final List<String> GUARANTEES = List.of(EXPECTED, PAC);
  static final List<String> SAMPLINGS =
      List.of(PublishedThreshold.PLAIN, PublishedThreshold.THINNED, PublishedThreshold.WEIGHTED);
  static final List<String> UNKNOWN_LABELS = List.of("worst-case", "exclude");
  static final List<String> INFEASIBLE_ACTIONS = List.of("call-all", "refuse");
  static final List<String> FALLBACKS =
      List.of(
          PublishedThresholds.FALLBACK_REST,
          PublishedThresholds.FALLBACK_ALL,
          PublishedThresholds.FALLBACK_CALL_ALL);

  private Vocabulary() {}
}
