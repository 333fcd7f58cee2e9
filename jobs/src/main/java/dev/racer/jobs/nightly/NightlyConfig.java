package dev.racer.jobs.nightly;

import dev.racer.jobs.calibrate.CalibrateConfig;
import dev.racer.spark.lake.ConfigException;

/**
 * Everything a night depends on; complete and valid once constructed.
 *
 * @param calibration what is calibrated; its range is not used
 * @param window {@code nightly.window}: days of the window, at least 2: one is tested on, the
 *     others calibrate
 * @param labelAge {@code nightly.label-age}: days between the newest day of the window and the date
 *     of the run; not negative
 * @param gate what a version must pass
 */
public record NightlyConfig(
    CalibrateConfig calibration, int window, int labelAge, GateConfig gate) {
  /**
   * Checks the numbers.
   *
   * @throws ConfigException if one is not allowed
   */
  public NightlyConfig {
    if (window < 2) {
      throw new ConfigException("nightly.window must be at least 2, got " + window);
    }
    if (labelAge < 0) {
      throw new ConfigException("nightly.label-age must not be negative, got " + labelAge);
    }
  }
}
