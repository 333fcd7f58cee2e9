package dev.racer.core.gate;

import dev.racer.core.pool.ModelPool;
import dev.racer.core.published.PublishedRouter;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What is served after a refusal for misses: for every query at least the models that the incumbent
 * calls, and at least those that the candidate would call.
 *
 * <p>Model sets are nested in the threshold, so each row in force is the one of the two that calls
 * more: call all, then the larger threshold, then refuse. Segments that only one version knows are
 * compared with how the other serves unknown ones, and rows that borrow from one source stay alike.
 * Thresholds can be compared only between versions with the same pool, score, smoothing, fallback,
 * {@code min-n}, segmentations and infeasible action; otherwise every row of the router is {@link
 * PublishedThreshold#WITHHELD withheld}, which calls all candidates. So is a row whose larger
 * threshold belongs to another risk level, target or guarantee than the candidate's policy names.
 * Rows not in force are the candidate's. A row taken from either version keeps its numbers, which
 * are those of the calibration that it came from; where it replaces another segment's row, nothing
 * was measured. Equal inputs give equal documents.
 *
 * @param thresholds what is to be served
 * @param servesAsIncumbent whether gateways would do the same as they do now, so that there is
 *     nothing to publish
 * @param choices where the rows in force come from, in the document's order
 */
public record ProtectiveVersion(
    PublishedThresholds thresholds, boolean servesAsIncumbent, List<Choice> choices) {
  /** How rows are protected whose misses were refused. */
  public enum Mode {
    /** By the larger threshold of candidate and incumbent. */
    LARGER,
    /** By calling all candidates, wherever the threshold's source was refused. */
    CALL_ALL
  }

  /** Where a row comes from. */
  public enum Origin {
    /** The version that this night made. */
    CANDIDATE,
    /** The version in force. */
    INCUMBENT,
    /** Neither: all candidates are called. */
    WITHHELD
  }

  /**
   * Where a row in force comes from.
   *
   * @param router name of the router
   * @param segment name of the segment
   * @param origin which version's threshold it is
   */
  public record Choice(String router, String segment, Origin origin) {}

  /** Copies the choices. */
  public ProtectiveVersion {
    choices = List.copyOf(choices);
  }

  /**
   * Protects against the refused rows.
   *
   * @param candidate what the night made
   * @param incumbent what is in force
   * @param refused the sources whose misses were refused. Under {@link Mode#LARGER} they matter for
   *     routers without an incumbent only, whose rows they withhold
   * @param mode how refused rows are protected
   * @throws IllegalArgumentException if the versions are of different publications
   */
  public static ProtectiveVersion of(
      PublishedThresholds candidate,
      PublishedThresholds incumbent,
      Set<ThresholdSource> refused,
      Mode mode) {
    if (!candidate.publication().equals(incumbent.publication())) {
      throw new IllegalArgumentException(
          "Candidate and incumbent must be of one publication, got "
              + candidate.publication()
              + " and "
              + incumbent.publication());
    }
    List<ProtectedRow> rows = new ArrayList<>();
    TreeMap<String, ModelPool> pools = new TreeMap<>(); // by router
    for (PublishedRouter router : candidate.routers()) {
      pools.put(router.router(), candidate.pool(router.router()));
      boolean isKnown =
          incumbent.routers().stream().anyMatch(known -> known.router().equals(router.router()));
      rows.addAll(
          isKnown
              ? ProtectedRouter.of(candidate, incumbent, router.router(), refused, mode)
              : withoutIncumbent(candidate, router.router(), refused));
    }
    for (PublishedRouter router : incumbent.routers()) {
      if (candidate.routers().stream().noneMatch(known -> known.router().equals(router.router()))) {
        List<ProtectedRow> kept =
            withoutCandidate(candidate, incumbent, router.router(), refused, mode);
        if (!kept.isEmpty()) {
          pools.put(router.router(), incumbent.pool(router.router()));
          rows.addAll(kept);
        }
      }
    }
    return of(candidate, incumbent, pools, rows);
  }

  private static ProtectiveVersion of(
      PublishedThresholds candidate,
      PublishedThresholds incumbent,
      TreeMap<String, ModelPool> pools,
      List<ProtectedRow> rows) {
    List<PublishedThreshold> all =
        Stream.concat(
                candidate.thresholds().stream().filter(row -> !row.inForce()),
                rows.stream().map(ProtectedRow::row))
            .toList();
    PublishedThresholds document =
        new PublishedThresholds(
            candidate.publication(),
            pools.values().stream().distinct().toList(),
            pools.entrySet().stream()
                .map(entry -> new PublishedRouter(entry.getKey(), entry.getValue().id()))
                .toList(),
            candidate.smoothing(),
            candidate.unknownLabels(),
            candidate.infeasibleAction(),
            candidate.fallback(),
            candidate.minN(),
            candidate.segmentColumns(),
            candidate.policy(),
            all);
    List<Choice> choices =
        rows.stream()
            .sorted((a, b) -> PublishedThreshold.ORDER.compare(a.row(), b.row()))
            .map(row -> new Choice(row.row().router(), row.row().segment(), row.origin()))
            .toList();
    return new ProtectiveVersion(document, servesAlike(document, incumbent), choices);
  }

  private static boolean servesAlike(PublishedThresholds a, PublishedThresholds b) {
    return inForce(a).equals(inForce(b))
        && Comparability.sameFrame(a, b)
        && a.routers().equals(b.routers());
  }

  /** A router that nothing is served for yet: what was refused is not begun with. */
  private static List<ProtectedRow> withoutIncumbent(
      PublishedThresholds candidate, String router, Set<ThresholdSource> refused) {
    return inForce(candidate, router)
        .map(row -> new ProtectedRow(row, Origin.CANDIDATE).withheldIf(refused))
        .toList();
  }

  /** A router that went away is served on, if its rows fit the candidate's document. */
  private static List<ProtectedRow> withoutCandidate(
      PublishedThresholds candidate,
      PublishedThresholds incumbent,
      String router,
      Set<ThresholdSource> refused,
      Mode mode) {
    boolean fits =
        Comparability.sameFrame(candidate, incumbent)
            && inForce(incumbent, router).allMatch(candidate.policy()::names);
    if (!fits) {
      return List.of();
    }
    return inForce(incumbent, router)
        .map(row -> new ProtectedRow(row, Origin.INCUMBENT))
        .map(row -> mode == Mode.CALL_ALL ? row.withheldIf(refused) : row)
        .toList();
  }

  private static List<PublishedThreshold> inForce(PublishedThresholds document) {
    return document.thresholds().stream().filter(PublishedThreshold::inForce).toList();
  }

  private static Stream<PublishedThreshold> inForce(PublishedThresholds document, String router) {
    return document.thresholds().stream()
        .filter(row -> row.inForce() && row.router().equals(router));
  }
}
