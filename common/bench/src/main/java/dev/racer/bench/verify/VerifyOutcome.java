package dev.racer.bench.verify;

import dev.racer.bench.report.Machine;
import dev.racer.bench.report.Spread;
import java.util.List;
import java.util.Locale;

/**
 * The result of a measurement of verifications.
 *
 * @param startedAt when, UTC
 * @param revision commit of the sources
 * @param machine what it ran on
 * @param days of the window
 * @param queriesPerDay queries of each
 * @param models K
 * @param cores that the process might use
 * @param memory its heap
 * @param answer what it measured
 */
public record VerifyOutcome(
    String startedAt,
    String revision,
    Machine machine,
    int days,
    long queriesPerDay,
    int models,
    int cores,
    String memory,
    VerifyAnswer answer) {
  /** A few lines: seconds of the cold and of the warm runs. */
  public String text() {
    List<Double> seconds = answer.seconds();
    Spread warm = Spread.of(seconds.size() > 1 ? seconds.subList(1, seconds.size()) : seconds);
    return String.format(
        Locale.ROOT,
        "%d days x %,d queries x 2 routers x %d models, %d cores, heap %s%n"
            + "%,d thresholds from %,d records of %,d bytes%n"
            + "verify, fresh process  %8.2f s, CPU %.2f s%n"
            + "verify, again          %8.2f s (%.2f to %.2f)%n"
            + "%s%n",
        days,
        queriesPerDay,
        models,
        cores,
        memory,
        answer.thresholds(),
        answer.records(),
        answer.recordBytes(),
        seconds.get(0),
        answer.cpuSeconds().get(0),
        warm.median(),
        warm.min(),
        warm.max(),
        answer.isWhole()
            ? "Every threshold follows from its records."
            : "Some threshold does not follow from its records.");
  }
}
