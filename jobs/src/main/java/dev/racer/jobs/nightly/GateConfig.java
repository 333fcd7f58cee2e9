package dev.racer.jobs.nightly;

import dev.racer.core.gate.ProtectiveVersion;
import dev.racer.spark.lake.ConfigException;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What a night must pass before its thresholds are put in force.
 *
 * @param level {@code gate.level}: probability, at most, of refusing a healthy night for its
 *     misses; in (0, 1)
 * @param onMisses {@code gate.on-misses}
 * @param leastN {@code gate.least-n}: least calibration queries of a router; at least 1
 * @param maxCallsPerQuery {@code gate.max-calls-per-query}: most models called per query on
 *     average; positive; empty for any number
 * @param maxExcludedShare {@code gate.max-excluded-share} in [0, 1]
 * @param maxUnlabelledShare {@code gate.max-unlabelled-share} in [0, 1]
 * @param maxLostDays {@code gate.max-lost-days}; not negative
 * @param accepted {@code gate.accept}: changes that are meant, {@code ROUTER=FINGERPRINT}, {@code
 *     ROUTER=gone}, {@code ROUTER/SEGMENT=gone}, and {@code DAY=FINGERPRINT} for a day left out
 */
public record GateConfig(
    double level,
    ProtectiveVersion.Mode onMisses,
    long leastN,
    OptionalDouble maxCallsPerQuery,
    double maxExcludedShare,
    double maxUnlabelledShare,
    int maxLostDays,
    Set<String> accepted) {
  /**
   * Takes a copy and checks every value.
   *
   * @throws ConfigException if a value is not allowed
   */
  public GateConfig {
    accepted = Set.copyOf(accepted);
    require(level > 0 && level < 1, "gate.level must lie in (0, 1), got " + level);
    require(leastN >= 1, "gate.least-n must be at least 1, got " + leastN);
    require(
        maxCallsPerQuery.isEmpty() || maxCallsPerQuery.getAsDouble() > 0,
        "gate.max-calls-per-query must be positive, got " + maxCallsPerQuery);
    require(
        maxExcludedShare >= 0 && maxExcludedShare <= 1,
        "gate.max-excluded-share must lie in [0, 1], got " + maxExcludedShare);
    require(
        maxUnlabelledShare >= 0 && maxUnlabelledShare <= 1,
        "gate.max-unlabelled-share must lie in [0, 1], got " + maxUnlabelledShare);
    require(maxLostDays >= 0, "gate.max-lost-days must not be negative, got " + maxLostDays);
    for (String change : accepted) {
      require(
          change.matches(".+=([0-9a-f]{16}|gone)"),
          "gate.accept must hold NAME=FINGERPRINT with 16 hex digits, or NAME=gone, got " + change);
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new ConfigException(otherwise);
    }
  }
}
