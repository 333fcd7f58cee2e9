package dev.racer.core.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.score.FixedPoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Critical scores of which very many are equal, as without tie-break they are. */
class RankSearchTiesTest {
  private static final int SIZE = 300_000;
  private static final int MOST_COLLECTED = 3000;
  private static final int TRIALS = 2;
  private static final List<TrialRole> ROLES = List.of(TrialRole.CALIBRATION);
  private static final List<TrialRoles> SPLITS =
      List.of(RandomRoles.of(TRIALS, SplitShares.parse("0.5", "0.1", "0.4")));
  private static final double[] SHARES = {0.3, 0.6999, 0.7, 0.7001, 0.75, 0.99};

  enum Shape {
    HEAVY_MINIMUM,
    TENTHS,
    NEIGHBOURING_INTEGERS,
    HEAVY_MAXIMUM;

    LongSupplier scores(Random random) {
      return switch (this) {
        case HEAVY_MINIMUM -> () -> random.nextInt(10) < 7 ? 0 : 1 + random.nextInt(1 << 30);
        case TENTHS -> () -> random.nextInt(11) * 100_000_000L;
        case NEIGHBOURING_INTEGERS ->
            () -> random.nextInt(10) < 7 ? random.nextInt(4) : random.nextInt(1 << 30);
        case HEAVY_MAXIMUM ->
            () -> random.nextInt(10) < 7 ? random.nextInt(1 << 29) : FixedPoint.INFINITE - 1;
      };
    }
  }

  @ParameterizedTest(name = "{0}, summaries of {1}, {2} samples")
  @CsvSource({
    "HEAVY_MINIMUM,         300000, random",
    "HEAVY_MINIMUM,           1000, random",
    "HEAVY_MINIMUM,           7000, other",
    "TENTHS,                300000, random",
    "TENTHS,                   500, other",
    "TENTHS,                  9000, random",
    "NEIGHBOURING_INTEGERS, 300000, random",
    "NEIGHBOURING_INTEGERS,   1000, other",
    "NEIGHBOURING_INTEGERS,  20000, random",
    "HEAVY_MAXIMUM,         300000, other",
    "HEAVY_MAXIMUM,           2000, random"
  })
  void equalScoresAreCountedAndNotCollected(Shape shape, int sizeOfSummary, String samples) {
    Random random = new Random(sizeOfSummary);
    long[] scores = random.longs(SIZE).toArray(); // first as hashes
    long[] hashes = scores.clone();
    LongSupplier drawn = shape.scores(random);
    Arrays.setAll(scores, i -> drawn.getAsLong());
    TrialAssignment assignment = new TrialAssignment(1, SPLITS);
    long[][] sorted = sortedByTrial(scores, hashes, assignment);
    RankWish wish = wish(sorted);
    RankSearch search = new RankSearch(summary(scores, sizeOfSummary), wish, MOST_COLLECTED);
    for (int trial = 0; trial < TRIALS && samples.equals("random"); trial++) {
      search.expect(0, trial, sorted[trial].length, SIZE);
    }

    int rounds = 0;
    while (!search.isDone()) {
      Zones zones = search.zones();
      ZoneSlice slice = slice(scores, hashes, zones, assignment);
      long open = Arrays.stream(search.open().ranks()).filter(rank -> rank > 0).count();
      assertThat(slice.size()).isLessThanOrEqualTo((int) open * MOST_COLLECTED);
      search.add(
          zones,
          ZoneSelection.select(zones, search.open(), ROLES, List.of(slice).iterator(), assignment));
      assertThat(++rounds).isLessThanOrEqualTo(4);
    }

    long[] values = search.values();
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).isEqualTo(sorted[i / SHARES.length][(int) wish.ranks()[i] - 1]);
    }
  }

  private static long[][] sortedByTrial(long[] scores, long[] hashes, TrialAssignment assignment) {
    List<List<Long>> members = new ArrayList<>();
    for (int trial = 0; trial < TRIALS; trial++) {
      members.add(new ArrayList<>());
    }
    for (int i = 0; i < SIZE; i++) {
      assignment.assign(0, hashes[i]);
      RoleLists lists = assignment.roles(0);
      for (int t = 0; t < lists.count(TrialRole.CALIBRATION); t++) {
        members.get(lists.trial(TrialRole.CALIBRATION, t)).add(scores[i]);
      }
    }
    return members.stream()
        .map(ofTrial -> ofTrial.stream().mapToLong(score -> score).sorted().toArray())
        .toArray(long[][]::new);
  }

  private static RankWish wish(long[][] sorted) {
    long[] ranks = new long[TRIALS * SHARES.length];
    Arrays.setAll(
        ranks, i -> (long) Math.ceil(SHARES[i % SHARES.length] * sorted[i / SHARES.length].length));
    return new RankWish(1, TRIALS, SHARES.length, ranks);
  }

  private static RankSummary summary(long[] scores, int size) {
    RankSummary summary = RankSummary.EMPTY;
    for (int from = 0; from < SIZE; from += size) {
      long[] run = Arrays.copyOfRange(scores, from, Math.min(SIZE, from + size));
      Arrays.sort(run);
      summary = summary.plus(RankSummary.of(run));
    }
    return summary;
  }

  private static ZoneSlice slice(
      long[] scores, long[] hashes, Zones zones, TrialAssignment assignment) {
    ZoneSlice.Builder builder = new ZoneSlice.Builder(zones, ROLES, TRIALS);
    for (int i = 0; i < SIZE; i++) {
      if (builder.collects(scores[i])) {
        builder.collect(scores[i], 0, hashes[i]);
      } else {
        assignment.assign(0, hashes[i]);
        builder.count(scores[i], assignment);
      }
    }
    return builder.build();
  }
}
