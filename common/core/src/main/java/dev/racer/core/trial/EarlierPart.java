package dev.racer.core.trial;

import java.io.Serializable;
import java.math.BigDecimal;

/** The roles in a split whose sides are given: one side calibrates and validates, one tests. */
final class EarlierPart implements Serializable {
  static final int OUTSIDE = 0;
  static final int EARLIER = 1;
  static final int LATER = 2;
  static final int CLASSES = 3;

  private static final long serialVersionUID = 1L;
  private static final int ONLY_TRIAL = 0;

  private final long validationBound;

  EarlierPart(BigDecimal validationShare) {
    if (validationShare.signum() < 0 || validationShare.compareTo(BigDecimal.ONE) >= 0) {
      throw new IllegalArgumentException(
          "Validation share must lie in [0, 1), got " + validationShare);
    }
    if (validationShare.stripTrailingZeros().scale() > SplitShares.MAX_DECIMAL_PLACES) {
      throw new IllegalArgumentException(
          "Validation share must have at most "
              + SplitShares.MAX_DECIMAL_PLACES
              + " decimal places, got "
              + validationShare);
    }
    this.validationBound = SplitShares.bound(validationShare);
  }

  void assign(int side, long hash, RoleLists lists) {
    lists.add(role(side, hash), ONLY_TRIAL);
  }

  private TrialRole role(int side, long hash) {
    return switch (side) {
      case LATER -> TrialRole.TEST;
      case EARLIER ->
          Long.compareUnsigned(TrialSplit.draw(hash, ONLY_TRIAL), validationBound) < 0
              ? TrialRole.VALIDATION
              : TrialRole.CALIBRATION;
      default -> TrialRole.NONE;
    };
  }
}
