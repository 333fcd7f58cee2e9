package dev.racer.core.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.conformal.CriticalScore;
import dev.racer.core.conformal.LabelState;
import dev.racer.core.conformal.Labels;
import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.score.FixedPoint;
import dev.racer.core.vote.MissingConfidence;
import dev.racer.core.vote.TemperatureGrid;
import dev.racer.core.vote.VoteCount;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Large pools and many queries, so that small counters fill up; thresholds that differ widely. */
class CellCounterPropertyTest {
  private static final List<RiskTarget> TARGETS =
      List.of(RiskTarget.ANSWERABLE_MISS, RiskTarget.MISROUTING);
  private static final int LEVELS = 2;
  private static final int COLUMNS = 2 * LEVELS;
  private static final int RANDOM_TRIALS = 2;
  private static final int TRIALS = RANDOM_TRIALS + 1;
  private static final List<TrialRoles> SPLITS =
      List.of(
          RandomRoles.of(RANDOM_TRIALS, SplitShares.parse("0.3", "0.2", "0.5")),
          RolesByDate.of(0, new BigDecimal("0.5")));
  private static final TemperatureGrid GRID = TemperatureGrid.of(0.01, 0.1, 1, 5);
  private static final List<VoteSpec> VOTES =
      List.of(
          new VoteSpec.ByRouterScore(GRID),
          new VoteSpec.Majority(),
          new VoteSpec.ByConfidence("c", MissingConfidence.NO_VOTE, GRID));

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Query(
      long[] nonconformity,
      byte[] labels,
      long[] answers,
      double[] scores,
      double[] confidences,
      long[] costs,
      int queryClass,
      long hash) {}

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void countsWhatLoopsCount(long seed) {
    Random random = new Random(seed);
    int pool = 1 + random.nextInt(random.nextInt(4) == 0 ? 40 : 4);
    TrialAssignment assignment = new TrialAssignment(seed, SPLITS);
    List<Query> queries = new ArrayList<>();
    int size = random.nextInt(300);
    for (int i = 0; i < size; i++) {
      queries.add(query(random, pool, assignment));
    }
    List<long[]> thresholds = List.of(thresholds(random), thresholds(random));
    CellThresholds ofCell =
        new CellThresholds(new int[] {0, RANDOM_TRIALS, TRIALS}, TARGETS, LEVELS, thresholds);

    CellCounts counts = null;
    for (List<Query> part :
        List.of(queries.subList(0, size / 3), queries.subList(size / 3, size))) {
      CellCounts more = count(part, ofCell, pool, assignment);
      counts = counts == null ? more : counts.plus(more);
    }

    for (int role = 0; role < 2; role++) {
      for (int trial = 0; trial < TRIALS; trial++) {
        List<Query> members = members(queries, CellThresholds.JUDGED.get(role), trial, assignment);
        int row = role * TRIALS + trial;
        TrialBaseline none =
            new TrialBaseline(0, 0, 0, 0, 0, 0, List.of(), List.of(), List.of(), List.of());
        for (int column = 0; column < COLUMNS; column++) {
          RiskTarget target = TARGETS.get(column / LEVELS);
          long threshold = thresholds.get(role)[trial * COLUMNS + column];
          assertThat(counts.at(row, column, target, none))
              .isEqualTo(expected(members, target, threshold));
          for (int vote = 0; vote < VOTES.size(); vote++) {
            assertThat(counts.votes(row, column, vote, VOTES))
                .isEqualTo(expectedVotes(members, threshold, vote));
          }
        }
        for (int vote = 0; vote < VOTES.size(); vote++) {
          assertThat(counts.fullPool(row, vote, VOTES))
              .isEqualTo(expectedVotes(members, FixedPoint.INFINITE, vote));
        }
      }
    }
  }

  private static CellCounts count(
      List<Query> queries, CellThresholds thresholds, int pool, TrialAssignment assignment) {
    CellCounter counter = new CellCounter(thresholds, new CellContent(pool, true, VOTES));
    QueryOutcomes outcomes = new QueryOutcomes(pool);
    QueryVotes votes = new QueryVotes(pool, VOTES);
    for (Query query : queries) {
      outcomes.of(
          query.nonconformity(),
          CriticalScore.of(query.nonconformity(), query.labels(), pool),
          LabelState.state(query.labels(), pool));
      outcomes.costs(query.costs());
      votes.of(query.answers(), query.labels(), query.scores());
      votes.confidences(2, query.confidences());
      votes.order(outcomes.candidates());
      assignment.assign(query.queryClass(), query.hash());
      counter.add(outcomes, votes, assignment);
    }
    return counter.counts();
  }

  private static List<Query> members(
      List<Query> queries, TrialRole role, int trial, TrialAssignment assignment) {
    int split = trial < RANDOM_TRIALS ? 0 : 1;
    List<Query> members = new ArrayList<>();
    for (Query query : queries) {
      assignment.assign(query.queryClass(), query.hash());
      RoleLists lists = assignment.roles(split);
      for (int i = 0; i < lists.count(role); i++) {
        if (assignment.firstTrial(split) + lists.trial(role, i) == trial) {
          members.add(query);
        }
      }
    }
    return members;
  }

  private static TrialCounts expected(List<Query> members, RiskTarget target, long threshold) {
    long[] counted = new long[7];
    for (Query query : members) {
      int pool = query.labels().length;
      LabelState state = LabelState.state(query.labels(), pool);
      long critical = CriticalScore.of(query.nonconformity(), query.labels(), pool);
      boolean missed = critical > threshold || critical == FixedPoint.INFINITE;
      counted[0] += missed && target.includes(state) ? 1 : 0;
      counted[1] += missed && state == LabelState.ANSWERABLE ? 1 : 0;
      counted[2] += !missed && state == LabelState.UNANSWERABLE ? 1 : 0;
      int[] set = set(query, threshold);
      counted[3] += set.length;
      counted[4] += set.length == 0 ? 1 : 0;
      for (int m : set) {
        counted[5] += Math.max(0, query.costs()[m]);
        counted[6] += query.costs()[m] < 0 ? 1 : 0;
      }
    }
    return new TrialCounts(
        0,
        0,
        counted[0],
        0,
        counted[1],
        0,
        counted[2],
        0,
        counted[3],
        counted[4],
        counted[5],
        counted[6]);
  }

  private static TrialVotes expectedVotes(List<Query> members, long threshold, int vote) {
    long[] correct = new long[VOTES.get(vote).size()];
    long[] unknown = new long[correct.length];
    long unanswered = 0;
    for (Query query : members) {
      int[] set = set(query, threshold);
      VoteCount count = new VoteCount(query.labels().length);
      count.query(query.answers(), query.scores());
      int[] winners = new int[correct.length];
      if (vote == 1) {
        winners[0] = count.majority(set, set.length);
      } else {
        double[] weights = vote == 0 ? query.scores() : query.confidences();
        count.weighted(set, set.length, weights, GRID, winners);
      }
      unanswered += winners[0] == VoteCount.NO_WINNER ? 1 : 0;
      for (int t = 0; t < correct.length && winners[t] >= 0; t++) {
        correct[t] += query.labels()[winners[t]] == Labels.CORRECT ? 1 : 0;
        unknown[t] += query.labels()[winners[t]] == Labels.UNKNOWN ? 1 : 0;
      }
    }
    return new TrialVotes(correct, unknown, unanswered);
  }

  private static int[] set(Query query, long threshold) {
    return IntStream.range(0, query.labels().length)
        .filter(m -> query.nonconformity()[m] <= threshold)
        .toArray();
  }

  /** Few values, so that many are equal; of some queries the null model is absent. */
  private static Query query(Random random, int pool, TrialAssignment assignment) {
    long[] nonconformity = random.longs(pool + 1, 0, 20).toArray();
    if (random.nextInt(4) == 0) {
      nonconformity[pool] = FixedPoint.INFINITE;
    }
    byte[] labels = new byte[pool];
    double[] confidences = new double[pool];
    int kinds = 2 + random.nextInt(2);
    for (int m = 0; m < pool; m++) {
      labels[m] = (byte) random.nextInt(kinds);
      confidences[m] = random.nextInt(5) == 0 ? Double.NaN : random.nextInt(5) / 4.0;
    }
    return new Query(
        nonconformity,
        labels,
        random.longs(pool, 0, 4).toArray(),
        random.doubles(pool).toArray(),
        confidences,
        random.longs(pool, -1, 1000).toArray(),
        assignment.classOf(random.nextInt(3) - 1, new String[0]),
        random.nextLong());
  }

  /** Near each other or far apart; some below all scores, some infinite. */
  private static long[] thresholds(Random random) {
    long[] thresholds = new long[TRIALS * COLUMNS];
    for (int column = 0; column < COLUMNS; column++) {
      int spread = random.nextBoolean() ? 1 : 22;
      int first = random.nextInt(22) - 1;
      for (int trial = 0; trial < TRIALS; trial++) {
        thresholds[trial * COLUMNS + column] =
            random.nextInt(10) == 0 ? FixedPoint.INFINITE : first + random.nextInt(spread);
      }
    }
    return thresholds;
  }
}
