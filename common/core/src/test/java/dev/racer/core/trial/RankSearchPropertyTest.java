package dev.racer.core.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.score.FixedPoint;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RankSearchPropertyTest {
  private static final int LEVELS = 3;
  private static final int RANDOM_TRIALS = 3;
  private static final List<TrialRole> ROLES = List.of(TrialRole.CALIBRATION, TrialRole.VALIDATION);

  /** The last trial's calibration queries are those with the smaller scores. */
  private static final List<TrialRoles> SPLITS =
      List.of(
          RandomRoles.of(RANDOM_TRIALS, SplitShares.parse("0.5", "0.1", "0.4")),
          RolesByDate.of(0, new BigDecimal("0.2")));

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  /** Queries of a stream: critical score, hash and class of each. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Stream(long[] scores, long[] hashes, int[] classes) {}

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void findsWhatSortingFinds(long seed) {
    Random random = new Random(seed);
    TrialAssignment assignment = new TrialAssignment(seed, SPLITS);
    Stream stream = stream(random, assignment);
    int trials = assignment.trials();
    RankWish wish = wish(random, trials, stream.scores().length);
    long mostCollected = new long[] {1, 40, 700, 1 << 18}[random.nextInt(4)];
    RankSummary summary = summary(random, stream);
    RankSearch search = new RankSearch(summary, wish, mostCollected);
    for (int trial = 0; trial < trials; trial++) {
      // also of the trial that is no random sample: a wrong guess costs a round, no more
      if (trial < RANDOM_TRIALS || random.nextBoolean()) {
        search.expect(0, trial, stream.scores().length / 2 + 1, stream.scores().length);
      }
    }

    int rounds = 0;
    while (!search.isDone()) {
      Zones zones = search.zones();
      Iterator<ZoneSlice> slices = slices(random, stream, zones, assignment);
      search.add(zones, ZoneSelection.select(zones, search.open(), ROLES, slices, assignment));
      rounds++;
      assertThat(rounds).isLessThan(8);
    }

    assertThat(search.values()).isEqualTo(bySorting(stream, wish, assignment));
  }

  /** Every value and rank of every role and trial, one sort after the other. */
  private static long[] bySorting(Stream stream, RankWish wish, TrialAssignment assignment) {
    long[] values = new long[wish.ranks().length];
    for (int role = 0; role < wish.roles(); role++) {
      for (int trial = 0; trial < wish.trials(); trial++) {
        List<Long> members = new ArrayList<>();
        for (int i = 0; i < stream.scores().length; i++) {
          assignment.assign(stream.classes()[i], stream.hashes()[i]);
          if (role(assignment, trial) == ROLES.get(role)) {
            members.add(stream.scores()[i]);
          }
        }
        members.sort(null);
        for (int level = 0; level < LEVELS; level++) {
          int number = (role * wish.trials() + trial) * LEVELS + level;
          int rank = (int) wish.ranks()[number];
          boolean has = rank > 0 && rank <= members.size();
          values[number] = has ? members.get(rank - 1) : FixedPoint.INFINITE;
        }
      }
    }
    return values;
  }

  private static TrialRole role(TrialAssignment assignment, int trial) {
    int split = trial < RANDOM_TRIALS ? 0 : 1;
    RoleLists lists = assignment.roles(split);
    for (TrialRole role : TrialRole.values()) {
      for (int i = 0; i < lists.count(role); i++) {
        if (assignment.firstTrial(split) + lists.trial(role, i) == trial) {
          return role;
        }
      }
    }
    throw new AssertionError("No role in trial " + trial);
  }

  private static Stream stream(Random random, TrialAssignment assignment) {
    int size = random.nextInt(random.nextInt(4) == 0 ? 6000 : 400);
    int range = random.nextBoolean() ? 1 << 30 : 50;
    Stream stream = new Stream(new long[size], new long[size], new int[size]);
    boolean isHeavy = random.nextInt(3) == 0;
    for (int i = 0; i < size; i++) {
      boolean isTied = isHeavy && random.nextInt(3) > 0;
      stream.scores()[i] = isTied ? range / 3 : random.nextInt(range) - 10;
      stream.hashes()[i] = random.nextLong();
      stream.classes()[i] =
          assignment.classOf(stream.scores()[i] < range / 2 ? -1 : 1, new String[0]);
    }
    return stream;
  }

  /** Some ranks are not wanted, some beyond what there is. */
  private static RankWish wish(Random random, int trials, int size) {
    long[] ranks = new long[ROLES.size() * trials * LEVELS];
    for (int i = 0; i < ranks.length; i++) {
      int most = i < ranks.length / ROLES.size() ? size / 2 + 30 : size / 10 + 10;
      ranks[i] = random.nextInt(5) == 0 ? 0 : 1 + random.nextInt(most);
    }
    return new RankWish(ROLES.size(), trials, LEVELS, ranks);
  }

  private static RankSummary summary(Random random, Stream stream) {
    RankSummary summary = RankSummary.EMPTY;
    int size = stream.scores().length;
    for (int from = 0; from < size; ) {
      int to = Math.min(size, from + 1 + random.nextInt(size));
      long[] run = Arrays.copyOfRange(stream.scores(), from, to);
      Arrays.sort(run);
      summary = summary.plus(RankSummary.of(run));
      from = to;
    }
    return random.nextInt(4) == 0 ? summary.coarseUpTo(size / 2) : summary;
  }

  private static Iterator<ZoneSlice> slices(
      Random random, Stream stream, Zones zones, TrialAssignment assignment) {
    List<ZoneSlice> slices = new ArrayList<>();
    ZoneSlice.Builder builder = new ZoneSlice.Builder(zones, ROLES, assignment.trials());
    for (int i = 0; i < stream.scores().length; i++) {
      assignment.assign(stream.classes()[i], stream.hashes()[i]);
      long score = stream.scores()[i];
      if (builder.collects(score)) {
        builder.collect(score, stream.classes()[i], stream.hashes()[i]);
      } else {
        builder.count(score, assignment);
      }
      if (random.nextInt(100) == 0) {
        slices.add(builder.build());
      }
    }
    slices.add(builder.build());
    return slices.iterator();
  }
}
