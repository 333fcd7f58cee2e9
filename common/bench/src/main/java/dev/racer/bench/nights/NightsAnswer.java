package dev.racer.bench.nights;

import java.util.List;

/**
 * What the process measured.
 *
 * @param nightSeconds of each run of a night whose other days have records, the first in a fresh
 *     process
 * @param newestDaySeconds of the same runs, the part that looks at the lake and makes the records
 *     of the newest day
 * @param calibrateSeconds of each calibration of the window from its logs
 * @param nightCpuSeconds of all threads, of each night
 * @param calibrateCpuSeconds of all threads, of each calibration
 * @param lakeBytes size of the logs
 * @param recordBytes size of the records of all days
 * @param records number of them that calibrate
 * @param isSame whether night and calibration came to the same bytes of thresholds.json
 */
public record NightsAnswer(
    List<Double> nightSeconds,
    List<Double> newestDaySeconds,
    List<Double> calibrateSeconds,
    List<Double> nightCpuSeconds,
    List<Double> calibrateCpuSeconds,
    long lakeBytes,
    long recordBytes,
    long records,
    boolean isSame) {
  /** Takes copies. */
  public NightsAnswer {
    nightSeconds = List.copyOf(nightSeconds);
    newestDaySeconds = List.copyOf(newestDaySeconds);
    calibrateSeconds = List.copyOf(calibrateSeconds);
    nightCpuSeconds = List.copyOf(nightCpuSeconds);
    calibrateCpuSeconds = List.copyOf(calibrateCpuSeconds);
  }
}
