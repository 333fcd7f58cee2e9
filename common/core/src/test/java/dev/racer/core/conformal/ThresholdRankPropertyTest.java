package dev.racer.core.conformal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.conformal.ThresholdRank.AtRank;
import dev.racer.core.conformal.ThresholdRank.Infeasible;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdRankPropertyTest {
  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest(name = "alpha = {0}")
  @ValueSource(
      strings = {
        ".01",
        ".05",
        ".07",
        ".10",
        ".15",
        ".20",
        ".29",
        ".30",
        ".40",
        ".50",
        ".57",
        ".70",
        ".90",
        ".99",
        "0.333",
        "0.123456789",
        "1e-3"
      })
  void expectedRankIsTheLeastThatMeetsTheRule(String alpha) {
    RiskLevel level = RiskLevel.parse(alpha);
    int feasible = 0;
    for (int n = 0; n <= 1200; n++) {
      long least = leastRankByTheRule(n, level.value());
      ThresholdRank rank = ThresholdRank.expected(n, level);
      if (least <= n) {
        assertThat(rank).isEqualTo(new AtRank(least));
        feasible++;
      } else {
        assertThat(rank).isInstanceOf(Infeasible.class);
      }
    }
    assertThat(feasible).isPositive();
  }

  /** The least rank k with {@code (n - k + 1) / (n + 1) <= alpha}, tried one after the other. */
  private static long leastRankByTheRule(int n, BigDecimal alpha) {
    BigInteger unit = BigInteger.TEN.pow(alpha.scale());
    BigInteger right = alpha.unscaledValue().multiply(BigInteger.valueOf(n + 1L));
    // start where k is certainly too small to keep the number of trials down
    int start = Math.max(1, (int) ((1 - alpha.doubleValue()) * (n + 1)) - 3);
    return IntStream.iterate(start, k -> k + 1)
        .filter(k -> unit.multiply(BigInteger.valueOf(n - k + 1L)).compareTo(right) <= 0)
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void pacRankIsCertifiedInExactArithmetic(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    RiskLevel level = RiskLevel.parse("0.%04d".formatted(random.nextInt(1, 10_000)));
    BigDecimal delta =
        new BigDecimal(random.nextInt(1, 10_000)).movePointLeft(random.nextInt(4, 8));
    for (int n : new int[] {1, random.nextInt(2, 30), random.nextInt(30, 400)}) {
      int allowed = new ExactBinomial(n, level.value()).largestAtMost(delta);
      ThresholdRank rank = ThresholdRank.pac(n, level, delta);
      if (allowed >= 0) {
        assertThat(rank).isEqualTo(new AtRank(n - allowed));
      } else {
        assertThat(rank).isInstanceOf(Infeasible.class);
        long needed = ((Infeasible) rank).needed();
        BigDecimal hit = BigDecimal.ONE.subtract(level.value());
        assertThat(needed).isEqualTo(ThresholdRank.leastSize(Guarantee.PAC, level, delta));
        assertThat(hit.pow(Math.toIntExact(needed))).isLessThanOrEqualTo(delta);
        assertThat(hit.pow(Math.toIntExact(needed - 1))).isGreaterThan(delta);
      }
    }
  }

  /**
   * What keeps worst-case labels valid: infinite scores that are added never lower the threshold.
   */
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"expected", "pac"})
  void rankNeverFallsAndRisesByAtMostOnePerQuery(String guarantee) {
    BigDecimal delta = new BigDecimal("0.05");
    for (String alpha : new String[] {".01", ".10", ".30", ".50", ".90"}) {
      long before = 1;
      for (int n = 0; n <= 1500; n++) {
        ThresholdRank rank =
            ThresholdRank.of(Guarantee.ofKey(guarantee), n, RiskLevel.parse(alpha), delta);
        // without a rank, the threshold is beyond all n scores
        long k = rank instanceof AtRank at ? at.k() : n + 1;
        assertThat(k).isBetween(before, before + 1);
        before = k;
      }
    }
  }
}
