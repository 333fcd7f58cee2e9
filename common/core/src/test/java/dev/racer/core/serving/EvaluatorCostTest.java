package dev.racer.core.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.RowBuilder;
import dev.racer.core.score.Smoothing;
import dev.racer.core.score.Ties;
import dev.racer.core.serving.ServingDocument.Outcome;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a gateway relies on under load: no garbage, and any number of threads. */
class EvaluatorCostTest {
  private static final int DECISIONS = 100_000;
  private static final String[][] VALUES = {
    {"a", "en"}, {"small", "en"}, {"new", "en"}, {"hard", "en"}, {null, "en"}
  };

  /** Scores of many queries, and their ids, made beforehand. */
  private static final double[][] SCORES = new double[1_000][];

  private static final String[] IDS = new String[SCORES.length];

  static {
    Random random = new Random(7);
    for (int i = 0; i < SCORES.length; i++) {
      SCORES[i] =
          new double[] {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
      IDS[i] = "6f1c9a52-0b7e-4d67-9e0e-" + (100_000_000_000L + i);
    }
  }

  @Test
  void decidingAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assertThat(threads.isThreadAllocatedMemoryEnabled()).isTrue();
    Evaluator evaluator = evaluator();
    Decision decision = evaluator.newDecision();
    int before = run(evaluator, decision, DECISIONS); // loads classes, warms up

    long allocated = threads.getCurrentThreadAllocatedBytes();
    int selected = run(evaluator, decision, DECISIONS);
    long bytes = threads.getCurrentThreadAllocatedBytes() - allocated;

    assertThat(selected).isEqualTo(before).isPositive();
    assertThat((double) bytes / DECISIONS).as("bytes per decision").isLessThan(1);
  }

  @Test
  void threadsWithDecisionsOfTheirOwnDecideAsOneThreadDoes() throws Exception {
    Evaluator evaluator = evaluator();
    List<String> expected = decisions(evaluator);
    int threads = 8;
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      CyclicBarrier start = new CyclicBarrier(threads);
      List<Callable<List<String>>> tasks = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        tasks.add(
            () -> {
              start.await();
              return decisions(evaluator);
            });
      }

      for (Future<List<String>> decisions : executor.invokeAll(tasks)) {
        assertThat(decisions.get()).isEqualTo(expected);
      }
    } finally {
      executor.shutdownNow();
      assertThat(executor.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }
    assertThat(expected.stream().distinct().count()).isGreaterThan(10);
  }

  private static int run(Evaluator evaluator, Decision decision, int decisions) {
    int sum = 0;
    for (int i = 0; i < decisions; i++) {
      int query = i % SCORES.length;
      evaluator.decide(SCORES[query], IDS[query], VALUES[i % VALUES.length], decision);
      sum += decision.size() + (decision.selects(1) ? 1 : 0) + (decision.selectsNull() ? 1 : 0);
      sum += decision.action().key().length() + decision.reason().key().length();
      sum += decision.threshold().isPresent() ? 1 : 0;
      evaluator.decide(SCORES[query], VALUES[i % VALUES.length], decision);
      sum += decision.size();
      evaluator.decide(SCORES[query], IDS[query], VALUES[i % VALUES.length], i, decision);
      sum += decision.size();
    }
    return sum;
  }

  private static List<String> decisions(Evaluator evaluator) {
    Decision decision = evaluator.newDecision();
    List<String> decisions = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      int query = i % SCORES.length;
      evaluator.decide(SCORES[query], IDS[query], VALUES[i % VALUES.length], decision);
      decisions.add(
          decision.action().key()
              + decision.reason().key()
              + decision.segment()
              + decision.models()
              + decision.selectsNull());
    }
    return decisions;
  }

  private static Evaluator evaluator() {
    ServingDocument settings = new ServingDocument();
    settings.normalization = "softmax";
    settings.smoothing = new Smoothing(Ties.SMOOTHED, 1e-6, 0);
    settings.segmentations = List.of(List.of("tenant", "language"));
    PublishedThresholds document =
        settings
            .row("all", Outcome.at(.25))
            .row("tenant=a&language=en", Outcome.at(.125))
            .row("tenant=hard&language=en", Outcome.INFEASIBLE)
            .row("tenant=small&language=en", "rest(tenant&language)", 5, Outcome.at(.0625))
            .build();
    List<String> models = RowBuilder.POOL.models();
    ServedVersion version =
        new ServedVersion(
            MemoryFiles.validUntil(
                MemoryFiles.commit(1, "0".repeat(64)), Instant.ofEpochMilli(DECISIONS / 2)),
            document);
    return Evaluator.of(version, "knn", List.of(models.get(2), models.get(0), models.get(1)));
  }
}
