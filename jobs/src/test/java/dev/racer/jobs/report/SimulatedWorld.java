package dev.racer.jobs.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Queries with the scores of two routers, right and wrong answers, a stated confidence and costs.
 * On late days the best models fail at one benchmark, which the routers do not know.
 */
final class SimulatedWorld {
  static final List<String> MODELS = List.of("large", "medium", "small", "tiny", "wild");
  static final List<String> ROUTERS = List.of("knn", "mlp");
  static final List<String> SEGMENTS =
      List.of("all", "benchmark=arc%20c", "benchmark=gsm8k", "benchmark=mmlu");
  static final double[] COSTS = {8, 4, 2, 1, 3};
  static final int LATE = 8; // of ten days, the first late one
  private static final int[] SIZES = {230, 700, 1300};
  private static final double[] SKILLS = {1.6, 1.0, 0.6, 0.1, 0.4};
  private static final double[] HARDNESS = {1.0, 0.2, 0.6};

  final List<Query> queries = new ArrayList<>();

  /** A query: what each router says of it, and what each model does. */
  static final class Query {
    final int id;
    final int segment;
    final int day;
    final boolean[] correct = new boolean[MODELS.size()];
    final int[] answers = new int[MODELS.size()]; // 0 is right
    final double[] stated = new double[MODELS.size()];
    final double[][] scores = new double[ROUTERS.size()][MODELS.size()];

    Query(int id, int segment, int day) {
      this.id = id;
      this.segment = segment;
      this.day = day;
    }

    boolean isAnswerable() {
      for (boolean one : correct) {
        if (one) {
          return true;
        }
      }
      return false;
    }

    boolean isIn(int segmentIndex) {
      return segmentIndex == 0 || segment == segmentIndex;
    }
  }

  SimulatedWorld(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int segment = 1; segment <= SIZES.length; segment++) {
      for (int i = 0; i < SIZES[segment - 1]; i++) {
        queries.add(query(queries.size(), segment, i * 10 / SIZES[segment - 1], random));
      }
    }
  }

  private static Query query(int id, int segment, int day, SplittableRandom random) {
    Query query = new Query(id, segment, day);
    double known = HARDNESS[segment - 1] + 0.9 * gaussian(random);
    boolean isBroken = day >= LATE && segment == 2;
    for (int m = 0; m < MODELS.size(); m++) {
      double skill = SKILLS[m] - (isBroken && m < 2 ? 2.5 : 0);
      double chance = 1 / (1 + Math.exp(-1.6 * (skill - known) + (m == 4 ? known : 0)));
      query.correct[m] = random.nextDouble() < chance;
      query.answers[m] = query.correct[m] ? 0 : 1 + random.nextInt(3);
      double confidence = 0.35 + 0.3 * (query.correct[m] ? 1 : 0) + 0.35 * random.nextDouble();
      query.stated[m] = Math.min(1, confidence);
      double believed = 1 / (1 + Math.exp(-1.6 * (SKILLS[m] - known) + (m == 4 ? known : 0)));
      query.scores[0][m] = Math.round(8 * clamp(believed + 0.2 * gaussian(random))) / 8.0;
      query.scores[1][m] = clamp(believed + 0.1 * gaussian(random));
    }
    return query;
  }

  /** Router scores as shares that add up to 1, then the null model's. */
  static double[] augmented(double[] scores) {
    double sum = 0;
    double[] augmented = new double[scores.length + 1];
    for (int m = 0; m < scores.length; m++) {
      augmented[m] = Math.exp(scores[m]);
      sum += augmented[m];
    }
    double largest = 0;
    for (int m = 0; m < scores.length; m++) {
      augmented[m] /= sum;
      largest = Math.max(largest, augmented[m]);
    }
    augmented[scores.length] = 1 - largest;
    return augmented;
  }

  /** Models and the null model by nonconformity, smallest first. */
  static List<Integer> order(double[] nonconformity) {
    List<Integer> order = new ArrayList<>();
    for (int m = 0; m < nonconformity.length; m++) {
      order.add(m);
    }
    order.sort(Comparator.comparing((Integer m) -> nonconformity[m]));
    return order;
  }

  private static double gaussian(SplittableRandom random) {
    double sum = 0;
    for (int i = 0; i < 12; i++) {
      sum += random.nextDouble();
    }
    return sum - 6;
  }

  private static double clamp(double value) {
    return Math.min(1, Math.max(0, value));
  }
}
