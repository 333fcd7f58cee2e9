package dev.racer.jobs.nightly;

import dev.racer.core.pool.Sha256;
import dev.racer.core.published.PublishedRouter;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.SegmentName;
import dev.racer.spark.publication.GateVerdict;
import dev.racer.spark.publication.NightWindow;
import dev.racer.spark.publication.QualityReport;
import dev.racer.spark.publication.QualityReport.RouterQuality;
import dev.racer.spark.records.Exclusion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a night must pass beside the test of its misses: each check has a name, a figure, a limit
 * and a verdict.
 *
 * <p>A router whose change is accepted starts anew: until it has enough queries all candidates are
 * called, which is what its change asks for, so that the checks of size and feasibility pass it.
 */
final class GateChecks {
  private final GateConfig config;
  private final PublishedThresholds candidate;
  private final Optional<PublishedThresholds> inForce;

  /**
   * @param candidate the thresholds of the night
   * @param inForce those that they would replace; empty if there are none
   */
  GateChecks(
      GateConfig config, PublishedThresholds candidate, Optional<PublishedThresholds> inForce) {
    this.config = config;
    this.candidate = candidate;
    this.inForce = inForce;
  }

  /**
   * All checks.
   *
   * @param routers the routers of the night
   * @param before those of the version in force; empty where it does not name them
   * @param newest what became of the newest day's rows
   */
  List<GateVerdict> verdicts(
      List<NightWindow.Router> routers, List<NightWindow.Router> before, QualityReport newest) {
    List<GateVerdict> verdicts = new ArrayList<>();
    Map<String, NightWindow.Router> known = new HashMap<>();
    before.forEach(router -> known.put(router.router(), router));
    for (NightWindow.Router router : routers) {
      String name = router.router();
      boolean accepted = config.accepted().contains(name + "=" + change(router));
      Optional<String> earlier = Optional.ofNullable(known.get(name)).map(GateChecks::change);
      verdicts.add(unchanged(router, earlier.or(() -> poolOf(router)), accepted));
      verdicts.add(leastN(name, accepted));
      verdicts.add(feasible(name, accepted));
      verdicts.add(stillFeasible(name, accepted));
      verdicts.add(segmentsKept(name, accepted));
      config.maxCallsPerQuery().ifPresent(cap -> verdicts.add(calls(name, cap)));
    }
    for (RouterQuality quality : newest.routers()) {
      verdicts.add(excludedShare(quality));
    }
    inForce.ifPresent(document -> verdicts.add(routersKept(document)));
    return verdicts;
  }

  /** What stands for a router and its pool in {@code gate.accept}: 16 hex digits. */
  static String change(NightWindow.Router router) {
    return Sha256.hex(
            (router.fingerprint() + "\0" + router.poolId()).getBytes(StandardCharsets.UTF_8))
        .substring(0, 16);
  }

  /** The change as the night has it, if the version in force has the pool; it says no more. */
  private Optional<String> poolOf(NightWindow.Router router) {
    return inForce
        .flatMap(
            document ->
                document.routers().stream()
                    .filter(known -> known.router().equals(router.router()))
                    .findFirst())
        .map(known -> known.poolId().equals(router.poolId()) ? change(router) : "another pool");
  }

  private GateVerdict unchanged(
      NightWindow.Router router, Optional<String> earlier, boolean accepted) {
    String change = change(router);
    boolean same = earlier.map(change::equals).orElse(true);
    String figure =
        same
            ? change
            : change
                + router.version().map(version -> " (version " + version + ")").orElse("")
                + (accepted ? ", accepted" : "");
    return new GateVerdict(
        "router-unchanged " + router.router(),
        figure,
        same
            ? "any change is accepted by name"
            : earlier.orElseThrow()
                + ", or gate.accept holds \""
                + router.router()
                + "="
                + change
                + "\"",
        same || accepted);
  }

  private GateVerdict leastN(String router, boolean accepted) {
    long n = all(router).nTotal();
    return new GateVerdict(
        "least-n " + router,
        n + (accepted && n < config.leastN() ? " (starts anew)" : ""),
        "at least " + config.leastN(),
        accepted || n >= config.leastN());
  }

  private GateVerdict feasible(String router, boolean accepted) {
    long feasible = inForce(candidate, router).stream().filter(GateChecks::isFeasible).count();
    return new GateVerdict(
        "feasible-in-force " + router,
        String.valueOf(feasible),
        "at least 1",
        accepted || feasible >= 1);
  }

  private GateVerdict stillFeasible(String router, boolean accepted) {
    Set<String> lost = new TreeSet<>();
    Map<String, PublishedThreshold> now = new HashMap<>();
    inForce(candidate, router).forEach(row -> now.put(row.segment(), row));
    inForce.ifPresent(
        document ->
            inForce(document, router).stream()
                .filter(GateChecks::isFeasible)
                .filter(row -> now.containsKey(row.segment()))
                .filter(row -> !isFeasible(now.get(row.segment())))
                .forEach(row -> lost.add(row.segment())));
    return new GateVerdict(
        "still-feasible " + router,
        lost.isEmpty() ? "every row" : "lost " + lost,
        "every row that has a threshold keeps one",
        accepted || lost.isEmpty());
  }

  private GateVerdict segmentsKept(String router, boolean accepted) {
    Set<String> vanished = new TreeSet<>();
    Set<String> now = new HashSet<>();
    inForce(candidate, router).forEach(row -> now.add(row.segment()));
    inForce.ifPresent(
        document ->
            inForce(document, router).stream()
                .map(PublishedThreshold::segment)
                .filter(segment -> !now.contains(segment))
                .forEach(vanished::add));
    return new GateVerdict(
        "segments-kept " + router,
        vanished.isEmpty() ? "all" : "vanished " + vanished,
        "every segment in force occurs in the window",
        accepted || vanished.isEmpty());
  }

  private GateVerdict routersKept(PublishedThresholds document) {
    Set<String> vanished = new TreeSet<>();
    document.routers().forEach(router -> vanished.add(router.router()));
    candidate.routers().forEach(router -> vanished.remove(router.router()));
    return new GateVerdict(
        "routers-kept",
        vanished.isEmpty() ? "all" : "vanished " + vanished,
        "every router in force has scores on the newest day",
        vanished.isEmpty());
  }

  /**
   * By the thresholds that gateways apply: those of the first segmentation, else of all queries.
   */
  private GateVerdict calls(String router, double cap) {
    PublishedThreshold all = all(router);
    long rest = all.nTotal();
    double sum = 0;
    if (!candidate.segmentColumns().isEmpty()) {
      List<String> columns = candidate.segmentColumns().get(0);
      for (PublishedThreshold row : inForce(candidate, router)) {
        if (SegmentName.parse(row.segment()).columns().equals(columns)) {
          sum += row.segmentN() * calls(row);
          rest -= row.segmentN();
        }
      }
    }
    sum += rest * calls(all);
    double mean = all.nTotal() == 0 ? calls(all) : sum / all.nTotal();
    return new GateVerdict(
        "calls-per-query " + router,
        String.format(Locale.ROOT, "%.3f", mean),
        "at most " + cap,
        mean <= cap);
  }

  /** Models called per query of a row; all of them where there is no threshold. */
  private double calls(PublishedThreshold row) {
    return row.threshold().isPresent()
        ? row.meanSetSize().orElse(0)
        : candidate.pool(row.router()).size();
  }

  /** Of the queries that the day offers a router: those outside the slice are not offered. */
  private GateVerdict excludedShare(RouterQuality quality) {
    long excluded = 0;
    for (String reason :
        List.of(Exclusion.UNSCORED, Exclusion.PARTLY_SCORED, Exclusion.LABELS_INCOMPLETE)) {
      excluded += quality.excluded().getOrDefault(reason, 0L);
    }
    long queries = quality.records() + excluded;
    double share = queries == 0 ? 0 : (double) excluded / queries;
    return new GateVerdict(
        "excluded-share " + quality.router(),
        String.format(Locale.ROOT, "%.6f (%d of %d)", share, excluded, queries),
        String.valueOf(config.maxExcludedShare()),
        share <= config.maxExcludedShare());
  }

  private PublishedThreshold all(String router) {
    return inForce(candidate, router).stream()
        .filter(row -> row.segment().equals(SegmentName.ALL))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("No row in force for router " + router));
  }

  private static List<PublishedThreshold> inForce(PublishedThresholds document, String router) {
    boolean isKnown =
        document.routers().stream().map(PublishedRouter::router).anyMatch(router::equals);
    return isKnown
        ? document.thresholds().stream()
            .filter(row -> row.inForce() && row.router().equals(router))
            .toList()
        : List.of();
  }

  private static boolean isFeasible(PublishedThreshold row) {
    return row.threshold().isPresent();
  }
}
