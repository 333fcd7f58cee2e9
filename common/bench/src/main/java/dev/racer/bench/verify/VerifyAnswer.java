package dev.racer.bench.verify;

import java.util.List;

/**
 * What the process measured.
 *
 * @param seconds of each verification, the first in a fresh process
 * @param cpuSeconds of all threads, of each
 * @param thresholds rows of the version
 * @param records that they were computed from
 * @param recordBytes size of their files
 * @param isWhole whether every row was computed again and is equal in every field
 */
public record VerifyAnswer(
    List<Double> seconds,
    List<Double> cpuSeconds,
    long thresholds,
    long records,
    long recordBytes,
    boolean isWhole) {
  /** Takes copies. */
  public VerifyAnswer {
    seconds = List.copyOf(seconds);
    cpuSeconds = List.copyOf(cpuSeconds);
  }
}
