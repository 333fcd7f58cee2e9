package dev.racer.core.trial;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * One trial by source: queries with some values of a segment column calibrate, or validate by a
 * hash, those with other values test. Queries with neither have no role.
 */
public final class RolesByColumn implements TrialRoles {
  private static final long serialVersionUID = 1L;

  private final int column;
  private final Set<String> calibration;
  private final Set<String> test;
  private final EarlierPart earlier;

  private RolesByColumn(
      int column, Set<String> calibration, Set<String> test, EarlierPart earlier) {
    this.column = column;
    this.calibration = calibration;
    this.test = test;
    this.earlier = earlier;
  }

  /**
   * The split.
   *
   * @param column number of the segment column among those of the records
   * @param calibration values that calibrate and validate
   * @param test values that test
   * @param validationShare share of the former that validate, in [0, 1)
   * @throws IllegalArgumentException if there are no values for either side, a value is on both, or
   *     the share is out of range or has too many decimal places
   */
  public static RolesByColumn of(
      int column,
      Collection<String> calibration,
      Collection<String> test,
      BigDecimal validationShare) {
    if (calibration.isEmpty() || test.isEmpty()) {
      throw new IllegalArgumentException(
          "A split by column needs values that calibrate and values that test, got "
              + calibration
              + " and "
              + test);
    }
    TreeSet<String> both = new TreeSet<>(calibration);
    both.retainAll(test);
    if (!both.isEmpty()) {
      throw new IllegalArgumentException(
          "A value either calibrates or tests, got on both sides " + both);
    }
    return new RolesByColumn(
        column, Set.copyOf(calibration), Set.copyOf(test), new EarlierPart(validationShare));
  }

  @Override
  public int trials() {
    return 1;
  }

  @Override
  public boolean isRandom() {
    return false;
  }

  @Override
  public int classes() {
    return EarlierPart.CLASSES;
  }

  @Override
  public int classOf(int day, String[] segments) {
    String value = segments[column];
    if (value == null) {
      return EarlierPart.OUTSIDE;
    }
    if (calibration.contains(value)) {
      return EarlierPart.EARLIER;
    }
    return test.contains(value) ? EarlierPart.LATER : EarlierPart.OUTSIDE;
  }

  @Override
  public void assign(int queryClass, long hash, RoleLists lists) {
    earlier.assign(queryClass, hash, lists);
  }
}
