package dev.racer.core.published;

import dev.racer.core.score.ScoreKind;
import java.math.BigDecimal;

/**
 * Which row per router and segment is in force, by the keys of its choices.
 *
 * @param riskLevel decimal text in (0, 1), as configured; compared as a number
 */
public record PublishedPolicy(
    String normalization,
    String nullScore,
    String nonconformity,
    String riskTarget,
    String guarantee,
    String riskLevel) {

  /**
   * Checks the keys.
   *
   * @throws IllegalArgumentException naming an unknown key and the allowed ones
   */
  public PublishedPolicy {
    ScoreKind.ofKeys(normalization, nullScore, nonconformity); // refuses unknown keys
    Require.oneOf("Risk target", Vocabulary.RISK_TARGETS, riskTarget);
    Require.oneOf("Guarantee", Vocabulary.GUARANTEES, guarantee);
    Require.riskLevel(riskLevel);
  }

  /** Returns whether the row is the one that this policy puts in force. */
  public boolean names(PublishedThreshold row) {
    return normalization.equals(row.normalization())
        && nullScore.equals(row.nullScore())
        && nonconformity.equals(row.nonconformity())
        && riskTarget.equals(row.riskTarget())
        && guarantee.equals(row.guarantee())
        && new BigDecimal(riskLevel).compareTo(new BigDecimal(row.riskLevel())) == 0;
  }
}
