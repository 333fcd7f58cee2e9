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
  private final LaneCounts counts;
  private final long[] costs;
  private final long[] costsMissing;
  private final long[] masks;
  private final long[] row;
  private final int[] positions;
  private final int[] undecided;

  private CellCounter(CellThresholds thresholds, int poolSize, int costColumns) {
    this.thresholds = thresholds;
    this.columns = thresholds.columns();
    int rows = CellThresholds.JUDGED.size() * thresholds.trials();
    this.counts = new LaneCounts(rows, columns * QueryOutcomes.LANES, poolSize);
    this.costs = new long[rows * costColumns];
    this.costsMissing = new long[rows * costColumns];
    this.masks = new long[columns];
    this.row = new long[columns];
    this.positions = new int[columns];
    this.undecided = new int[columns];
  }

  /**
   * Counts sets.
   *
   * @param poolSize K
   */
  public static CellCounter of(CellThresholds thresholds, int poolSize) {
    return new CellCounter(thresholds, poolSize, 0);
  }

  /**
   * Counts sets and what they cost.
   *
   * @param poolSize K
   */
  public static CellCounter withCosts(CellThresholds thresholds, int poolSize) {
    return new CellCounter(thresholds, poolSize, thresholds.columns());
  }

  /**
   * Counts a query.
   *
   * @param query the query under the cell's score kind
   * @param assignment its roles
   */
  public void add(QueryOutcomes query, TrialAssignment assignment) {
    for (int c = 0; c < columns; c++) {
      RiskTarget target = thresholds.target(c);
      masks[c] = target.includes(query.state()) ? ALL_LANES : WITHOUT_MISSES;
    }
    for (int split = 0; split < assignment.splits(); split++) {
      for (int role = 0; role < CellThresholds.JUDGED.size(); role++) {
        if (assignment.roles(split).count(CellThresholds.JUDGED.get(role)) > 0) {
          add(query, assignment, split, role);
        }
      }
    }
    counts.endRound();
  }

  private void add(QueryOutcomes query, TrialAssignment assignment, int split, int role) {
    int open = decide(query, split, role);
    RoleLists lists = assignment.roles(split);
    int[] trials = lists.trials();
    int start = lists.start(CellThresholds.JUDGED.get(role));
    int end = start + lists.count(CellThresholds.JUDGED.get(role));
    int firstTrial = assignment.firstTrial(split);
    int firstRow = role * thresholds.trials() + firstTrial;
    long[] packed = counts.packed();
    for (int i = start; i < end; i++) {
      int at = (firstRow + trials[i]) * columns;
      for (int c = 0; c < columns; c++) {
        packed[at + c] += row[c];
      }
    }
    for (int u = 0; u < open; u++) {
      int c = undecided[u];
      for (int i = start; i < end; i++) {
        long threshold = thresholds.threshold(role, firstTrial + trials[i], c);
        int position = query.position(threshold, positions[c]);
        packed[(firstRow + trials[i]) * columns + c] += query.word(position) & masks[c];
        addCost(query, position, (firstRow + trials[i]) * columns + c);
      }
    }
    if (costs.length > 0) {
      for (int u = 0; u < open; u++) {
        positions[undecided[u]] = -1;
      }
      for (int c = 0; c < columns; c++) {
        for (int i = start; i < end && positions[c] >= 0; i++) {
          addCost(query, positions[c], (firstRow + trials[i]) * columns + c);
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
    int[] order = thresholds.order(role, split);
    int open = 0;
    int position = 0;
    for (int c : order) {
      position = query.position(least[c], position);
      positions[c] = position;
      if (query.isSame(position, greatest[c])) {
        row[c] = query.word(position) & masks[c];
      } else {
        row[c] = 0;
        undecided[open++] = c;
      }
    }
    return open;
  }

  private void addCost(QueryOutcomes query, int position, int at) {
    if (costs.length > 0) {
      int size = query.size(position);
      costs[at] = Math.addExact(costs[at], query.cost(size));
      costsMissing[at] += query.costsMissing(size);
    }
  }

  /** What was counted. */
  public CellCounts counts() {
    return new CellCounts(columns, counts.totals().clone(), costs.clone(), costsMissing.clone());
  }
}
