package dev.racer.core.conformal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.metric.BetaBinomial;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Hard queries explored with probability .05 and others with .2: thinning and weighting keep the
 * risk over all queries, the plain rule on the slice as it is does not.
 *
 * <p>400 calibrations at alpha = .10, each on the slice of 10,000 queries. Thinned thresholds
 * follow the exact laws: |z| &lt; 4 fails by chance once in 16,000 seeds. A weighted threshold
 * promises the mean only: its excess over alpha stays below 4 standard errors. The plain rule
 * exceeds alpha by more than 20. The seed is fixed.
 */
class VaryingExplorationGuaranteeTest {
  private static final int CALIBRATIONS = 400;
  private static final int QUERIES = 10_000;
  private static final double RARELY = .05;
  private static final double OFTEN = .2;
  private static final RiskLevel LEVEL = RiskLevel.parse("0.10");
  private static final double ALPHA = .1;
  private static final BigDecimal DELTA = new BigDecimal("0.05");
  private static final LoggedTraffic TRAFFIC = new LoggedTraffic(2);

  @Test
  void thinnedSliceKeepsTheRiskOfTheTheory() {
    RealisedRisk realised = new RealisedRisk();
    for (int calibration = 0; calibration < CALIBRATIONS; calibration++) {
      Slice slice = Slice.draw(calibration).thinned();
      assertThat(slice.size()).isBetween(380, 620); // 500 expected
      long n = slice.size();
      long k = ((ThresholdRank.AtRank) ThresholdRank.expected(n, LEVEL)).k();
      realised.addBeta(slice.risk(k), n, k);
    }

    assertThat(Math.abs(realised.z())).isLessThan(4);
  }

  @Test
  void thinnedSliceFailsAsOftenAsThePacRuleSays() {
    double excess = 0;
    double variance = 0;
    for (int calibration = 0; calibration < CALIBRATIONS; calibration++) {
      Slice slice = Slice.draw(calibration).thinned();
      long n = slice.size();
      long k = ((ThresholdRank.AtRank) ThresholdRank.pac(n, LEVEL, DELTA)).k();
      double failure = new Binomial(n, LEVEL.value()).lowerTail(n - k);
      excess += (slice.risk(k) > ALPHA ? 1 : 0) - failure;
      variance += failure * (1 - failure);
      assertThat(failure).isBetween(.02, .05);
    }

    assertThat(Math.abs(excess / Math.sqrt(variance))).isLessThan(4);
  }

  @Test
  void missesOfAThinnedDayAreBetaBinomial() {
    double excess = 0;
    double variance = 0;
    for (int night = 0; night < CALIBRATIONS; night++) {
      Slice window = Slice.draw(night).thinned();
      Slice day = Slice.draw(CALIBRATIONS + night).thinned();
      long n = window.size();
      long k = ((ThresholdRank.AtRank) ThresholdRank.expected(n, LEVEL)).k();
      BetaBinomial law = new BetaBinomial(day.size(), n + 1 - k, k);
      excess += day.misses(window.threshold(k)) - law.mean();
      variance += law.variance();
    }

    assertThat(Math.abs(excess / Math.sqrt(variance))).isLessThan(4);
  }

  @Test
  void weightedSliceKeepsTheRiskOnAverage() {
    RealisedRisk realised = new RealisedRisk();
    double risk = 0;
    for (int calibration = 0; calibration < CALIBRATIONS; calibration++) {
      Slice slice = Slice.draw(calibration);
      double reached = TRAFFIC.trueRisk(slice.weightedThreshold());
      realised.add(reached, ALPHA);
      risk += reached / CALIBRATIONS;
    }

    assertThat(realised.studentZ()).isLessThan(4);
    assertThat(risk).isBetween(.095, .101);
  }

  @Test
  void theWeightedRankIsThatOfTheOracle() {
    for (int calibration = 0; calibration < 50; calibration++) {
      Slice slice = Slice.draw(calibration);

      CalibrationOutcome outcome = slice.weightedRank().outcome(LEVEL);

      assertThat(((CalibrationOutcome.Feasible) outcome).threshold())
          .isEqualTo(slice.weightedThreshold());
    }
  }

  @Test
  void plainRuleOnTheUnthinnedSliceLosesTheGuarantee() {
    RealisedRisk realised = new RealisedRisk();
    double risk = 0;
    for (int calibration = 0; calibration < CALIBRATIONS; calibration++) {
      Slice slice = Slice.draw(calibration);
      long n = slice.size();
      long k = ((ThresholdRank.AtRank) ThresholdRank.expected(n, LEVEL)).k();
      double reached = slice.risk(k);
      realised.addBeta(reached, n, k);
      risk += reached / CALIBRATIONS;
    }

    assertThat(realised.z()).isGreaterThan(20);
    assertThat(risk).isGreaterThan(.16);
  }

  /** The explored queries of a window and their ids. */
  private static final class Slice {
    private final int[] queries;
    private final String[] ids;

    private Slice(int[] queries, String[] ids) {
      this.queries = queries;
      this.ids = ids;
    }

    static Slice draw(int seed) {
      SplittableRandom random = new SplittableRandom(seed);
      int[] queries = new int[QUERIES];
      String[] ids = new String[QUERIES];
      int size = 0;
      for (int i = 0; i < QUERIES; i++) {
        int query = TRAFFIC.draw(random);
        if (random.nextDouble() < probability(query)) {
          queries[size] = query;
          ids[size++] = seed + "-" + i;
        }
      }
      return new Slice(Arrays.copyOf(queries, size), Arrays.copyOf(ids, size));
    }

    int size() {
      return queries.length;
    }

    Slice thinned() {
      Thinning thinning = new Thinning(RARELY, 0);
      int[] kept =
          IntStream.range(0, size())
              .filter(i -> thinning.keeps(probability(queries[i]), ids[i]))
              .toArray();
      return new Slice(
          IntStream.of(kept).map(i -> queries[i]).toArray(),
          IntStream.of(kept).mapToObj(i -> ids[i]).toArray(String[]::new));
    }

    long threshold(long rank) {
      long[] critical = IntStream.of(queries).mapToLong(q -> TRAFFIC.critical[q]).toArray();
      return OrderStatistics.select(critical, 0, critical.length, new long[] {rank})[0];
    }

    double risk(long rank) {
      return TRAFFIC.trueRisk(threshold(rank));
    }

    long misses(long threshold) {
      return IntStream.of(queries).filter(q -> TRAFFIC.critical[q] > threshold).count();
    }

    /**
     * The least critical score at which the weight above it and the greatest possible weight of a
     * new query are at most alpha of all weight. Weights are 20 and 5, alpha a tenth: whole
     * numbers.
     */
    long weightedThreshold() {
      int[] ascending =
          IntStream.of(queries)
              .boxed()
              .sorted(Comparator.comparingLong(q -> TRAFFIC.critical[q]))
              .mapToInt(Integer::intValue)
              .toArray();
      long all = IntStream.of(ascending).mapToLong(Slice::weight).sum() + 20;
      long above = all;
      for (int query : ascending) {
        above -= weight(query);
        if (10 * above <= all) {
          return TRAFFIC.critical[query];
        }
      }
      throw new AssertionError("A slice of this size has a threshold");
    }

    /** With probabilities of the same ratio whose weights are exact. */
    WeightedRank weightedRank() {
      return WeightedRank.of(
          IntStream.of(queries).mapToLong(q -> TRAFFIC.critical[q]).toArray(),
          IntStream.of(queries)
              .mapToLong(q -> WeightedRank.weight(1 / 16.0, TRAFFIC.hard[q] ? 1 / 16.0 : 1 / 4.0))
              .toArray());
    }

    private static double probability(int query) {
      return TRAFFIC.hard[query] ? RARELY : OFTEN;
    }

    private static long weight(int query) {
      return TRAFFIC.hard[query] ? 20 : 5;
    }
  }
}
