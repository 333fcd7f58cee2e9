package dev.racer.jobs.config;

import dev.racer.jobs.calibrate.CalibrateConfig;
import dev.racer.jobs.nightly.GateConfig;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.publication.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The configuration that a version was made with, read back from its manifest. */
public final class PublishedSettings {
  private static final String UNSET = "null";

  private PublishedSettings() {}

  /**
   * Reads the configuration of a calibration back.
   *
   * @param manifest of a version
   * @param place what to call it in messages, for example its path
   * @throws DataContractException if it holds keys or values that this build does not know
   */
  public static CalibrateConfig calibration(Manifest manifest, String place) {
    return read(manifest, place, settings -> CalibrateSettings.read(settings, manifest.range()));
  }

  /**
   * Reads what a night must pass back.
   *
   * @param manifest of a nightly version
   * @param place what to call it in messages, for example its path
   * @throws DataContractException if it holds keys or values that this build does not know
   */
  public static GateConfig gate(Manifest manifest, String place) {
    return read(manifest, place, settings -> NightlySettings.read(settings).gate());
  }

  private static <T> T read(Manifest manifest, String place, Function<Settings, T> reader) {
    List<Assignment> assignments = new ArrayList<>();
    for (Manifest.ConfigEntry entry : manifest.config()) {
      if (!entry.value().equals(UNSET)) { // a text of that name stands in quotes
        assignments.add(new Assignment(entry.key(), entry.value(), place));
      }
    }
    try {
      return reader.apply(Settings.load(List.of(), assignments));
    } catch (ConfigException e) {
      throw new DataContractException(
          place + ": its configuration is not one of this build: " + e.getMessage(), e);
    }
  }
}
