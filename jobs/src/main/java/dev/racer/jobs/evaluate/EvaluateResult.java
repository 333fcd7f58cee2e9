package dev.racer.jobs.evaluate;

import dev.racer.core.conformal.Policy;
import dev.racer.spark.publication.RunStatus;
import java.util.List;

/**
 * What a run of trials came to.
 *
 * @param verb what it was run for
 * @param status how it ended, with its exit code and what became of the input rows
 * @param cells one entry per split and cell; the splits by date and column first
 * @param shifts what differs between the sides of the splits by date and column
 * @param selections what the validation queries chose, by trial
 * @param policy the policy of the configuration: what a summary shows of the cells
 * @param attemptFolder where the tables are, or would have been
 */
public record EvaluateResult(
    Verb verb,
    RunStatus status,
    List<CellSummary> cells,
    List<Shift> shifts,
    List<Selection> selections,
    Policy policy,
    String attemptFolder) {
  /** Takes copies. */
  public EvaluateResult {
    cells = List.copyOf(cells);
    shifts = List.copyOf(shifts);
    selections = List.copyOf(selections);
  }
}
