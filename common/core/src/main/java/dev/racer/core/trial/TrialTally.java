package dev.racer.core.trial;

import dev.racer.core.conformal.LabelState;
import java.util.Arrays;
import java.util.List;

/**
 * What can be counted of a group's queries per trial and role before there are thresholds: label
 * states, which models are correct, what they cost. Counts merge by addition of {@link #totals}.
 *
 * <p>Not safe for use by several threads.
 */
@SuppressWarnings("EnumOrdinal") // positions in an array that lives no longer than a run
public final class TrialTally {
  /** The roles whose queries are counted. */
  public static final List<TrialRole> COUNTED =
      List.of(TrialRole.CALIBRATION, TrialRole.VALIDATION, TrialRole.TEST);

  private final TallyShape shape;
  private final LaneCounts counts;
  private final long[] sums;

  /**
   * @param shape what is counted
   */
  public TrialTally(TallyShape shape) {
    this.shape = shape;
    int rows = Math.multiplyExact(COUNTED.size(), shape.trials());
    this.counts = new LaneCounts(rows, shape.lanes(), 1);
    this.sums = new long[Math.multiplyExact(rows, shape.sums())];
  }

  /**
   * Counts a query.
   *
   * @param row the query
   * @param assignment its roles
   */
  public void add(TallyRow row, TrialAssignment assignment) {
    for (int split = 0; split < assignment.splits(); split++) {
      RoleLists lists = assignment.roles(split);
      for (int r = 0; r < COUNTED.size(); r++) {
        int first = r * shape.trials() + assignment.firstTrial(split);
        int start = lists.start(COUNTED.get(r));
        int end = start + lists.count(COUNTED.get(r));
        counts.add(row.words(), first, lists.trials(), start, end);
        for (int i = start; i < end && shape.sums() > 0; i++) {
          addSums(first + lists.trials()[i], row.sums());
        }
      }
    }
    counts.endRound();
  }

  private void addSums(int row, long[] added) {
    int at = row * shape.sums();
    for (int i = 0; i < added.length; i++) {
      sums[at + i] = Math.addExact(sums[at + i], added[i]);
    }
  }

  /** The counts, as {@link #baseline} reads them; the tally may be added to afterwards. */
  public long[] totals() {
    long[] lanes = counts.totals();
    long[] totals = Arrays.copyOf(lanes, lanes.length + sums.length);
    System.arraycopy(sums, 0, totals, lanes.length, sums.length);
    return totals;
  }

  /**
   * Reads the counts of a role in a trial.
   *
   * @param totals of all queries of the group
   * @param shape what was counted
   * @param role calibration, validation or test
   * @param trial the trial
   */
  public static TrialBaseline baseline(long[] totals, TallyShape shape, TrialRole role, int trial) {
    int row = COUNTED.indexOf(role) * shape.trials() + trial;
    int lane = row * shape.lanes();
    int sum = COUNTED.size() * shape.trials() * shape.lanes() + row * shape.sums();
    int confidences = sum + 2 * shape.costModels();
    return new TrialBaseline(
        totals[lane + LabelState.ANSWERABLE.ordinal()],
        totals[lane + LabelState.UNANSWERABLE.ordinal()],
        totals[lane + LabelState.PARTLY_ANSWERABLE.ordinal()],
        totals[lane + LabelState.UNDECIDED.ordinal()],
        totals[lane + TallyRow.TIED],
        totals[lane + TallyRow.TOP],
        list(totals, lane + TallyRow.MODELS, shape.poolSize()),
        list(totals, sum, shape.costModels()),
        list(totals, sum + shape.costModels(), shape.costModels()),
        list(totals, confidences, shape.confidences()));
  }

  private static List<Long> list(long[] totals, int from, int size) {
    return Arrays.stream(totals, from, from + size).boxed().toList();
  }
}
