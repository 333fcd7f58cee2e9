package dev.racer.jobs.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.published.PublishedThreshold;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.schema.ModelSets;
import dev.racer.spark.schema.Predictions;
import dev.racer.spark.testing.LocalSpark;
import dev.racer.spark.testing.TinyLake;
import dev.racer.spark.testing.TinyLake.Dates;
import dev.racer.spark.testing.TinyLake.Format;
import dev.racer.spark.testing.TinyLake.OutcomeRow;
import dev.racer.spark.testing.TinyLake.ScoreRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The votes of a lake, against an oracle that goes from the sets as they were written and the
 * answers as texts to winners, with a map per query.
 */
@ExtendWith(LocalSpark.class)
class VoteAgreementTest {
  private static final List<String> MODELS = List.of("a", "b", "c", "d", "e");
  private static final List<String> FEWER = List.of("b", "d", "e");
  private static final int QUERIES = 120;
  private static final List<String> TEXTS = Arrays.asList("A", "b", "12", "12", null);

  @TempDir private Path folder;

  static IntStream seeds() {
    return IntStream.range(0, 6); // a run costs seconds, and holds thousands of votes
  }

  /** A vote as the oracle counts it; without a temperature for the majority. */
  private record Vote(String name, Double temperature) {
    String key() {
      return temperature == null ? name : "\"" + name + "@" + temperature + "\"";
    }
  }

  private static final List<Vote> VOTES =
      List.of(
          new Vote("majority", null),
          new Vote("weighted:router-score", 0.1),
          new Vote("weighted:p", 0.25),
          new Vote("weighted:p", 5.0),
          new Vote("weighted:p", Double.POSITIVE_INFINITY),
          new Vote("weighted:verbal", 1.0));

  /** What has to stand in a row; the share in billionths. */
  private record Expected(
      String queryId,
      String router,
      Vote vote,
      String model,
      String unanswered,
      int answers,
      Long share,
      Boolean tied,
      int missing) {}

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyVoteIsWhatAMapOfAnswersGives(int seed, SparkSession spark) {
    Random random = new Random(seed);
    Path output = folder.resolve("output");
    new HandMadeVersion()
        .infeasibleAction(random.nextBoolean() ? "refuse" : "call-all")
        .router("knn", MODELS.toArray(String[]::new))
        .router("mlp", FEWER.toArray(String[]::new))
        .at("knn", "all", 0.75)
        .at("knn", "benchmark=own", 0.375)
        .without("knn", "benchmark=never", PublishedThreshold.UNREACHABLE)
        .at("mlp", "all", 0.25)
        .publish(output);
    TinyLake lake = lake(random);
    boolean isZero = seed % 2 == 0;
    Format format = Format.PLAIN.dates(List.of(Dates.values()).get(seed % 4)).files(1 + seed % 3);
    LakeInputs inputs = lake.write(spark, folder.resolve("lake"), format.shuffled(seed + 1L));

    RouteResult result =
        Routes.run(
            spark,
            inputs,
            output,
            "route.missing-confidence=" + (isZero ? "zero" : "no-vote"),
            "route.votes=" + VOTES.stream().map(Vote::key).toList());

    List<Expected> expected = new ArrayList<>();
    for (Row set : Routes.rows(spark, result)) {
      VOTES.forEach(vote -> expected.add(expected(lake, set, vote, isZero)));
    }
    assertThat(Routes.predictions(spark, result).stream().map(VoteAgreementTest::actual))
        .containsExactlyInAnyOrderElementsOf(expected)
        .hasSize(QUERIES * 2 * VOTES.size());
    assertThat(expected).extracting(Expected::tied).contains(true, false, null);
  }

  /** Few different scores, answers and confidences, so that much is tied. */
  private static TinyLake lake(Random random) {
    TinyLake lake =
        TinyLake.of(MODELS.toArray(String[]::new))
            .segmentColumns("benchmark")
            .confidenceColumns("p", "verbal");
    for (int i = 0; i < QUERIES; i++) {
      String id = "q" + i;
      lake.on("2026-01-0" + (1 + i % 2));
      lake.query(id, List.of("own", "never", "else").get(random.nextInt(3)));
      for (String model : MODELS) {
        lake.score(id, "knn", model, random.nextInt(9) / 8.0);
        if (FEWER.contains(model)) {
          lake.score(id, "mlp", model, random.nextInt(9) / 8.0);
        }
        if (random.nextInt(10) > 0) {
          lake.answer(
              id,
              model,
              random.nextBoolean() ? null : random.nextBoolean(),
              TEXTS.get(random.nextInt(TEXTS.size())),
              null,
              random.nextInt(5) == 0 ? null : random.nextInt(5) / 4.0,
              random.nextInt(5) == 0 ? null : (double) random.nextInt(2));
        }
      }
    }
    return lake;
  }

  private static Expected expected(TinyLake lake, Row set, Vote vote, boolean isZero) {
    String id = set.getAs(ModelSets.QUERY_ID);
    String router = set.getAs(ModelSets.ROUTER);
    List<Voter> voters = new ArrayList<>();
    List<Voter> answering = new ArrayList<>();
    int missing = 0;
    for (String model : set.<String>getList(set.fieldIndex(ModelSets.MODELS))) {
      OutcomeRow outcome = outcome(lake, id, model);
      if (outcome == null || outcome.answer() == null) {
        continue;
      }
      double score = score(lake, id, router, model);
      Double weight =
          switch (vote.name()) {
            case "majority" -> Double.valueOf(0);
            case "weighted:router-score" -> Double.valueOf(score);
            case "weighted:p" -> outcome.confidences().get(0);
            default -> outcome.confidences().get(1);
          };
      missing += weight == null ? 1 : 0;
      Voter voter = new Voter(model, outcome.answer().toLowerCase(Locale.ROOT), score, weight);
      answering.add(voter);
      if (weight != null || isZero) {
        voters.add(new Voter(model, voter.answer(), score, weight == null ? 0 : weight));
      }
    }
    if (voters.isEmpty()) {
      String action = set.getAs(ModelSets.ACTION);
      boolean isCalled = action.equals("set") || action.equals("call-all");
      String reason = answering.isEmpty() ? "no-answers" : "no-confidences";
      return new Expected(
          id,
          router,
          vote,
          null,
          isCalled ? reason : action,
          answering.size(),
          null,
          null,
          missing);
    }
    Map<String, List<Voter>> byAnswer =
        voters.stream().collect(Collectors.groupingBy(Voter::answer));
    double all = byAnswer.values().stream().mapToDouble(side -> sum(side, vote)).sum();
    double most = byAnswer.values().stream().mapToDouble(side -> sum(side, vote)).max().orElse(0);
    List<List<Voter>> winners =
        byAnswer.values().stream().filter(side -> sum(side, vote) == most).toList();
    String answer =
        winners.stream()
            .max(
                Comparator.comparingDouble(VoteAgreementTest::meanScore)
                    .thenComparing(side -> side.get(0).model(), Comparator.reverseOrder()))
            .orElseThrow()
            .get(0)
            .answer();
    String representative =
        answering.stream()
            .filter(voter -> voter.answer().equals(answer))
            .max(
                Comparator.comparingDouble(Voter::score)
                    .thenComparing(Voter::model, Comparator.reverseOrder()))
            .orElseThrow()
            .model();
    return new Expected(
        id,
        router,
        vote,
        representative,
        null,
        answering.size(),
        Math.round(most / all * 1e9),
        winners.size() > 1,
        missing);
  }

  /** A model of a set with an answer, in the order of the pool. */
  private record Voter(String model, String answer, double score, Double weight) {}

  /** Adds the same weights in the same order, so that equal ones have equal sums. */
  private static double sum(List<Voter> side, Vote vote) {
    double temperature = vote.temperature() == null ? 1 : vote.temperature();
    return side.stream()
        .map(Voter::weight)
        .sorted()
        .mapToDouble(weight -> Math.exp(weight / temperature))
        .reduce(0, Double::sum);
  }

  /**
   * Of multiples of 1/8: exact but for the division by up to 5, which is the same for equal ones.
   */
  private static double meanScore(List<Voter> side) {
    return side.stream().mapToDouble(Voter::score).sum() / side.size();
  }

  private static OutcomeRow outcome(TinyLake lake, String id, String model) {
    return lake.outcomes().stream()
        .filter(row -> row.queryId().equals(id) && row.model().equals(model))
        .findFirst()
        .orElse(null);
  }

  private static double score(TinyLake lake, String id, String router, String model) {
    return lake.scores().stream()
        .filter(row -> row.queryId().equals(id) && row.router().equals(router))
        .filter(row -> row.model().equals(model))
        .mapToDouble(ScoreRow::score)
        .findFirst()
        .orElseThrow();
  }

  private static Expected actual(Row row) {
    Double share = row.getAs(Predictions.SHARE);
    return new Expected(
        row.getAs(Predictions.QUERY_ID),
        row.getAs(Predictions.ROUTER),
        new Vote(row.getAs(Predictions.VOTE), row.getAs(Predictions.TEMPERATURE)),
        row.getAs(Predictions.MODEL),
        row.getAs(Predictions.UNANSWERED),
        row.<Integer>getAs(Predictions.ANSWERS),
        share == null ? null : Math.round(share * 1e9),
        row.getAs(Predictions.TIED),
        row.<Integer>getAs(Predictions.MISSING_CONFIDENCES));
  }
}
