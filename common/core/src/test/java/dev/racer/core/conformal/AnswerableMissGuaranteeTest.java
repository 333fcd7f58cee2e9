package dev.racer.core.conformal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.conformal.ThresholdRank.AtRank;
import dev.racer.core.score.FixedPoint;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The {@code answerable-miss} target: the plain rule on the answerable queries bounds the miss rate
 * among them.
 *
 * <p>2,000 calibrations at alpha = .10, each of 100 queries to three models, of which one is right
 * on 80 % of the queries and none on the others. The null model always has the least score, as
 * softmax scores make it (so unanswerable queries cost no loss). A critical score is uniform given
 * that the query is answerable, so the true miss rate is known, and is Beta(n+1-k, k) given the
 * number n of answerable queries. Tolerance: |z| < 4, with a chance of a false alarm of 6.3e-5 for
 * a seed drawn at random; the seed is fixed. Power: one rank moves the mean by about 1/81, 17
 * standard errors; the misrouting target allows .124 instead of .099, about 40.
 */
class AnswerableMissGuaranteeTest {
  private static final int CALIBRATIONS = 2_000;
  private static final int QUERIES = 100;
  private static final int MODELS = 3;
  private static final double ANSWERABLE = 0.8;
  private static final RiskLevel LEVEL = RiskLevel.parse(".10");
  private static final long ONE = 1L << 40;
  private static final long SEED = 1;

  @Test
  void meanMissRateIsWhatTheRankSays() {
    assertThat(calibrate(RiskTarget.ANSWERABLE_MISS, 0, 0).z()).isBetween(-4.0, 4.0);
  }

  @ParameterizedTest(name = "rank {0}")
  @ValueSource(ints = {-1, 1})
  void aRankBesideIsFoundOut(int shift) {
    double z = calibrate(RiskTarget.ANSWERABLE_MISS, shift, 0).z();

    assertThat(shift * z).isLessThanOrEqualTo(-4);
  }

  @Test
  void theMisroutingTargetDoesNotBoundIt() {
    assertThat(calibrate(RiskTarget.MISROUTING, 0, 0).z()).isGreaterThanOrEqualTo(4);
  }

  @Test
  void missingLabelsOnlyMakeItSafer() {
    // one label in a hundred is missing: rows that are undecided count with an infinite score
    assertThat(calibrate(RiskTarget.ANSWERABLE_MISS, 0, 0.01).z()).isLessThan(4);
  }

  private static RealisedRisk calibrate(RiskTarget target, int shift, double missing) {
    SplittableRandom random = new SplittableRandom(SEED);
    RealisedRisk realised = new RealisedRisk();
    long[] critical = new long[QUERIES];
    for (int calibration = 0; calibration < CALIBRATIONS; calibration++) {
      int answerable = 0;
      int included = 0;
      for (int query = 0; query < QUERIES; query++) {
        long[] scores = random.longs(MODELS + 1, 0, ONE).toArray();
        scores[MODELS] = 0;
        byte[] labels = new byte[MODELS];
        if (random.nextDouble() < ANSWERABLE) {
          labels[random.nextInt(MODELS)] = Labels.CORRECT;
          answerable++;
        }
        hide(labels, missing, random);
        if (target.includes(LabelState.state(labels, MODELS))) {
          critical[included++] = CriticalScore.of(scores, labels, MODELS);
        }
      }
      long k = ((AtRank) ThresholdRank.expected(included, LEVEL)).k() + shift;
      long claimed = ((AtRank) ThresholdRank.expected(answerable, LEVEL)).k();
      long threshold = OrderStatistics.select(critical, 0, included, new long[] {k})[0];
      realised.addBeta(trueMissRate(threshold), answerable, claimed);
    }
    return realised;
  }

  private static void hide(byte[] labels, double missing, SplittableRandom random) {
    for (int model = 0; model < labels.length; model++) {
      if (random.nextDouble() < missing) {
        labels[model] = Labels.UNKNOWN;
      }
    }
  }

  /** Without a threshold every candidate is called, and no answerable query is missed. */
  private static double trueMissRate(long threshold) {
    return threshold == FixedPoint.INFINITE ? 0 : (double) (ONE - 1 - threshold) / ONE;
  }
}
