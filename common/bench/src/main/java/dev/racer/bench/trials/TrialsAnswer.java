package dev.racer.bench.trials;

import java.util.List;

/**
 * What a contestant measured.
 *
 * @param name of the contestant
 * @param seconds of each run, the first in a fresh process
 * @param cpuSeconds of all threads, of each run
 * @param peakMemoryBytes largest resident memory of the process, reading included
 * @param digest of the figures
 */
record TrialsAnswer(
    String name,
    List<Double> seconds,
    List<Double> cpuSeconds,
    long peakMemoryBytes,
    String digest) {
  TrialsAnswer {
    seconds = List.copyOf(seconds);
    cpuSeconds = List.copyOf(cpuSeconds);
  }
}
