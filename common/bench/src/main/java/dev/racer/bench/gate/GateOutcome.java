package dev.racer.bench.gate;

import dev.racer.bench.report.Machine;
import java.util.List;
import java.util.Locale;

/**
 * How often the gate refused.
 *
 * @param startedAt when, UTC
 * @param revision commit of the sources
 * @param machine what it ran on
 * @param seconds that it took
 * @param routers that were tested
 * @param segments of each, besides all queries
 * @param windowDays days that calibrate
 * @param queriesPerDay explored queries of a day
 * @param riskLevel alpha of the thresholds
 * @param level probability of refusing a healthy night, at most
 * @param seed of the simulation
 * @param healthy independent healthy nights, with their Clopper-Pearson interval
 * @param consecutive healthy nights in a row, with an interval over streams
 * @param drifted nights with more misses
 */
public record GateOutcome(
    String startedAt,
    String revision,
    Machine machine,
    double seconds,
    int routers,
    int segments,
    int windowDays,
    int queriesPerDay,
    String riskLevel,
    double level,
    long seed,
    Rate healthy,
    Rate consecutive,
    List<Drift> drifted) {
  /** Takes a copy. */
  public GateOutcome {
    drifted = List.copyOf(drifted);
  }

  /**
   * A share of nights.
   *
   * @param nights that were tested
   * @param refused of them
   * @param share refused / nights
   * @param lower end of the 95 % interval
   * @param upper end of the 95 % interval
   */
  public record Rate(long nights, long refused, double share, double lower, double upper) {}

  /**
   * A drift.
   *
   * @param factor by which misses are more frequent than in the window
   * @param rate of nights that were refused
   */
  public record Drift(double factor, Rate rate) {}

  /** Whether nothing speaks against the level: neither interval lies above it. */
  public boolean keepsLevel() {
    return healthy.lower() <= level && consecutive.lower() <= level;
  }

  /** A table. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%d routers x (all + %d segments), window %d days x %,d explored queries, alpha %s,"
                + " level %s%n",
            routers,
            segments,
            windowDays,
            queriesPerDay,
            riskLevel,
            level));
    text.append(
        String.format("%-28s %10s %9s %9s %21s%n", "nights", "number", "refused", "share", "95 %"));
    add(text, "healthy, independent", healthy);
    add(text, "healthy, in a row", consecutive);
    for (Drift drift : drifted) {
      add(text, "misses x " + drift.factor(), drift.rate());
    }
    text.append(
        keepsLevel()
            ? "Nothing speaks against the level: no interval of healthy nights lies above it."
            : "Healthy nights are refused more often than the level allows.");
    return text.append('\n').toString();
  }

  private static void add(StringBuilder text, String name, Rate rate) {
    text.append(
        String.format(
            Locale.ROOT,
            "%-28s %,10d %,9d %9.5f  %9.5f %9.5f%n",
            name,
            rate.nights(),
            rate.refused(),
            rate.share(),
            rate.lower(),
            rate.upper()));
  }
}
