package dev.racer.bench.contest;

import dev.racer.bench.contender.Threshold;
import java.util.List;

/**
 * What a worker says to a request, on one line of JSON.
 *
 * @param state how it went
 * @param message engine of a worker that is ready, what went wrong in one that failed, else empty
 * @param seconds duration of the run; 0 where nothing was run
 * @param cpuSeconds CPU time of the whole process during the run, all threads
 * @param peakMemoryBytes largest resident memory of the process so far; 0 where the system does not
 *     tell
 * @param thresholds what was found
 */
public record Answer(
    State state,
    String message,
    double seconds,
    double cpuSeconds,
    long peakMemoryBytes,
    List<Threshold> thresholds) {

  /** How a request ended. */
  public enum State {
    /** Session or connection is open. */
    READY,
    /** The run is over. */
    DONE,
    /** Opening or running failed. */
    FAILED
  }

  /** Takes a copy. */
  public Answer {
    thresholds = List.copyOf(thresholds);
  }

  static Answer ready(String engine) {
    return new Answer(State.READY, engine, 0, 0, 0, List.of());
  }

  static Answer failed(String message) {
    return new Answer(State.FAILED, message, 0, 0, 0, List.of());
  }
}
