package dev.racer.jobs.nightly;

import dev.racer.core.gate.NightTest;
import dev.racer.core.gate.ThresholdSource;
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
import java.util.stream.Collectors;

/**
 * What a night must pass beside the test of its misses: each check has a name, a figure, a limit
 * and a verdict.
 *
 * <p>A router whose change is accepted starts anew: until it has enough queries all candidates are
 * called, which is what its change asks for, so that the checks of size and feasibility pass it.
 */
final class GateChecks {
  private static final String GONE = "gone";

  /** States of labels that are not there. */
  private static final List<String> MISSING =
      List.of("not-called", "judge-failed", "pending", "unknown");

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
      boolean accepted = isAccepted(name, change(router));
      Optional<String> earlier =
          Optional.ofNullable(known.get(name)).map(GateChecks::change).or(() -> poolOf(router));
      boolean changed = !earlier.map(change(router)::equals).orElse(true);
      // an accepted change stops mattering once the router has thresholds of its own again
      boolean startsAnew = accepted && (changed || isWithoutThresholds(name));
      verdicts.add(unchanged(router, earlier, accepted));
      verdicts.add(leastN(name, startsAnew));
      verdicts.add(feasible(name, startsAnew));
      verdicts.add(stillFeasible(name, startsAnew));
      verdicts.add(segmentsKept(name, accepted && changed));
      config.maxCallsPerQuery().ifPresent(cap -> verdicts.add(calls(name, cap)));
      verdicts.add(excludedShare(router, newest));
    }
    inForce.ifPresent(document -> verdicts.add(routersKept(document)));
    return verdicts;
  }

  /**
   * The routers that the night after a protective version is to find: where a change is not
   * accepted, what was in force, so that it is refused again.
   *
   * @param routers the routers of the night
   * @param before those of the version in force
   */
  List<NightWindow.Router> acceptedRouters(
      List<NightWindow.Router> routers, List<NightWindow.Router> before) {
    return routers.stream()
        .map(
            router ->
                before.stream()
                    .filter(known -> known.router().equals(router.router()))
                    .filter(known -> !isAccepted(router.router(), change(router)))
                    .findFirst()
                    .orElse(router))
        .toList();
  }

  /**
   * Whether the newest day has its labels, by router. Where it has not, its misses say nothing of
   * the models.
   *
   * @param routers the routers of the night
   * @param newest what became of the newest day's rows
   */
  List<GateVerdict> ofLabels(List<NightWindow.Router> routers, QualityReport newest) {
    return routers.stream()
        .map(
            router -> {
              Labels labels = Labels.of(router, newest);
              return new GateVerdict(
                  "unlabelled-share " + router.router(),
                  String.format(
                      Locale.ROOT,
                      "%.6f (%d of %d)",
                      labels.missingShare(),
                      labels.missing(),
                      labels.all()),
                  String.valueOf(config.maxUnlabelledShare()),
                  isLabelled(labels));
            })
        .toList();
  }

  /**
   * The sources of refused misses that say something of the models: those of routers whose newest
   * day has its labels.
   *
   * @param sources of the test's refused rows
   * @param routers the routers of the night
   * @param newest what became of the newest day's rows
   */
  Set<ThresholdSource> labelled(
      Set<ThresholdSource> sources, List<NightWindow.Router> routers, QualityReport newest) {
    Set<String> labelled =
        routers.stream()
            .filter(router -> isLabelled(Labels.of(router, newest)))
            .map(NightWindow.Router::router)
            .collect(Collectors.toSet());
    return sources.stream()
        .filter(source -> labelled.contains(source.router()))
        .collect(Collectors.toSet());
  }

  private boolean isLabelled(Labels labels) {
    return labels.missingShare() <= config.maxUnlabelledShare();
  }

  /** Labels of a router's queries on a day, and those of them that are not there. */
  private record Labels(long missing, long all) {
    static Labels of(NightWindow.Router router, QualityReport day) {
      long all = 0;
      long missing = 0;
      for (RouterQuality quality : day.routers()) {
        if (isOf(router, quality)) {
          all += quality.labels().values().stream().mapToLong(Long::longValue).sum();
          for (String state : MISSING) {
            missing += quality.labels().getOrDefault(state, 0L);
          }
        }
      }
      return new Labels(missing, all);
    }

    double missingShare() {
      return all == 0 ? 0 : (double) missing / all;
    }
  }

  /**
   * Whether the newest day was tested at all, for every router with thresholds in force.
   *
   * @param test the test
   * @param routers the routers of the night
   */
  List<GateVerdict> ofTest(NightTest test, List<NightWindow.Router> routers) {
    List<GateVerdict> verdicts = new ArrayList<>();
    for (NightWindow.Router router : routers) {
      String name = router.router();
      long tested =
          test.verdicts().stream()
              .filter(verdict -> verdict.row().source().router().equals(name))
              .count();
      boolean isExpected = !isWithoutThresholds(name) && !isAccepted(name, change(router));
      verdicts.add(
          new GateVerdict(
              "rows-tested " + name,
              String.valueOf(tested),
              isExpected ? "at least 1" : "any: there is nothing to test against",
              tested > 0 || !isExpected));
    }
    return verdicts;
  }

  /** Whether the window has lost no more days than it may, since its first one with records. */
  GateVerdict ofDays(List<WindowDay> window) {
    int first = 0;
    while (first < window.size() && window.get(first).commit().isEmpty()) {
      first++; // before there were records nothing was lost
    }
    long lost = window.subList(first, window.size()).stream().filter(day -> !day.isUsed()).count();
    return new GateVerdict(
        "lost-days",
        lost + " of " + (window.size() - first),
        "at most " + config.maxLostDays(),
        lost <= config.maxLostDays());
  }

  private boolean isAccepted(String name, String change) {
    return config.accepted().contains(name + "=" + change);
  }

  private boolean isWithoutThresholds(String router) {
    return inForce.stream()
        .flatMap(document -> inForce(document, router).stream())
        .noneMatch(GateChecks::isFeasible);
  }

  private static boolean isOf(NightWindow.Router router, RouterQuality quality) {
    return quality.router().equals(router.router())
        && quality.routerVersion().equals(router.version().orElse(""));
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
                .filter(segment -> !isAccepted(router + "/" + segment, GONE))
                .forEach(vanished::add));
    return new GateVerdict(
        "segments-kept " + router,
        vanished.isEmpty() ? "all" : "vanished " + vanished,
        "every segment in force occurs in the window, or gate.accept holds \""
            + router
            + "/SEGMENT=gone\"",
        accepted || vanished.isEmpty());
  }

  private GateVerdict routersKept(PublishedThresholds document) {
    Set<String> vanished = new TreeSet<>();
    document.routers().stream()
        .map(PublishedRouter::router)
        .filter(router -> !isAccepted(router, GONE))
        .forEach(vanished::add);
    candidate.routers().forEach(router -> vanished.remove(router.router()));
    return new GateVerdict(
        "routers-kept",
        vanished.isEmpty() ? "all" : "vanished " + vanished,
        "every router in force has scores on the newest day, or gate.accept holds"
            + " \"ROUTER=gone\"",
        vanished.isEmpty());
  }

  /**
   * By the thresholds that gateways apply: those of the first segmentation, else of all queries.
   */
  private GateVerdict calls(String router, double cap) {
    PublishedThreshold all = all(router);
    long rest = all.nTotal();
    double sum = 0;
    boolean isWhole = all.sampling().equals(PublishedThreshold.PLAIN); // else its n are others
    if (isWhole && !candidate.segmentColumns().isEmpty()) {
      List<String> columns = candidate.segmentColumns().get(0);
      for (PublishedThreshold row : inForce(candidate, router)) {
        if (SegmentName.parse(row.segment()).columns().equals(columns)) {
          sum += row.segmentN() * calls(row);
          rest -= row.segmentN();
        }
      }
    }
    sum += Math.max(0, rest) * calls(all);
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

  /**
   * Of the queries that the day offers a router: those outside the slice are not offered, nor those
   * that another version of it scored.
   */
  private GateVerdict excludedShare(NightWindow.Router router, QualityReport newest) {
    long excluded = 0;
    long used = 0;
    long byOthers = 0;
    for (RouterQuality quality : newest.routers()) {
      if (isOf(router, quality)) {
        used = quality.records();
        for (String reason :
            List.of(Exclusion.UNSCORED, Exclusion.PARTLY_SCORED, Exclusion.LABELS_INCOMPLETE)) {
          excluded += quality.excluded().getOrDefault(reason, 0L);
        }
      } else if (quality.router().equals(router.router())) {
        byOthers += quality.records();
      }
    }
    excluded = Math.max(0, excluded - byOthers);
    long queries = used + excluded;
    double share = queries == 0 ? 0 : (double) excluded / queries;
    return new GateVerdict(
        "excluded-share " + router.router(),
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
