package dev.racer.bench.gate;

import dev.racer.core.conformal.RiskLevel;

/**
 * The nights that are simulated: two routers over the same queries, each tested on all queries and
 * on every segment.
 *
 * @param nights healthy nights, each with a window of its own
 * @param streams streams of consecutive nights, whose windows overlap
 * @param streamNights nights of each stream
 * @param driftedNights nights for each size of a drift
 * @param windowDays days that calibrate, without the one that is tested
 * @param queriesPerDay explored queries of a day
 * @param segments which share the queries evenly
 * @param riskLevel alpha of the thresholds, guarantee expected
 * @param level probability of refusing a healthy night, at most
 * @param seed of the simulation
 */
public record GateWorkload(
    int nights,
    int streams,
    int streamNights,
    int driftedNights,
    int windowDays,
    int queriesPerDay,
    int segments,
    RiskLevel riskLevel,
    double level,
    long seed) {
  /** Routers of a night. */
  public static final int ROUTERS = 2;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException naming the one that is out of range
   */
  public GateWorkload {
    requireAtLeast(1, "nights", nights);
    requireAtLeast(2, "streams", streams);
    requireAtLeast(1, "nights of a stream", streamNights);
    requireAtLeast(1, "drifted nights", driftedNights);
    requireAtLeast(1, "days of the window", windowDays);
    requireAtLeast(1, "queries per day", queriesPerDay);
    requireAtLeast(1, "segments", segments);
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("Level must lie in (0, 1), got " + level);
    }
  }

  private static void requireAtLeast(int least, String what, int value) {
    if (value < least) {
      throw new IllegalArgumentException(
          "Number of " + what + " must be at least " + least + ", got " + value);
    }
  }
}
