package dev.racer.bench.gate;

import dev.racer.bench.gate.GateOutcome.Drift;
import dev.racer.bench.gate.GateOutcome.Rate;
import dev.racer.core.conformal.OrderStatistics;
import dev.racer.core.conformal.RiskInterval;
import dev.racer.core.conformal.ThresholdRank;
import dev.racer.core.gate.MissTest;
import dev.racer.core.gate.MissTest.Tails;
import dev.racer.core.gate.NightTest;
import dev.racer.core.gate.ThresholdSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/**
 * Runs the gate over simulated nights, as {@code nightly} does: thresholds from the window without
 * the newest day, misses of that day, Holm over all rows.
 *
 * <p>Critical scores are uniform: the law of misses depends on their ranks only. The second router
 * agrees with the first on half of the queries, and every query counts in two rows of each router,
 * so that rows are dependent.
 */
public final class GateSimulation {
  private static final double INTERVAL_LEVEL = .95;
  private static final double DEVIATIONS = 1.96;
  private static final double[] DRIFTS = {1.25, 1.5, 2, 3};

  private final GateWorkload workload;

  /**
   * @param workload what is simulated
   */
  public GateSimulation(GateWorkload workload) {
    this.workload = workload;
  }

  /**
   * Healthy nights, each with a window of its own, so that they are independent: the interval is
   * that of Clopper and Pearson.
   *
   * @param progress is told the number of nights now and then
   */
  public Rate healthy(LongConsumer progress) {
    SplittableRandom random = new SplittableRandom(workload.seed());
    long refused = 0;
    for (int night = 0; night < workload.nights(); night++) {
      if (night % 10_000 == 0) {
        progress.accept(night);
      }
      Stream stream = new Stream(random);
      refused += stream.refuses(1) ? 1 : 0;
    }
    return rate(workload.nights(), refused);
  }

  /**
   * Healthy nights in a row, whose windows overlap, so that verdicts of a stream are dependent: the
   * interval is that of the mean over streams.
   *
   * @param progress is told the number of nights now and then
   */
  public Rate consecutive(LongConsumer progress) {
    SplittableRandom random = new SplittableRandom(workload.seed() + 1);
    long refused = 0;
    double squares = 0;
    for (int i = 0; i < workload.streams(); i++) {
      if (i % 500 == 0) {
        progress.accept((long) i * workload.streamNights());
      }
      Stream stream = new Stream(random);
      int ofStream = 0;
      for (int night = 0; night < workload.streamNights(); night++) {
        ofStream += stream.refuses(1) ? 1 : 0;
      }
      refused += ofStream;
      squares += (double) ofStream * ofStream;
    }
    int streams = workload.streams();
    double mean = (double) refused / streams;
    double deviation = Math.sqrt((squares / streams - mean * mean) / (streams - 1));
    double nights = workload.streamNights();
    return new Rate(
        (long) streams * workload.streamNights(),
        refused,
        mean / nights,
        Math.max(0, mean - DEVIATIONS * deviation) / nights,
        Math.min(nights, mean + DEVIATIONS * deviation) / nights);
  }

  /** Nights on which misses are so many times as frequent as they were in the window. */
  public List<Drift> drifted() {
    List<Drift> drifts = new ArrayList<>();
    for (double factor : DRIFTS) {
      if (factor * workload.riskLevel().value().doubleValue() < 1) {
        SplittableRandom random = new SplittableRandom(workload.seed() + 2);
        long refused = 0;
        for (int night = 0; night < workload.driftedNights(); night++) {
          refused += new Stream(random).refuses(factor) ? 1 : 0;
        }
        drifts.add(new Drift(factor, rate(workload.driftedNights(), refused)));
      }
    }
    return drifts;
  }

  /** With the interval of Clopper and Pearson: quantiles of beta distributions. */
  private static Rate rate(long nights, long refused) {
    return new Rate(
        nights,
        refused,
        (double) refused / nights,
        refused == 0
            ? 0
            : RiskInterval.central(nights, nights + 1 - refused, INTERVAL_LEVEL).lower(),
        refused == nights
            ? 1
            : RiskInterval.central(nights, nights - refused, INTERVAL_LEVEL).upper());
  }

  /** Days in a row; the last ones are the window. */
  private final class Stream {
    private final SplittableRandom random;
    private final Deque<long[][]> window = new ArrayDeque<>();

    Stream(SplittableRandom random) {
      this.random = random;
      for (int day = 0; day < workload.windowDays(); day++) {
        window.add(day(1));
      }
    }

    /** Tests the next day, then lets it enter, whatever the verdict. */
    boolean refuses(double missFactor) {
      long[][] newest = day(missFactor);
      List<NightTest.Row> rows = new ArrayList<>();
      for (int router = 0; router < GateWorkload.ROUTERS; router++) {
        for (int segment = -1; segment < workload.segments(); segment++) {
          row(newest, router, segment).ifPresent(rows::add);
        }
      }
      boolean refused = NightTest.of(rows, workload.level()).refused();
      window.removeFirst();
      window.addLast(newest);
      return refused;
    }

    private Optional<NightTest.Row> row(long[][] newest, int router, int segment) {
      long[] critical = new long[workload.windowDays() * workload.queriesPerDay()];
      int n = 0;
      for (long[][] day : window) {
        for (int i = 0; i < day[router].length; i++) {
          if (isIn(i, segment)) {
            critical[n++] = day[router][i];
          }
        }
      }
      if (!(ThresholdRank.expected(n, workload.riskLevel()) instanceof ThresholdRank.AtRank at)) {
        return Optional.empty();
      }
      long threshold = OrderStatistics.select(critical, 0, n, new long[] {at.k()})[0];
      long m = 0;
      long misses = 0;
      for (int i = 0; i < newest[router].length; i++) {
        if (isIn(i, segment)) {
          m++;
          misses += newest[router][i] > threshold ? 1 : 0;
        }
      }
      return Optional.of(
          new NightTest.Row(
              new ThresholdSource("router " + router, "segment " + segment),
              MissTest.of(n, at.k(), m, misses, Tails.BOTH)));
    }

    private boolean isIn(int query, int segment) {
      return segment < 0 || query % workload.segments() == segment;
    }

    private long[][] day(double missFactor) {
      long[][] day = new long[GateWorkload.ROUTERS][workload.queriesPerDay()];
      for (int i = 0; i < workload.queriesPerDay(); i++) {
        day[0][i] = critical(missFactor);
        day[1][i] = random.nextBoolean() ? day[0][i] : critical(missFactor);
      }
      return day;
    }

    /** Uniform; with a factor, what lies above the quantile of alpha is so much more frequent. */
    private long critical(double missFactor) {
      double alpha = workload.riskLevel().value().doubleValue();
      double above = random.nextDouble();
      double drawn =
          above < alpha * missFactor
              ? above / missFactor
              : 1 - (1 - above) * (1 - alpha) / (1 - alpha * missFactor);
      return (long) ((1 - drawn) * (1L << 40));
    }
  }
}
