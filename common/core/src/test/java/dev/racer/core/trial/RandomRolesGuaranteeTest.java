package dev.racer.core.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * Roles of random splits: each with its share, independent between trials.
 *
 * <p>50,000 queries with consecutive ids, 12 trials. Chi-square of the role counts of each trial (2
 * degrees of freedom) and of the table of roles for each of the 66 pairs of trials (9 cells, 8
 * degrees of freedom), added up; (chi2 - df) / sqrt(2 df) below 6.5, which for these df has a
 * chance of a false alarm below one in a million. The seed is fixed.
 *
 * <p>Twins: trials that share their draws, and shares that are off by .01, are found out.
 */
class RandomRolesGuaranteeTest {
  private static final int QUERIES = 50_000;
  private static final int TRIALS = 12;
  private static final double[] SHARES = {0.5, 0.1, 0.4};
  private static final int[][] ROLES = roles();

  @Test
  void everyTrialHasItsShares() {
    double chiSquare = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      chiSquare += ofShares(ROLES[trial], SHARES);
    }

    assertThat(excess(chiSquare, 2 * TRIALS)).isLessThan(6.5);
  }

  @Test
  void otherSharesAreFoundOut() {
    double chiSquare = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      chiSquare += ofShares(ROLES[trial], new double[] {0.49, 0.11, 0.4});
    }

    assertThat(excess(chiSquare, 2 * TRIALS)).isGreaterThan(6.5);
  }

  @Test
  void trialsAreIndependent() {
    double chiSquare = 0;
    int pairs = 0;
    for (int a = 0; a < TRIALS; a++) {
      for (int b = 0; b < a; b++) {
        chiSquare += ofPair(ROLES[a], ROLES[b]);
        pairs++;
      }
    }

    assertThat(excess(chiSquare, 8 * pairs)).isLessThan(6.5);
  }

  @Test
  void trialsThatShareTheirDrawsAreFoundOut() {
    assertThat(excess(ofPair(ROLES[0], ROLES[0]), 8)).isGreaterThan(6.5);
  }

  private static int[][] roles() {
    TrialSplit split = new TrialSplit(1);
    RandomRoles random = RandomRoles.of(TRIALS, SplitShares.parse("0.5", "0.1", "0.4"));
    RoleLists lists = new RoleLists(TRIALS);
    int[][] roles = new int[TRIALS][QUERIES];
    for (int q = 0; q < QUERIES; q++) {
      lists.clear();
      random.assign(0, split.hash("query-" + q), lists);
      for (int r = 0; r < SHARES.length; r++) {
        TrialRole role = TrialTally.COUNTED.get(r);
        for (int i = 0; i < lists.count(role); i++) {
          roles[lists.trial(role, i)][q] = r;
        }
      }
    }
    return roles;
  }

  private static double ofShares(int[] roles, double[] shares) {
    double chiSquare = 0;
    for (int role = 0; role < shares.length; role++) {
      int wanted = role;
      double expected = QUERIES * shares[role];
      double seen = Arrays.stream(roles).filter(r -> r == wanted).count();
      chiSquare += (seen - expected) * (seen - expected) / expected;
    }
    return chiSquare;
  }

  private static double ofPair(int[] first, int[] second) {
    int[][] table = new int[SHARES.length][SHARES.length];
    for (int q = 0; q < QUERIES; q++) {
      table[first[q]][second[q]]++;
    }
    double chiSquare = 0;
    for (int a = 0; a < SHARES.length; a++) {
      for (int b = 0; b < SHARES.length; b++) {
        double expected = QUERIES * SHARES[a] * SHARES[b];
        chiSquare += (table[a][b] - expected) * (table[a][b] - expected) / expected;
      }
    }
    return chiSquare;
  }

  /** In standard deviations of the chi-square distribution. */
  private static double excess(double chiSquare, int degreesOfFreedom) {
    return (chiSquare - degreesOfFreedom) / Math.sqrt(2.0 * degreesOfFreedom);
  }
}
