package dev.racer.bench.jmh;

import dev.racer.core.pool.ModelPool;
import dev.racer.core.score.Nonconformities;
import dev.racer.core.score.Normalization;
import dev.racer.core.score.NullScore;
import dev.racer.core.score.QueryScorer;
import dev.racer.core.score.ScoreKind;
import dev.racer.core.score.Smoothing;
import dev.racer.core.score.TieNoise;
import dev.racer.core.score.Ties;
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

/**
 * From the raw router scores of one query to the nonconformity of every model, tie-break included.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class NonconformityBenchmark {
  private static final int QUERIES = 1 << 10; // more than a branch predictor learns by heart

  /** K. */
  @Param({"7", "64"})
  public int models;

  /** Key of the nonconformity; the scores are normalized by softmax. */
  @Param({"gap", "inverse-probability"})
  public String nonconformity;

  /** Key of the tie-break. */
  @Param({"smoothed", "none"})
  public String ties;

  private final String[] queryIds = new String[QUERIES];
  private final double[][] scores = new double[QUERIES][];
  private QueryScorer scorer;
  private TieNoise tieNoise;
  private double[] noise;
  private long[] out;
  private int next;

  /** Makes the queries. */
  @Setup
  public void prepare() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < QUERIES; i++) {
      queryIds[i] = String.format("q%09d", i);
      scores[i] = random.doubles(models).toArray();
    }
    ModelPool pool =
        ModelPool.of(
            IntStream.range(0, models).mapToObj(i -> String.format("model-%02d", i)).toList());
    scorer =
        new QueryScorer(
            models,
            new ScoreKind(
                Normalization.SOFTMAX,
                NullScore.ONE_MINUS_MAX,
                Nonconformities.ofKey(nonconformity)));
    tieNoise = new TieNoise(new Smoothing(Ties.ofKey(ties), Smoothing.DEFAULT_WIDTH, 0), pool);
    noise = new double[models + 1];
    out = new long[models + 1];
  }

  /** One query. */
  @Benchmark
  public long[] query() {
    int query = next++ & QUERIES - 1;
    tieNoise.fill(queryIds[query], noise);
    scorer.nonconformity(scores[query], noise, out);
    return out;
  }
}
