package dev.racer.core.conformal;

import dev.racer.core.score.FixedPoint;
import dev.racer.core.score.ModelSet;
import dev.racer.core.score.QueryScorer;
import dev.racer.core.score.ScoreKind;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A world of queries to four models, from which nights are drawn with replacement, so that the true
 * risk of every threshold is known by counting.
 *
 * <p>One query in two is of the hard kind. Scores are probabilities that the router believes in;
 * models are right by other ones, and for about one query in six none is.
 */
final class LoggedTraffic {
  static final int MODELS = 4;
  private static final int WORLD = 100_000;
  private static final double[] ABILITY = {1.6, 1.1, .6, .1};

  final long[][] nonconformity = new long[WORLD][];
  final byte[][] labels = new byte[WORLD][];
  final long[] critical = new long[WORLD];
  final boolean[] hard = new boolean[WORLD];
  private final long[] ascending;

  LoggedTraffic(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    QueryScorer scorer = new QueryScorer(MODELS, ScoreKind.ofKeys("none", "one-minus-max", "gap"));
    double[] scores = new double[MODELS];
    double[] noNoise = new double[MODELS + 1];
    for (int query = 0; query < WORLD; query++) {
      hard[query] = random.nextBoolean();
      double difficulty = random.nextDouble() * 2 - 1 + (hard[query] ? 1.2 : -.4);
      nonconformity[query] = new long[MODELS + 1];
      labels[query] = new byte[MODELS];
      for (int model = 0; model < MODELS; model++) {
        double fit = ABILITY[model] - difficulty + 2 * (random.nextDouble() - .5);
        scores[model] = logistic(fit + 2 * (random.nextDouble() - .5));
        labels[query][model] =
            random.nextDouble() < logistic(1.5 * fit) ? Labels.CORRECT : Labels.WRONG;
      }
      scorer.nonconformity(scores, noNoise, nonconformity[query]);
      critical[query] = CriticalScore.of(nonconformity[query], labels[query], MODELS);
    }
    ascending = critical.clone();
    Arrays.sort(ascending);
  }

  /** A query, drawn at random. */
  int draw(SplittableRandom random) {
    return random.nextInt(WORLD);
  }

  /** The share of all queries that the threshold misses; 0 when all models are called. */
  double trueRisk(long threshold) {
    int hit = Arrays.binarySearch(ascending, threshold);
    int above = hit < 0 ? -hit - 1 : hit;
    while (above < WORLD && ascending[above] <= threshold) {
      above++;
    }
    return (double) (WORLD - above) / WORLD;
  }

  /** What is known of a query for which the models up to the threshold were called. */
  byte[] called(int query, long threshold) {
    byte[] known = labels[query].clone();
    for (int model = 0; model < MODELS; model++) {
      if (!ModelSet.selects(nonconformity[query][model], threshold)) {
        known[model] = Labels.UNKNOWN;
      }
    }
    return known;
  }

  /** The threshold of a rank, or the one that calls all if there is no such rank. */
  static long threshold(ThresholdRank rank, long[] critical, int size) {
    return rank instanceof ThresholdRank.AtRank at
        ? OrderStatistics.select(critical, 0, size, new long[] {at.k()})[0]
        : FixedPoint.INFINITE;
  }

  private static double logistic(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }
}
