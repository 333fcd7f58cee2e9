package dev.racer.core.trial;

import java.util.Arrays;

/**
 * Counts the votes over the sets of one group and score kind, in all trials at once. Beside the
 * columns there is a last one, in which all candidates are called.
 *
 * <p>Along its temperatures a vote is counted by the steps at which it turns right or wrong, so
 * that one with the same winner at all of them costs one addition.
 */
final class CellVotes {
  private final VoteLayout layout;
  private final int rows;
  private final int columns;
  private final int words;
  private final LaneCounts counts;
  private final long[] row;
  private int[] steps = {};
  private int[] unknownSteps = {};

  /**
   * @param layout where counts are
   * @param rows number of judged roles times trials
   * @param columns with the last one
   */
  CellVotes(VoteLayout layout, int rows, int columns) {
    this.layout = layout;
    this.rows = rows;
    this.columns = columns;
    this.words = layout.words();
    this.counts = new LaneCounts(rows, columns * words * LaneCounts.LANES_PER_WORD, 1);
    this.row = new long[columns * words];
  }

  /** Most bytes that such a counter holds, without its own few buffers. */
  static long bytes(VoteLayout layout, long rows, long columns) {
    return rows
        * columns
        * (layout.words() * LaneCounts.BYTES_PER_WORD + 2L * Integer.BYTES * layout.planes());
  }

  /** Adds the votes of a set to one row and column. */
  void add(QueryVotes votes, int size, int trialRow, int column) {
    votes.count(size);
    long[] packed = counts.packed();
    int at = (trialRow * columns + column) * words;
    for (int w = 0; w < words; w++) {
      packed[at + w] += votes.words()[size * words + w];
    }
    for (int s = 0; s < votes.stepCount(size); s++) {
      int step = votes.steps(size)[s];
      int[] planes = planes(step);
      planes[((step >>> 2) * rows + trialRow) * columns + column] += 1 - 2 * (step & 1);
    }
  }

  /**
   * Adds the votes of a set in every column to several rows.
   *
   * @param sizes of the sets, by column; negative for a column to be left out
   * @param trials holds the rows' distances from the first
   * @param from the first of these
   * @param to after the last
   */
  void add(QueryVotes votes, int[] sizes, int firstRow, int[] trials, int from, int to) {
    Arrays.fill(row, 0);
    for (int column = 0; column < columns; column++) {
      if (sizes[column] >= 0) {
        votes.count(sizes[column]);
        System.arraycopy(votes.words(), sizes[column] * words, row, column * words, words);
        addSteps(votes, sizes[column], column, firstRow, trials, from, to);
      }
    }
    counts.add(row, firstRow, trials, from, to);
  }

  private void addSteps(
      QueryVotes votes, int size, int column, int firstRow, int[] trials, int from, int to) {
    for (int s = 0; s < votes.stepCount(size); s++) {
      int step = votes.steps(size)[s];
      int[] planes = planes(step);
      int first = ((step >>> 2) * rows + firstRow) * columns + column;
      int change = 1 - 2 * (step & 1);
      for (int i = from; i < to; i++) {
        planes[first + trials[i] * columns] += change;
      }
    }
  }

  /** The planes that a step belongs to; made when there is a first step. */
  private int[] planes(int step) {
    if ((step & 2) == 0) {
      steps = made(steps);
      return steps;
    }
    unknownSteps = made(unknownSteps);
    return unknownSteps;
  }

  private int[] made(int[] planes) {
    return planes.length > 0
        ? planes
        : new int[Math.multiplyExact(Math.multiplyExact(layout.planes(), rows), columns)];
  }

  /** Ends a query. */
  void endRound() {
    counts.endRound();
  }

  /** What was counted. */
  VoteCounts counts() {
    long[] lanes = counts.totals();
    return new VoteCounts(lanes.clone(), NarrowInts.of(steps), NarrowInts.of(unknownSteps));
  }
}
