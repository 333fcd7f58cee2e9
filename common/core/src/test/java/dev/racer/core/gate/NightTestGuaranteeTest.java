package dev.racer.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.conformal.OrderStatistics;
import dev.racer.core.conformal.RiskInterval;
import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.conformal.ThresholdRank;
import dev.racer.core.gate.MissTest.Tails;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Healthy nights are refused at most as often as the level says, drifted ones nearly always.
 *
 * <p>4,000 nights of two routers over the same queries, each with all queries and three segments of
 * them: eight dependent rows. Windows hold 900 queries, days 150. At level .05 a rate above it is
 * claimed only when the Clopper-Pearson interval at 99.9999 % lies above: one false alarm in two
 * million seeds; the seed is fixed. Power: a rank that is wrong by 40 of 900 is refused far more
 * often.
 */
class NightTestGuaranteeTest {
  private static final int NIGHTS = 4_000;
  private static final int WINDOW = 900;
  private static final int DAY = 150;
  private static final int SEGMENTS = 3;
  private static final double LEVEL = .05;
  private static final double CERTAINTY = .999999;
  private static final RiskLevel RISK = RiskLevel.parse("0.10");

  @Test
  void healthyNightIsRefusedAtMostAtTheLevel() {
    long refused = refused(NIGHTS, 0, 1, LEVEL);

    // clopper-pearson for x of N are quantiles of Beta(x, N + 1 - x) and Beta(x + 1, N - x)
    assertThat(RiskInterval.central(NIGHTS, NIGHTS + 1 - refused, CERTAINTY).lower())
        .isLessThanOrEqualTo(LEVEL);
    assertThat(refused).isGreaterThan(NIGHTS / 100); // nor does the test refuse nothing at all
  }

  @Test
  void wrongRankIsRefusedTooOften() {
    long refused = refused(NIGHTS, 40, 1, LEVEL);

    assertThat(RiskInterval.central(NIGHTS, NIGHTS + 1 - refused, CERTAINTY).lower())
        .isGreaterThan(LEVEL);
  }

  @Test
  void nightWithThreeTimesTheMissesIsRefused() {
    assertThat(refused(400, 0, 3, NightTest.DEFAULT_LEVEL)).isGreaterThan(390);
  }

  /** Nights refused of so many, with claimed ranks and the day's misses made wrong as told. */
  private static long refused(int nights, int rankError, double missFactor, double level) {
    SplittableRandom random = new SplittableRandom(1);
    long refused = 0;
    for (int night = 0; night < nights; night++) {
      Queries window = new Queries(WINDOW, 1, random);
      Queries day = new Queries(DAY, missFactor, random);
      List<NightTest.Row> rows = new ArrayList<>();
      for (int router = 0; router < 2; router++) {
        for (int segment = -1; segment < SEGMENTS; segment++) {
          long[] critical = window.critical(router, segment);
          long rank = ((ThresholdRank.AtRank) ThresholdRank.expected(critical.length, RISK)).k();
          long threshold =
              OrderStatistics.select(critical, 0, critical.length, new long[] {rank})[0];
          long[] fresh = day.critical(router, segment);
          long misses = LongStream.of(fresh).filter(score -> score > threshold).count();
          long claimed = Math.min(critical.length, rank + (segment < 0 ? rankError : 0));
          rows.add(
              new NightTest.Row(
                  new ThresholdSource("router " + router, "segment " + segment),
                  MissTest.of(critical.length, claimed, fresh.length, misses, Tails.BOTH)));
        }
      }
      refused += NightTest.of(rows, level).refused() ? 1 : 0;
    }
    return refused;
  }

  /** Queries of segments by turns; the second router's critical score is half the first one's. */
  private static final class Queries {
    private final long[][] critical;

    Queries(int size, double missFactor, SplittableRandom random) {
      critical = new long[2][size];
      for (int i = 0; i < size; i++) {
        critical[0][i] = draw(missFactor, random);
        critical[1][i] = random.nextBoolean() ? critical[0][i] : draw(missFactor, random);
      }
    }

    /** Uniform; with a factor, those above the quantile of alpha are so much more frequent. */
    private static long draw(double missFactor, SplittableRandom random) {
      double tail = random.nextDouble();
      double scaled = tail < .1 * missFactor ? tail / missFactor : tail;
      return (long) ((1 - scaled) * (1L << 40));
    }

    long[] critical(int router, int segment) {
      return IntStream.range(0, critical[router].length)
          .filter(i -> segment < 0 || i % SEGMENTS == segment)
          .mapToLong(i -> critical[router][i])
          .toArray();
    }
  }
}
