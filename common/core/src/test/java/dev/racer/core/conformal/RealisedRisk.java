package dev.racer.core.conformal;

/** Compares the true risks of many independent calibrations with a claim about their mean. */
final class RealisedRisk {
  private double excess;
  private double claimedVariance;
  private double squares;
  private int calibrations;

  /**
   * Adds a calibration whose true risk is claimed to be Beta(n + 1 - k, k), which is so for
   * continuous critical scores.
   */
  void addBeta(double risk, long n, long k) {
    double mean = (n + 1.0 - k) / (n + 1.0);
    add(risk, mean);
    claimedVariance += mean * (1 - mean) / (n + 2.0);
  }

  /** Adds a calibration whose true risk is claimed to be {@code mean} on average. */
  void add(double risk, double mean) {
    excess += risk - mean;
    squares += (risk - mean) * (risk - mean);
    calibrations++;
  }

  /** Standard deviations between mean and claim, by the claimed variances. */
  double z() {
    return excess / Math.sqrt(claimedVariance);
  }

  /** Standard deviations between mean and claim, by the variance seen. */
  double studentZ() {
    double mean = excess / calibrations;
    double variance = squares / calibrations - mean * mean;
    return mean / Math.sqrt(variance / calibrations);
  }
}
