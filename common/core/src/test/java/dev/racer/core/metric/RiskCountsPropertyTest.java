package dev.racer.core.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.conformal.CriticalScore;
import dev.racer.core.conformal.OrderStatistics;
import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.conformal.ThresholdRank;
import dev.racer.core.conformal.ThresholdRank.AtRank;
import dev.racer.core.score.FixedPoint;
import dev.racer.core.score.ModelSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RiskCountsPropertyTest {
  private static final int MODELS = 4;
  private static final int DISTINCT_SCORES = 12; // few, so that ties are common

  private static final class Query {
    final long[] scores;
    final byte[] labels;

    Query(long[] scores, byte[] labels) {
      this.scores = scores;
      this.labels = labels;
    }

    RiskCounts counts(RiskTarget target, long threshold) {
      return RiskCounts.ofQuery(scores, labels, MODELS, target, threshold);
    }
  }

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void setsNestAndLossNeverRisesWithTheThreshold(long seed) {
    for (Query query : queries(seed)) {
      long critical = CriticalScore.of(query.scores, query.labels, MODELS);
      RiskCounts before = query.counts(RiskTarget.MISROUTING, -1);
      for (long threshold = 0; threshold < DISTINCT_SCORES; threshold++) {
        RiskCounts counts = query.counts(RiskTarget.MISROUTING, threshold);
        for (int model = 0; model <= MODELS; model++) {
          if (ModelSet.selects(query.scores[model], threshold - 1)) {
            assertThat(ModelSet.selects(query.scores[model], threshold)).isTrue();
          }
        }
        assertThat(counts.misses()).isLessThanOrEqualTo(before.misses());
        assertThat(counts.setSizeSum()).isGreaterThanOrEqualTo(before.setSizeSum());
        assertThat(counts.misses()).isEqualTo(critical <= threshold ? 0 : 1);
        before = counts;
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void mergedCountsEqualCountsOfTheWhole(long seed) {
    List<Query> queries = queries(seed);
    for (RiskTarget target : RiskTarget.values()) {
      RiskCounts whole = RiskCounts.ZERO;
      RiskCounts[] parts = new RiskCounts[3];
      Arrays.fill(parts, RiskCounts.ZERO);
      for (int i = 0; i < queries.size(); i++) {
        RiskCounts counts = queries.get(i).counts(target, 5);
        whole = whole.plus(counts);
        parts[i % 3] = parts[i % 3].plus(counts);
      }

      assertThat(parts[2].plus(parts[0]).plus(parts[1])).isEqualTo(whole);
      assertThat(whole.total()).isEqualTo(queries.size());
    }
  }

  /**
   * The calibrated threshold meets the paper's Eq. (6) on its own rows; the next lower value fails.
   */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void calibratedThresholdIsTheLeastThatMeetsTheBound(long seed) {
    List<Query> queries = queries(seed);
    RiskLevel level = RiskLevel.parse("0.30");
    int n = queries.size();
    long[] critical =
        queries.stream().mapToLong(q -> CriticalScore.of(q.scores, q.labels, MODELS)).toArray();
    long k = ((AtRank) ThresholdRank.expected(n, level)).k();
    long threshold = OrderStatistics.select(critical, 0, n, new long[] {k})[0];

    if (threshold != FixedPoint.INFINITE) {
      assertThat(10 * (misses(queries, threshold) + 1)).isLessThanOrEqualTo(3L * (n + 1));
      assertThat(10 * (misses(queries, threshold - 1) + 1)).isGreaterThan(3L * (n + 1));
    } else {
      long largest = DISTINCT_SCORES;
      assertThat(10 * (misses(queries, largest) + 1)).isGreaterThan(3L * (n + 1));
    }
  }

  private static long misses(List<Query> queries, long threshold) {
    return queries.stream()
        .map(query -> query.counts(RiskTarget.MISROUTING, threshold))
        .reduce(RiskCounts.ZERO, RiskCounts::plus)
        .misses();
  }

  private static List<Query> queries(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Query> queries = new ArrayList<>();
    int size = random.nextInt(3, 80);
    for (int i = 0; i < size; i++) {
      long[] scores = random.longs(MODELS + 1, 0, DISTINCT_SCORES).toArray();
      if (seed % 4 == 0) {
        scores[MODELS] = FixedPoint.INFINITE; // null model absent
      }
      byte[] labels = new byte[MODELS];
      for (int model = 0; model < MODELS; model++) {
        double drawn = random.nextDouble();
        labels[model] = (byte) (drawn < 0.4 ? 1 : drawn < 0.95 ? 0 : 2);
      }
      queries.add(new Query(scores, labels));
    }
    return queries;
  }
}
