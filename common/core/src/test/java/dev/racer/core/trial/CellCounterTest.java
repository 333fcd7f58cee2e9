package dev.racer.core.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.conformal.LabelState;
import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.score.FixedPoint;
import dev.racer.core.vote.VoteCount;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CellCounterTest {
  @Test
  void countsTheSetsOfTheLargestPool() {
    int poolSize = VoteCount.MAX_POOL_SIZE;
    int queries = 5; // after each of them the counters are about to overflow
    long[] all = {FixedPoint.INFINITE};
    CellThresholds thresholds =
        new CellThresholds(new int[] {0, 1}, List.of(RiskTarget.MISROUTING), 1, List.of(all, all));
    CellCounter counter = new CellCounter(thresholds, new CellContent(poolSize, false, List.of()));
    // a share of 0 that calibrates is refused: a smallest one, so that the queries test
    SplitShares shares = SplitShares.parse("0.000000000000000001", "0", "0.999999999999999999");
    TrialAssignment assignment = new TrialAssignment(1, List.of(RandomRoles.of(1, shares)));
    QueryOutcomes query = new QueryOutcomes(poolSize);
    long[] nonconformity = new long[poolSize + 1];
    Arrays.setAll(nonconformity, m -> m);

    for (int q = 0; q < queries; q++) {
      query.of(nonconformity, FixedPoint.INFINITE, LabelState.UNDECIDED);
      assignment.assign(0, 1L << (10 * q));
      counter.add(query, new QueryVotes(1, List.of()), assignment);
    }

    TrialBaseline none =
        new TrialBaseline(0, 0, 0, 0, 0, 0, List.of(), List.of(), List.of(), List.of());
    int testRow = CellThresholds.JUDGED.indexOf(TrialRole.TEST);
    TrialCounts counts = counter.counts().at(testRow, 0, RiskTarget.MISROUTING, none);
    assertThat(counts.setSizeSum()).isEqualTo((long) queries * poolSize);
    assertThat(counts.abstentions()).isZero();
  }
}
