package dev.racer.bench.report;

/**
 * The first run of a process.
 *
 * @param round from 1
 * @param pageCacheDropped whether the system's cache of files was empty when the process started
 * @param startSeconds from the start of the process until its session or connection was open
 * @param startCpuSeconds CPU time of the process until then
 * @param seconds duration of the run
 * @param cpuSeconds CPU time of the process during the run
 * @param peakMemoryBytes largest resident memory of the process; 0 where the system does not tell
 */
public record ColdRun(
    int round,
    boolean pageCacheDropped,
    double startSeconds,
    double startCpuSeconds,
    double seconds,
    double cpuSeconds,
    long peakMemoryBytes) {}
