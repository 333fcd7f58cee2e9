package dev.racer.core.serving;

import dev.racer.core.published.PublishedThreshold;
import java.util.Optional;

/**
 * What decides the queries of one segment, made once per version.
 *
 * @param segment the segment asked for; empty when it is one that the version does not know
 * @param action without a threshold, what to do; with one, the scores decide between {@link
 *     Action#SET} and {@link Action#ABSTAIN}, and this is {@code SET}
 * @param reason why
 * @param threshold in fixed point; meaningless unless the action is {@code SET}
 * @param row the published row, if there is one
 */
record Rule(
    Optional<String> segment,
    Action action,
    Reason reason,
    long threshold,
    Optional<PublishedThreshold> row) {
  /**
   * Applies a row.
   *
   * @param withThreshold the reason if the row has a threshold
   * @param otherwise the action if it has none, unless that is withheld: then all are called
   */
  static Rule of(
      Optional<String> segment, PublishedThreshold row, Reason withThreshold, Action otherwise) {
    if (row.fixedPointThreshold().isPresent()) {
      long threshold = row.fixedPointThreshold().getAsLong();
      return new Rule(segment, Action.SET, withThreshold, threshold, Optional.of(row));
    }
    return switch (row.status()) {
      case PublishedThreshold.WITHHELD ->
          without(segment, Action.CALL_ALL, Reason.WITHHELD, Optional.of(row));
      case PublishedThreshold.INFEASIBLE ->
          without(segment, otherwise, Reason.INFEASIBLE, Optional.of(row));
      default -> without(segment, otherwise, Reason.UNREACHABLE, Optional.of(row));
    };
  }

  /** Applies no threshold. */
  static Rule without(
      Optional<String> segment, Action action, Reason reason, Optional<PublishedThreshold> row) {
    return new Rule(segment, action, reason, Long.MIN_VALUE, row);
  }
}
