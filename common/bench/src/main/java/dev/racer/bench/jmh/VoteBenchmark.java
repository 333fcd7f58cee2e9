package dev.racer.bench.jmh;

import dev.racer.core.vote.TemperatureGrid;
import dev.racer.core.vote.VoteCount;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
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

/** The answers of one query taken up, and one vote over all of its models. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class VoteBenchmark {
  private static final int QUERIES = 1 << 12; // more than a branch predictor learns by heart
  private static final int MODELS = 11;
  private static final int VALUES = 5;

  /**
   * How answers and weights come about: all models give the same answer; two answers, one of them
   * with more and larger weights; up to four answers at random with weights of five values, like
   * stated confidences; the same with continuous weights.
   */
  @Param({"one", "dominated", "heaped", "continuous"})
  public String answers;

  private final long[][] codes = new long[QUERIES][];
  private final double[][] scores = new double[QUERIES][];
  private final double[][] weights = new double[QUERIES][];
  private final int[] members = IntStream.range(0, MODELS).toArray();
  private final TemperatureGrid grid = TemperatureGrid.paper();
  private final int[] winners = new int[grid.size()];
  private final VoteCount votes = new VoteCount(MODELS);
  private int next;

  /** Makes the queries. */
  @Setup
  public void prepare() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < QUERIES; i++) {
      int query = i;
      scores[query] = random.doubles(MODELS).toArray();
      weights[query] = random.doubles(MODELS).toArray();
      codes[query] =
          switch (answers) {
            case "one" -> random.longs(MODELS, 1, 2).toArray();
            case "dominated" -> LongStream.range(0, MODELS).map(m -> m % 3 == 0 ? 1 : 2).toArray();
            default -> random.longs(MODELS, 1, 5).toArray();
          };
      if (answers.equals("dominated")) {
        // below one half for the answer of fewer models, above for the other
        Arrays.setAll(weights[query], m -> weights[query][m] / 2 + (m % 3 == 0 ? 0 : 0.5));
      }
      if (answers.equals("heaped")) {
        Arrays.setAll(weights[query], m -> Math.floor(weights[query][m] * VALUES) / VALUES);
      }
    }
  }

  /** By majority. */
  @Benchmark
  public int majority() {
    int query = next++ & QUERIES - 1;
    votes.query(codes[query], scores[query]);
    return votes.majority(members, MODELS);
  }

  /** Weighted, at every temperature. */
  @Benchmark
  public int weighted() {
    int query = next++ & QUERIES - 1;
    votes.query(codes[query], scores[query]);
    return votes.weighted(members, MODELS, weights[query], grid, winners);
  }
}
