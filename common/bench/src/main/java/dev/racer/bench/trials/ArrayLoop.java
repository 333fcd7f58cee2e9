package dev.racer.bench.trials;

import dev.racer.core.conformal.LabelState;
import dev.racer.core.conformal.ThresholdRank;
import dev.racer.core.score.FixedPoint;
import dev.racer.core.trial.TrialCounts;
import dev.racer.core.trial.TrialSplit;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * What one would write without further thought: trial by trial, tell the roles, sort the critical
 * scores of the calibration queries, take the ranks, and count over the other queries.
 */
final class ArrayLoop {
  private static final byte VALIDATION = 0;
  private static final byte TEST = 1;
  private static final byte CALIBRATION = 2;
  private static final int COUNTS = 10;

  private final int queries;
  private final int trials;
  private final long calibrationBound;
  private final long validationBound;

  ArrayLoop(int queries, int trials) {
    this.queries = queries;
    this.trials = trials;
    BigDecimal calibration = TrialsWorkload.SHARES.calibration();
    this.calibrationBound = bound(calibration);
    this.validationBound = bound(calibration.add(TrialsWorkload.SHARES.validation()));
  }

  private static long bound(BigDecimal share) {
    return share
        .multiply(BigDecimal.valueOf(2).pow(64))
        .setScale(0, RoundingMode.CEILING)
        .toBigInteger()
        .longValue();
  }

  /**
   * Runs.
   *
   * @param sources of scores, one per thread
   * @param threads that share the trials
   */
  TrialFigures run(Supplier<QuerySource> sources, int threads) {
    TrialFigures figures = new TrialFigures(trials, TrialsWorkload.LEVELS.size());
    IntStream.range(0, threads)
        .parallel()
        .forEach(
            thread -> {
              QuerySource source = sources.get();
              byte[] roles = new byte[queries];
              long[] calibration = new long[queries];
              for (int trial = thread; trial < trials; trial += threads) {
                run(trial, source, roles, calibration, figures);
              }
            });
    return figures;
  }

  private void run(
      int trial, QuerySource source, byte[] roles, long[] calibration, TrialFigures figures) {
    int n = 0;
    for (int query = 0; query < queries; query++) {
      roles[query] = role(TrialSplit.draw(source.hash(query), trial));
      if (roles[query] == CALIBRATION) {
        calibration[n++] = source.critical(query);
      }
    }
    Arrays.sort(calibration, 0, n);
    long[] thresholds = thresholds(calibration, n);
    long[][][] counts = new long[CALIBRATION][thresholds.length][COUNTS];
    for (int query = 0; query < queries; query++) {
      if (roles[query] != CALIBRATION) {
        source.read(query);
        count(source, thresholds, counts[roles[query]]);
      }
    }
    for (int level = 0; level < thresholds.length; level++) {
      figures.threshold(trial, level, thresholds[level]);
      figures.counts(trial, level, VALIDATION, counts(counts[VALIDATION][level]));
      figures.counts(trial, level, TEST, counts(counts[TEST][level]));
    }
  }

  private byte role(long draw) {
    if (Long.compareUnsigned(draw, calibrationBound) < 0) {
      return CALIBRATION;
    }
    return Long.compareUnsigned(draw, validationBound) < 0 ? VALIDATION : TEST;
  }

  private static long[] thresholds(long[] sorted, int n) {
    long[] thresholds = new long[TrialsWorkload.LEVELS.size()];
    for (int level = 0; level < thresholds.length; level++) {
      ThresholdRank rank = TrialsWorkload.LEVELS.get(level).rank(n);
      thresholds[level] =
          rank instanceof ThresholdRank.AtRank at ? sorted[(int) at.k() - 1] : FixedPoint.INFINITE;
    }
    return thresholds;
  }

  private static void count(QuerySource query, long[] thresholds, long[][] counts) {
    int models = query.nonconformity.length - 1;
    for (int level = 0; level < thresholds.length; level++) {
      long threshold = thresholds[level];
      int size = 0;
      for (int m = 0; m < models; m++) {
        size += query.nonconformity[m] <= threshold ? 1 : 0;
      }
      boolean missed = query.critical > threshold || query.critical == FixedPoint.INFINITE;
      boolean answerable = query.state == LabelState.ANSWERABLE;
      boolean unanswerable = query.state == LabelState.UNANSWERABLE;
      long[] of = counts[level];
      of[0]++;
      of[1]++;
      of[2] += missed ? 1 : 0;
      of[3] += answerable ? 1 : 0;
      of[4] += answerable && missed ? 1 : 0;
      of[5] += unanswerable ? 1 : 0;
      of[6] += unanswerable && !missed ? 1 : 0;
      of[7] += query.state.complete() ? 0 : 1;
      of[8] += size;
      of[9] += size == 0 ? 1 : 0;
    }
  }

  private static TrialCounts counts(long[] c) {
    return new TrialCounts(c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], 0, 0);
  }
}
