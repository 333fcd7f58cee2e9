package dev.racer.jobs.evaluate;

import dev.racer.core.conformal.Guarantee;
import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.score.ScoreKind;
import org.apache.spark.sql.Row;

/**
 * What is calibrated once in every trial.
 *
 * @param router name of the router
 * @param segment name of the segment
 * @param kind how router scores become nonconformity scores
 * @param target over which queries the risk is controlled
 * @param guarantee what is promised
 * @param level the risk level
 */
public record Cell(
    String router,
    String segment,
    ScoreKind kind,
    RiskTarget target,
    Guarantee guarantee,
    RiskLevel level) {
  /** Reads the cell that a row of a table is about. */
  static Cell of(Row row) {
    return new Cell(
        row.getAs("router"),
        row.getAs("segment"),
        ScoreKind.ofKeys(
            row.getAs("normalization"), row.getAs("null_score"), row.getAs("nonconformity")),
        RiskTarget.ofKey(row.getAs("risk_target")),
        Guarantee.ofKey(row.getAs("guarantee")),
        RiskLevel.parse(row.getAs("risk_level")));
  }

  /** The values of the columns that name a cell, in the order of the tables. */
  Object[] values() {
    return new Object[] {
      router,
      segment,
      kind.normalization().key(),
      kind.nullScore().key(),
      kind.nonconformity().key(),
      target.key(),
      guarantee.key(),
      level.text()
    };
  }
}
