package dev.racer.core.trial;

import dev.racer.core.conformal.RiskTarget;

/**
 * Counts what the thresholds of one group and score kind do to queries, in all trials at once.
 *
 * <p>Where all thresholds of a column lie between two neighbouring nonconformities of a query,
 * which is so for most queries and levels, the query comes to the same in all trials: one word is
 * added for each trial in which it is judged.
 *
 * <p>Not safe for use by several threads.
 */
public final class CellCounter {
  private static final long ALL_LANES = -1L;
  private static final long WITHOUT_MISSES =
      ~LaneCounts.word(QueryOutcomes.MISSES, LaneCounts.MOST);

  private final CellThresholds thresholds;
  private final int columns;
  private final int poolSize;
  private final LaneCounts counts;
  private final boolean countsCosts;
  private final long[] costs;
  private final long[] costsMissing;
  private final VoteLayout layout;
  private final CellVotes votes;
  private final long[] masks;
  private final long[] row;
  private final int[] positions;
  private final int[] sizes; // of sets by column, and of that of all candidates; -1 if undecided
  private final int[] undecided;

  /**
   * @param thresholds of the cell
   * @param content what is counted
   */
  public CellCounter(CellThresholds thresholds, CellContent content) {
    this.thresholds = thresholds;
    this.columns = thresholds.columns();
    this.poolSize = content.poolSize();
    this.countsCosts = content.hasCosts();
    this.layout = new VoteLayout(content.votes());
    int rows = CellThresholds.JUDGED.size() * thresholds.trials();
    this.counts = new LaneCounts(rows, columns * QueryOutcomes.LANES, poolSize);
    this.costs = new long[countsCosts ? rows * columns : 0];
    this.costsMissing = new long[costs.length];
    this.votes = new CellVotes(layout, rows, columns + 1);
    this.masks = new long[columns];
    this.row = new long[columns];
    this.positions = new int[columns];
    this.sizes = new int[columns + 1];
    this.undecided = new int[columns];
  }

  /**
   * Most bytes that a counter holds.
   *
   * @param content what is counted
   * @param trials number of trials
   * @param columns number of risk targets times number of levels
   */
  public static long bytes(CellContent content, long trials, long columns) {
    long rows = CellThresholds.JUDGED.size() * trials;
    long ofSets =
        LaneCounts.words(QueryOutcomes.LANES) * LaneCounts.BYTES_PER_WORD
            + (content.hasCosts() ? 2L * Long.BYTES : 0);
    long ofVotes = CellVotes.bytes(new VoteLayout(content.votes()), rows, columns + 1);
    return rows * columns * ofSets + ofVotes;
  }

  /**
   * Counts a query.
   *
   * @param query the query under the cell's score kind
   * @param queryVotes its votes in the order of that kind; not read if no votes are counted
   * @param assignment its roles
   */
  public void add(QueryOutcomes query, QueryVotes queryVotes, TrialAssignment assignment) {
    for (int c = 0; c < columns; c++) {
      RiskTarget target = thresholds.target(c);
      masks[c] = target.includes(query.state()) ? ALL_LANES : WITHOUT_MISSES;
    }
    for (int split = 0; split < assignment.splits(); split++) {
      for (int role = 0; role < CellThresholds.JUDGED.size(); role++) {
        if (assignment.roles(split).count(CellThresholds.JUDGED.get(role)) > 0) {
          add(query, queryVotes, assignment, split, role);
        }
      }
    }
    counts.endRound();
    votes.endRound();
  }

  private void add(
      QueryOutcomes query, QueryVotes queryVotes, TrialAssignment assignment, int split, int role) {
    int open = decide(query, split, role);
    RoleLists lists = assignment.roles(split);
    int[] trials = lists.trials();
    int start = lists.start(CellThresholds.JUDGED.get(role));
    int end = start + lists.count(CellThresholds.JUDGED.get(role));
    int firstRow = role * thresholds.trials() + assignment.firstTrial(split);
    counts.add(row, firstRow, trials, start, end);
    if (countsCosts) {
      addCosts(query, firstRow, trials, start, end);
    }
    if (layout.votes() > 0) {
      votes.add(queryVotes, sizes, firstRow, trials, start, end);
    }
    for (int u = 0; u < open; u++) {
      int c = undecided[u];
      for (int i = start; i < end; i++) {
        long threshold = thresholds.threshold(role, assignment.firstTrial(split) + trials[i], c);
        int position = query.position(threshold, positions[c]);
        addOne(query, queryVotes, position, firstRow + trials[i], c);
      }
    }
  }

  /** Counts the query in a trial whose threshold has another position than that of others. */
  private void addOne(
      QueryOutcomes query, QueryVotes queryVotes, int position, int trialRow, int column) {
    int cell = trialRow * columns + column;
    int size = query.size(position);
    counts.packed()[cell] += query.word(position) & masks[column];
    if (countsCosts) {
      costs[cell] = Math.addExact(costs[cell], query.cost(size));
      costsMissing[cell] += query.costsMissing(size);
    }
    if (layout.votes() > 0) {
      votes.add(queryVotes, size, trialRow, column);
    }
  }

  private void addCosts(QueryOutcomes query, int firstRow, int[] trials, int start, int end) {
    for (int c = 0; c < columns; c++) {
      if (sizes[c] >= 0) {
        long cost = query.cost(sizes[c]);
        long missing = query.costsMissing(sizes[c]);
        for (int i = start; i < end; i++) {
          int cell = (firstRow + trials[i]) * columns + c;
          costs[cell] = Math.addExact(costs[cell], cost);
          costsMissing[cell] += missing;
        }
      }
    }
  }

  /**
   * Finds the position of every column's thresholds, the least of a split's, and the words of those
   * that share it; the others are noted as undecided.
   */
  private int decide(QueryOutcomes query, int split, int role) {
    long[] least = thresholds.least(role, split);
    long[] greatest = thresholds.greatest(role, split);
    int open = 0;
    int position = 0;
    for (int c : thresholds.order(role, split)) {
      position = query.position(least[c], position);
      positions[c] = position;
      if (query.isSame(position, greatest[c])) {
        row[c] = query.word(position) & masks[c];
        sizes[c] = query.size(position);
      } else {
        row[c] = 0;
        sizes[c] = -1;
        undecided[open++] = c;
      }
    }
    sizes[columns] = poolSize;
    return open;
  }

  /** What was counted. */
  public CellCounts counts() {
    return new CellCounts(
        new CellCounts.Shape(
            CellThresholds.JUDGED.size() * thresholds.trials(), columns, countsCosts),
        counts.totals().clone(),
        costs.clone(),
        costsMissing.clone(),
        layout.votes() == 0 ? VoteCounts.NONE : votes.counts());
  }
}
