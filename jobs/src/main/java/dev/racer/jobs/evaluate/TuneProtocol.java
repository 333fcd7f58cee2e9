package dev.racer.jobs.evaluate;

import dev.racer.core.score.Keys;

/** By which thresholds the validation queries choose. */
public enum TuneProtocol {
  /**
   * By thresholds fitted on the validation queries themselves: the choice is independent of the
   * calibration queries given the split, and the guarantee of the calibrated threshold stays.
   */
  VALIDATION("validation"),

  /**
   * By the calibrated thresholds, as the paper does: what is chosen depends on the calibration
   * queries, and the guarantee of the chosen threshold is void, strictly.
   */
  PAPER("paper");

  private final String key;

  TuneProtocol(String key) {
    this.key = key;
  }

  /** Returns the name in configuration. */
  public String key() {
    return key;
  }

  /** Whether the choice looks at calibration queries. */
  public boolean usesCalibration() {
    return this == PAPER;
  }

  /**
   * Returns the protocol with the given key.
   *
   * @throws IllegalArgumentException naming the key and the allowed ones
   */
  public static TuneProtocol ofKey(String key) {
    return Keys.find("protocol", values(), TuneProtocol::key, key);
  }
}
