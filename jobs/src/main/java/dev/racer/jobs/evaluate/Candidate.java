package dev.racer.jobs.evaluate;

/**
 * Something to choose, with what it does to the validation queries of one split and group. All
 * candidates of a choice have the same validation queries.
 *
 * @param kind number of the score kind
 * @param level number of the risk level
 * @param vote number of the vote; -1 without votes
 * @param temperature number of the temperature in the vote's grid
 * @param queries validation queries
 * @param right of these, answered rightly
 * @param setSizeSum models called for them
 * @param costSum what these cost, in units of 1e-9; -1 without costs
 */
record Candidate(
    int kind,
    int level,
    int vote,
    int temperature,
    long queries,
    long right,
    long setSizeSum,
    long costSum) {
  /** There is no vote. */
  static final int NO_VOTE = -1;

  /** There are no costs. */
  static final long NO_COST = -1;
}
