package dev.racer.jobs.config;

import dev.racer.core.gate.ProtectiveVersion;
import dev.racer.jobs.nightly.GateConfig;
import dev.racer.jobs.nightly.NightlyConfig;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DateRange;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalDouble;

/** Turns settings into the configuration of a night. */
public final class NightlySettings {
  private NightlySettings() {}

  /**
   * Reads the configuration of a night.
   *
   * @param settings the effective settings
   * @throws ConfigException if a value is missing or not allowed; names the key and its origin
   */
  public static NightlyConfig read(Settings settings) {
    Optional<String> cap = settings.optionalText("gate.max-calls-per-query");
    return new NightlyConfig(
        CalibrateSettings.read(settings, DateRange.ALL),
        settings.parsed("nightly.window", Integer::parseInt),
        settings.parsed("nightly.label-age", Integer::parseInt),
        new GateConfig(
            settings.parsed("gate.level", Double::parseDouble),
            settings.parsed("gate.on-misses", NightlySettings::onMisses),
            settings.parsed("gate.least-n", Long::parseLong),
            cap.isPresent()
                ? OptionalDouble.of(
                    settings.parsed("gate.max-calls-per-query", Double::parseDouble))
                : OptionalDouble.empty(),
            settings.parsed("gate.max-excluded-share", Double::parseDouble),
            settings.parsed("gate.max-unlabelled-share", Double::parseDouble),
            settings.parsed("gate.max-lost-days", Integer::parseInt),
            new HashSet<>(settings.texts("gate.accept"))));
  }

  private static ProtectiveVersion.Mode onMisses(String key) {
    return switch (key) {
      case "larger" -> ProtectiveVersion.Mode.LARGER;
      case "call-all" -> ProtectiveVersion.Mode.CALL_ALL;
      default ->
          throw new IllegalArgumentException("must be one of [larger, call-all], got " + key);
    };
  }
}
