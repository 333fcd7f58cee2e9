package dev.racer.core.trial;

import dev.racer.core.conformal.LabelState;
import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.conformal.ThresholdRank;
import dev.racer.core.score.FixedPoint;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Trials on one stream of fully labelled queries in memory, by the steps that a distributed
 * evaluation takes; ranks may be shifted on purpose.
 */
final class TrialRun {
  private static final List<TrialRole> CALIBRATION = List.of(TrialRole.CALIBRATION);
  private static final int POOL = 1;

  private final TrialAssignment assignment;
  private final List<TrialLevel> levels;
  private final long[] hashes;
  private final long[] critical;
  private final long[] totals;
  private final CellCounts counts;
  private final RankWish wish;
  private final TallyShape shape;

  /**
   * @param critical critical scores of answerable queries, finite
   * @param shift added to every rank
   */
  TrialRun(long[] critical, RandomRoles roles, List<TrialLevel> levels, int shift) {
    this.assignment = new TrialAssignment(99, List.of(roles));
    this.levels = levels;
    this.critical = critical;
    this.hashes = new long[critical.length];
    for (int i = 0; i < hashes.length; i++) {
      byte[] id = ("query-" + i).getBytes(StandardCharsets.UTF_8);
      hashes[i] = assignment.hash(id, 0, id.length);
    }
    this.shape = new TallyShape(roles.trials(), POOL, 0, 0);
    this.totals = tally();
    this.wish = wish(shift);
    this.counts = count(select());
  }

  private long[] tally() {
    TrialTally tally = new TrialTally(shape);
    TallyRow row = new TallyRow(shape);
    for (long hash : hashes) {
      assignment.assign(0, hash);
      row.of(new byte[] {1}, new double[] {0.5});
      tally.add(row, assignment);
    }
    return tally.totals();
  }

  private RankWish wish(int shift) {
    long[] ranks = new long[assignment.trials() * levels.size()];
    for (int trial = 0; trial < assignment.trials(); trial++) {
      for (int level = 0; level < levels.size(); level++) {
        ThresholdRank rank = levels.get(level).rank(n(trial));
        ranks[trial * levels.size() + level] = ((ThresholdRank.AtRank) rank).k() + shift;
      }
    }
    return new RankWish(1, assignment.trials(), levels.size(), ranks);
  }

  private long[] select() {
    long[] sorted = critical.clone();
    Arrays.sort(sorted);
    RankSearch search = new RankSearch(RankSummary.of(sorted), wish, 64);
    for (int trial = 0; trial < assignment.trials(); trial++) {
      search.expect(0, trial, n(trial), critical.length);
    }
    while (!search.isDone()) {
      Zones zones = search.zones();
      ZoneSlice.Builder slice = new ZoneSlice.Builder(zones, CALIBRATION, assignment.trials());
      for (int i = 0; i < critical.length; i++) {
        assignment.assign(0, hashes[i]);
        if (slice.collects(critical[i])) {
          slice.collect(critical[i], 0, hashes[i]);
        } else {
          slice.count(critical[i], assignment);
        }
      }
      search.add(
          zones,
          ZoneSelection.select(
              zones, search.open(), CALIBRATION, List.of(slice.build()).iterator(), assignment));
    }
    return search.values();
  }

  private CellCounts count(long[] thresholds) {
    CellThresholds ofCell =
        new CellThresholds(
            new int[] {0, assignment.trials()},
            List.of(RiskTarget.MISROUTING),
            levels.size(),
            List.of(thresholds, thresholds));
    CellCounter counter = new CellCounter(ofCell, new CellContent(POOL, false, List.of()));
    QueryOutcomes query = new QueryOutcomes(POOL);
    QueryVotes votes = new QueryVotes(POOL, List.of());
    for (int i = 0; i < critical.length; i++) {
      assignment.assign(0, hashes[i]);
      long[] nonconformity = {critical[i], FixedPoint.INFINITE};
      query.of(nonconformity, critical[i], LabelState.ANSWERABLE);
      counter.add(query, votes, assignment);
    }
    return counter.counts();
  }

  /** Number of trials. */
  int trials() {
    return assignment.trials();
  }

  /** Calibration queries of a trial. */
  long n(int trial) {
    return TrialTally.baseline(totals, shape, TrialRole.CALIBRATION, trial).queries();
  }

  /** What the threshold does to the test queries of a trial. */
  TrialCounts test(int trial, int level) {
    TrialBaseline queries = TrialTally.baseline(totals, shape, TrialRole.TEST, trial);
    int row = CellThresholds.JUDGED.indexOf(TrialRole.TEST) * assignment.trials() + trial;
    return counts.at(row, level, RiskTarget.MISROUTING, queries);
  }
}
