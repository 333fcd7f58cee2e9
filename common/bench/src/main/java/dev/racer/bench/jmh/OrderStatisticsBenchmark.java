package dev.racer.bench.jmh;

import dev.racer.core.conformal.OrderStatistics;
import dev.racer.core.score.FixedPoint;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
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

/** Eight thresholds out of n critical scores in no order; the copy that is sorted is counted. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class OrderStatisticsBenchmark {
  /** Critical scores; the largest is the most that a single task sorts. */
  @Param({"1000", "32768", "262144"})
  public int n;

  private long[] values;
  private long[] ranks;

  /** Makes the critical scores. */
  @Setup
  public void prepare() {
    values = new SplittableRandom(1).doubles(n).mapToLong(FixedPoint::of).toArray();
    ranks = new long[8];
    for (int i = 0; i < ranks.length; i++) {
      ranks[i] = (long) n * (i + 1) / ranks.length;
    }
  }

  /** Copies and selects. */
  @Benchmark
  public long[] select() {
    return OrderStatistics.select(values.clone(), 0, n, ranks);
  }
}
