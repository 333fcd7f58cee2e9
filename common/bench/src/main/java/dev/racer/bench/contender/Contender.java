package dev.racer.bench.contender;

import java.util.List;

/** One way to the thresholds of a workload. Used by one thread. */
public interface Contender extends AutoCloseable {
  /** Name and version of what does the work. */
  String engine();

  /** Makes ready for the next run; not timed. */
  void prepare();

  /**
   * Does the work; this is timed.
   *
   * @return the thresholds, in no order; empty for one whose settings make them another question
   */
  List<Threshold> run();

  /**
   * Answers the question of {@link #run} once more at the ranks of {@code ThresholdRank}, if run
   * answers it by another definition of a quantile and this engine can; not timed.
   *
   * @return the thresholds, in no order
   */
  List<Threshold> runAtOurRanks();

  /** Ends sessions and connections. */
  @Override
  void close();
}
