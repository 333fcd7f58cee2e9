package dev.racer.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What came of one contender.
 *
 * @param name of the contender
 * @param engine name and version of what does its work; empty if it never was ready
 * @param state whether it was measured
 * @param message what went wrong, if something did
 * @param cold first runs, each of a process of its own
 * @param warmUps runs that are not counted
 * @param warm runs that are
 * @param spreads of the timings above by name; empty unless it was measured
 * @param peakMemoryBytes largest resident memory of the process of the warm runs; 0 where the
 *     system does not tell
 * @param sameInEveryRun whether all of its runs came to the same thresholds
 * @param comparisons with the kernel's thresholds; empty if there are none, or it is the kernel
 */
public record Outcome(
    String name,
    String engine,
    State state,
    String message,
    List<ColdRun> cold,
    List<Run> warmUps,
    List<Run> warm,
    SortedMap<String, Spread> spreads,
    long peakMemoryBytes,
    boolean sameInEveryRun,
    List<Comparison> comparisons) {
  /** Name of the spread of the durations of warm runs. */
  public static final String WARM_SECONDS = "warm_seconds";

  /** Name of the spread of the CPU times of warm runs. */
  public static final String WARM_CPU_SECONDS = "warm_cpu_seconds";

  /** Name of the spread of the durations of cold runs. */
  public static final String COLD_SECONDS = "cold_seconds";

  /** Name of the spread of the CPU times of cold runs. */
  public static final String COLD_CPU_SECONDS = "cold_cpu_seconds";

  /** Name of the spread of the times that processes took to start before cold runs. */
  public static final String COLD_START_SECONDS = "cold_start_seconds";

  /** What became of a contender. */
  public enum State {
    /** All runs are over. */
    MEASURED,
    /** Some run failed; there are no figures. */
    FAILED
  }

  /** Takes copies. */
  public Outcome {
    cold = List.copyOf(cold);
    warmUps = List.copyOf(warmUps);
    warm = List.copyOf(warm);
    spreads = new TreeMap<>(spreads);
    comparisons = List.copyOf(comparisons);
  }

  /** One that failed: what was timed before is no measurement. */
  public static Outcome failed(String name, String engine, String message) {
    return new Outcome(
        name,
        engine,
        State.FAILED,
        message,
        List.of(),
        List.of(),
        List.of(),
        new TreeMap<>(),
        0,
        false,
        List.of());
  }

  /** One that was measured. */
  public static Outcome measured(
      String name,
      String engine,
      List<ColdRun> cold,
      List<Run> warmUps,
      List<Run> warm,
      long peakMemoryBytes,
      boolean sameInEveryRun,
      List<Comparison> comparisons) {
    SortedMap<String, Spread> spreads = new TreeMap<>();
    put(spreads, WARM_SECONDS, warm, Run::seconds);
    put(spreads, WARM_CPU_SECONDS, warm, Run::cpuSeconds);
    put(spreads, COLD_SECONDS, cold, ColdRun::seconds);
    put(spreads, COLD_CPU_SECONDS, cold, ColdRun::cpuSeconds);
    put(spreads, COLD_START_SECONDS, cold, ColdRun::startSeconds);
    return new Outcome(
        name,
        engine,
        State.MEASURED,
        "",
        cold,
        warmUps,
        warm,
        spreads,
        peakMemoryBytes,
        sameInEveryRun,
        comparisons);
  }

  private static <T> void put(
      SortedMap<String, Spread> spreads, String name, List<T> runs, ToDoubleFunction<T> figure) {
    if (!runs.isEmpty()) {
      List<Double> figures = new ArrayList<>();
      runs.forEach(run -> figures.add(figure.applyAsDouble(run)));
      spreads.put(name, Spread.of(figures));
    }
  }

  /** The spread of that name, if there is one. */
  public Optional<Spread> spread(String spread) {
    return Optional.ofNullable(spreads.get(spread));
  }
}
