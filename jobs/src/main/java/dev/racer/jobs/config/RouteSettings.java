package dev.racer.jobs.config;

import dev.racer.jobs.route.RouteConfig;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.lake.LakeInputs;
import java.util.Optional;
import java.util.OptionalLong;

/** Turns settings into the configuration of a run that applies a version. */
public final class RouteSettings {
  private RouteSettings() {}

  /**
   * Reads the configuration.
   *
   * @param settings the effective settings
   * @param version number of the version to apply; empty for the one in force
   * @param range the days to read
   * @throws ConfigException if a value is missing or not allowed; names the key and its origin
   */
  public static RouteConfig read(Settings settings, OptionalLong version, DateRange range) {
    return new RouteConfig(
        new LakeInputs(
            CalibrateSettings.location(settings, "lake.queries"),
            CalibrateSettings.location(settings, "lake.router-scores"),
            Optional.empty(),
            settings.columns()),
        CalibrateSettings.output(settings).toString(),
        settings.text("publication.name"),
        version,
        settings.optionalTexts("route.segment-by"),
        settings.texts("route.routers"),
        settings.parsed("calibration.max-groups", Integer::parseInt),
        settings.parsed("quality.max-quarantined-share", Double::parseDouble),
        range);
  }
}
