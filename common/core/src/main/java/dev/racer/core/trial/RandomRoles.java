package dev.racer.core.trial;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Random splits: in each trial, a hash gives every query its role, with the same probabilities for
 * all queries, or with those of the value that they have in a segment column.
 *
 * <p>Where the shares of two values differ, calibration and test queries of a segment that holds
 * both are no sample of the same.
 *
 * @see TrialSplit
 */
public final class RandomRoles implements TrialRoles {
  private static final long serialVersionUID = 1L;
  private static final int NO_COLUMN = -1;

  private final int trials;
  private final int column;
  private final TreeMap<String, Integer> classOfValue = new TreeMap<>();
  private final long[] calibrationBounds;
  private final long[] validationBounds;

  private RandomRoles(int trials, int column, List<SplitShares> shares) {
    if (trials < 1) {
      throw new IllegalArgumentException("Number of trials must be at least 1, got " + trials);
    }
    this.trials = trials;
    this.column = column;
    this.calibrationBounds = new long[shares.size()];
    this.validationBounds = new long[shares.size()];
    for (int i = 0; i < shares.size(); i++) { // as signed integers in the order of unsigned ones
      calibrationBounds[i] = shares.get(i).calibrationBound() ^ Long.MIN_VALUE;
      validationBounds[i] = shares.get(i).validationBound() ^ Long.MIN_VALUE;
    }
  }

  /**
   * The same shares for all queries.
   *
   * @param trials number of trials, at least 1
   */
  public static RandomRoles of(int trials, SplitShares shares) {
    return new RandomRoles(trials, NO_COLUMN, List.of(shares));
  }

  /**
   * Shares by the values of a segment column.
   *
   * @param trials number of trials, at least 1
   * @param shares of queries without a value there, and of all values that are not overridden
   * @param column number of the segment column among those of the records
   * @param overrides the shares of its values
   */
  public static RandomRoles of(
      int trials, SplitShares shares, int column, Map<String, SplitShares> overrides) {
    TreeMap<String, SplitShares> ordered = new TreeMap<>(overrides);
    List<SplitShares> all = new ArrayList<>();
    all.add(shares);
    all.addAll(ordered.values());
    RandomRoles roles = new RandomRoles(trials, column, all);
    ordered.keySet().forEach(v -> roles.classOfValue.put(v, roles.classOfValue.size() + 1));
    return roles;
  }

  @Override
  public int trials() {
    return trials;
  }

  @Override
  public boolean isRandom() {
    return true;
  }

  @Override
  public int classes() {
    return calibrationBounds.length;
  }

  @Override
  public int classOf(int day, String[] segments) {
    if (column == NO_COLUMN || segments[column] == null) {
      return 0;
    }
    Integer found = classOfValue.get(segments[column]);
    return found == null ? 0 : found;
  }

  @Override
  public void assign(int queryClass, long hash, RoleLists lists) {
    long calibrationBound = calibrationBounds[queryClass];
    long validationBound = validationBounds[queryClass];
    long[] draws = lists.draws(hash);
    int[] filed = lists.trials();
    int calibration = lists.start(TrialRole.CALIBRATION);
    int validation = lists.start(TrialRole.VALIDATION);
    int test = lists.start(TrialRole.TEST);
    for (int trial = 0; trial < trials; trial++) {
      long draw = draws[trial] ^ Long.MIN_VALUE;
      int notCalibration = draw >= calibrationBound ? 1 : 0;
      int isTest = draw >= validationBound ? 1 : 0;
      filed[calibration] = trial; // under all three, of which one moves on: nothing to mispredict
      filed[validation] = trial;
      filed[test] = trial;
      calibration += 1 - notCalibration;
      validation += notCalibration - isTest;
      test += isTest;
    }
    lists.end(TrialRole.CALIBRATION, calibration);
    lists.end(TrialRole.VALIDATION, validation);
    lists.end(TrialRole.TEST, test);
  }
}
