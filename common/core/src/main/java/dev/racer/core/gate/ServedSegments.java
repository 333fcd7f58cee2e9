package dev.racer.core.gate;

import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.SegmentName;
import dev.racer.core.serving.Action;
import dev.racer.core.serving.Decision;
import dev.racer.core.serving.Evaluator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How a version serves the segments of one router: asked of the evaluator that gateways use. */
final class ServedSegments {
  private final PublishedThresholds document;
  private final String router;
  private final Map<String, PublishedThreshold> inForce = new HashMap<>();
  private final Map<List<String>, Evaluator> evaluators = new HashMap<>();
  private final double[] anyScores;

  ServedSegments(PublishedThresholds document, String router) {
    this.document = document;
    this.router = router;
    for (PublishedThreshold row : document.thresholds()) {
      if (row.inForce() && row.router().equals(router)) {
        inForce.put(row.segment(), row);
      }
    }
    anyScores = new double[document.pool(router).size()];
    Arrays.fill(anyScores, .5); // what serves a segment does not depend on scores
  }

  /** How many models are called: all, those up to a threshold, or none. */
  record Served(Action action, long threshold, Optional<PublishedThreshold> row) {
    /** Whether the models called are at least those of the other, whatever the scores. */
    boolean isAtLeast(Served other) {
      return strength() != other.strength()
          ? strength() > other.strength()
          : action != Action.SET || threshold >= other.threshold;
    }

    boolean isMoreThan(Served other) {
      return !other.isAtLeast(this);
    }

    private int strength() {
      return switch (action) {
        case CALL_ALL -> 2;
        case SET, ABSTAIN -> 1;
        case REFUSE -> 0;
      };
    }
  }

  /** Every candidate is called. */
  static Served callAll() {
    return new Served(Action.CALL_ALL, 0, Optional.empty());
  }

  /** A threshold decides. */
  static Served upTo(PublishedThreshold row) {
    return new Served(Action.SET, row.fixedPointThreshold().getAsLong(), Optional.of(row));
  }

  /** Nothing decides but the infeasible action. */
  static Served withoutThreshold(String infeasibleAction) {
    return new Served(Action.ofKey(infeasibleAction), 0, Optional.empty());
  }

  /** The segments that have a row in force. */
  Set<String> segments() {
    return Set.copyOf(inForce.keySet());
  }

  /** The row in force of a segment. */
  Optional<PublishedThreshold> row(String segment) {
    return Optional.ofNullable(inForce.get(segment));
  }

  /** The row in force of all queries, which every version has. */
  PublishedThreshold all() {
    return inForce.get(SegmentName.ALL);
  }

  /** How queries of a segment are served. */
  Served served(String segment) {
    SegmentName.Parsed parsed = SegmentName.parse(segment);
    return decide(parsed.columns(), parsed.values());
  }

  /** How queries are served whose values no row names. */
  Served unknown(List<String> columns) {
    int longest =
        inForce.keySet().stream()
            .flatMap(segment -> SegmentName.parse(segment).values().stream())
            .mapToInt(String::length)
            .max()
            .orElse(0);
    List<String> values = new ArrayList<>();
    columns.forEach(column -> values.add("?".repeat(longest + 1)));
    return decide(columns, values);
  }

  private Served decide(List<String> columns, List<String> values) {
    Evaluator evaluator =
        evaluators.computeIfAbsent(
            columns,
            key -> Evaluator.of(document, router, document.pool(router).models(), columns));
    Decision decision = evaluator.newDecision();
    evaluator.decide(anyScores, values.toArray(String[]::new), decision);
    return switch (decision.action()) {
      case SET, ABSTAIN -> upTo(decision.threshold().orElseThrow());
      case CALL_ALL, REFUSE -> new Served(decision.action(), 0, decision.threshold());
    };
  }
}
