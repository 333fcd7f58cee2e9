package dev.racer.jobs.nightly;

import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.gate.MissTest;
import dev.racer.core.gate.NightTest;
import dev.racer.core.gate.ThresholdSource;
import dev.racer.core.metric.RiskCounts;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.SegmentName;
import dev.racer.core.score.ScoreKind;
import dev.racer.core.score.Ties;
import dev.racer.jobs.calibrate.CalibrateConfig;
import dev.racer.jobs.calibrate.SelectedThresholds;
import dev.racer.spark.conformal.Calibration;
import dev.racer.spark.conformal.Grid;
import dev.racer.spark.publication.GateVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tests the newest day before it enters: thresholds are selected on the window without it, and its
 * misses at them are counted.
 *
 * <p>If the queries of the newest day are exchangeable with those of the days before, the misses of
 * a row are beta-binomial, exactly, whatever the scores; so a healthy night is refused with
 * probability at most the level. Nothing is both tested on and calibrated from: the thresholds that
 * are tested are not those that are published.
 *
 * @see "paper-facts 1.2 and 4.8: misses among m fresh queries"
 */
final class NightGate {
  private NightGate() {}

  /**
   * Tests.
   *
   * @param config what is in force; only its policy's rows are tested
   * @param before the window without the newest day
   * @param newest the newest day; of the same grid, which has the policy's score and target
   * @param level probability of refusing a healthy night, at most
   */
  static Tested test(CalibrateConfig config, Calibration before, Calibration newest, double level) {
    ScoreKind score = config.policy().score();
    RiskTarget target = config.policy().riskTarget();
    try (Calibration window = before.only(score, target);
        Calibration day = newest.only(score, target)) {
      SelectedThresholds selected = SelectedThresholds.of(config.inForceOnly(), window);
      PublishedThresholds thresholds = selected.unmeasured();
      List<NightTest.Row> rows =
          rows(window.grid(), thresholds, selected.applyTo(day), tails(config.smoothing().ties()));
      return new Tested(NightTest.of(rows, level), thresholds);
    }
  }

  /**
   * What the test said.
   *
   * @param test the verdicts
   * @param thresholds the thresholds that were tested: those of the window without the newest day
   */
  record Tested(NightTest test, PublishedThresholds thresholds) {}

  /** With ties, fewer misses than beta-binomial are to be expected. */
  private static MissTest.Tails tails(Ties ties) {
    return ties == Ties.SMOOTHED ? MissTest.Tails.BOTH : MissTest.Tails.UPPER;
  }

  /** One row per group that lends its threshold; those that borrow it add their queries to it. */
  private static List<NightTest.Row> rows(
      Grid grid,
      PublishedThresholds thresholds,
      Map<Integer, Map<Long, RiskCounts>> counts,
      MissTest.Tails tails) {
    Map<ThresholdSource, Misses> tested = new TreeMap<>();
    for (int router = 0; router < grid.routers().size(); router++) {
      String name = grid.routers().get(router).router();
      for (int segment = 0; segment < grid.ownSegments(); segment++) {
        String segmentName = grid.segments().get(segment).name();
        PublishedThreshold row = row(thresholds, name, segmentName);
        boolean isBorrowedFromAll =
            !segmentName.equals(SegmentName.ALL) && row.thresholdSegment().equals(SegmentName.ALL);
        if (row.threshold().isPresent() && !isBorrowedFromAll) { // all tests its queries itself
          Map<Long, RiskCounts> ofStream =
              counts.getOrDefault(grid.stream(grid.group(router, segment), 0, 0), Map.of());
          RiskCounts at = ofStream.get(row.fixedPointThreshold().getAsLong());
          if (at != null && at.n() > 0) {
            tested
                .computeIfAbsent(
                    new ThresholdSource(name, row.thresholdSegment()), source -> new Misses(row))
                .add(at);
          }
        }
      }
    }
    List<NightTest.Row> rows = new ArrayList<>();
    tested.forEach((source, sums) -> rows.add(new NightTest.Row(source, sums.test(tails))));
    return rows;
  }

  private static PublishedThreshold row(
      PublishedThresholds thresholds, String router, String segment) {
    return thresholds.thresholds().stream()
        .filter(row -> row.router().equals(router) && row.segment().equals(segment))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("No row for " + router + ", " + segment));
  }

  /** A threshold with the misses of the newest day at it. */
  private static final class Misses {
    private final PublishedThreshold row;
    private long m;
    private long misses;

    Misses(PublishedThreshold row) {
      this.row = row;
    }

    void add(RiskCounts counts) {
      m += counts.n();
      misses += counts.misses();
    }

    MissTest test(MissTest.Tails tails) {
      return MissTest.of(row.n(), row.rank().getAsLong(), m, misses, tails);
    }
  }

  /** The verdicts as statuses have them. */
  static List<GateVerdict> verdicts(NightTest test) {
    List<GateVerdict> verdicts = new ArrayList<>();
    for (NightTest.Verdict verdict : test.verdicts()) {
      MissTest miss = verdict.row().test();
      verdicts.add(
          new GateVerdict(
              "misses " + verdict.row().source().router() + " " + verdict.row().source().segment(),
              String.format(
                  Locale.ROOT,
                  "%d of %d, expected %.1f (n %d, rank %d, p %.3g)",
                  miss.misses(),
                  miss.m(),
                  miss.expected(),
                  miss.n(),
                  miss.rank(),
                  verdict.pValue()),
              limit(verdict),
              !verdict.refused()));
    }
    return verdicts;
  }

  private static String limit(NightTest.Verdict verdict) {
    List<String> limits = new ArrayList<>();
    verdict.mostRefusedBelow().ifPresent(most -> limits.add("at least " + (most + 1)));
    verdict.leastRefused().ifPresent(least -> limits.add("at most " + (least - 1)));
    return limits.isEmpty() ? "any: too few queries to tell" : String.join(", ", limits);
  }
}
