package dev.racer.core.conformal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.conformal.ThresholdRank.AtRank;
import dev.racer.core.metric.RiskCounts;
import dev.racer.core.score.FixedPoint;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Labels that are missing more often on hard queries: {@code worst-case} keeps the promise,
 * dropping the rows breaks it.
 *
 * <p>2,000 calibrations at alpha = .10, each of 100 queries to four models. One query in five is
 * hard: a model is right with probability .4 and its label missing with probability .2; else .9 and
 * .01. All scores are uniform, so the true risk over all queries has a closed form. Tolerance: the
 * mean risk exceeds alpha by less than 4 standard errors, one-sided, with a chance of a false alarm
 * of at most 3.2e-5 for a seed drawn at random; the seed is fixed. Power: dropping incomplete rows
 * brings the risk to about .12, some 24 standard errors above alpha.
 */
class UnknownLabelsGuaranteeTest {
  private static final int CALIBRATIONS = 2_000;
  private static final int QUERIES = 100;
  private static final int MODELS = 4;
  private static final double HARD = 0.2;
  private static final RiskLevel LEVEL = RiskLevel.parse(".10");
  private static final long ONE = 1L << 40;
  private static final long SEED = 1;

  @Test
  void worstCaseKeepsTheRisk() {
    assertThat(excess(UnknownLabels.WORST_CASE)).isLessThan(4);
  }

  @Test
  void droppingRowsBreaksIt() {
    assertThat(excess(UnknownLabels.EXCLUDE)).isGreaterThanOrEqualTo(4);
  }

  /** Standard errors by which the mean true risk over all queries exceeds alpha. */
  private static double excess(UnknownLabels unknownLabels) {
    SplittableRandom random = new SplittableRandom(SEED);
    RealisedRisk realised = new RealisedRisk();
    long[] critical = new long[QUERIES];
    int finite = 0;
    for (int calibration = 0; calibration < CALIBRATIONS; calibration++) {
      int included = 0;
      for (int query = 0; query < QUERIES; query++) {
        Query drawn = Query.draw(random);
        byte[] seen = drawn.seen(random);
        if (unknownLabels.admits(LabelState.state(seen, MODELS))) {
          critical[included++] = CriticalScore.of(drawn.scores, seen, MODELS);
        }
      }
      long k = ((AtRank) ThresholdRank.expected(included, LEVEL)).k();
      long threshold = OrderStatistics.select(critical, 0, included, new long[] {k})[0];
      if (threshold != FixedPoint.INFINITE) {
        finite++;
      }
      realised.add(trueRisk(threshold), LEVEL.value().doubleValue());
    }
    assertThat(finite).isGreaterThan(CALIBRATIONS / 2); // else the claim would be empty
    return realised.studentZ();
  }

  private static double trueRisk(long threshold) {
    if (threshold == FixedPoint.INFINITE) {
      return 0; // every candidate and the null model are in the set
    }
    double lambda = (threshold + 1.0) / ONE;
    return HARD * trueRisk(lambda, Query.CORRECT_IF_HARD)
        + (1 - HARD) * trueRisk(lambda, Query.CORRECT_IF_EASY);
  }

  /** A miss: every correct model is above lambda; if there is none, the null model is. */
  private static double trueRisk(double lambda, double correct) {
    return Math.pow(1 - correct * lambda, MODELS) - Math.pow(1 - correct, MODELS) * lambda;
  }

  @Test
  void closedFormOfTheRiskAgreesWithCounting() {
    // 40,000 queries at one threshold; |z| < 4, false alarm 6.3e-5 for a seed drawn at random
    SplittableRandom random = new SplittableRandom(SEED);
    long threshold = ONE / 2;
    RiskCounts counts = RiskCounts.ZERO;
    for (int query = 0; query < 40_000; query++) {
      Query drawn = Query.draw(random);
      counts =
          counts.plus(
              RiskCounts.ofQuery(
                  drawn.scores, drawn.labels, MODELS, RiskTarget.MISROUTING, threshold));
    }
    double risk = trueRisk(threshold);
    double deviation = Math.sqrt(risk * (1 - risk) / counts.n());

    assertThat(counts.empiricalRisk().orElseThrow())
        .isBetween(risk - 4 * deviation, risk + 4 * deviation);
  }

  private static final class Query {
    static final double CORRECT_IF_HARD = 0.4;
    static final double CORRECT_IF_EASY = 0.9;

    final long[] scores;
    final byte[] labels;
    final double missing;

    Query(long[] scores, byte[] labels, double missing) {
      this.scores = scores;
      this.labels = labels;
      this.missing = missing;
    }

    static Query draw(SplittableRandom random) {
      boolean hard = random.nextDouble() < HARD;
      byte[] labels = new byte[MODELS];
      for (int model = 0; model < MODELS; model++) {
        boolean correct = random.nextDouble() < (hard ? CORRECT_IF_HARD : CORRECT_IF_EASY);
        labels[model] = correct ? Labels.CORRECT : Labels.WRONG;
      }
      return new Query(random.longs(MODELS + 1, 0, ONE).toArray(), labels, hard ? 0.2 : 0.01);
    }

    byte[] seen(SplittableRandom random) {
      byte[] seen = labels.clone();
      for (int model = 0; model < MODELS; model++) {
        if (random.nextDouble() < missing) {
          seen[model] = Labels.UNKNOWN;
        }
      }
      return seen;
    }
  }
}
