package dev.racer.jobs.report.table;

import java.util.List;

/**
 * The tables of an evaluation, as far as a report shows them.
 *
 * @param run where they come from
 * @param scope what is shown of them
 * @param summaries all rows of {@code evaluation_summary}
 * @param trials of the shown methods and segments, of every split and risk level
 * @param votes of the shown methods and segments, at every risk level; none without answers
 * @param baselines of the shown segments
 * @param selections of the shown segments
 * @param shares of the shown segments, of the splits by date or column
 */
public record Evaluation(
    RunFacts run,
    Scope scope,
    List<SummaryRow> summaries,
    List<TrialRow> trials,
    List<VoteRow> votes,
    List<BaselineRow> baselines,
    List<SelectionRow> selections,
    List<ShareRow> shares) {
  /** Takes copies. */
  public Evaluation {
    summaries = List.copyOf(summaries);
    trials = List.copyOf(trials);
    votes = List.copyOf(votes);
    baselines = List.copyOf(baselines);
    selections = List.copyOf(selections);
    shares = List.copyOf(shares);
  }

  /** Whether the outcomes held answers, so that there is something to vote on. */
  public boolean hasAnswers() {
    return !votes.isEmpty();
  }
}
