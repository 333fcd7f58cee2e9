package dev.racer.core.serving;

import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.SegmentName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rules of one router over one segmentation. Immutable; a lookup allocates nothing.
 *
 * <p>Values that no row has are served as a segment without queries would have been: small whenever
 * any segment is, so by the fallback; while the threshold of all queries is withheld, all
 * candidates are called for them.
 */
final class RuleTable {
  private final Node root;
  private final int depth;
  private final Rule withoutSegment;
  private final Rule unknown;

  private RuleTable(Node root, int depth, Rule withoutSegment, Rule unknown) {
    this.root = root;
    this.depth = depth;
    this.withoutSegment = withoutSegment;
    this.unknown = unknown;
  }

  /** The segments that begin with the same values; a leaf holds a rule. */
  private static final class Node {
    private final Map<String, Node> next = new HashMap<>();
    private Optional<Rule> rule = Optional.empty();
  }

  /**
   * Makes the rules.
   *
   * @param columns a segmentation of the document; empty for all queries as one segment
   * @throws IllegalArgumentException if the router has no row in force for all queries
   */
  static RuleTable of(PublishedThresholds document, String router, List<String> columns) {
    List<PublishedThreshold> inForce =
        document.thresholds().stream()
            .filter(row -> row.inForce() && row.router().equals(router))
            .toList();
    PublishedThreshold all =
        inForce.stream()
            .filter(row -> row.segment().equals(SegmentName.ALL))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "Router '"
                            + router
                            + "' must have a row in force for segment all, got none in publication "
                            + document.publication()));
    Action otherwise = Action.ofKey(document.infeasibleAction());
    Node root = new Node();
    if (columns.isEmpty()) {
      root.rule = Optional.of(own(document, all, otherwise));
    }
    for (PublishedThreshold row : inForce) {
      SegmentName.Parsed segment = SegmentName.parse(row.segment());
      if (segment.kind() == SegmentName.Kind.VALUES && segment.columns().equals(columns)) {
        Node node = root;
        for (String value : segment.values()) {
          node = node.next.computeIfAbsent(value, key -> new Node());
        }
        node.rule = Optional.of(own(document, row, otherwise));
      }
    }
    return new RuleTable(
        root,
        columns.size(),
        Rule.of(Optional.of(all.segment()), all, Reason.NO_SEGMENT, otherwise),
        unknown(document, inForce, all, columns, otherwise));
  }

  /**
   * Returns the rule of a query.
   *
   * @param values one per column of the segmentation; null where the query has none
   */
  Rule find(String[] values) {
    Node node = root;
    for (int i = 0; i < depth && node != null; i++) {
      node = values[i] == null ? null : node.next.get(values[i]);
    }
    if (node != null) {
      return node.rule.orElse(unknown); // a leaf always has one
    }
    for (String value : values) {
      if (value == null) {
        return withoutSegment;
      }
    }
    return unknown;
  }

  private static Rule own(PublishedThresholds document, PublishedThreshold row, Action otherwise) {
    Optional<String> segment = Optional.of(row.segment());
    if (document.fallback().equals(PublishedThresholds.FALLBACK_CALL_ALL)
        && row.segmentN() < document.minN()
        && !row.segment().equals(SegmentName.ALL)) {
      return Rule.without(segment, Action.CALL_ALL, Reason.SMALL_SEGMENT, Optional.of(row));
    }
    boolean isOwn = row.thresholdSegment().equals(row.segment());
    return Rule.of(segment, row, isOwn ? Reason.THRESHOLD : Reason.BORROWED, otherwise);
  }

  private static Rule unknown(
      PublishedThresholds document,
      List<PublishedThreshold> inForce,
      PublishedThreshold all,
      List<String> columns,
      Action otherwise) {
    if (columns.isEmpty()) { // without columns there is no value to be unknown
      return own(document, all, otherwise);
    }
    Optional<String> segment = Optional.empty();
    if (all.status().equals(PublishedThreshold.WITHHELD)) { // nothing is known that would do better
      return Rule.of(segment, all, Reason.UNKNOWN_SEGMENT, otherwise);
    }
    Rule noRows = Rule.without(segment, otherwise, Reason.INFEASIBLE, Optional.empty());
    if (document.minN() == 0) { // no segment is small, not even one without queries
      return noRows;
    }
    return switch (document.fallback()) {
      case PublishedThresholds.FALLBACK_ALL ->
          Rule.of(segment, all, Reason.UNKNOWN_SEGMENT, otherwise);
      case PublishedThresholds.FALLBACK_CALL_ALL ->
          Rule.without(segment, Action.CALL_ALL, Reason.UNKNOWN_SEGMENT, Optional.empty());
      case PublishedThresholds.FALLBACK_REST ->
          inForce.stream() // those that share it say the same
              .filter(row -> row.thresholdSegment().equals(SegmentName.rest(columns)))
              .findFirst()
              .map(row -> Rule.of(segment, row, Reason.UNKNOWN_SEGMENT, otherwise))
              .orElse(noRows);
      default ->
          throw new IllegalArgumentException("Unknown fallback '" + document.fallback() + "'");
    };
  }
}
