package dev.racer.core.conformal;

import dev.racer.core.score.Keys;

/** Over which queries the risk of a miss is controlled. A miss is {@code l > lambda}. */
public enum RiskTarget {
  /**
   * All queries: {@code P(l > lambda) <= alpha}, the paper's target. Among answerable queries alone
   * the miss rate may reach {@code alpha / P(answerable)}.
   */
  MISROUTING("misrouting"),

  /**
   * The queries that some candidate model answers correctly: {@code P(l > lambda | answerable) <=
   * alpha}. The plain rule, applied to the calibration queries not known to be unanswerable.
   *
   * <p>Why unknown labels do no harm: given how many of the calibration queries are answerable,
   * these are exchangeable with a new answerable query. A row whose labels are incomplete enters
   * with a critical score that is at least its true one. A row that is in truth unanswerable but
   * {@link LabelState#UNDECIDED} enters with an infinite score; compared with leaving it out, it
   * raises n by one and the rank by at most one but never lowers it, and adds nothing below the
   * threshold. So neither kind of row can lower the selected order statistic, and the guarantee
   * holds, conservatively. This is true of both {@linkplain Guarantee guarantees}, since the rank
   * never falls as n grows.
   */
  ANSWERABLE_MISS("answerable-miss");

  private final String key;

  RiskTarget(String key) {
    this.key = key;
  }

  /** Returns the name in configuration and published tables. */
  public String key() {
    return key;
  }

  /**
   * Returns the target with the given key.
   *
   * @throws IllegalArgumentException naming the key and the allowed ones
   */
  public static RiskTarget ofKey(String key) {
    return Keys.find("risk target", values(), RiskTarget::key, key);
  }

  /** Whether a calibration query whose labels say {@code state} counts towards this target. */
  public boolean includes(LabelState state) {
    return this == MISROUTING || state != LabelState.UNANSWERABLE;
  }
}
