package dev.racer.core.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.core.pool.ModelPool;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.RowBuilder;
import dev.racer.core.score.Smoothing;
import dev.racer.core.score.Ties;
import dev.racer.core.serving.ServingDocument.Outcome;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluatorTest {
  private static final List<String> MODELS = RowBuilder.POOL.models(); // llama, mistral, qwen

  /** Gaps 0, .375 and .625; the null model's is .75. */
  private static final double[] SCORES = {.875, .5, .25};

  private static final String[] NO_VALUES = {};
  private static final Instant UNTIL = Instant.parse("2026-11-29T10:15:30Z");

  @ParameterizedTest(name = "threshold {0}")
  @CsvSource({
    "-0x1p-40, abstain, '', false",
    "0, set, llama, false",
    "0.374, set, llama, false",
    "0.375, set, llama mistral, false",
    "0.625, set, llama mistral qwen, false",
    "0.75, set, llama mistral qwen, true"
  })
  void aModelAtTheThresholdIsInTheSet(
      double threshold, String action, String models, boolean selectsNull) {
    double exact = Math.rint(threshold * 0x1p40) * 0x1p-40;

    Decision decision = decide(new ServingDocument().row("all", Outcome.at(exact)), SCORES);

    assertThat(decision.action().key()).isEqualTo(action);
    assertThat(decision.reason()).isEqualTo(Reason.THRESHOLD);
    assertThat(String.join(" ", decision.models())).isEqualTo(models);
    assertThat(decision.size()).isEqualTo(decision.models().size());
    assertThat(decision.selectsNull()).isEqualTo(selectsNull);
    assertThat(decision.segment()).isEqualTo("all");
    assertThat(decision.threshold().orElseThrow().threshold()).hasValue(exact);
  }

  @Test
  void aModelOneStepAboveTheThresholdIsNotInTheSet() {
    ServingDocument document = new ServingDocument().row("all", Outcome.at(.375 - 0x1p-40));

    assertThat(decide(document, SCORES).models()).containsExactly("llama");
  }

  @Test
  void tiedModelsAreInTheSetTogether() {
    ServingDocument document = new ServingDocument().row("all", Outcome.at(.25));

    Decision decision = decide(document, new double[] {.5, .75, .5});

    assertThat(decision.models()).containsExactly("llama", "mistral", "qwen");
  }

  @Test
  void theNullModelAloneIsAnAbstention() {
    ServingDocument document = new ServingDocument().row("all", Outcome.at(.25));

    Decision decision = decide(document, new double[] {.25, .25, .125}); // null model: .75

    assertThat(decision.action()).isEqualTo(Action.ABSTAIN);
    assertThat(decision.selectsNull()).isTrue();
    assertThat(decision.models()).isEmpty();
    assertThat(decision.size()).isZero();
  }

  @Test
  void anAbsentNullModelIsInNoSet() {
    ServingDocument document = new ServingDocument();
    document.nullScore = "absent";
    document.row("all", Outcome.at(1)).row("benchmark=hard", Outcome.INFEASIBLE);

    assertThat(decide(document, SCORES).selectsNull()).isFalse();
    Decision all = decideFor(document, "hard");
    assertThat(all.action()).isEqualTo(Action.CALL_ALL);
    assertThat(all.selectsNull()).isFalse();
  }

  @Test
  void modelsKeepTheCallersOrder() {
    PublishedThresholds document = new ServingDocument().row("all", Outcome.at(.375)).build();
    Evaluator evaluator =
        Evaluator.of(document, "knn", List.of("qwen", "llama", "mistral"), List.of());
    Decision decision = evaluator.newDecision();

    evaluator.decide(new double[] {.25, .875, .5}, "q1", NO_VALUES, decision);

    assertThat(evaluator.models()).containsExactly("qwen", "llama", "mistral");
    assertThat(decision.selects(0)).isFalse();
    assertThat(decision.selects(1)).isTrue();
    assertThat(decision.selects(2)).isTrue();
    assertThat(decision.models()).containsExactly("llama", "mistral");
  }

  @Test
  void normalizedScoresKeepTheCallersOrder() {
    PublishedThresholds document = new ServingDocument().row("all", Outcome.at(.375)).build();
    Evaluator evaluator =
        Evaluator.of(document, "knn", List.of("qwen", "llama", "mistral"), List.of());
    Decision decision = evaluator.newDecision();
    double[] normalized = new double[3];

    evaluator.decide(new double[] {.25, .875, .5}, "q1", NO_VALUES, decision);
    decision.copyNormalizedScores(normalized);

    assertThat(normalized).containsExactly(.25, .875, .5); // nothing normalizes them here
    assertThatThrownBy(() -> decision.copyNormalizedScores(new double[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Scores must hold 3 values, got 2");
    assertThatThrownBy(() -> evaluator.newDecision().copyNormalizedScores(normalized))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void noiseIsThatOfThePoolWhateverTheCallersOrder() {
    ServingDocument smoothed = new ServingDocument();
    smoothed.smoothing = new Smoothing(Ties.SMOOTHED, .5, 0);
    PublishedThresholds document = smoothed.row("all", Outcome.at(.5)).build();
    Evaluator sorted = Evaluator.of(document, "knn", MODELS, List.of());
    Evaluator reversed =
        Evaluator.of(document, "knn", List.of("qwen", "mistral", "llama"), List.of());
    Decision one = sorted.newDecision();
    Decision other = reversed.newDecision();
    int differing = 0;

    for (int i = 0; i < 100; i++) {
      sorted.decide(SCORES, "q" + i, NO_VALUES, one);
      reversed.decide(new double[] {.25, .5, .875}, "q" + i, NO_VALUES, other);

      assertThat(other.models()).containsExactlyInAnyOrderElementsOf(one.models());
      differing += one.size() < 2 ? 1 : 0;
    }

    assertThat(differing).isBetween(1, 99); // noise does decide
  }

  @Test
  void withoutAQueryIdTheSetHoldsThatOfEveryId() {
    ServingDocument smoothed = new ServingDocument();
    smoothed.smoothing = new Smoothing(Ties.SMOOTHED, .5, 0);
    Evaluator evaluator =
        Evaluator.of(smoothed.row("all", Outcome.at(.75)).build(), "knn", MODELS, List.of());
    Decision without = evaluator.newDecision();
    Decision with = evaluator.newDecision();
    int smaller = 0;

    evaluator.decide(SCORES, NO_VALUES, without);

    assertThat(without.models()).isEqualTo(MODELS);
    assertThat(without.selectsNull()).isTrue();
    for (int i = 0; i < 100; i++) {
      evaluator.decide(SCORES, "q" + i, NO_VALUES, with);
      assertThat(without.models()).containsAll(with.models());
      smaller += with.size() < without.size() ? 1 : 0;
    }
    assertThat(smaller).isPositive();
  }

  /** Rows: all at .375, big at .625, the rest at 1, hard and never without a threshold. */
  @ParameterizedTest(name = "{0}, {1}, benchmark {2}")
  @CsvSource(
      nullValues = "null",
      value = {
        "rest, call-all, big, set, threshold, 3, benchmark=big",
        "rest, call-all, small, set, borrowed, 3, benchmark=small",
        "rest, call-all, hard, call-all, infeasible, 3, benchmark=hard",
        "rest, call-all, never, call-all, unreachable, 3, benchmark=never",
        "rest, call-all, new, set, unknown-segment, 3, benchmark=new",
        "rest, call-all, null, set, no-segment, 2, all",
        "rest, refuse, big, set, threshold, 3, benchmark=big",
        "rest, refuse, small, set, borrowed, 3, benchmark=small",
        "rest, refuse, hard, refuse, infeasible, 0, benchmark=hard",
        "rest, refuse, never, refuse, unreachable, 0, benchmark=never",
        "rest, refuse, new, set, unknown-segment, 3, benchmark=new",
        "rest, refuse, null, set, no-segment, 2, all",
        "all, call-all, big, set, threshold, 3, benchmark=big",
        "all, call-all, small, set, borrowed, 2, benchmark=small",
        "all, call-all, hard, call-all, infeasible, 3, benchmark=hard",
        "all, call-all, never, call-all, unreachable, 3, benchmark=never",
        "all, call-all, new, set, unknown-segment, 2, benchmark=new",
        "all, call-all, null, set, no-segment, 2, all",
        "all, refuse, big, set, threshold, 3, benchmark=big",
        "all, refuse, small, set, borrowed, 2, benchmark=small",
        "all, refuse, hard, refuse, infeasible, 0, benchmark=hard",
        "all, refuse, never, refuse, unreachable, 0, benchmark=never",
        "all, refuse, new, set, unknown-segment, 2, benchmark=new",
        "all, refuse, null, set, no-segment, 2, all",
        "call-all, call-all, big, set, threshold, 3, benchmark=big",
        "call-all, call-all, small, call-all, small-segment, 3, benchmark=small",
        "call-all, call-all, hard, call-all, infeasible, 3, benchmark=hard",
        "call-all, call-all, never, call-all, unreachable, 3, benchmark=never",
        "call-all, call-all, new, call-all, unknown-segment, 3, benchmark=new",
        "call-all, call-all, null, set, no-segment, 2, all",
        "call-all, refuse, big, set, threshold, 3, benchmark=big",
        "call-all, refuse, small, call-all, small-segment, 3, benchmark=small",
        "call-all, refuse, hard, refuse, infeasible, 0, benchmark=hard",
        "call-all, refuse, never, refuse, unreachable, 0, benchmark=never",
        "call-all, refuse, new, call-all, unknown-segment, 3, benchmark=new",
        "call-all, refuse, null, set, no-segment, 2, all",
      })
  void theSegmentTheFallbackAndTheInfeasibleActionDecide(
      String fallback,
      String infeasibleAction,
      String benchmark,
      String action,
      String reason,
      int size,
      String segment) {
    ServingDocument document = document(fallback, infeasibleAction);
    document.row("all", Outcome.at(.375));
    addSegments(document, Outcome.at(.375), Outcome.at(1));

    Decision decision = decideFor(document, benchmark);

    assertThat(decision.action().key()).isEqualTo(action);
    assertThat(decision.reason().key()).isEqualTo(reason);
    assertThat(decision.size()).isEqualTo(size);
    assertThat(decision.models()).hasSize(size);
    assertThat(decision.selectsNull())
        .isEqualTo(action.equals("call-all") || (size == 3 && !"big".equals(benchmark)));
    assertThat(decision.segment()).isEqualTo(segment);
  }

  /** Rows: neither all nor the rest has a threshold. */
  @ParameterizedTest(name = "{0}, {1}, benchmark {2}")
  @CsvSource(
      nullValues = "null",
      value = {
        "rest, call-all, small, call-all, unreachable",
        "rest, call-all, new, call-all, unreachable",
        "rest, call-all, null, call-all, infeasible",
        "rest, refuse, small, refuse, unreachable",
        "rest, refuse, new, refuse, unreachable",
        "rest, refuse, null, refuse, infeasible",
        "all, call-all, small, call-all, infeasible",
        "all, call-all, new, call-all, infeasible",
        "all, call-all, null, call-all, infeasible",
        "all, refuse, small, refuse, infeasible",
        "all, refuse, new, refuse, infeasible",
        "all, refuse, null, refuse, infeasible",
        "call-all, call-all, small, call-all, small-segment",
        "call-all, call-all, new, call-all, unknown-segment",
        "call-all, call-all, null, call-all, infeasible",
        "call-all, refuse, small, call-all, small-segment",
        "call-all, refuse, new, call-all, unknown-segment",
        "call-all, refuse, null, refuse, infeasible",
      })
  void whereTheThresholdThatIsLentIsMissingItsReasonIsGiven(
      String fallback, String infeasibleAction, String benchmark, String action, String reason) {
    ServingDocument document = document(fallback, infeasibleAction);
    document.row("all", Outcome.INFEASIBLE);
    addSegments(document, Outcome.INFEASIBLE, Outcome.UNREACHABLE);

    Decision decision = decideFor(document, benchmark);

    assertThat(decision.action().key()).isEqualTo(action);
    assertThat(decision.reason().key()).isEqualTo(reason);
    assertThat(decision.selectsNull()).isEqualTo(action.equals("call-all"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"call-all, call-all, 3", "refuse, refuse, 0"})
  void withoutSmallSegmentsThereIsNoRestToLendAThreshold(
      String infeasibleAction, String action, int size) {
    ServingDocument document = document("rest", infeasibleAction);
    document.row("all", Outcome.at(.375)).row("benchmark=big", Outcome.at(.625));

    Decision decision = decideFor(document, "new");

    assertThat(decision.action().key()).isEqualTo(action);
    assertThat(decision.reason()).isEqualTo(Reason.INFEASIBLE);
    assertThat(decision.size()).isEqualTo(size);
    assertThat(decision.threshold()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"rest", "all", "call-all"})
  void whereNoSegmentIsSmallAnUnknownOneHasTooFewQueries(String fallback) {
    ServingDocument document = document(fallback, "refuse");
    document.minN = 0;
    document.row("all", Outcome.at(.375)).row("benchmark=big", Outcome.at(.625));

    Decision decision = decideFor(document, "new");

    assertThat(decision.action()).isEqualTo(Action.REFUSE);
    assertThat(decision.reason()).isEqualTo(Reason.INFEASIBLE);
  }

  @Test
  void allIsNeverSmall() {
    ServingDocument document = document("call-all", "refuse");
    document.row("all", "all", 10, Outcome.at(.375));

    assertThat(decide(document, SCORES).reason()).isEqualTo(Reason.THRESHOLD);
  }

  @ParameterizedTest(name = "infeasible action {0}")
  @ValueSource(strings = {"call-all", "refuse"})
  void withheldThresholdCallsAllWhateverTheInfeasibleAction(String infeasibleAction) {
    ServingDocument document = new ServingDocument().row("all", Outcome.WITHHELD);
    document.infeasibleAction = infeasibleAction;

    Decision decision = decide(document, SCORES);

    assertThat(decision.action()).isEqualTo(Action.CALL_ALL);
    assertThat(decision.reason()).isEqualTo(Reason.WITHHELD);
    assertThat(decision.models()).isEqualTo(MODELS);
  }

  @ParameterizedTest(name = "fallback {0}")
  @ValueSource(strings = {"rest", "all", "call-all"})
  void whileTheThresholdOfAllIsWithheldUnknownSegmentsCallAll(String fallback) {
    ServingDocument document = new ServingDocument().row("all", Outcome.WITHHELD);
    document.fallback = fallback;
    document.infeasibleAction = "refuse";
    document.row("benchmark=small", "rest(benchmark)", 10, Outcome.at(.25));
    Evaluator evaluator = Evaluator.of(document.build(), "knn", MODELS);
    Decision decision = evaluator.newDecision();

    evaluator.decide(SCORES, new String[] {"never seen"}, decision);

    assertThat(decision.action()).isEqualTo(Action.CALL_ALL);
    assertThat(decision.reason()).isEqualTo(Reason.WITHHELD);
    assertThat(decision.isKnownSegment()).isFalse();
  }

  @Test
  void rowsThatAreNotInForceDecideNothing() {
    ServingDocument document =
        new ServingDocument()
            .row("all", Outcome.at(0))
            .rowNotInForce("all", Outcome.at(1))
            .rowNotInForce("benchmark=big", Outcome.at(1));

    assertThat(decide(document, SCORES).size()).isEqualTo(1);
    assertThat(decideFor(document, "big").reason()).isEqualTo(Reason.INFEASIBLE); // no rest
  }

  @ParameterizedTest(name = "tenant {0}, language {1}")
  @CsvSource(
      nullValues = "null",
      value = {
        "a, en, threshold, tenant=a&language=en",
        "a, de, unknown-segment, tenant=a&language=de",
        "'', de, threshold, tenant=&language=de",
        "en, a, unknown-segment, tenant=en&language=a",
        "b, en, unknown-segment, tenant=b&language=en",
        "null, en, no-segment, all",
        "a, null, no-segment, all",
        "b, null, no-segment, all",
        "null, null, no-segment, all",
        "'a b', '\u00FC', unknown-segment, tenant=a%20b&language=%C3%BC",
        "'a', '\uD83D', unknown-segment, tenant=a&language=%3F",
      })
  void everyColumnOfACombinationCounts(
      String tenant, String language, String reason, String segment) {
    ServingDocument document = document("all", "refuse");
    document.segmentations = List.of(List.of("benchmark"), List.of("tenant", "language"));
    document
        .row("all", Outcome.at(0))
        .row("benchmark=a", Outcome.at(1))
        .row("tenant=a&language=en", Outcome.at(1))
        .row("tenant=&language=de", Outcome.at(1));
    Evaluator evaluator =
        Evaluator.of(document.build(), "knn", MODELS, List.of("tenant", "language"));
    Decision decision = evaluator.newDecision();

    evaluator.decide(SCORES, "q1", new String[] {tenant, language}, decision);

    assertThat(decision.reason().key()).isEqualTo(reason);
    assertThat(decision.segment()).isEqualTo(segment);
    assertThat(decision.size()).isEqualTo(reason.equals("threshold") ? 3 : 1);
  }

  @Test
  void theSegmentOfADecisionIsNotTheCallersArray() {
    ServingDocument document = document("all", "refuse");
    Evaluator evaluator = Evaluator.of(document.row("all", Outcome.at(0)).build(), "knn", MODELS);
    Decision decision = evaluator.newDecision();
    String[] values = {"first"};

    evaluator.decide(SCORES, "q1", values, decision);
    values[0] = "second";

    assertThat(decision.segment()).isEqualTo("benchmark=first");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"call-all, 3, true", "refuse, 0, false"})
  void aStaleVersionAppliesNoThreshold(String action, int size, boolean selectsNull) {
    ServingDocument document = new ServingDocument();
    document.infeasibleAction = action;
    document.row("all", Outcome.at(.25)).row("benchmark=easy", Outcome.at(.375));
    Evaluator evaluator = Evaluator.of(versionUntil(document, UNTIL), "knn", MODELS);
    Decision decision = evaluator.newDecision();

    evaluator.decide(SCORES, "q", new String[] {"easy"}, UNTIL.toEpochMilli(), decision);
    assertThat(decision.reason()).isEqualTo(Reason.THRESHOLD);
    assertThat(decision.models()).containsExactly("llama", "mistral");

    evaluator.decide(SCORES, "q", new String[] {"easy"}, UNTIL.toEpochMilli() + 1, decision);
    assertThat(decision.action().key()).isEqualTo(action);
    assertThat(decision.reason()).isEqualTo(Reason.STALE);
    assertThat(decision.size()).isEqualTo(size);
    assertThat(decision.models()).hasSize(size);
    assertThat(decision.selectsNull()).isEqualTo(selectsNull);
    assertThat(decision.segment()).isEqualTo("benchmark=easy");

    evaluator.decide(SCORES, new String[] {null}, UNTIL.toEpochMilli() + 1, decision);
    assertThat(decision.reason()).isEqualTo(Reason.STALE);
    assertThat(decision.segment()).isEqualTo("all");
    evaluator.decide(SCORES, new String[] {null}, UNTIL.toEpochMilli(), decision);
    assertThat(decision.reason()).isEqualTo(Reason.NO_SEGMENT);
  }

  @Test
  void aVersionWithoutAnEndIsNeverStale() {
    PublishedThresholds document = new ServingDocument().row("all", Outcome.at(.25)).build();

    assertThat(Evaluator.of(document, "knn", MODELS).isStale(Long.MAX_VALUE)).isFalse();
    ServedVersion version = new ServedVersion(MemoryFiles.commit(1, "0".repeat(64)), document);
    assertThat(Evaluator.of(version, "knn", MODELS).isStale(Long.MAX_VALUE)).isFalse();
  }

  private static ServedVersion versionUntil(ServingDocument document, Instant until) {
    return new ServedVersion(
        MemoryFiles.validUntil(MemoryFiles.commit(1, "0".repeat(64)), until), document.build());
  }

  @Test
  void theFirstSegmentationIsTheDefault() {
    ServingDocument document = new ServingDocument().row("all", Outcome.at(0));

    assertThat(Evaluator.of(document.build(), "knn", MODELS).segmentation())
        .containsExactly("benchmark");
    document.segmentations = List.of();
    assertThat(Evaluator.of(document.build(), "knn", MODELS).segmentation()).isEmpty();
  }

  @Test
  void aRouterThatWasNotCalibratedIsRefused() {
    PublishedThresholds document = new ServingDocument().row("all", Outcome.at(0)).build();

    assertThatThrownBy(() -> Evaluator.of(document, "mlp", MODELS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Router must be one of [knn] in publication default, got 'mlp'");
  }

  @Test
  void aRouterWithoutARowInForceIsRefused() {
    PublishedThresholds document =
        new ServingDocument().rowNotInForce("all", Outcome.at(0)).build();

    assertThatThrownBy(() -> Evaluator.of(document, "knn", MODELS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Router 'knn' must have a row in force for segment all, got none in publication"
                + " default");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "llama mistral, [qwen], []",
    "llama mistral qwen gpt, [], [gpt]",
    "llama mistral gpt, [qwen], [gpt]",
    "llama mistral qwen qwen, [], []",
    "llama mistral mistral, [qwen], []",
  })
  void modelsOtherThanTheRoutersAreRefused(String models, String missing, String unknown) {
    PublishedThresholds document = new ServingDocument().row("all", Outcome.at(0)).build();
    List<String> list = List.of(models.split(" "));

    assertThatThrownBy(() -> Evaluator.of(document, "knn", list))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Models must be those that router 'knn' was calibrated for, each once: missing "
                + missing
                + ", unknown "
                + unknown
                + ", got "
                + list);
  }

  @Test
  void anUnpublishedSegmentationIsRefused() {
    ServingDocument document = new ServingDocument().row("all", Outcome.at(0));
    document.segmentations = List.of(List.of("benchmark"), List.of("tenant", "language"));
    PublishedThresholds built = document.build();

    assertThatThrownBy(() -> Evaluator.of(built, "knn", MODELS, List.of("language", "tenant")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Segmentation must be [] or one of [[benchmark], [tenant, language]] in publication"
                + " default, got [language, tenant]");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aScoreThatIsNoNumberIsRefusedByItsModel(double score) {
    refuses(
        List.of("qwen", "llama", "mistral"),
        new double[] {.5, .5, score},
        new String[] {"big"},
        "Score of model 'mistral' must be finite, got " + score);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0x1p-60, 1.0000000000000002})
  void aScoreOutOfRangeIsRefusedByItsModel(double score) {
    refuses(
        List.of("qwen", "llama", "mistral"),
        new double[] {score, .5, .5},
        new String[] {"hard"}, // whatever the segment's rule
        "Score of model 'qwen': Score must lie in [0, 1] under normalization none, got "
            + score
            + " at pool index 2");
  }

  @Test
  void wrongLengthsAreRefused() {
    refuses(
        MODELS,
        new double[2],
        new String[] {"big"},
        "Scores must be those of [llama, mistral, qwen], got 2");
    refuses(MODELS, SCORES, new String[0], "Segment values must be those of [benchmark], got 0");
    refuses(
        MODELS,
        SCORES,
        new String[] {"a", "b"},
        "Segment values must be those of [benchmark], got 2");
  }

  @Test
  void aDecisionOfAnotherEvaluatorIsRefused() {
    PublishedThresholds document = new ServingDocument().row("all", Outcome.at(0)).build();
    Evaluator evaluator = Evaluator.of(document, "knn", MODELS, List.of());
    Evaluator other = Evaluator.of(document, "knn", MODELS);
    Decision decision = other.newDecision();
    other.decide(SCORES, "q1", new String[] {"big"}, decision);

    assertThat(evaluator.fits(decision)).isFalse();
    assertThat(other.fits(decision)).isTrue();
    assertThatThrownBy(() -> evaluator.decide(SCORES, "q1", NO_VALUES, decision))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Decision must be made by the evaluator that it is used with, got one of router 'knn'"
                + " over [benchmark]");
    assertUndecided(decision);
  }

  @Test
  void nothingIsDecidedBeforeTheFirstDecision() {
    PublishedThresholds document = new ServingDocument().row("all", Outcome.at(0)).build();

    assertUndecided(Evaluator.of(document, "knn", MODELS).newDecision());
  }

  @Test
  void anIndexOutsideTheModelsIsRefused() {
    Decision decision = decide(new ServingDocument().row("all", Outcome.at(1)), SCORES);

    assertThatThrownBy(() -> decision.selects(3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> decision.selects(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aPoolOfOneModelIsServed() {
    ServingDocument document = new ServingDocument();
    document.pool = ModelPool.of(List.of("only"));
    Evaluator evaluator =
        Evaluator.of(document.row("all", Outcome.at(0)).build(), "knn", List.of("only"), List.of());
    Decision decision = evaluator.newDecision();

    evaluator.decide(new double[] {.75}, "q1", NO_VALUES, decision);

    assertThat(decision.models()).containsExactly("only");
  }

  private static ServingDocument document(String fallback, String infeasibleAction) {
    ServingDocument document = new ServingDocument();
    document.fallback = fallback;
    document.infeasibleAction = infeasibleAction;
    return document;
  }

  /** What calibration writes for small segments under each fallback. */
  private static void addSegments(ServingDocument document, Outcome all, Outcome rest) {
    document
        .row("benchmark=big", Outcome.at(.625))
        .row("benchmark=hard", Outcome.INFEASIBLE)
        .row("benchmark=never", Outcome.UNREACHABLE);
    switch (document.fallback) {
      case "rest" -> document.row("benchmark=small", "rest(benchmark)", 5, rest);
      case "all" -> document.row("benchmark=small", "all", 5, all);
      default -> document.row("benchmark=small", "benchmark=small", 5, Outcome.INFEASIBLE);
    }
  }

  private static Decision decide(ServingDocument document, double[] scores) {
    Evaluator evaluator = Evaluator.of(document.build(), "knn", MODELS, List.of());
    Decision decision = evaluator.newDecision();
    evaluator.decide(scores, "q1", NO_VALUES, decision);
    return decision;
  }

  private static Decision decideFor(ServingDocument document, String benchmark) {
    Evaluator evaluator = Evaluator.of(document.build(), "knn", MODELS);
    Decision decision = evaluator.newDecision();
    evaluator.decide(SCORES, "q1", new String[] {benchmark}, decision);
    return decision;
  }

  private static void refuses(
      List<String> models, double[] scores, String[] values, String message) {
    ServingDocument document = new ServingDocument().row("all", Outcome.at(0));
    document.row("benchmark=hard", Outcome.INFEASIBLE);
    Evaluator evaluator = Evaluator.of(document.build(), "knn", models);
    Decision decision = evaluator.newDecision();
    evaluator.decide(SCORES, "q1", new String[] {"big"}, decision);

    assertThatThrownBy(() -> evaluator.decide(scores, "q1", values, decision))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertUndecided(decision);
    assertThatThrownBy(() -> evaluator.decide(scores, values, decision))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertUndecided(decision);
  }

  private static void assertUndecided(Decision decision) {
    List<Runnable> accessors =
        List.of(
            decision::action,
            decision::reason,
            decision::size,
            () -> decision.selects(0),
            decision::selectsNull,
            decision::segment,
            decision::threshold,
            decision::models);
    for (Runnable accessor : accessors) {
      assertThatThrownBy(accessor::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "A decision must be made before it is read; none was, or the last one was refused");
    }
  }
}
