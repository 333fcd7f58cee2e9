package dev.racer.core.trial;

import java.math.BigDecimal;

/**
 * One trial by time: queries of days before a cut calibrate, or validate by a hash, those from it
 * on test. Queries without a day have no role.
 */
public final class RolesByDate implements TrialRoles {
  private static final long serialVersionUID = 1L;

  private final int firstTestDay;
  private final EarlierPart earlier;

  private RolesByDate(int firstTestDay, EarlierPart earlier) {
    this.firstTestDay = firstTestDay;
    this.earlier = earlier;
  }

  /**
   * The split.
   *
   * @param firstTestDay the first day that tests, in days since 1970-01-01
   * @param validationShare share of earlier queries that validate, in [0, 1)
   * @throws IllegalArgumentException if the share is out of range or has too many decimal places
   */
  public static RolesByDate of(int firstTestDay, BigDecimal validationShare) {
    return new RolesByDate(firstTestDay, new EarlierPart(validationShare));
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
    if (day == NO_DAY) {
      return EarlierPart.OUTSIDE;
    }
    return day < firstTestDay ? EarlierPart.EARLIER : EarlierPart.LATER;
  }

  @Override
  public void assign(int queryClass, long hash, RoleLists lists) {
    earlier.assign(queryClass, hash, lists);
  }
}
