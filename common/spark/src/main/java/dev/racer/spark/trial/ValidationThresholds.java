package dev.racer.spark.trial;

/** At which thresholds the validation queries of a trial are judged. */
public enum ValidationThresholds {
  /**
   * At thresholds fitted on the validation queries themselves. What is chosen by their counts has
   * not seen the calibration queries, so the guarantee of the calibrated threshold stays.
   */
  OWN,

  /** At the calibrated thresholds, as the paper does. A choice by their counts voids guarantees. */
  CALIBRATED
}
