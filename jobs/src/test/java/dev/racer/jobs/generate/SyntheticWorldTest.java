package dev.racer.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.racer.jobs.generate.GenerateConfig.Drift;
import dev.racer.jobs.generate.GenerateConfig.UnknownPattern;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyntheticWorldTest {
  private static final int QUERIES = 200_000;
  // the smallest benchmark has about 20,000 queries: a share there has a standard deviation of at
  // most .0035
  private static final Double SHARE_TOLERANCE = 0.015;

  private final SyntheticWorld world = SyntheticWorld.of(config().build());

  /** Shares per benchmark, and over all in the last place. */
  private static final class Tally {
    private final int models;
    private final double[] queries;
    private final double[][] right;
    private final double[] nobody;
    private final double[] everybody;
    private final double[][] topRight;

    Tally(SyntheticWorld world, int queryCount) {
      models = world.models().size();
      int benchmarks = world.benchmarks().size();
      int routers = world.routers().size();
      queries = new double[benchmarks + 1];
      right = new double[benchmarks + 1][models];
      nobody = new double[benchmarks + 1];
      everybody = new double[benchmarks + 1];
      topRight = new double[benchmarks + 1][routers];
      boolean[] answers = new boolean[models];
      double[] scores = new double[models];
      for (long query = 0; query < queryCount; query++) {
        int benchmark = world.benchmark(query);
        world.answersBeforeDrift(query, benchmark, answers);
        for (int place : new int[] {benchmark, benchmarks}) {
          queries[place]++;
          int count = 0;
          for (int m = 0; m < models; m++) {
            right[place][m] += answers[m] ? 1 : 0;
            count += answers[m] ? 1 : 0;
          }
          nobody[place] += count == 0 ? 1 : 0;
          everybody[place] += count == models ? 1 : 0;
          for (int r = 0; r < routers; r++) {
            world.scores(query, benchmark, r, 0, answers, scores);
            topRight[place][r] += answers[top(scores)] ? 1 : 0;
          }
        }
      }
    }

    private static int top(double[] scores) {
      int top = 0;
      for (int m = 1; m < scores.length; m++) {
        top = scores[m] > scores[top] ? m : top;
      }
      return top;
    }

    double accuracy(int place, int model) {
      return right[place][model] / queries[place];
    }

    double best(int place) {
      double best = 0;
      for (int m = 0; m < models; m++) {
        best = Math.max(best, accuracy(place, m));
      }
      return best;
    }
  }

  @Test
  void agreesWithThePaperLikeFigures() {
    Tally tally = new Tally(world, QUERIES);

    List<Benchmark> benchmarks = world.benchmarks();
    for (int b = 0; b < benchmarks.size(); b++) {
      Benchmark benchmark = benchmarks.get(b);
      assertThat(tally.queries[b] / QUERIES).isCloseTo(benchmark.weight(), within(SHARE_TOLERANCE));
      for (int m = 0; m < world.models().size(); m++) {
        assertThat(tally.accuracy(b, m))
            .as("%s on %s", world.models().get(m), benchmark.name())
            .isCloseTo(benchmark.accuracies().get(m), within(SHARE_TOLERANCE));
      }
      assertThat(tally.nobody[b] / tally.queries[b])
          .isCloseTo(benchmark.unanswerableShare(), within(SHARE_TOLERANCE));
      assertThat(tally.everybody[b] / tally.queries[b])
          .isCloseTo(benchmark.allRightShare(), within(SHARE_TOLERANCE));
    }
    // about a third of all queries are answered by all seven models
    assertThat(tally.everybody[benchmarks.size()] / QUERIES).isBetween(0.29, 0.36);
  }

  @Test
  void firstChoiceOfEachRouterIsALittleBetterThanTheBestModel() {
    Tally tally = new Tally(world, QUERIES);

    for (int b = 0; b < world.benchmarks().size(); b++) {
      for (int r = 0; r < world.routers().size(); r++) {
        assertThat(tally.topRight[b][r] / tally.queries[b] - tally.best(b))
            .as("%s on %s", world.routers().get(r).name(), world.benchmarks().get(b).name())
            .isBetween(-0.005, 0.05);
      }
    }
    int all = world.benchmarks().size();
    assertThat(tally.topRight[all][0] / QUERIES).isGreaterThan(tally.best(all) + 0.005);
    assertThat(tally.topRight[all][1]).isGreaterThan(tally.topRight[all][0]);
  }

  @Test
  void moreSkillMeansABetterFirstChoice() {
    List<RouterSpec> routers =
        List.of(
            RouterSpec.parse("a:sigmoid:0"),
            RouterSpec.parse("b:sigmoid:0.4"),
            RouterSpec.parse("c:sigmoid:1"),
            RouterSpec.parse("d:sigmoid:3"));
    SyntheticWorld skilled = SyntheticWorld.of(config().routers(routers).build());

    Tally tally = new Tally(skilled, 20_000);

    double[] first = tally.topRight[skilled.benchmarks().size()];
    assertThat(first).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void sigmoidScoresAreCalibratedProbabilities() {
    double[] right = new double[10];
    double[] sum = new double[10];
    double[] count = new double[10];
    boolean[] answers = new boolean[7];
    double[] scores = new double[7];
    for (long query = 0; query < QUERIES; query++) {
      int benchmark = world.benchmark(query);
      world.answersBeforeDrift(query, benchmark, answers);
      world.scores(query, benchmark, 1, 0, answers, scores);
      for (int m = 0; m < 7; m++) {
        assertThat(scores[m] > 0 && scores[m] < 1).isTrue();
        int bin = (int) (scores[m] * 10);
        count[bin]++;
        sum[bin] += scores[m];
        right[bin] += answers[m] ? 1 : 0;
      }
    }

    int checked = 0;
    for (int bin = 0; bin < 10; bin++) {
      if (count[bin] > 10_000) {
        checked++;
        // not exact: the noise is not quite normal
        assertThat(right[bin] / count[bin]).isCloseTo(sum[bin] / count[bin], within(0.03));
      }
    }
    assertThat(checked).isGreaterThan(6);
  }

  @Test
  void neighbourScoresAreMultiplesAndLevelsAreFew() {
    List<RouterSpec> routers =
        List.of(RouterSpec.parse("knn:knn40"), RouterSpec.parse("coarse:levels5"));
    SyntheticWorld coarse = SyntheticWorld.of(config().routers(routers).build());
    TreeSet<Double> neighbours = new TreeSet<>();
    TreeSet<Double> levels = new TreeSet<>();
    boolean[] answers = new boolean[7];
    double[] scores = new double[7];
    for (long query = 0; query < 20_000; query++) {
      int benchmark = coarse.benchmark(query);
      coarse.answersBeforeDrift(query, benchmark, answers);
      coarse.scores(query, benchmark, 0, 0, answers, scores);
      for (double score : scores) {
        neighbours.add(score);
      }
      coarse.scores(query, benchmark, 1, 0, answers, scores);
      for (double score : scores) {
        levels.add(score);
      }
    }

    assertThat(neighbours)
        .hasSizeBetween(38, 41)
        .allSatisfy(score -> assertThat(score * 40 % 1).isZero());
    assertThat(levels).containsExactly(0.0, 0.25, 0.5, 0.75, 1.0);
  }

  @Test
  void continuousScoresHardlyTie() {
    TreeSet<Double> distinct = new TreeSet<>();
    boolean[] answers = new boolean[7];
    double[] scores = new double[7];
    for (long query = 0; query < 20_000; query++) {
      int benchmark = world.benchmark(query);
      world.answersBeforeDrift(query, benchmark, answers);
      world.scores(query, benchmark, 1, 0, answers, scores);
      for (double score : scores) {
        distinct.add(score);
      }
    }

    assertThat(distinct).hasSizeGreaterThan(139_990);
  }

  @Test
  void scoresOfARouterDoNotDependOnTheOthers() {
    SyntheticWorld alone =
        SyntheticWorld.of(config().routers(List.of(RouterSpec.ofLineUp(1))).build());
    boolean[] answers = new boolean[7];
    double[] scores = new double[7];
    double[] scoresAlone = new double[7];
    for (long query = 0; query < 100; query++) {
      int benchmark = world.benchmark(query);
      world.answersBeforeDrift(query, benchmark, answers);
      world.scores(query, benchmark, 1, 0, answers, scores);
      alone.scores(query, benchmark, 0, 0, answers, scoresAlone);

      assertThat(scoresAlone).containsExactly(scores);
    }
  }

  @Test
  void answerIsTheGoldAnswerExactlyWhenRight() {
    boolean[] answers = new boolean[7];
    int agreeing = 0;
    for (long query = 0; query < 5_000; query++) {
      int benchmark = world.benchmark(query);
      world.answersBeforeDrift(query, benchmark, answers);
      String gold = world.goldAnswer(query, benchmark);
      Map<String, Integer> wrong = new HashMap<>();
      for (int m = 0; m < 7; m++) {
        String answer = world.answer(query, benchmark, m, answers[m]);
        assertThat(answer.equals(gold)).isEqualTo(answers[m]);
        if (!answers[m]) {
          agreeing += wrong.merge(answer, 1, Integer::sum) == 2 ? 1 : 0;
        }
      }
    }
    assertThat(agreeing).isGreaterThan(1_000); // a majority vote can go wrong
  }

  @Test
  void confidenceIsHigherWhenRight() {
    double right = 0;
    double wrong = 0;
    for (long query = 0; query < 20_000; query++) {
      right += world.verbalConfidence(query, 0, true);
      wrong += world.verbalConfidence(query, 0, false);
    }

    assertThat(right / 20_000).isBetween(wrong / 20_000 + 0.05, 1.0);
    assertThat(wrong / 20_000).isGreaterThan(0.5);
  }

  @Test
  void tenantsAreSkewedAndOneIsTiny() {
    Map<String, Integer> sizes = tenantSizes(world, QUERIES);

    assertThat(sizes).hasSize(9).containsEntry("tenant-tiny", 60);
    assertThat(sizes.get("tenant-1")).isGreaterThan(2 * sizes.get("tenant-3"));
  }

  @Test
  void oneTenantCanDominate() {
    SyntheticWorld skewed = SyntheticWorld.of(config().skew(0.9).build());

    Map<String, Integer> sizes = tenantSizes(skewed, QUERIES);

    assertThat(sizes.get("tenant-1") / (double) QUERIES).isCloseTo(0.9, within(SHARE_TOLERANCE));
  }

  @Test
  void routerTrainShareIsAsConfigured() {
    double train = 0;
    for (long query = 0; query < QUERIES; query++) {
      train += world.routerTrain(query) ? 1 : 0;
      assertThat(world.isScored(query)).isEqualTo(!world.routerTrain(query));
    }

    assertThat(train / QUERIES).isCloseTo(0.2, within(SHARE_TOLERANCE));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 30, 120})
  void poolsOfAnySizeKeepTheirAccuracies(int models) {
    SyntheticWorld other = SyntheticWorld.of(config().models(models).build());

    Tally tally = new Tally(other, 40_000);

    assertThat(other.models()).hasSize(models).isSorted().doesNotHaveDuplicates();
    int knowledge = 1;
    for (int m = 0; m < models; m++) {
      assertThat(tally.accuracy(knowledge, m))
          .isCloseTo(other.accuracies(knowledge)[m], within(0.02));
    }
  }

  @Test
  void driftTakesFromTheBetterHalfAndIsNotInTheScores() {
    Drift drift = new Drift(LocalDate.of(2026, 1, 8), 0.3);
    SyntheticWorld drifting = SyntheticWorld.of(config().drift(drift).build());
    int models = 7;
    double[] before = new double[models];
    double[] after = new double[models];
    int nobodyBefore = 0;
    int nobodyAfter = 0;
    boolean[] right = new boolean[models];
    for (long query = 0; query < 50_000; query++) {
      drifting.answersBeforeDrift(query, drifting.benchmark(query), right);
      nobodyBefore += count(right, before) == 0 ? 1 : 0;
      drifting.drift(query, right);
      nobodyAfter += count(right, after) == 0 ? 1 : 0;
    }

    int worse = 0;
    for (int m = 0; m < models; m++) {
      double change = after[m] / before[m] - 1;
      if (change < 0) {
        worse++;
        assertThat(change).isCloseTo(-0.3, within(SHARE_TOLERANCE));
      } else {
        assertThat(change).isGreaterThan(0.03);
      }
    }
    assertThat(worse).isEqualTo(4);
    assertThat(nobodyAfter).isGreaterThanOrEqualTo(nobodyBefore);
  }

  @ParameterizedTest
  @ValueSource(strings = {"EVEN", "ON_HARD"})
  void unknownShareIsMet(String pattern) {
    SyntheticWorld partly =
        SyntheticWorld.of(
            config().unknownShare(0.1).unknownPattern(UnknownPattern.valueOf(pattern)).build());
    double unknown = 0;
    double unknownOfHard = 0;
    double hard = 0;
    boolean[] right = new boolean[7];
    for (long query = 0; query < 100_000; query++) {
      partly.answersBeforeDrift(query, partly.benchmark(query), right);
      double probability = partly.unknownProbability(right);
      int count = 0;
      for (int m = 0; m < 7; m++) {
        count += partly.isUnknown(query, m, probability) ? 1 : 0;
      }
      unknown += count;
      if (count(right, new double[7]) == 0) {
        hard += 7;
        unknownOfHard += count;
      }
    }

    assertThat(unknown / 700_000).isCloseTo(0.1, within(SHARE_TOLERANCE));
    if (pattern.equals("ON_HARD")) {
      assertThat(unknownOfHard / hard).isGreaterThan(0.17);
    } else {
      assertThat(unknownOfHard / hard).isCloseTo(0.1, within(SHARE_TOLERANCE));
    }
  }

  @Test
  void eventTimesIncreaseWithinTheDay() {
    long last = -1;
    for (long position = 0; position < 10_000; position++) {
      long micros = world.microsOfDay(position + 77, position, 10_000);
      assertThat(micros).isBetween(last, SyntheticWorld.MICROS_PER_DAY - 1);
      last = micros;
    }
  }

  private static int count(boolean[] right, double[] perModel) {
    int count = 0;
    for (int m = 0; m < right.length; m++) {
      perModel[m] += right[m] ? 1 : 0;
      count += right[m] ? 1 : 0;
    }
    return count;
  }

  private static Map<String, Integer> tenantSizes(SyntheticWorld world, long queries) {
    Map<String, Integer> sizes = new HashMap<>();
    for (long query = 0; query < queries; query++) {
      sizes.merge(world.tenant(query), 1, Integer::sum);
    }
    return sizes;
  }

  private static GenerateConfig.Builder config() {
    return GenerateConfig.to(Path.of("lake")).queries(QUERIES).seed(7);
  }
}
