package dev.racer.jobs.generate;

import dev.racer.jobs.generate.Benchmark.AnswerForm;
import dev.racer.jobs.generate.GenerateConfig.Drift;
import dev.racer.jobs.generate.GenerateConfig.ScoredQueries;
import dev.racer.jobs.generate.GenerateConfig.UnknownPattern;
import dev.racer.jobs.generate.Traffic.Exploration;
import dev.racer.jobs.generate.Traffic.Retraining;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The world behind a synthetic lake: what query number {@code i} is, which models answer it, what
 * the routers think of them. Every method is a function of the config and its arguments alone,
 * through {@link CounterHash}, so that no row depends on which task makes it, or in which order.
 *
 * <p>Arrays run over the models in pool order (which is the code-point order of their names).
 */
final class SyntheticWorld implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Upper bound of the queries of the tenant {@value #TINY_TENANT}, in the whole lake. */
  static final int TINY_TENANT_QUERIES = 60;

  /** Name of the tenant that is too small for thresholds of its own. */
  static final String TINY_TENANT = "tenant-tiny";

  private static final double TRUNCATED_SHARE = 0.05;
  private static final double PENDING_SHARE = 0.5;
  private static final int LETTERED_MODELS = 26;
  private static final double STEP_PER_ROUND = 0.01;
  private static final double DIFFICULTY_SIGHT = 3;
  private static final double LEAST_PROBABILITY = 1e-9; // keeps log-odds finite
  private static final int TOPICS = 50;
  private static final int LARGEST_NUMBER_ANSWER = 5_000;
  private static final int[] WRONG_BY = {1, -1, 2, 10, -10, 7, 100, -4};
  private static final String[] LETTERS = {"A", "B", "C", "D"};
  private static final double[] CONFIDENCES = {0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0};
  // cumulative frequencies of the confidences above: heaped on .5, .8, .9, .95 and 1
  private static final double[] CONFIDENCES_WHEN_RIGHT = {.06, .10, .14, .30, .36, .62, .83, 1};
  private static final double[] CONFIDENCES_WHEN_WRONG = {.18, .25, .33, .55, .61, .81, .93, 1};

  private final List<Benchmark> benchmarks;
  private final double[] benchmarkUpTo;
  private final ResponseModel[] responses;
  private final List<String> models;
  private final double[] centsPerMillionTokens;
  private final List<RouterSpec> routers;
  private final String[] tenants;
  private final double[] tenantUpTo;
  private final long queries;
  private final long tinyTenantQueries;
  private final double routerTrainShare;
  private final boolean scoresRouterTrain;
  private final double unknownShare;
  private final boolean unknownOnHard;
  private final double meanError;
  private final double driftStrength;
  private final boolean[] losesByDrift;
  private final long driftFrom;
  private final int calledModels;
  private final boolean hasCoin;
  private final double leastExploration;
  private final double mostExploration;
  private final long labelledUntilMicros;
  private final long[][] retrainingDays;

  private final long benchmarkKey;
  private final long languageKey;
  private final long tenantKey;
  private final long routerTrainKey;
  private final long kindKey;
  private final long rightKey;
  private final long driftKey;
  private final long unknownKey;
  private final long textKey;
  private final long goldKey;
  private final long answerKey;
  private final long confidenceKey;
  private final long costKey;
  private final long latencyKey;
  private final long labelDelayKey;
  private final long eventKey;
  private final long coinKey;
  private final long pendingKey;
  private final long truncatedKey;
  // by router and version
  private final long[][] routerDifficultyKeys;
  private final long[][] routerSightKeys;
  private final long[][] routerSamplingKeys;

  /** How a query came out of the latent draw. */
  private enum Kind {
    /** Nobody answers it. */
    HARD,
    /** Each model answers it or not, independently. */
    MIXED,
    /** Everybody answers it. */
    EASY
  }

  private SyntheticWorld(GenerateConfig config, List<Benchmark> benchmarks) {
    this.benchmarks = List.copyOf(benchmarks);
    int modelCount = config.models();
    benchmarkUpTo = cumulative(benchmarks.stream().mapToDouble(Benchmark::weight).toArray());
    responses = new ResponseModel[benchmarks.size()];
    double[] meanAccuracies = new double[modelCount];
    double error = 0;
    for (int b = 0; b < responses.length; b++) {
      Benchmark benchmark = benchmarks.get(b);
      double share = benchmarkUpTo[b] - (b == 0 ? 0 : benchmarkUpTo[b - 1]);
      double[] accuracies = accuracies(benchmark, modelCount);
      responses[b] =
          ResponseModel.fit(accuracies, benchmark.unanswerableShare(), benchmark.allRightShare());
      for (int m = 0; m < modelCount; m++) {
        meanAccuracies[m] += share * accuracies[m];
        error += share * (1 - accuracies[m]) / modelCount;
      }
    }
    meanError = error;
    models = IntStream.range(0, modelCount).mapToObj(m -> modelName(m, modelCount)).toList();
    centsPerMillionTokens =
        IntStream.range(0, modelCount).mapToDouble(m -> 15 + 9 * (m % 7)).toArray();
    routers = config.routers();
    tenants = tenantNames(config.tenants());
    tenantUpTo = cumulative(tenantWeights(config));
    queries = config.queries();
    tinyTenantQueries = Math.min(TINY_TENANT_QUERIES, queries / 50);
    routerTrainShare = config.routerTrainShare();
    scoresRouterTrain = config.scoredQueries() == ScoredQueries.ALL;
    unknownShare = config.unknownShare();
    unknownOnHard = config.unknownPattern() == UnknownPattern.ON_HARD;
    driftStrength = config.drift().map(Drift::strength).orElse(0.0);
    losesByDrift = betterHalf(meanAccuracies);
    driftFrom = config.drift().map(drift -> drift.from().toEpochDay()).orElse(Long.MAX_VALUE);
    Traffic traffic = config.traffic();
    calledModels = traffic.called().orElse(modelCount);
    hasCoin = traffic.exploration().isPresent();
    leastExploration = traffic.exploration().map(Exploration::least).orElse(0.0);
    mostExploration = traffic.exploration().map(Exploration::most).orElse(0.0);
    labelledUntilMicros =
        traffic
            .labelledUntil()
            .map(day -> day.toEpochDay() * MICROS_PER_DAY)
            .orElse(Long.MAX_VALUE);
    retrainingDays = retrainingDays(routers, traffic.retrainings());

    long seed = config.seed();
    benchmarkKey = CounterHash.key(seed, "benchmark");
    languageKey = CounterHash.key(seed, "language");
    tenantKey = CounterHash.key(seed, "tenant");
    routerTrainKey = CounterHash.key(seed, "router-train");
    kindKey = CounterHash.key(seed, "kind");
    rightKey = CounterHash.key(seed, "right");
    driftKey = CounterHash.key(seed, "drift");
    unknownKey = CounterHash.key(seed, "unknown");
    textKey = CounterHash.key(seed, "text");
    goldKey = CounterHash.key(seed, "gold");
    answerKey = CounterHash.key(seed, "answer");
    confidenceKey = CounterHash.key(seed, "confidence");
    costKey = CounterHash.key(seed, "cost");
    latencyKey = CounterHash.key(seed, "latency");
    labelDelayKey = CounterHash.key(seed, "label-delay");
    eventKey = CounterHash.key(seed, "event");
    coinKey = CounterHash.key(seed, "exploration");
    pendingKey = CounterHash.key(seed, "pending");
    truncatedKey = CounterHash.key(seed, "truncated");
    routerDifficultyKeys = routerKeys(seed, "router-difficulty");
    routerSightKeys = routerKeys(seed, "router-sight");
    routerSamplingKeys = routerKeys(seed, "router-sampling");
  }

  /** Builds the world of a config, with the benchmarks {@link Benchmark#PAPER_LIKE}. */
  static SyntheticWorld of(GenerateConfig config) {
    return new SyntheticWorld(config, Benchmark.PAPER_LIKE);
  }

  /** Returns the names of the models, in pool order. */
  List<String> models() {
    return models;
  }

  /** Returns the routers. */
  List<RouterSpec> routers() {
    return routers;
  }

  /** Returns the benchmarks. */
  List<Benchmark> benchmarks() {
    return benchmarks;
  }

  /** Returns the accuracies wanted of the models in a benchmark, before any drift. */
  double[] accuracies(int benchmark) {
    return accuracies(benchmarks.get(benchmark), models.size());
  }

  /** Returns the position of a query's benchmark in {@link #benchmarks()}. */
  int benchmark(long query) {
    return indexOf(benchmarkUpTo, CounterHash.unit(CounterHash.at(benchmarkKey, query)));
  }

  /** Returns the language of a query of a benchmark: the benchmark's first in 80 of 100 cases. */
  String language(long query, int benchmark) {
    List<String> languages = benchmarks.get(benchmark).languages();
    int others = languages.size() - 1;
    long bits = CounterHash.at(languageKey, query);
    return others == 0 || CounterHash.unit(bits) < 0.8
        ? languages.get(0)
        : languages.get(1 + CounterHash.below(CounterHash.at(languageKey, query, 0), others));
  }

  /** Returns the tenant of a query. */
  String tenant(long query) {
    int rank = tenantRank(query);
    return rank == tenants.length ? TINY_TENANT : tenants[rank];
  }

  /** Returns the rank of a query's tenant, 0 for the largest; the tiny tenant is the last. */
  private int tenantRank(long query) {
    // evenly spread, so that the tiny tenant has its number of queries to the one
    if (query * tinyTenantQueries % queries < tinyTenantQueries) {
      return tenants.length;
    }
    return indexOf(tenantUpTo, CounterHash.unit(CounterHash.at(tenantKey, query)));
  }

  /** Returns the probability of the coin that sends a query to the whole pool; 0 without a coin. */
  double explorationProbability(long query) {
    if (leastExploration == mostExploration) {
      return leastExploration;
    }
    double step = (mostExploration - leastExploration) / tenants.length;
    return Math.min(mostExploration, leastExploration + step * tenantRank(query));
  }

  /** Says whether the coin sent a query to the whole pool. */
  boolean isExplored(long query) {
    return hasCoin
        && CounterHash.unit(CounterHash.at(coinKey, query)) < explorationProbability(query);
  }

  /** Returns how many models are called for a query that is not explored. */
  int calledModels() {
    return calledModels;
  }

  /** Returns the instant, in microseconds since 1970, from which on labels are missing. */
  long labelledUntilMicros() {
    return labelledUntilMicros;
  }

  /** Says whether a missing label will come, rather than its judge having failed. */
  boolean isPending(long query, int model) {
    return CounterHash.unit(CounterHash.at(pendingKey, query, model)) < PENDING_SHARE;
  }

  /** Says whether a wrong answer is wrong because it was cut off. */
  boolean isTruncated(long query, int model) {
    return CounterHash.unit(CounterHash.at(truncatedKey, query, model)) < TRUNCATED_SHARE;
  }

  /** Says whether the drift applies on a day, counted from 1970. */
  boolean isDrifted(long epochDay) {
    return epochDay >= driftFrom;
  }

  /** Returns the version of a router on a day counted from 1970: 0 before any retraining. */
  int version(int router, long epochDay) {
    int version = 0;
    for (long day : retrainingDays[router]) {
      version += day <= epochDay ? 1 : 0;
    }
    return version;
  }

  /** Says whether the routers were trained on a query. */
  boolean routerTrain(long query) {
    return CounterHash.unit(CounterHash.at(routerTrainKey, query)) < routerTrainShare;
  }

  /** Says whether a query has router scores. */
  boolean isScored(long query) {
    return scoresRouterTrain || !routerTrain(query);
  }

  /**
   * Returns when a query came in.
   *
   * @param positionInDay number of the query among those of its day, from 0
   * @param queriesOfDay how many the day has
   * @return microseconds since midnight; increases with the position
   */
  long microsOfDay(long query, long positionInDay, long queriesOfDay) {
    double position = positionInDay + CounterHash.unit(CounterHash.at(eventKey, query));
    long micros = (long) (position / queriesOfDay * MICROS_PER_DAY);
    return Math.min(micros, MICROS_PER_DAY - 1); // the division may round up to 1
  }

  /** Microseconds of a day. */
  static final long MICROS_PER_DAY = 86_400_000_000L;

  /**
   * Returns how long after the query its labels arrived: mostly within six hours, sometimes three
   * days.
   *
   * @return microseconds, whole seconds
   */
  long labelDelayMicros(long query) {
    long bits = CounterHash.at(labelDelayKey, query);
    int hours = CounterHash.unit(bits) < 0.9 ? 6 : 72;
    return (60 + CounterHash.below(CounterHash.at(labelDelayKey, query, 0), hours * 3_600))
        * 1_000_000L;
  }

  /**
   * Decides which models answer a query correctly, before any drift.
   *
   * @param right output, in pool order
   */
  void answersBeforeDrift(long query, int benchmark, boolean[] right) {
    switch (kind(query, benchmark)) {
      case HARD -> Arrays.fill(right, false);
      case EASY -> Arrays.fill(right, true);
      case MIXED -> {
        ResponseModel response = responses[benchmark];
        for (int m = 0; m < right.length; m++) {
          double draw = CounterHash.unit(CounterHash.at(rightKey, query, m));
          right[m] = draw < response.mixedAccuracy(m);
        }
      }
    }
  }

  /**
   * Applies the drift to what {@link #answersBeforeDrift} decided.
   *
   * @param right changed in place
   */
  void drift(long query, boolean[] right) {
    boolean answerable = false;
    for (boolean one : right) {
      answerable |= one;
    }
    if (!answerable) {
      return;
    }
    for (int m = 0; m < right.length; m++) {
      double draw = CounterHash.unit(CounterHash.at(driftKey, query, m));
      if (losesByDrift[m]) {
        right[m] &= draw >= driftStrength;
      } else {
        right[m] |= draw < driftStrength / 2;
      }
    }
  }

  /** Returns the probability that a label of a query is missing, from how many models are right. */
  double unknownProbability(boolean[] right) {
    if (!unknownOnHard) {
      return unknownShare;
    }
    int wrong = 0;
    for (boolean one : right) {
      wrong += one ? 0 : 1;
    }
    double hardness = (double) wrong / right.length;
    return Math.min(1, unknownShare * (0.2 + 0.8 * hardness / meanError));
  }

  /** Says whether the label of a query and model is missing. */
  boolean isUnknown(long query, int model, double probability) {
    return probability > 0
        && CounterHash.unit(CounterHash.at(unknownKey, query, model)) < probability;
  }

  /**
   * Computes the scores that a router gives; they know nothing of the drift.
   *
   * <p>The router sees two things, each with normal noise: how difficult the query is (shared by
   * all models) and, per model, whether that model will be right. Its probability is the posterior
   * given what it sees of difficulty and of that one model.
   *
   * @param router position in {@link #routers()}
   * @param version from {@link #version}; each has noise of its own
   * @param right from {@link #answersBeforeDrift}
   * @param scores output, in pool order; finite; higher is better
   */
  void scores(
      long query, int benchmark, int router, int version, boolean[] right, double[] scores) {
    RouterSpec spec = routers.get(router);
    ResponseModel response = responses[benchmark];
    int ease =
        switch (kind(query, benchmark)) {
          case HARD -> -1;
          case MIXED -> 0;
          case EASY -> 1;
        };
    double sight = DIFFICULTY_SIGHT * spec.skill();
    double seen =
        sight * ease
            + CounterHash.gaussian(CounterHash.at(routerDifficultyKeys[router][version], query));
    // likelihoods relative to that of the mixed kind
    double half = sight * sight / 2;
    double hard = response.hardShare() * StrictMath.exp(-sight * seen - half);
    double easy = response.easyShare() * StrictMath.exp(sight * seen - half);
    double mixed = 1 - response.hardShare() - response.easyShare();
    double all = hard + easy + mixed;
    for (int m = 0; m < scores.length; m++) {
      double prior = (easy + mixed * response.mixedAccuracy(m)) / all;
      double sign = right[m] ? 0.5 : -0.5;
      double seenOfModel =
          spec.skill() * sign
              + CounterHash.gaussian(CounterHash.at(routerSightKeys[router][version], query, m));
      double ratio = StrictMath.exp(spec.skill() * seenOfModel);
      double probability = prior * ratio / (1 - prior + prior * ratio);
      scores[m] = score(spec, probability, query, routerSamplingKeys[router][version], m);
    }
  }

  private static double score(
      RouterSpec spec, double probability, long query, long samplingKey, int model) {
    int resolution = spec.resolution();
    return switch (spec.form()) {
      case SIGMOID -> probability;
      case LOGIT -> {
        double clamped = Math.max(LEAST_PROBABILITY, Math.min(1 - LEAST_PROBABILITY, probability));
        yield StrictMath.log(clamped / (1 - clamped));
      }
      case LEVELS ->
          Math.min(Math.floor(probability * resolution), resolution - 1.0) / (resolution - 1);
      case NEIGHBOURS -> {
        // the normal approximation of how many of the neighbours are right
        double spread = Math.sqrt(Math.max(0, resolution * probability * (1 - probability)));
        double noise = CounterHash.gaussian(CounterHash.at(samplingKey, query, model));
        double neighbours = Math.rint(resolution * probability + spread * noise);
        yield Math.max(0, Math.min(resolution, neighbours)) / resolution;
      }
    };
  }

  /** Returns the text of a query: short, and different for each. */
  String text(long query, int benchmark) {
    int topic = 1 + CounterHash.below(CounterHash.at(textKey, query), TOPICS);
    return "Synthetic "
        + benchmarks.get(benchmark).name()
        + " question "
        + query
        + " on topic "
        + topic;
  }

  /** Returns the right answer of a query. */
  String goldAnswer(long query, int benchmark) {
    int gold = gold(query, benchmark);
    return isNumber(benchmark) ? Integer.toString(gold) : LETTERS[gold];
  }

  /**
   * Returns what a model answers: the gold answer exactly when it is right. Half of the wrong
   * answers to a query agree with each other.
   */
  String answer(long query, int benchmark, int model, boolean right) {
    if (right) {
      return goldAnswer(query, benchmark);
    }
    int gold = gold(query, benchmark);
    long own = CounterHash.at(answerKey, query, model);
    long bits = own >>> 63 == 0 ? CounterHash.at(answerKey, query) : own;
    return isNumber(benchmark)
        ? Integer.toString(gold + WRONG_BY[CounterHash.below(bits, WRONG_BY.length)])
        : LETTERS[(gold + 1 + CounterHash.below(bits, 3)) % 4];
  }

  /** Returns the confidence a model states in its answer, one of eight values in [0.5, 1]. */
  double verbalConfidence(long query, int model, boolean right) {
    double[] upTo = right ? CONFIDENCES_WHEN_RIGHT : CONFIDENCES_WHEN_WRONG;
    double draw = CounterHash.unit(CounterHash.at(confidenceKey, query, model));
    return CONFIDENCES[indexOf(upTo, draw)];
  }

  /** Returns the price of an answer, in dollars, a multiple of 10<sup>-6</sup>. */
  double cost(long query, int model) {
    int tokens = 80 + CounterHash.below(CounterHash.at(costKey, query, model), 400);
    return Math.rint(centsPerMillionTokens[model] * tokens / 100) / 1e6;
  }

  /** Returns how long an answer took, in milliseconds. */
  long latencyMillis(long query, int model) {
    double draw = CounterHash.unit(CounterHash.at(latencyKey, query, model));
    double square = draw * draw;
    return Math.round((180 + 60 * (model % 7)) * (1 + 4 * square * square));
  }

  private Kind kind(long query, int benchmark) {
    ResponseModel response = responses[benchmark];
    double draw = CounterHash.unit(CounterHash.at(kindKey, query));
    if (draw < response.hardShare()) {
      return Kind.HARD;
    }
    return draw < response.hardShare() + response.easyShare() ? Kind.EASY : Kind.MIXED;
  }

  private boolean isNumber(int benchmark) {
    return benchmarks.get(benchmark).answers() == AnswerForm.NUMBER;
  }

  private int gold(long query, int benchmark) {
    long bits = CounterHash.at(goldKey, query);
    return isNumber(benchmark)
        ? 101 + CounterHash.below(bits, LARGEST_NUMBER_ANSWER - 100)
        : CounterHash.below(bits, LETTERS.length);
  }

  private long[][] routerKeys(long seed, String purpose) {
    long[][] keys = new long[routers.size()][];
    for (int r = 0; r < keys.length; r++) {
      // by name, so that a router's scores do not depend on which other routers there are
      String name = purpose + "\0" + routers.get(r).name();
      keys[r] =
          IntStream.rangeClosed(0, retrainingDays[r].length)
              .mapToLong(
                  version -> CounterHash.key(seed, version == 0 ? name : name + "\0" + version))
              .toArray();
    }
    return keys;
  }

  private static long[][] retrainingDays(List<RouterSpec> routers, List<Retraining> retrainings) {
    return routers.stream()
        .map(
            router ->
                retrainings.stream()
                    .filter(one -> one.router().equals(router.name()))
                    .mapToLong(one -> one.from().toEpochDay())
                    .toArray())
        .toArray(long[][]::new);
  }

  private static double[] accuracies(Benchmark benchmark, int models) {
    List<Double> base = benchmark.accuracies();
    double[] accuracies = new double[models];
    for (int m = 0; m < models; m++) {
      int round = m / base.size();
      double lower = base.get(m % base.size()) - STEP_PER_ROUND * round;
      accuracies[m] = m < base.size() ? lower : Math.max(lower, benchmark.allRightShare() + 0.02);
    }
    return accuracies;
  }

  private static String modelName(int model, int models) {
    if (models <= LETTERED_MODELS) {
      return "model-" + (char) ('a' + model);
    }
    return "model-" + padded(model, models - 1);
  }

  private static String[] tenantNames(int tenants) {
    return IntStream.rangeClosed(1, tenants)
        .mapToObj(tenant -> "tenant-" + padded(tenant, tenants))
        .toArray(String[]::new);
  }

  private static String padded(int number, int largest) {
    String digits = Integer.toString(number);
    return "0".repeat(Math.max(0, Integer.toString(largest).length() - digits.length())) + digits;
  }

  private static double[] tenantWeights(GenerateConfig config) {
    double[] weights =
        IntStream.rangeClosed(1, config.tenants()).mapToDouble(rank -> 1.0 / rank).toArray();
    if (config.skew().isPresent()) {
      double first = config.skew().get();
      double others = Arrays.stream(weights).skip(1).sum();
      weights[0] = others * first / (1 - first);
    }
    return weights;
  }

  private static boolean[] betterHalf(double[] accuracies) {
    boolean[] better = new boolean[accuracies.length];
    for (int m = 0; m < better.length; m++) {
      int ahead = 0;
      for (int other = 0; other < better.length; other++) {
        boolean wins =
            accuracies[other] > accuracies[m] || (accuracies[other] == accuracies[m] && other < m);
        ahead += wins ? 1 : 0;
      }
      better[m] = 2 * ahead < better.length;
    }
    return better;
  }

  /** Returns the cumulative shares; the last is exactly 1. */
  private static double[] cumulative(double[] weights) {
    double[] upTo = weights.clone();
    for (int i = 1; i < upTo.length; i++) {
      upTo[i] += upTo[i - 1];
    }
    double sum = upTo[upTo.length - 1];
    for (int i = 0; i < upTo.length; i++) {
      upTo[i] /= sum;
    }
    return upTo;
  }

  /** Returns the first index whose cumulative share is above a draw in [0, 1). */
  private static int indexOf(double[] upTo, double draw) {
    int low = 0;
    int high = upTo.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (upTo[middle] > draw) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
