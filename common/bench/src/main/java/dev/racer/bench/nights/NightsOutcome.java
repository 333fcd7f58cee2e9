package dev.racer.bench.nights;

import dev.racer.bench.report.Machine;
import dev.racer.bench.report.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The result of a measurement of nights.
 *
 * @param startedAt when, UTC
 * @param revision commit of the sources
 * @param machine what it ran on
 * @param days of the window
 * @param queriesPerDay queries of each
 * @param models K
 * @param exploration probability of the coin
 * @param cores that the process might use
 * @param memory its heap
 * @param answer what it measured
 */
public record NightsOutcome(
    String startedAt,
    String revision,
    Machine machine,
    int days,
    long queriesPerDay,
    int models,
    double exploration,
    int cores,
    String memory,
    NightsAnswer answer) {

  /** How much longer a night takes than its newest day, in every run. */
  private List<Double> overNewestDay() {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < answer.nightSeconds().size(); i++) {
      ratios.add(answer.nightSeconds().get(i) / answer.newestDaySeconds().get(i));
    }
    return ratios;
  }

  /** A few lines: seconds of the warm runs, and ratios. */
  public String text() {
    Spread night = warm(answer.nightSeconds());
    Spread calibrate = warm(answer.calibrateSeconds());
    Spread ratio = warm(overNewestDay());
    return String.format(
        Locale.ROOT,
        "%d days x %,d queries x 2 routers x %d models, exploration %s, %d cores, heap %s%n"
            + "a night                        %8.2f s (%.2f to %.2f), CPU %.2f s%n"
            + "its newest day                 %8.2f s%n"
            + "night / newest day             %8.2f (%.2f to %.2f)%n"
            + "calibrating from the logs      %8.2f s (%.2f to %.2f), CPU %.2f s%n"
            + "calibrating / night            %8.2f%n"
            + "records / logs                 %8.4f (%,d of %,d bytes, %,d records)%n"
            + "%s%n",
        days,
        queriesPerDay,
        models,
        exploration,
        cores,
        memory,
        night.median(),
        night.min(),
        night.max(),
        warm(answer.nightCpuSeconds()).median(),
        warm(answer.newestDaySeconds()).median(),
        ratio.median(),
        ratio.min(),
        ratio.max(),
        calibrate.median(),
        calibrate.min(),
        calibrate.max(),
        warm(answer.calibrateCpuSeconds()).median(),
        calibrate.median() / night.median(),
        (double) answer.recordBytes() / answer.lakeBytes(),
        answer.recordBytes(),
        answer.lakeBytes(),
        answer.records(),
        answer.isSame() ? "The thresholds are the same bytes." : "The thresholds differ.");
  }

  /** Without the first run, if there are others. */
  private static Spread warm(List<Double> measured) {
    return Spread.of(measured.size() > 1 ? measured.subList(1, measured.size()) : measured);
  }
}
