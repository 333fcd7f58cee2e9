package dev.racer.core.trial;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The ranks wanted in one stream: for each role that thresholds are fitted on, trial and level.
 *
 * @param roles number of roles: 1 for calibration, 2 for calibration and validation
 * @param trials number of trials
 * @param levels number of levels
 * @param ranks at {@code (role * trials + trial) * levels + level}, from 1; 0 for none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RankWish(int roles, int trials, int levels, long[] ranks) implements Serializable {
  /** Checks the number of ranks. */
  public RankWish {
    if (ranks.length != roles * trials * levels) {
      throw new IllegalArgumentException(
          "Expected a rank per role, trial and level, got "
              + ranks.length
              + " for "
              + roles
              + " * "
              + trials
              + " * "
              + levels);
    }
  }

  /** Whether there is nothing to select. */
  public boolean isEmpty() {
    return Arrays.stream(ranks).allMatch(rank -> rank == 0);
  }
}
