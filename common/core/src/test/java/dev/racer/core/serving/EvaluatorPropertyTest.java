package dev.racer.core.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.pool.ModelPool;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.SegmentName;
import dev.racer.core.score.Smoothing;
import dev.racer.core.score.TieNoise;
import dev.racer.core.score.Ties;
import dev.racer.core.serving.ServingDocument.Outcome;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Decisions against an oracle in decimal arithmetic that searches rows by name. */
class EvaluatorPropertyTest {
  private static final MathContext DIGITS = new MathContext(60);
  private static final BigDecimal UNIT = BigDecimal.ONE.divide(BigDecimal.valueOf(1L << 40));
  private static final List<List<String>> SEGMENTATIONS =
      List.of(List.of("a"), List.of("b", "c"), List.of());
  private static final List<String> VALUES = List.of("x", "y", "", "z&=");
  private static final int QUERIES = 40;

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  /** Scores in pool order; values may be null. */
  private record Query(List<Double> inPoolOrder, Optional<String> id, List<String> ofColumns) {
    double[] scores() {
      return inPoolOrder.stream().mapToDouble(Double::doubleValue).toArray();
    }

    String[] values() {
      return ofColumns.toArray(String[]::new);
    }
  }

  private record Expected(Action action, Reason reason, TreeSet<String> models, boolean hasNull) {}

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void decisionsAreThoseOfTheOracle(long seed) {
    Random random = new Random(seed);
    ServingDocument settings = settings(random);
    List<String> order = new ArrayList<>(settings.pool.models());
    Collections.shuffle(order, random);
    List<String> segmentation = SEGMENTATIONS.get(random.nextInt(SEGMENTATIONS.size()));
    List<Query> queries = queries(settings, segmentation.size(), random);
    addRows(settings, segmentation, queries, random);
    PublishedThresholds document = settings.build();
    Evaluator evaluator = Evaluator.of(document, settings.router, order, segmentation);
    Decision decision = evaluator.newDecision();

    for (Query query : queries) {
      double[] inOrder =
          order.stream().mapToDouble(m -> query.scores()[settings.pool.indexOf(m)]).toArray();
      if (query.id().isPresent()) {
        evaluator.decide(inOrder, query.id().get(), query.values(), decision);
      } else {
        evaluator.decide(inOrder, query.values(), decision);
      }

      Expected expected = oracle(settings, document, segmentation, query);
      assertThat(decision.action()).isEqualTo(expected.action());
      assertThat(decision.reason()).isEqualTo(expected.reason());
      assertThat(new TreeSet<>(decision.models())).isEqualTo(expected.models());
      assertThat(decision.size()).isEqualTo(expected.models().size());
      assertThat(decision.selectsNull()).isEqualTo(expected.hasNull());
    }
  }

  private static ServingDocument settings(Random random) {
    ServingDocument settings = new ServingDocument();
    settings.segmentations = SEGMENTATIONS.subList(0, 2);
    settings.pool =
        ModelPool.of(List.of("m1", "M2", "\u00FC", "m10").subList(0, 1 + random.nextInt(4)));
    settings.normalization = random.nextBoolean() ? "none" : "softmax";
    settings.nullScore = random.nextInt(4) > 0 ? "one-minus-max" : "absent";
    settings.nonconformity = random.nextBoolean() ? "gap" : "inverse-probability";
    Ties ties = random.nextBoolean() ? Ties.SMOOTHED : Ties.NONE;
    settings.smoothing = new Smoothing(ties, 0x1p-20, random.nextLong());
    settings.fallback = List.of("rest", "all", "call-all").get(random.nextInt(3));
    settings.infeasibleAction = random.nextBoolean() ? "call-all" : "refuse";
    settings.minN = random.nextInt(8) == 0 ? 0 : 50;
    return settings;
  }

  private static List<Query> queries(ServingDocument settings, int columns, Random random) {
    List<Query> queries = new ArrayList<>();
    for (int q = 0; q < QUERIES; q++) {
      List<Double> scores = new ArrayList<>();
      for (int i = 0; i < settings.pool.size(); i++) {
        scores.add(random.nextInt(9) / 8.0); // ties are frequent
      }
      List<String> values = new ArrayList<>();
      for (int i = 0; i < columns; i++) {
        values.add(random.nextInt(6) == 0 ? null : VALUES.get(random.nextInt(VALUES.size())));
      }
      Optional<String> id =
          random.nextInt(5) == 0
              ? Optional.empty()
              : Optional.of((q % 2 == 0 ? "query-" : "qu\u00E9ry-") + q);
      queries.add(new Query(scores, id, values));
    }
    return queries;
  }

  /** Rows as calibration writes them, for some of the combinations. */
  private static void addRows(
      ServingDocument settings, List<String> columns, List<Query> queries, Random random) {
    Outcome all = outcome(settings, queries, random);
    settings.row("all", all).rowNotInForce("all", outcome(settings, queries, random));
    if (columns.isEmpty()) {
      return;
    }
    Outcome rest = outcome(settings, queries, random);
    TreeSet<String> names = new TreeSet<>();
    for (int i = 0; i < 5; i++) {
      List<String> values =
          columns.stream().map(column -> VALUES.get(random.nextInt(VALUES.size()))).toList();
      names.add(SegmentName.of(columns, values));
    }
    for (String name : names) {
      long n = random.nextInt(100);
      if (n >= settings.minN) {
        settings.row(name, name, n, outcome(settings, queries, random));
      } else if (settings.fallback.equals("rest")) {
        settings.row(name, SegmentName.rest(columns), n, rest);
      } else if (settings.fallback.equals("all")) {
        settings.row(name, "all", n, all);
      } else {
        settings.row(name, name, n, Outcome.INFEASIBLE);
      }
    }
  }

  /** A threshold that some query meets exactly where the arithmetic is exact, or none. */
  private static Outcome outcome(ServingDocument settings, List<Query> queries, Random random) {
    int kind = random.nextInt(8);
    if (kind == 0) {
      return Outcome.INFEASIBLE;
    }
    if (kind == 1) {
      return Outcome.UNREACHABLE;
    }
    if (kind == 2) {
      return Outcome.WITHHELD;
    }
    BigDecimal threshold;
    if (settings.normalization.equals("none")) {
      List<BigDecimal> met =
          List.copyOf(nonconformity(settings, queries.get(random.nextInt(QUERIES))).values());
      threshold = met.get(random.nextInt(met.size()));
    } else {
      threshold = fixed(BigDecimal.valueOf(random.nextDouble()));
    }
    return Outcome.at(threshold.doubleValue());
  }

  private static Expected oracle(
      ServingDocument settings, PublishedThresholds document, List<String> columns, Query query) {
    List<PublishedThreshold> rows =
        document.thresholds().stream().filter(PublishedThreshold::inForce).toList();
    PublishedThreshold all = named(rows, "all").orElseThrow();
    if (columns.isEmpty()) {
      return apply(settings, all, Reason.THRESHOLD, query);
    }
    if (query.ofColumns().contains(null)) {
      return apply(settings, all, Reason.NO_SEGMENT, query);
    }
    Optional<PublishedThreshold> own = named(rows, SegmentName.of(columns, query.ofColumns()));
    if (own.isEmpty() && all.status().equals(PublishedThreshold.WITHHELD)) {
      return apply(settings, all, Reason.UNKNOWN_SEGMENT, query);
    }
    long n = own.map(PublishedThreshold::segmentN).orElse(0L);
    boolean isSmall = n < settings.minN;
    if (isSmall && settings.fallback.equals("call-all")) {
      return without(
          settings,
          Action.CALL_ALL,
          own.isPresent() ? Reason.SMALL_SEGMENT : Reason.UNKNOWN_SEGMENT);
    }
    Reason reason = isSmall ? Reason.BORROWED : Reason.THRESHOLD;
    Optional<PublishedThreshold> row = own;
    if (own.isEmpty()) {
      reason = Reason.UNKNOWN_SEGMENT;
      if (isSmall && settings.fallback.equals("all")) {
        row = Optional.of(all);
      } else if (isSmall) {
        row =
            rows.stream()
                .filter(r -> r.thresholdSegment().startsWith("rest(" + columns.get(0)))
                .findAny();
      }
    }
    return row.isPresent()
        ? apply(settings, row.get(), reason, query)
        : without(settings, Action.ofKey(settings.infeasibleAction), Reason.INFEASIBLE);
  }

  private static Expected apply(
      ServingDocument settings, PublishedThreshold row, Reason reason, Query query) {
    if (row.status().equals(PublishedThreshold.WITHHELD)) {
      return without(settings, Action.CALL_ALL, Reason.WITHHELD);
    }
    if (row.threshold().isEmpty()) {
      return without(settings, Action.ofKey(settings.infeasibleAction), Reason.ofKey(row.status()));
    }
    BigDecimal threshold = new BigDecimal(row.threshold().getAsDouble());
    TreeSet<String> models = new TreeSet<>();
    nonconformity(settings, query)
        .forEach(
            (model, value) -> {
              if (settings.normalization.equals("softmax")) { // the oracle may be a step off
                assertThat(value.subtract(threshold).abs()).isGreaterThan(UNIT);
              }
              if (value.compareTo(threshold) <= 0) {
                models.add(model);
              }
            });
    boolean hasNull = models.remove("");
    return new Expected(models.isEmpty() ? Action.ABSTAIN : Action.SET, reason, models, hasNull);
  }

  private static Expected without(ServingDocument settings, Action action, Reason reason) {
    boolean isAll = action == Action.CALL_ALL;
    return new Expected(
        action,
        reason,
        isAll ? new TreeSet<>(settings.pool.models()) : new TreeSet<>(),
        isAll && settings.nullScore.equals("one-minus-max"));
  }

  /** By model, the null model being the empty name. */
  private static Map<String, BigDecimal> nonconformity(ServingDocument settings, Query query) {
    List<String> names = new ArrayList<>(settings.pool.models());
    List<BigDecimal> scores = new ArrayList<>();
    for (double score : query.scores()) {
      scores.add(
          settings.normalization.equals("none")
              ? new BigDecimal(score)
              : exp(score).divide(sumOfExp(query.scores()), DIGITS));
    }
    if (settings.nullScore.equals("one-minus-max")) {
      names.add("");
      scores.add(BigDecimal.ONE.subtract(Collections.max(scores)));
    }
    double[] noise = new double[query.scores().length + 1];
    query.id().ifPresent(id -> new TieNoise(settings.smoothing, settings.pool).fill(id, noise));
    BigDecimal best =
        settings.nonconformity.equals("gap") ? Collections.max(scores) : BigDecimal.ONE;
    Map<String, BigDecimal> values = new TreeMap<>();
    for (int i = 0; i < names.size(); i++) {
      values.put(names.get(i), fixed(best.subtract(scores.get(i)).add(new BigDecimal(noise[i]))));
    }
    return values;
  }

  private static BigDecimal fixed(BigDecimal value) {
    return value.divide(UNIT, 0, RoundingMode.HALF_EVEN).multiply(UNIT);
  }

  private static BigDecimal sumOfExp(double[] scores) {
    BigDecimal sum = BigDecimal.ZERO;
    for (double score : scores) {
      sum = sum.add(exp(score));
    }
    return sum;
  }

  /** The series; scores lie in [0, 1]. */
  private static BigDecimal exp(double score) {
    BigDecimal sum = BigDecimal.ONE;
    BigDecimal term = BigDecimal.ONE;
    for (int i = 1; i < 60; i++) {
      term = term.multiply(new BigDecimal(score), DIGITS).divide(BigDecimal.valueOf(i), DIGITS);
      sum = sum.add(term);
    }
    return sum;
  }

  private static Optional<PublishedThreshold> named(List<PublishedThreshold> rows, String segment) {
    return rows.stream().filter(row -> row.segment().equals(segment)).findAny();
  }
}
