package dev.racer.jobs.report.figure;

import dev.racer.core.metric.BetaBinomial;
import dev.racer.jobs.report.table.TrialRow;
import java.util.List;

/**
 * What the risks of trials would be drawn from if all was well: of a trial with n calibration
 * queries, rank k and m test queries, the misses are BetaBinomial(m; n + 1 - k, k). Exact for
 * exchangeable queries without ties.
 */
final class Reference {
  private final List<OfTrial> trials;

  private Reference(List<OfTrial> trials) {
    this.trials = trials;
  }

  /** The misses of a trial, of {@code queries} that count. */
  private record OfTrial(BetaBinomial misses, long queries) {
    double below(long count) {
      return misses.atMost(count - 1);
    }
  }

  /** Of these trials, all feasible. */
  static Reference of(List<TrialRow> trials) {
    return new Reference(
        trials.stream()
            .map(
                trial -> {
                  long k = trial.rank().orElseThrow();
                  return new OfTrial(
                      new BetaBinomial(trial.nTest(), trial.nCal() + 1 - k, k), trial.nTest());
                })
            .toList());
  }

  /** How many of the trials are expected to have a risk in a bin. */
  double expectedTrials(Bins bins, long bin) {
    double expected = 0;
    for (OfTrial one : trials) {
      long first = bins.firstCount(bin, one.queries());
      long next = bins.firstCount(bin + 1, one.queries());
      expected += one.below(next) - one.below(first);
    }
    return expected;
  }

  /**
   * The risk that a share of what is to be expected lies below: of each trial the smallest, and
   * their mean.
   *
   * @param share in (0, 1)
   */
  double quantile(double share) {
    double sum = 0;
    for (OfTrial one : trials) {
      long low = 0;
      long high = one.queries();
      while (low < high) {
        long middle = low + (high - low) / 2;
        if (one.misses().atMost(middle) >= share) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      sum += (double) low / one.queries();
    }
    return sum / trials.size();
  }
}
