package dev.racer.core.trial;

import java.io.Serializable;

/**
 * What a {@link TrialTally} counts.
 *
 * @param trials number of trials
 * @param poolSize K
 * @param costModels K if costs are counted, else 0
 * @param confidences number of confidence columns
 */
public record TallyShape(int trials, int poolSize, int costModels, int confidences)
    implements Serializable {
  /** Number of counters of a tally. */
  public int length() {
    return Math.multiplyExact(TrialTally.COUNTED.size() * trials, lanes() + sums());
  }

  /** Counters of a row that grow by at most 1 for each query. */
  int lanes() {
    return TallyRow.MODELS + poolSize;
  }

  /** The others: costs, costs that are missing, confidences that are missing. */
  int sums() {
    return 2 * costModels + confidences;
  }
}
