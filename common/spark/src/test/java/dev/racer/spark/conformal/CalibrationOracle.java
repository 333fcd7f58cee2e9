package dev.racer.spark.conformal;

import dev.racer.core.conformal.LabelState;
import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.conformal.Thinning;
import dev.racer.core.conformal.WeightedRank;
import dev.racer.core.metric.RiskCounts;
import dev.racer.core.score.Normalization;
import dev.racer.core.score.NullScore;
import dev.racer.core.score.ScoreKind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What a calibration has to say, by plain loops over all queries, one question at a time. */
final class CalibrationOracle {
  private static final long INFINITE = Long.MAX_VALUE;

  /** A used record: K scores and labels (null = unknown) in pool order. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Query(
      String id, int router, double[] scores, Boolean[] labels, List<String> segmentValues) {}

  private final List<Query> queries;
  private final List<ScoreKind> kinds;
  private final ToDoubleFunction<Query> probability;
  private final Thinning thinning;

  CalibrationOracle(List<Query> queries, List<ScoreKind> kinds) {
    this(queries, kinds, query -> 1, new Thinning(1, 0));
  }

  /** Where queries were explored with these probabilities. */
  CalibrationOracle(
      List<Query> queries,
      List<ScoreKind> kinds,
      ToDoubleFunction<Query> probability,
      Thinning thinning) {
    this.queries = queries;
    this.kinds = kinds;
    this.probability = probability;
    this.thinning = thinning;
  }

  /** A fair sample of queries: all, where they have one probability, else those that are kept. */
  List<Query> fair(List<Query> group) {
    boolean varies = group.stream().mapToDouble(probability).distinct().count() > 1;
    List<Query> fair = new ArrayList<>(group);
    fair.removeIf(q -> varies && !thinning.keeps(probability.applyAsDouble(q), q.id()));
    return fair;
  }

  /** Those of {@link #all} that count. */
  List<Query> group(int router, List<Integer> columns, List<String> values) {
    return fair(all(router, columns, values));
  }

  /** The queries of a router for which, at all these columns, the values are these. */
  List<Query> all(int router, List<Integer> columns, List<String> values) {
    List<Query> group = new ArrayList<>();
    for (Query query : queries) {
      boolean inside = query.router() == router;
      for (int i = 0; i < columns.size(); i++) {
        inside &= values.get(i).equals(query.segmentValues().get(columns.get(i)));
      }
      if (inside) {
        group.add(query);
      }
    }
    return group;
  }

  /** Critical scores with the weights that the tenants' probabilities give them. */
  WeightedRank weighted(List<Query> group, int kind, RiskTarget target, double least) {
    List<Query> counted = group.stream().filter(query -> counts(query, target)).toList();
    return WeightedRank.of(
        counted.stream().mapToLong(query -> critical(query, kinds.get(kind))).toArray(),
        counted.stream()
            .mapToLong(query -> WeightedRank.weight(least, CalibrationTest.byTenant(query)))
            .toArray());
  }

  /** Finite critical scores, ascending. */
  List<Long> critical(List<Query> group, int kind, RiskTarget target) {
    List<Long> scores = new ArrayList<>();
    for (Query query : group) {
      long score = critical(query, kinds.get(kind));
      if (counts(query, target) && score != INFINITE) {
        scores.add(score);
      }
    }
    Collections.sort(scores);
    return scores;
  }

  RiskCounts at(List<Query> group, int kind, RiskTarget target, long threshold) {
    long n = 0;
    long misses = 0;
    long answerable = 0;
    long answerableMisses = 0;
    long sizes = 0;
    long abstentions = 0;
    for (Query query : group) {
      boolean missed = critical(query, kinds.get(kind)) > threshold;
      if (counts(query, target)) {
        n++;
        misses += missed ? 1 : 0;
      }
      if (state(query) == LabelState.ANSWERABLE) {
        answerable++;
        answerableMisses += missed ? 1 : 0;
      }
      int selected = 0;
      for (int m = 0; m < query.scores().length; m++) {
        selected += nonconformity(query, kinds.get(kind))[m] <= threshold ? 1 : 0;
      }
      sizes += selected;
      abstentions += selected == 0 ? 1 : 0;
    }
    return new RiskCounts(
        n, misses, answerable, answerableMisses, group.size(), sizes, abstentions);
  }

  static boolean counts(Query query, RiskTarget target) {
    return target == RiskTarget.MISROUTING || state(query) != LabelState.UNANSWERABLE;
  }

  static LabelState state(Query query) {
    int unknown = 0;
    int correct = 0;
    for (Boolean label : query.labels()) {
      unknown += label == null ? 1 : 0;
      correct += Boolean.TRUE.equals(label) ? 1 : 0;
    }
    if (unknown == 0) {
      return correct > 0 ? LabelState.ANSWERABLE : LabelState.UNANSWERABLE;
    }
    return correct > 0 ? LabelState.PARTLY_ANSWERABLE : LabelState.UNDECIDED;
  }

  private static long critical(Query query, ScoreKind kind) {
    long[] nonconformity = nonconformity(query, kind);
    int pool = query.scores().length;
    if (state(query) == LabelState.UNANSWERABLE) {
      return nonconformity[pool];
    }
    long least = INFINITE;
    for (int m = 0; m < pool; m++) {
      if (Boolean.TRUE.equals(query.labels()[m]) && nonconformity[m] < least) {
        least = nonconformity[m];
      }
    }
    return least;
  }

  private static long[] nonconformity(Query query, ScoreKind kind) {
    int pool = query.scores().length;
    double[] probabilities = normalized(query.scores(), kind.normalization());
    double best = 0;
    for (double probability : probabilities) {
      best = probability > best ? probability : best;
    }
    double nullScore = 1 - best;
    boolean present = kind.nullScore() == NullScore.ONE_MINUS_MAX;
    double top = kind.nonconformity().key().equals("gap") ? best : 1;
    if (kind.nonconformity().key().equals("gap") && present && nullScore > top) {
      top = nullScore;
    }
    long[] nonconformity = new long[pool + 1];
    for (int m = 0; m < pool; m++) {
      nonconformity[m] = fixed(top - probabilities[m]);
    }
    nonconformity[pool] = present ? fixed(top - nullScore) : INFINITE;
    return nonconformity;
  }

  private static double[] normalized(double[] raw, Normalization normalization) {
    double[] normalized = new double[raw.length];
    double max = Double.NEGATIVE_INFINITY;
    for (double score : raw) {
      max = score > max ? score : max;
    }
    double sum = 0;
    for (double score : raw) {
      sum += StrictMath.exp(score - max);
    }
    for (int m = 0; m < raw.length; m++) {
      normalized[m] =
          switch (normalization) {
            case SOFTMAX -> StrictMath.exp(raw[m] - max) / sum;
            case SIGMOID ->
                raw[m] < 0
                    ? StrictMath.exp(raw[m]) / (1 + StrictMath.exp(raw[m]))
                    : 1 / (1 + StrictMath.exp(-raw[m]));
            case NONE -> raw[m];
          };
    }
    return normalized;
  }

  /** Multiples of 2^-40, half to even, in decimal arithmetic. */
  static long fixed(double value) {
    return new BigDecimal(value)
        .multiply(BigDecimal.valueOf(1L << 40))
        .setScale(0, RoundingMode.HALF_EVEN)
        .longValueExact();
  }
}
