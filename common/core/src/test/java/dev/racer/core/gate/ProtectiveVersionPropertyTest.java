package dev.racer.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.gate.ProtectiveVersion.Mode;
import dev.racer.core.pool.ModelPool;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.SegmentName;
import dev.racer.core.score.Smoothing;
import dev.racer.core.score.Ties;
import dev.racer.core.serving.Decision;
import dev.racer.core.serving.Evaluator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Decisions of real evaluators over random versions. */
class ProtectiveVersionPropertyTest {
  private static final List<List<String>> SEGMENTATIONS = List.of(List.of("a"), List.of("b", "c"));
  private static final List<String> VALUES = List.of("x", "y", "z");
  private static final int QUERIES = 100;

  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void neverCallsFewerModelsThanEitherVersion(long seed) {
    Random random = random(seed);
    Versions settings = settings(random);
    Versions others = settings(settings, random);
    PublishedThresholds candidate = version(settings, random);
    PublishedThresholds incumbent = version(others, random);
    Mode mode = random.nextBoolean() ? Mode.LARGER : Mode.CALL_ALL;
    Set<ThresholdSource> refused = refused(candidate, random);

    ProtectiveVersion version = ProtectiveVersion.of(candidate, incumbent, refused, mode);

    Map<List<String>, Evaluator> before = new HashMap<>();
    Map<List<String>, Evaluator> wanted = new HashMap<>();
    Map<List<String>, Evaluator> served = new HashMap<>();
    for (int q = 0; q < QUERIES; q++) {
      List<String> segmentation = List.of();
      if (random.nextInt(6) > 0) {
        segmentation = SEGMENTATIONS.get(random.nextInt(2));
      }
      String[] values = new String[segmentation.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = List.of("x", "y", "z", "u").get(random.nextInt(4));
        if (random.nextInt(10) == 0) {
          values[i] = null;
        }
      }
      double[] scores = random.doubles(candidate.pools().get(0).size(), 0, 5).toArray();
      String id = "q" + q;
      Set<String> models = models(version.thresholds(), served, segmentation, scores, id, values);
      assertThat(models).containsAll(models(candidate, wanted, segmentation, scores, id, values));
      if (incumbent.pools().equals(candidate.pools())) {
        assertThat(models).containsAll(models(incumbent, before, segmentation, scores, id, values));
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void protectingAgainChangesNothing(long seed) {
    Random random = random(seed);
    Versions settings = settings(random);
    Versions others = settings(settings, random);
    PublishedThresholds candidate = version(settings, random);
    PublishedThresholds incumbent = version(others, random);
    Mode mode = random.nextBoolean() ? Mode.LARGER : Mode.CALL_ALL;
    Set<ThresholdSource> refused = refused(candidate, random);

    ProtectiveVersion once = ProtectiveVersion.of(candidate, incumbent, refused, mode);
    ProtectiveVersion twice = ProtectiveVersion.of(candidate, once.thresholds(), refused, mode);

    assertThat(twice.servesAsIncumbent()).isTrue();
    assertThat(twice.thresholds()).isEqualTo(once.thresholds());
  }

  /** Neighbouring seeds of {@link Random} begin alike, so that they are spread. */
  private static Random random(long seed) {
    return new Random(seed * 0x9E3779B97F4A7C15L);
  }

  private static Set<String> models(
      PublishedThresholds document,
      Map<List<String>, Evaluator> evaluators,
      List<String> segmentation,
      double[] scores,
      String id,
      String[] values) {
    Evaluator evaluator =
        evaluators.computeIfAbsent(
            segmentation,
            key -> Evaluator.of(document, "knn", document.pool("knn").models(), segmentation));
    Decision decision = evaluator.newDecision();
    evaluator.decide(scores, id, values, decision);
    Set<String> models = new HashSet<>(decision.models());
    if (decision.selectsNull()) {
      models.add("null model");
    }
    return models;
  }

  private static Set<ThresholdSource> refused(PublishedThresholds candidate, Random random) {
    Set<ThresholdSource> refused = new TreeSet<>();
    for (PublishedThreshold row : candidate.thresholds()) {
      if (random.nextInt(4) == 0) {
        refused.add(new ThresholdSource(row.router(), row.thresholdSegment()));
      }
    }
    return refused;
  }

  private static Versions settings(Random random) {
    Versions settings = new Versions();
    settings.segmentations = SEGMENTATIONS;
    settings.fallback = List.of("rest", "rest", "all", "call-all").get(random.nextInt(4));
    settings.infeasibleAction = random.nextBoolean() ? "call-all" : "refuse";
    settings.minN = random.nextInt(6) == 0 ? 0 : 50;
    Ties ties = random.nextBoolean() ? Ties.SMOOTHED : Ties.NONE;
    settings.smoothing = new Smoothing(ties, 0x1p-8, 1);
    return settings;
  }

  /** The same settings, or now and then others in one respect. */
  private static Versions settings(Versions like, Random random) {
    Versions settings = new Versions();
    settings.segmentations = like.segmentations;
    settings.fallback = like.fallback;
    settings.infeasibleAction = like.infeasibleAction;
    settings.minN = like.minN;
    settings.smoothing = like.smoothing;
    switch (random.nextInt(14)) {
      case 0 -> settings.fallback = "rest";
      case 1 -> settings.infeasibleAction = "call-all";
      case 2 -> settings.minN = 70;
      case 3 -> settings.smoothing = new Smoothing(Ties.SMOOTHED, 0x1p-8, 2);
      case 4 -> settings.nonconformity = "inverse-probability";
      case 5 -> settings.pool = ModelPool.of(List.of("llama", "qwen"));
      case 6, 7 -> settings.riskLevel = "0.05";
      default -> {
        // alike
      }
    }
    return settings;
  }

  private static PublishedThresholds version(Versions version, Random random) {
    Outcome all = outcome(random);
    version.row("knn", "all", "all", 100, all.status(), all.threshold());
    for (List<String> columns : SEGMENTATIONS) {
      Outcome rest = outcome(random);
      for (String first : VALUES) {
        for (String second : columns.size() == 1 ? List.of("") : VALUES) {
          int kind = random.nextInt(4);
          if (kind == 0) {
            continue;
          }
          String segment =
              SegmentName.of(
                  columns, columns.size() == 1 ? List.of(first) : List.of(first, second));
          boolean small = kind == 1 && version.minN > 0;
          Outcome own = outcome(random);
          if (small) {
            switch (version.fallback) {
              case "rest" ->
                  version.row(
                      "knn",
                      segment,
                      SegmentName.rest(columns),
                      10,
                      rest.status(),
                      rest.threshold());
              case "all" -> version.row("knn", segment, "all", 10, all.status(), all.threshold());
              default -> version.row("knn", segment, segment, 10, PublishedThreshold.INFEASIBLE, 0);
            }
          } else {
            version.row("knn", segment, segment, 100, own.status(), own.threshold());
          }
        }
      }
    }
    return version.build();
  }

  private record Outcome(String status, double threshold) {}

  private static Outcome outcome(Random random) {
    String status =
        switch (random.nextInt(12)) {
          case 0 -> PublishedThreshold.INFEASIBLE;
          case 1 -> PublishedThreshold.UNREACHABLE;
          case 2 -> PublishedThreshold.WITHHELD;
          default -> PublishedThreshold.FEASIBLE;
        };
    return new Outcome(status, random.nextInt(9) / 8.0);
  }
}
