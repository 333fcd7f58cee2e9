package dev.racer.core.gate;

import dev.racer.core.gate.ProtectiveVersion.Mode;
import dev.racer.core.gate.ProtectiveVersion.Origin;
import dev.racer.core.gate.ServedSegments.Served;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.SegmentName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The rows in force of a router that candidate and incumbent both serve. */
final class ProtectedRouter {
  private final PublishedThresholds frame;
  private final ServedSegments candidate;
  private final Optional<ServedSegments> incumbent; // none if thresholds cannot be compared
  private final TreeMap<String, ProtectedRow> rows = new TreeMap<>(); // by segment

  private ProtectedRouter(
      PublishedThresholds frame, ServedSegments candidate, Optional<ServedSegments> incumbent) {
    this.frame = frame;
    this.candidate = candidate;
    this.incumbent = incumbent;
  }

  /** As {@link ProtectiveVersion#of}, for one router. */
  static List<ProtectedRow> of(
      PublishedThresholds candidate,
      PublishedThresholds incumbent,
      String router,
      Set<ThresholdSource> refused,
      Mode mode) {
    boolean comparable = Comparability.sameScale(candidate, incumbent, router);
    ProtectedRouter protectedRouter =
        new ProtectedRouter(
            candidate,
            new ServedSegments(candidate, router),
            comparable ? Optional.of(new ServedSegments(incumbent, router)) : Optional.empty());
    protectedRouter.takeLarger();
    protectedRouter.frame.segmentColumns().forEach(protectedRouter::alignRest);
    if (mode == Mode.CALL_ALL) {
      protectedRouter.withhold(refused);
    }
    protectedRouter.frame.segmentColumns().forEach(protectedRouter::protectUnknown);
    return List.copyOf(protectedRouter.rows.values());
  }

  private void takeLarger() {
    Set<String> segments = new TreeSet<>(candidate.segments());
    incumbent.ifPresent(version -> segments.addAll(version.segments()));
    for (String segment : segments) {
      rows.put(segment, larger(segment));
    }
  }

  private ProtectedRow larger(String segment) {
    Served ofCandidate = candidate.served(segment);
    Served ofIncumbent = ofIncumbent(segment);
    boolean equal = ofIncumbent.isAtLeast(ofCandidate) && ofCandidate.isAtLeast(ofIncumbent);
    Optional<PublishedThreshold> own = incumbent.flatMap(version -> version.row(segment));
    if ((equal && own.filter(frame.policy()::names).isEmpty())
        || ofCandidate.isMoreThan(ofIncumbent)) {
      return ofCandidate(segment, ofCandidate);
    }
    Optional<PublishedThreshold> kept =
        own.or(() -> ofIncumbent.row().map(lender -> lent(lender, segment)));
    return kept.filter(frame.policy()::names)
        .map(row -> new ProtectedRow(row, Origin.INCUMBENT))
        .orElseGet(() -> withheld(segment));
  }

  private ProtectedRow ofCandidate(String segment, Served served) {
    return candidate
        .row(segment)
        .or(() -> served.row().map(lender -> lent(lender, segment)))
        .map(row -> new ProtectedRow(row, Origin.CANDIDATE))
        .orElseGet(() -> withheld(segment));
  }

  /** Calls all candidates for this segment alone: not for those that share a lender with it. */
  private ProtectedRow withheld(String segment) {
    PublishedThreshold row =
        candidate
            .row(segment)
            .filter(own -> own.thresholdSegment().equals(segment))
            .orElseGet(() -> lent(candidate.all(), segment));
    return ProtectedRow.withheld(row);
  }

  private Served ofIncumbent(String segment) {
    return incumbent.map(version -> version.served(segment)).orElse(ServedSegments.callAll());
  }

  /** A lender's row for a segment that the lender's version does not know but the other does. */
  private PublishedThreshold lent(PublishedThreshold lender, String segment) {
    long segmentN =
        candidate
            .row(segment)
            .or(() -> incumbent.flatMap(version -> version.row(segment)))
            .map(PublishedThreshold::segmentN)
            .orElseThrow();
    return lender.lentTo(segment, segmentN);
  }

  /**
   * Lets all that borrow from the pooled small segments borrow the same: unknown segments are
   * served by any of them.
   */
  private void alignRest(List<String> columns) {
    if (!unknownBorrowRest()) {
      return;
    }
    Served ofCandidate = candidate.unknown(columns);
    Served ofIncumbent = unknownOfIncumbent(columns);
    boolean kept = ofIncumbent.isAtLeast(ofCandidate);
    Served larger = kept ? ofIncumbent : ofCandidate;
    Origin origin = kept ? Origin.INCUMBENT : Origin.CANDIDATE;
    String rest = SegmentName.rest(columns);
    Optional<PublishedThreshold> lender =
        larger
            .row()
            .filter(row -> frame.policy().names(row) && row.thresholdSegment().equals(rest));
    for (String segment : borrowers(rest)) {
      PublishedThreshold row = rows.get(segment).row();
      if (larger.isMoreThan(served(row))) {
        rows.put(
            segment,
            lender
                .map(from -> new ProtectedRow(from.lentTo(segment, row.segmentN()), origin))
                .orElseGet(() -> ProtectedRow.withheld(row)));
      }
    }
  }

  private void withhold(Set<ThresholdSource> refused) {
    rows.replaceAll(
        (segment, row) -> {
          boolean own =
              candidate
                  .row(segment)
                  .filter(tested -> refused.contains(ProtectedRow.source(tested)))
                  .isPresent();
          return own && !refused.contains(ProtectedRow.source(row.row()))
              ? withheld(segment)
              : row.withheldIf(refused);
        });
  }

  /** Where no row is left for unknown segments to borrow from, the row of all queries stands in. */
  private void protectUnknown(List<String> columns) {
    if (!unknownBorrowRest()) {
      return;
    }
    Served now =
        borrowers(SegmentName.rest(columns)).stream()
            .findFirst()
            .map(segment -> served(rows.get(segment).row()))
            .orElse(withoutThreshold());
    if (candidate.unknown(columns).isMoreThan(now) || unknownOfIncumbent(columns).isMoreThan(now)) {
      rows.put(SegmentName.ALL, ProtectedRow.withheld(rows.get(SegmentName.ALL).row()));
    }
  }

  /** With the row of all queries withheld, all candidates are called for unknown segments. */
  private boolean unknownBorrowRest() {
    return frame.fallback().equals(PublishedThresholds.FALLBACK_REST)
        && frame.minN() > 0
        && !rows.get(SegmentName.ALL).row().status().equals(PublishedThreshold.WITHHELD);
  }

  private Served unknownOfIncumbent(List<String> columns) {
    return incumbent.map(version -> version.unknown(columns)).orElse(ServedSegments.callAll());
  }

  private List<String> borrowers(String source) {
    List<String> borrowers = new ArrayList<>();
    rows.forEach(
        (segment, row) -> {
          if (row.row().thresholdSegment().equals(source)) {
            borrowers.add(segment);
          }
        });
    return borrowers;
  }

  private Served served(PublishedThreshold row) {
    return switch (row.status()) {
      case PublishedThreshold.FEASIBLE -> ServedSegments.upTo(row);
      case PublishedThreshold.WITHHELD -> ServedSegments.callAll();
      default -> withoutThreshold();
    };
  }

  private Served withoutThreshold() {
    return ServedSegments.withoutThreshold(frame.infeasibleAction());
  }
}
