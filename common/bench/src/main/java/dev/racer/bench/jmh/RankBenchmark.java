package dev.racer.bench.jmh;

import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.conformal.ThresholdRank;
import java.math.BigDecimal;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The rank of one threshold among n critical scores. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class RankBenchmark {
  private static final BigDecimal DELTA = new BigDecimal("0.05");

  /** Calibration set size, in queries. */
  @Param({"1000", "100000", "10000000"})
  public long n;

  private final RiskLevel level = RiskLevel.parse("0.10");

  /** Guarantee {@code expected}. */
  @Benchmark
  public ThresholdRank expected() {
    return ThresholdRank.expected(n, level);
  }

  /** Guarantee {@code pac}, delta 0.05. */
  @Benchmark
  public ThresholdRank pac() {
    return ThresholdRank.pac(n, level, DELTA);
  }
}
