package dev.racer.jobs.report.table;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where an evaluation comes from.
 *
 * @param publication name of the publication
 * @param runId id of the run
 * @param facts what else is known of the run, by name, in the order to show
 * @param config the effective configuration
 * @param confidenceSource whose judgement the confidences are; empty if nobody said so
 */
public record RunFacts(
    String publication,
    String runId,
    List<Fact> facts,
    Map<String, String> config,
    Optional<String> confidenceSource) {
  /** Takes copies. */
  public RunFacts {
    facts = List.copyOf(facts);
    config = Map.copyOf(config);
  }

  /**
   * One thing that is known of the run.
   *
   * @param name what
   * @param value text of it
   */
  public record Fact(String name, String value) {}
}
