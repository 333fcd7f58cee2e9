package dev.racer.bench.trials;

import dev.racer.bench.report.Machine;
import dev.racer.bench.report.Spread;
import java.util.List;
import java.util.Locale;

/**
 * The result of a contest.
 *
 * @param startedAt when, UTC
 * @param revision commit of the sources
 * @param machine what it ran on
 * @param queries of the lake
 * @param models K
 * @param trials number of trials
 * @param levels number of risk levels
 * @param cores that each contestant might use
 * @param memory heap of each
 * @param contestants what they measured
 */
public record TrialsOutcome(
    String startedAt,
    String revision,
    Machine machine,
    long queries,
    int models,
    int trials,
    int levels,
    int cores,
    String memory,
    List<TrialsAnswer> contestants) {
  private static final int COLD = 1;

  /** Takes a copy. */
  public TrialsOutcome {
    contestants = List.copyOf(contestants);
  }

  /** Whether all contestants have the same figures. */
  public boolean isSame() {
    return contestants.stream().map(TrialsAnswer::digest).distinct().count() == 1;
  }

  /** A table: seconds of warm runs, and how much longer than the first contestant each takes. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%,d queries x %d models x %d trials x %d levels, %d cores, heap %s%n",
            queries,
            models,
            trials,
            levels,
            cores,
            memory));
    text.append(
        String.format(
            "%-18s %9s %9s %9s %9s %9s %7s%n",
            "contestant", "median s", "min s", "max s", "CPU s", "peak MiB", "times"));
    double first = warm(contestants.get(0).seconds()).median();
    for (TrialsAnswer answer : contestants) {
      Spread seconds = warm(answer.seconds());
      text.append(
          String.format(
              Locale.ROOT,
              "%-18s %9.2f %9.2f %9.2f %9.2f %9d %7.1f%n",
              answer.name(),
              seconds.median(),
              seconds.min(),
              seconds.max(),
              warm(answer.cpuSeconds()).median(),
              answer.peakMemoryBytes() >> 20,
              seconds.median() / first));
    }
    text.append(isSame() ? "All figures are equal." : "The figures differ.").append('\n');
    return text.toString();
  }

  /** Without the first run, if there are others. */
  private static Spread warm(List<Double> measured) {
    return Spread.of(measured.size() > COLD ? measured.subList(COLD, measured.size()) : measured);
  }
}
