package dev.racer.bench.jmh;

import dev.racer.core.pool.ModelPool;
import dev.racer.core.published.PublishedPolicy;
import dev.racer.core.published.PublishedRouter;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.SegmentName;
import dev.racer.core.score.Smoothing;
import dev.racer.core.score.Ties;
import dev.racer.core.serving.Decision;
import dev.racer.core.serving.Evaluator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One decision of a gateway: raw scores, query id and segment values in, model set out. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class EvaluatorBenchmark {
  private static final int QUERIES = 1 << 10; // more than a branch predictor learns by heart
  private static final int TENANTS = 100;
  private static final List<String> SEGMENTATION = List.of("benchmark", "tenant");

  /** K. */
  @Param({"7", "64"})
  public int models;

  /** Key of the tie-break. */
  @Param({"smoothed", "none"})
  public String ties;

  private final String[] queryIds = new String[QUERIES];
  private final double[][] scores = new double[QUERIES][];
  private final String[][] segments = new String[QUERIES][];
  private Evaluator evaluator;
  private Decision decision;
  private int next;

  /** Makes the queries and what is published. */
  @Setup
  public void prepare() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < QUERIES; i++) {
      // as long as a UUID, and as text from the wire: equal to what is published, not the same
      queryIds[i] = String.format("%08x-0000-4000-8000-%012x", i, random.nextInt());
      scores[i] = random.doubles(models).toArray();
      segments[i] = new String[] {"knowledge", "tenant-" + random.nextInt(TENANTS)};
    }
    List<String> names =
        IntStream.range(0, models).mapToObj(i -> String.format("model-%02d", i)).toList();
    evaluator = Evaluator.of(thresholds(ModelPool.of(names)), "mlp", names);
    decision = evaluator.newDecision();
  }

  private PublishedThresholds thresholds(ModelPool pool) {
    List<PublishedThreshold> rows = new ArrayList<>();
    rows.add(row(pool, SegmentName.ALL));
    for (int tenant = 0; tenant < TENANTS; tenant++) {
      rows.add(row(pool, SegmentName.of(SEGMENTATION, List.of("knowledge", "tenant-" + tenant))));
    }
    return new PublishedThresholds(
        "default",
        List.of(pool),
        List.of(new PublishedRouter("mlp", pool.id())),
        new Smoothing(Ties.ofKey(ties), Smoothing.DEFAULT_WIDTH, 0),
        "worst-case",
        "call-all",
        "rest",
        100,
        List.of(SEGMENTATION),
        new PublishedPolicy("softmax", "one-minus-max", "gap", "misrouting", "expected", "0.10"),
        rows);
  }

  private PublishedThreshold row(ModelPool pool, String segment) {
    return new PublishedThreshold(
        "default",
        "mlp",
        segment,
        segment,
        Optional.of(segment),
        "softmax",
        "one-minus-max",
        "gap",
        ties,
        "plain",
        "misrouting",
        "expected",
        Optional.empty(),
        "0.10",
        pool.id(),
        1000,
        1000,
        900,
        1000,
        OptionalLong.of(901),
        9,
        PublishedThreshold.FEASIBLE,
        OptionalDouble.of(0.75),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        Optional.of(new PublishedThreshold.Interval(0.08, 0.12)),
        0.95,
        true);
  }

  /** One decision, its set read. */
  @Benchmark
  public int decide() {
    int query = next++ & (QUERIES - 1);
    evaluator.decide(scores[query], queryIds[query], segments[query], decision);
    int selected = 0;
    for (int model = 0; model < models; model++) {
      selected += decision.selects(model) ? 1 : 0;
    }
    return selected;
  }
}
