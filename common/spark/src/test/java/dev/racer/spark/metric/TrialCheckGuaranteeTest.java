package dev.racer.spark.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.metric.FamilyCheck;
import dev.racer.spark.metric.TrialCheck.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A pool of 1000 queries without ties, split anew 100 times, 55 % to calibration and 45 % to test.
 * Each case asks for two p-values; a false alarm has a probability of 1e-6 in all.
 */
class TrialCheckGuaranteeTest {
  private static final int POOL = 1000;
  private static final int TRIALS = 100;
  private static final double[] LEVELS = {.01, .05, .1, .3, .5};
  private static final double FALSE_ALARM = 1e-6;

  @Test
  void randomSplitsOfOnePoolPass() {
    List<Double> pValues = pValues(0);

    double[] all = pValues.stream().mapToDouble(Double::doubleValue).toArray();
    assertThat(all).hasSize(2 * LEVELS.length);
    assertThat(new FamilyCheck(FALSE_ALARM).failures(all)).containsOnly(false);
  }

  /** The twin: thresholds three ranks below the one that is claimed. */
  @Test
  void ranksThreeTooLowFail() {
    List<Double> pValues = pValues(3);

    double[] all = pValues.stream().mapToDouble(Double::doubleValue).toArray();
    boolean[] failures = new FamilyCheck(FamilyCheck.DEFAULT_LEVEL).failures(all);
    assertThat(failures[0]).isTrue(); // the sum of misses at .01
    assertThat(failures[1]).isTrue(); // and their fit
  }

  private static List<Double> pValues(int ranksTooLow) {
    Random random = new Random(20);
    List<List<Trial>> trials = new ArrayList<>();
    for (int level = 0; level < LEVELS.length; level++) {
      trials.add(new ArrayList<>());
    }
    for (int trial = 0; trial < TRIALS; trial++) {
      boolean[] calibrates = new boolean[POOL]; // in the order of critical scores
      int n = 0;
      for (int i = 0; i < POOL; i++) {
        calibrates[i] = random.nextDouble() < .55;
        n += calibrates[i] ? 1 : 0;
      }
      for (int level = 0; level < LEVELS.length; level++) {
        int rank = (int) Math.ceil((1 - LEVELS[level]) * (n + 1) - 1e-9);
        int misses = missesAbove(calibrates, rank - ranksTooLow);
        trials.get(level).add(new Trial(trial, n, rank, POOL - n, misses));
      }
    }
    List<Double> pValues = new ArrayList<>();
    for (List<Trial> cell : trials) {
      TrialCheck check = TrialCheck.of(cell, 1);
      pValues.add(check.zPValue());
      pValues.add(check.fitPValue());
    }
    return pValues;
  }

  /** Test queries above the calibration query of that rank. */
  private static int missesAbove(boolean[] calibrates, int rank) {
    int seen = 0;
    int misses = 0;
    for (boolean one : calibrates) {
      if (one) {
        seen++;
      } else if (seen >= rank) {
        misses++;
      }
    }
    return misses;
  }
}
