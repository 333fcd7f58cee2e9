package dev.racer.jobs.calibrate;

import dev.racer.core.conformal.Fallback;
import dev.racer.core.conformal.Guarantee;
import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.conformal.UnknownLabels;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.score.Normalization;
import dev.racer.core.score.NullScore;
import dev.racer.core.score.ScoreKind;
import dev.racer.core.score.Ties;
import dev.racer.core.score.XxHash64;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a calibration must come to, worked out once more, slowly and without Spark: DESIGN section 2
 * in plain Java, with decimal arithmetic where the job has a shortcut. Shares with the job no code
 * but the hash function and the record that a row is.
 */
final class CalibrationOracle {
  /** Above every score: no threshold suffices. */
  private static final BigDecimal NEVER = BigDecimal.valueOf(Long.MAX_VALUE);

  private static final BigDecimal SCALE = BigDecimal.valueOf(1L << 40);
  private static final MathContext DIGITS = new MathContext(60, RoundingMode.HALF_EVEN);

  /**
   * A scored query.
   *
   * @param segments values of the segment columns; a column without one is absent
   * @param scores by model
   * @param correct by model; a model whose correctness is unknown is absent
   */
  record Query(
      String id,
      Map<String, String> segments,
      Map<String, Double> scores,
      Map<String, Boolean> correct) {}

  /** A router with the queries that it has scored in full. */
  record Router(String name, List<String> models, List<Query> queries) {}

  /** The state of a query's labels. */
  private enum State {
    ANSWERABLE,
    UNANSWERABLE,
    OPEN
  }

  /** A query under one score kind. */
  private record Scored(Query query, State state, List<BigDecimal> scores, BigDecimal critical) {}

  private record Cell(Router router, String segment, ScoreKind kind) {}

  private record RankKey(int n, Guarantee guarantee, BigDecimal level, BigDecimal delta) {}

  private final CalibrateConfig config;
  private final List<Router> routers;
  private final BigDecimal delta;

  /** Segments by name; the columns and values of each. */
  private final Map<String, Map<String, String>> segments = new LinkedHashMap<>();

  private final Map<String, List<String>> columnsOf = new HashMap<>();
  private final Map<List<Object>, List<Scored>> scored = new HashMap<>();
  private final Map<RankKey, Integer> ranks = new HashMap<>();

  /**
   * @param config what is calibrated
   * @param lake segment values of every query of the lake that is not excluded by a rule
   * @param routers what the routers scored
   */
  CalibrationOracle(CalibrateConfig config, List<Map<String, String>> lake, List<Router> routers) {
    this.config = config;
    this.routers = routers;
    segments.put("all", Map.of());
    columnsOf.put("all", List.of());
    for (List<String> columns : config.segments()) {
      for (Map<String, String> values : lake) {
        if (values.keySet().containsAll(columns)) {
          Map<String, String> segment = new LinkedHashMap<>();
          columns.forEach(column -> segment.put(column, values.get(column)));
          segments.put(name(segment), segment);
          columnsOf.put(name(segment), columns);
        }
      }
    }
    BigDecimal rows = BigDecimal.valueOf((long) routers.size() * segments.size());
    this.delta =
        switch (config.deltaScope()) {
          case THRESHOLD -> config.delta();
          case FAMILY -> config.delta().divide(rows, new MathContext(17, RoundingMode.DOWN));
        };
  }

  /** All rows of the document, in its order, the intervals of true risk left out. */
  List<PublishedThreshold> rows() {
    List<PublishedThreshold> rows = new ArrayList<>();
    for (Router router : routers) {
      for (String segment : segments.keySet()) {
        for (ScoreKind kind : kinds()) {
          for (RiskTarget target : config.riskTargets()) {
            for (Guarantee guarantee : config.guarantees()) {
              for (RiskLevel level : config.riskLevels()) {
                rows.add(row(router, segment, kind, target, guarantee, level));
              }
            }
          }
        }
      }
    }
    rows.sort(
        Comparator.comparing(PublishedThreshold::router, CalibrationOracle::byCodePoint)
            .thenComparing(row -> !row.segment().equals("all"))
            .thenComparing(PublishedThreshold::segment, CalibrationOracle::byCodePoint)
            .thenComparing(PublishedThreshold::normalization)
            .thenComparing(PublishedThreshold::nullScore)
            .thenComparing(PublishedThreshold::nonconformity)
            .thenComparing(PublishedThreshold::riskTarget)
            .thenComparing(PublishedThreshold::guarantee)
            .thenComparing(row -> new BigDecimal(row.riskLevel())));
    return rows;
  }

  private List<ScoreKind> kinds() {
    List<ScoreKind> kinds = new ArrayList<>();
    for (Normalization normalization : config.normalizations()) {
      for (NullScore nullScore : config.nullScores()) {
        config
            .nonconformities()
            .forEach(score -> kinds.add(new ScoreKind(normalization, nullScore, score)));
      }
    }
    return kinds;
  }

  private PublishedThreshold row(
      Router router,
      String segment,
      ScoreKind kind,
      RiskTarget target,
      Guarantee guarantee,
      RiskLevel level) {
    List<Scored> own = scored(router, kind, segments.get(segment));
    boolean small = !segment.equals("all") && own.size() < config.minN();
    boolean callsAll = small && config.fallback() == Fallback.CALL_ALL;
    String source = small && !callsAll ? fallbackName(segment) : segment;
    List<Scored> lent = small && !callsAll ? fallback(router, kind, segment) : own;
    List<Scored> counted = lent.stream().filter(query -> counts(query, target)).toList();
    int n = counted.size();
    int rank = rank(n, guarantee, level);
    long needed = needed(guarantee, level);
    if (callsAll) {
      needed = Math.max(needed, config.minN());
    }

    String status = "infeasible";
    Optional<BigDecimal> threshold = Optional.empty();
    if (!callsAll && rank >= 1) {
      List<BigDecimal> finite =
          counted.stream()
              .map(Scored::critical)
              .filter(l -> l.compareTo(NEVER) < 0)
              .sorted()
              .toList();
      status = rank <= finite.size() ? "feasible" : "unreachable";
      threshold = rank <= finite.size() ? Optional.of(finite.get(rank - 1)) : Optional.empty();
    }
    Optional<Measured> measured =
        threshold.map(value -> measure(own, value, target)).filter(m -> m.total() > 0);
    return new PublishedThreshold(
        config.publicationName(),
        router.name(),
        segment,
        source,
        threshold.map(
            value ->
                source
                    + (config.unknownLabels() == UnknownLabels.EXCLUDE ? ";fully-labelled" : "")),
        kind.normalization().key(),
        kind.nullScore().key(),
        kind.nonconformity().key(),
        config.smoothing().ties().key(),
        "plain",
        target.key(),
        guarantee.key(),
        guarantee == Guarantee.PAC ? Optional.of(delta.stripTrailingZeros()) : Optional.empty(),
        level.text(),
        poolId(router.models()),
        n,
        lent.size(),
        lent.stream().filter(query -> query.state() == State.ANSWERABLE).count(),
        own.size(),
        status.equals("infeasible") ? OptionalLong.empty() : OptionalLong.of(rank),
        needed,
        status,
        optional(threshold.map(BigDecimal::doubleValue)),
        optional(measured.flatMap(m -> share(m.misses(), m.n()))),
        optional(measured.flatMap(m -> share(m.answerableMisses(), m.answerable()))),
        optional(measured.flatMap(m -> share(m.sizes(), m.total()))),
        optional(measured.flatMap(m -> share(m.abstentions(), m.total()))),
        threshold.map(value -> new PublishedThreshold.Interval(0, 1)),
        0.95,
        kind.equals(config.policy().score())
            && target == config.policy().riskTarget()
            && guarantee == config.policy().guarantee()
            && level.value().compareTo(config.policy().riskLevel().value()) == 0);
  }

  /**
   * The number that stands for an interval in {@link #rows}; the test compares intervals itself.
   */
  static PublishedThreshold withoutInterval(PublishedThreshold row) {
    return new PublishedThreshold(
        row.publication(),
        row.router(),
        row.segment(),
        row.thresholdSegment(),
        row.guaranteeHoldsOn(),
        row.normalization(),
        row.nullScore(),
        row.nonconformity(),
        row.ties(),
        row.sampling(),
        row.riskTarget(),
        row.guarantee(),
        row.delta(),
        row.riskLevel(),
        row.poolId(),
        row.n(),
        row.nTotal(),
        row.answerableN(),
        row.segmentN(),
        row.rank(),
        row.nNeeded(),
        row.status(),
        row.threshold(),
        row.empiricalRisk(),
        row.answerableMissRate(),
        row.meanSetSize(),
        row.abstentionRate(),
        row.trueRiskInterval().map(interval -> new PublishedThreshold.Interval(0, 1)),
        row.intervalLevel(),
        row.inForce());
  }

  // risk curves

  /**
   * The rows of the risk curves, as text: key columns, threshold, counts, rates.
   *
   * @param published all thresholds
   */
  List<String> curve(List<PublishedThreshold> published) {
    List<String> rows = new ArrayList<>();
    for (Router router : routers) {
      for (String segment : segments.keySet()) {
        for (ScoreKind kind : kinds()) {
          Cell cell = new Cell(router, segment, kind);
          for (BigDecimal point : points(cell, published)) {
            config.riskTargets().forEach(target -> rows.add(curveRow(cell, point, target)));
          }
        }
      }
    }
    return rows;
  }

  private Set<BigDecimal> points(Cell cell, List<PublishedThreshold> published) {
    List<Scored> queries = scored(cell.router(), cell.kind(), segments.get(cell.segment()));
    Set<BigDecimal> points = new LinkedHashSet<>();
    for (RiskTarget target : config.riskTargets()) {
      List<BigDecimal> critical =
          queries.stream()
              .filter(query -> counts(query, target))
              .map(Scored::critical)
              .sorted()
              .toList();
      for (int j = 1; j <= 1000 && !critical.isEmpty(); j++) {
        int rank = Math.toIntExact(((long) j * critical.size() + 999) / 1000);
        points.add(critical.get(rank - 1));
      }
    }
    for (PublishedThreshold row : published) {
      if (row.router().equals(cell.router().name())
          && row.segment().equals(cell.segment())
          && cell.kind().equals(kind(row))
          && row.threshold().isPresent()
          && row.segmentN() > 0) {
        points.add(new BigDecimal(row.threshold().getAsDouble()).stripTrailingZeros());
      }
    }
    points.remove(NEVER);
    return points;
  }

  private static ScoreKind kind(PublishedThreshold row) {
    return ScoreKind.ofKeys(row.normalization(), row.nullScore(), row.nonconformity());
  }

  private String curveRow(Cell cell, BigDecimal point, RiskTarget target) {
    Measured m =
        measure(scored(cell.router(), cell.kind(), segments.get(cell.segment())), point, target);
    List<Object> values =
        List.of(
            cell.router().name(),
            cell.segment(),
            cell.kind().normalization().key(),
            cell.kind().nullScore().key(),
            cell.kind().nonconformity().key(),
            target.key(),
            point.doubleValue(),
            m.n(),
            m.misses(),
            m.answerable(),
            m.answerableMisses(),
            m.total(),
            m.sizes(),
            m.abstentions(),
            text(share(m.misses(), m.n())),
            text(share(m.answerableMisses(), m.answerable())),
            text(share(m.sizes(), m.total())),
            text(share(m.abstentions(), m.total())));
    return values.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  private static String text(Optional<Double> rate) {
    return rate.map(String::valueOf).orElse("null");
  }

  // counts

  private record Measured(
      long n,
      long misses,
      long answerable,
      long answerableMisses,
      long total,
      long sizes,
      long abstentions) {}

  private static Measured measure(List<Scored> queries, BigDecimal threshold, RiskTarget target) {
    long n = 0;
    long misses = 0;
    long answerable = 0;
    long answerableMisses = 0;
    long sizes = 0;
    long abstentions = 0;
    for (Scored query : queries) {
      boolean miss = query.critical().compareTo(threshold) > 0;
      if (counts(query, target)) {
        n++;
        misses += miss ? 1 : 0;
      }
      if (query.state() == State.ANSWERABLE) {
        answerable++;
        answerableMisses += miss ? 1 : 0;
      }
      long size =
          query.query().scores().size()
              - query.scores().stream()
                  .limit(query.query().scores().size())
                  .filter(score -> score.compareTo(threshold) > 0)
                  .count();
      sizes += size;
      abstentions += size == 0 ? 1 : 0;
    }
    return new Measured(
        n, misses, answerable, answerableMisses, queries.size(), sizes, abstentions);
  }

  private static Optional<Double> share(long part, long whole) {
    return whole == 0 ? Optional.empty() : Optional.of((double) part / whole);
  }

  private static OptionalDouble optional(Optional<Double> value) {
    return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }

  private static boolean counts(Scored query, RiskTarget target) {
    return target == RiskTarget.MISROUTING || query.state() != State.UNANSWERABLE;
  }

  // segments

  private String fallbackName(String segment) {
    return config.fallback() == Fallback.ALL
        ? "all"
        : "rest(" + String.join("&", columnsOf.get(segment)) + ")";
  }

  private List<Scored> fallback(Router router, ScoreKind kind, String segment) {
    if (config.fallback() == Fallback.ALL) {
      return scored(router, kind, Map.of());
    }
    List<Scored> rest = new ArrayList<>();
    for (String other : segments.keySet()) {
      if (columnsOf.get(other).equals(columnsOf.get(segment))) {
        List<Scored> queries = scored(router, kind, segments.get(other));
        if (queries.size() < config.minN()) {
          rest.addAll(queries);
        }
      }
    }
    return rest;
  }

  private List<Scored> scored(Router router, ScoreKind kind, Map<String, String> segment) {
    List<Object> key = List.of(router.name(), kind, segment);
    List<Scored> found = scored.get(key);
    if (found == null) {
      found =
          segment.isEmpty()
              ? router.queries().stream()
                  .filter(query -> isWanted(query, router))
                  .map(query -> score(query, router, kind))
                  .toList()
              : scored(router, kind, Map.of()).stream()
                  .filter(query -> isIn(segment, query.query()))
                  .toList();
      scored.put(key, found);
    }
    return found;
  }

  private static boolean isIn(Map<String, String> segment, Query query) {
    return query.segments().entrySet().containsAll(segment.entrySet());
  }

  private boolean isWanted(Query query, Router router) {
    return config.unknownLabels() == UnknownLabels.WORST_CASE
        || query.correct().keySet().containsAll(router.models());
  }

  private static String name(Map<String, String> segment) {
    List<String> parts = new ArrayList<>();
    segment.forEach((column, value) -> parts.add(encoded(column) + "=" + encoded(value)));
    return String.join("&", parts);
  }

  private static String encoded(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      String one = new String(new byte[] {b}, StandardCharsets.ISO_8859_1);
      encoded.append(
          one.matches("[A-Za-z0-9._~-]") ? one : String.format(Locale.ROOT, "%%%02X", b & 0xff));
    }
    return encoded.toString();
  }

  // scores

  private Scored score(Query query, Router router, ScoreKind kind) {
    List<String> models = router.models();
    int k = models.size();
    double[] normalized = new double[k];
    for (int i = 0; i < k; i++) {
      normalized[i] = query.scores().get(models.get(i));
    }
    switch (kind.normalization()) {
      case SOFTMAX -> {
        double max = Arrays.stream(normalized).max().orElseThrow();
        double sum = 0;
        for (int i = 0; i < k; i++) {
          sum += StrictMath.exp(normalized[i] - max);
        }
        for (int i = 0; i < k; i++) {
          normalized[i] = StrictMath.exp(normalized[i] - max) / sum;
        }
      }
      case SIGMOID -> {
        for (int i = 0; i < k; i++) {
          double x = normalized[i];
          normalized[i] =
              x >= 0 ? 1 / (1 + StrictMath.exp(-x)) : StrictMath.exp(x) / (1 + StrictMath.exp(x));
        }
      }
      case NONE -> {}
    }
    double max = Arrays.stream(normalized).max().orElseThrow();
    boolean nullModel = kind.nullScore() == NullScore.ONE_MINUS_MAX;
    double[] augmented = Arrays.copyOf(normalized, nullModel ? k + 1 : k);
    if (nullModel) {
      augmented[k] = 1 - max;
    }
    double top = Arrays.stream(augmented).max().orElseThrow();
    List<BigDecimal> scores = new ArrayList<>();
    for (int i = 0; i < augmented.length; i++) {
      double raw =
          switch (kind.nonconformity().key()) {
            case "gap" -> top - augmented[i];
            case "inverse-probability" -> 1 - augmented[i];
            default -> throw new IllegalArgumentException(kind.nonconformity().key());
          };
      double smoothed = raw + noise(query.id(), i < k ? models.get(i) : "");
      scores.add(rounded(smoothed));
    }
    return critical(query, models, scores, nullModel);
  }

  private static Scored critical(
      Query query, List<String> models, List<BigDecimal> scores, boolean nullModel) {
    BigDecimal least = NEVER;
    boolean complete = true;
    boolean anyCorrect = false;
    for (int i = 0; i < models.size(); i++) {
      Boolean correct = query.correct().get(models.get(i));
      complete &= correct != null;
      if (Boolean.TRUE.equals(correct)) {
        anyCorrect = true;
        least = least.min(scores.get(i));
      }
    }
    if (complete && !anyCorrect && nullModel) {
      least = scores.get(models.size());
    }
    State state = !complete ? State.OPEN : anyCorrect ? State.ANSWERABLE : State.UNANSWERABLE;
    return new Scored(query, state, scores, least);
  }

  private static BigDecimal rounded(double value) {
    return new BigDecimal(value)
        .multiply(SCALE)
        .setScale(0, RoundingMode.HALF_EVEN)
        .divide(SCALE)
        .stripTrailingZeros();
  }

  private double noise(String queryId, String model) {
    if (config.smoothing().ties() == Ties.NONE) {
      return 0;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("ties".getBytes(StandardCharsets.UTF_8));
    bytes.write(0);
    bytes.writeBytes(queryId.getBytes(StandardCharsets.UTF_8));
    bytes.write(0);
    bytes.writeBytes(model.getBytes(StandardCharsets.UTF_8));
    long hash = XxHash64.hash(bytes.toByteArray(), 0, bytes.size(), config.smoothing().seed());
    return config.smoothing().width() * ((hash >>> 11) * 0x1p-53);
  }

  // ranks

  /** The rank, or 0 if there are too few queries. */
  private int rank(int n, Guarantee guarantee, RiskLevel level) {
    return ranks.computeIfAbsent(
        new RankKey(n, guarantee, level.value(), delta),
        key ->
            switch (key.guarantee()) {
              case EXPECTED -> expectedRank(n, level.value());
              case PAC -> pacRank(n, level.value(), delta);
            });
  }

  /** The first rank k with n/(n+1) (n-k)/n + 1/(n+1) at most alpha. */
  private static int expectedRank(int n, BigDecimal alpha) {
    for (int k = 1; k <= n; k++) {
      BigDecimal misses = BigDecimal.valueOf(n - k + 1L);
      if (misses.compareTo(alpha.multiply(BigDecimal.valueOf(n + 1L))) <= 0) {
        return k;
      }
    }
    return 0;
  }

  /** n minus the most misses that are rarer than delta at a risk of alpha. */
  private static int pacRank(int n, BigDecimal alpha, BigDecimal delta) {
    BigDecimal odds = alpha.divide(BigDecimal.ONE.subtract(alpha), DIGITS);
    BigDecimal term = BigDecimal.ONE.subtract(alpha).pow(n, DIGITS);
    BigDecimal sum = BigDecimal.ZERO;
    int most = -1;
    for (int misses = 0; misses < n; misses++) {
      sum = sum.add(term, DIGITS);
      if (sum.compareTo(delta) > 0) {
        break;
      }
      most = misses;
      term =
          term.multiply(BigDecimal.valueOf(n - (long) misses), DIGITS)
              .divide(BigDecimal.valueOf(misses + 1L), DIGITS)
              .multiply(odds, DIGITS);
    }
    return most < 0 ? 0 : n - most;
  }

  private long needed(Guarantee guarantee, RiskLevel level) {
    BigDecimal correct = BigDecimal.ONE.subtract(level.value());
    if (guarantee == Guarantee.EXPECTED) {
      long n = 0;
      while (level.value().multiply(BigDecimal.valueOf(n + 1)).compareTo(BigDecimal.ONE) < 0) {
        n++;
      }
      return n;
    }
    int n = 1;
    for (BigDecimal power = correct; power.compareTo(delta) > 0; n++) {
      power = power.multiply(correct, DIGITS);
    }
    return n;
  }

  /**
   * The share {@code tail} of Beta(n+1-k, k) lies below the result. For whole numbers the
   * distribution function at x is the chance of at least n+1-k successes of n, each with chance x.
   */
  static double betaQuantile(int n, int k, double tail) {
    double[] logBinomial = new double[n + 1];
    double[] logFactorial = new double[n + 1];
    for (int i = 2; i <= n; i++) {
      logFactorial[i] = logFactorial[i - 1] + StrictMath.log(i);
    }
    for (int i = 0; i <= n; i++) {
      logBinomial[i] = logFactorial[n] - logFactorial[i] - logFactorial[n - i];
    }
    double low = 0;
    double high = 1;
    for (int step = 0; step < 60; step++) {
      double x = (low + high) / 2;
      double below = 0;
      for (int i = n + 1 - k; i <= n; i++) {
        below +=
            StrictMath.exp(logBinomial[i] + i * StrictMath.log(x) + (n - i) * StrictMath.log1p(-x));
      }
      if (below < tail) {
        low = x;
      } else {
        high = x;
      }
    }
    return (low + high) / 2;
  }

  // pools

  private static String poolId(List<String> models) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (String model : models) {
        sha256.update(model.getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) 0);
      }
      StringBuilder hex = new StringBuilder();
      for (byte b : sha256.digest()) {
        hex.append(String.format(Locale.ROOT, "%02x", b & 0xff));
      }
      return hex.substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static int byCodePoint(String a, String b) {
    return Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
  }

  /** Sorted by code point, without duplicates. */
  static List<String> pool(Iterable<String> models) {
    Map<String, Boolean> sorted = new TreeMap<>(CalibrationOracle::byCodePoint);
    models.forEach(model -> sorted.put(model, true));
    return List.copyOf(sorted.keySet());
  }
}
