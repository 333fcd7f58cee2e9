package dev.racer.bench.nights;

import dev.racer.bench.report.Machine;
import dev.racer.bench.report.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The result of a measurement of nights.
 *
 * @param startedAt when, UTC
 * @param revision commit of the sources
 * @param machine what it ran on
 * @param windowDays days of the window
 * @param queriesPerDay queries of each
 * @param models K
 * @param exploration probability of the coin
 * @param cores that the process might use
 * @param memory its heap
 * @param lakeBytes size of the logs
 * @param nights of the runs of a night whose other days have records
 * @param days of the runs of a night that has one day alone
 * @param calibrations of the calibrations of the window from its logs
 */
public record NightsOutcome(
    String startedAt,
    String revision,
    Machine machine,
    int windowDays,
    long queriesPerDay,
    int models,
    double exploration,
    int cores,
    String memory,
    long lakeBytes,
    List<NightsAnswer> nights,
    List<NightsAnswer> days,
    List<NightsAnswer> calibrations) {
  /** Takes copies. */
  public NightsOutcome {
    nights = List.copyOf(nights);
    days = List.copyOf(days);
    calibrations = List.copyOf(calibrations);
  }

  /** Whether every night and calibration came to the same bytes of thresholds.json. */
  public boolean isSame() {
    return Stream.concat(nights.stream(), calibrations.stream())
            .map(NightsAnswer::thresholdsSha256)
            .distinct()
            .count()
        == 1;
  }

  /** A few lines: seconds and ratios, round by round. */
  public String text() {
    NightsAnswer last = nights.get(nights.size() - 1);
    return String.format(
        Locale.ROOT,
        "%d days x %,d queries x 2 routers x %d models, exploration %s, %d cores, heap %s%n"
            + "Each in a process of its own, with the start of its JVM.%n"
            + "%s%s%s%s%s%s%s"
            + "records / logs                 %8.4f (%,d of %,d bytes, %,d records)%n"
            + "%s%n",
        windowDays,
        queriesPerDay,
        models,
        exploration,
        cores,
        memory,
        line("a night, s", of(nights, NightsAnswer::seconds)),
        line("one day alone, s", of(days, NightsAnswer::seconds)),
        line("from the logs, s", of(calibrations, NightsAnswer::seconds)),
        line("night / one day alone", ratios(nights, days, NightsAnswer::seconds)),
        line("the same, CPU", ratios(nights, days, NightsAnswer::cpuSeconds)),
        line("from the logs / night", ratios(calibrations, nights, NightsAnswer::seconds)),
        line("records of a day, s", of(nights, NightsAnswer::recordSeconds)),
        (double) last.recordBytes() / lakeBytes,
        last.recordBytes(),
        lakeBytes,
        last.records(),
        isSame() ? "The thresholds are the same bytes." : "The thresholds differ.");
  }

  private static String line(String name, Spread spread) {
    return String.format(
        Locale.ROOT,
        "%-30s %8.2f (%.2f to %.2f)%n",
        name,
        spread.median(),
        spread.min(),
        spread.max());
  }

  private static Spread of(List<NightsAnswer> runs, ToDoubleFunction<NightsAnswer> figure) {
    return Spread.of(runs.stream().map(figure::applyAsDouble).toList());
  }

  private static Spread ratios(
      List<NightsAnswer> runs, List<NightsAnswer> others, ToDoubleFunction<NightsAnswer> figure) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      ratios.add(figure.applyAsDouble(runs.get(i)) / figure.applyAsDouble(others.get(i)));
    }
    return Spread.of(ratios);
  }
}
