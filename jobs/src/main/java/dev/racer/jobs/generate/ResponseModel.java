package dev.racer.jobs.generate;

import java.io.Serializable;

/**
 * Joint distribution of which models answer one query correctly, within one benchmark: with one
 * probability nobody does, with another everybody does, and otherwise each model does
 * independently.
 *
 * <p>Fitted so that each model has exactly its accuracy, and, where the accuracies allow it, so
 * that exactly the wanted shares of queries are answered by nobody and by everybody. (In a pool of
 * one model they do not: nobody is right as often as that model is wrong.)
 */
final class ResponseModel implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int ITERATIONS = 200;

  private final double hardShare;
  private final double easyShare;
  private final double[] mixedAccuracies;

  private ResponseModel(double hardShare, double easyShare, double[] mixedAccuracies) {
    this.hardShare = hardShare;
    this.easyShare = easyShare;
    this.mixedAccuracies = mixedAccuracies;
  }

  /**
   * Fits the distribution.
   *
   * @param accuracies share of queries answered correctly, per model, each in (0, 1); not empty
   * @param unanswerableShare share of queries that no model answers correctly, in [0, 1)
   * @param allRightShare share of queries that all models answer correctly, in [0, 1)
   */
  static ResponseModel fit(double[] accuracies, double unanswerableShare, double allRightShare) {
    double least = 1;
    double most = 0;
    for (double accuracy : accuracies) {
      least = Math.min(least, accuracy);
      most = Math.max(most, accuracy);
    }
    double hard = Math.min(unanswerableShare, 1 - most);
    double easy = Math.min(allRightShare, least);
    double[] mixed = new double[accuracies.length];
    // a fixed point: nobody (everybody) may also happen to be right on a query of the mixed kind
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      double mixedShare = 1 - hard - easy;
      double nobody = mixedShare;
      double everybody = mixedShare;
      for (int m = 0; m < mixed.length; m++) {
        mixed[m] = mixedShare > 0 ? (accuracies[m] - easy) / mixedShare : 0;
        nobody *= 1 - mixed[m];
        everybody *= mixed[m];
      }
      if (iteration + 1 < ITERATIONS) {
        hard = clamp(unanswerableShare - nobody, 1 - most);
        easy = clamp(allRightShare - everybody, least);
      }
    }
    return new ResponseModel(hard, easy, mixed);
  }

  private static double clamp(double share, double most) {
    return Math.max(0, Math.min(share, most));
  }

  /** Returns the share of queries of the kind that nobody answers. */
  double hardShare() {
    return hardShare;
  }

  /** Returns the share of queries of the kind that everybody answers. */
  double easyShare() {
    return easyShare;
  }

  /** Returns the probability that a model is right on a query of the mixed kind. */
  double mixedAccuracy(int model) {
    return mixedAccuracies[model];
  }
}
