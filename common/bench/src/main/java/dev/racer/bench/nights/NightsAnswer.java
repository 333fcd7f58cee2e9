package dev.racer.bench.nights;

/**
 * What a process measured of its one run, from the start of its JVM on.
 *
 * @param seconds until the run was over
 * @param cpuSeconds of all threads
 * @param recordSeconds how long it looked at the lake and made records of days; 0 if it made none
 * @param recordBytes size of the records that were calibrated on, as they are stored; 0 for a run
 *     that keeps none
 * @param records number of them
 * @param thresholdsSha256 digest of the thresholds that it came to
 */
public record NightsAnswer(
    double seconds,
    double cpuSeconds,
    double recordSeconds,
    long recordBytes,
    long records,
    String thresholdsSha256) {}
