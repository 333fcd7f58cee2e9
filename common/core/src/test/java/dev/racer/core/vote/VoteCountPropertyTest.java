package dev.racer.core.vote;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VoteCountPropertyTest {
  private static final int SETS = 5;
  private static final TemperatureGrid GRID = TemperatureGrid.paper();
  private static final List<List<BigDecimal>> POWERS =
      IntStream.range(0, GRID.size())
          .mapToObj(i -> VoteOracle.powers(GRID.temperature(i)))
          .toList();

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void majorityEqualsItsDefinition(long seed) {
    World world = new World(seed);
    for (int i = 0; i < SETS; i++) {
      int[] members = world.members();
      Map<Integer, BigDecimal> one = new HashMap<>();
      Arrays.stream(members).forEach(member -> one.put(member, BigDecimal.ONE));

      int winner = world.votes.majority(members, members.length);

      assertThat(winner).isEqualTo(world.oracle.winner(members, one));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void weightedVoteEqualsItsDefinitionAtEveryTemperature(long seed) {
    World world = new World(seed);
    for (int i = 0; i < SETS; i++) {
      int[] members = world.members();
      int[] winners = new int[GRID.size()];

      int runs = world.votes.weighted(members, members.length, world.weights, GRID, winners);

      int[] expected = new int[GRID.size()];
      Arrays.setAll(expected, t -> world.oracle.winner(members, world.counts(POWERS.get(t))));
      assertThat(winners).isEqualTo(expected);
      assertThat(runs).isEqualTo(runs(expected));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aGridGivesWhatEachOfItsTemperaturesGives(long seed) {
    World world = new World(seed);
    int[] members = world.members();
    double[] weights = world.random.doubles(world.size).toArray();
    int[] winners = new int[GRID.size()];
    world.votes.weighted(members, members.length, weights, GRID, winners);

    for (int t = 0; t < GRID.size(); t++) {
      int[] winner = new int[1];
      TemperatureGrid single = TemperatureGrid.of(GRID.temperature(t));
      world.votes.weighted(members, members.length, weights, single, winner);

      assertThat(winner[0]).isEqualTo(winners[t]);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theOrderOfMembersChangesNothing(long seed) {
    World world = new World(seed);
    List<Integer> members = Arrays.stream(world.members()).boxed().toList();
    int[] given = members.stream().mapToInt(Integer::intValue).toArray();
    int[] shuffled = shuffled(members, world.random);
    int[] winners = new int[GRID.size()];
    int[] shuffledWinners = new int[GRID.size()];

    int majority = world.votes.majority(given, given.length);
    world.votes.weighted(given, given.length, world.weights, GRID, winners);
    double[] shares = shares(world, winners);
    int shuffledMajority = world.votes.majority(shuffled, shuffled.length);
    world.votes.weighted(shuffled, shuffled.length, world.weights, GRID, shuffledWinners);

    assertThat(shuffledMajority).isEqualTo(majority);
    assertThat(shuffledWinners).isEqualTo(winners);
    assertThat(shares(world, shuffledWinners)).isEqualTo(shares);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void atInfiniteTemperatureAWeightedVoteIsAMajorityVote(long seed) {
    World world = new World(seed);
    double[] weights = world.random.doubles(world.size).toArray();
    int[] members = world.members();
    int[] winner = new int[1];

    int majority = world.votes.majority(members, members.length);
    world.votes.weighted(
        members, members.length, weights, TemperatureGrid.of(Double.POSITIVE_INFINITY), winner);

    assertThat(winner[0]).isEqualTo(majority);
    if (majority != VoteCount.NO_WINNER && !world.votes.tied(majority, Double.POSITIVE_INFINITY)) {
      world.votes.weighted(members, members.length, weights, TemperatureGrid.of(1e9), winner);
      assertThat(winner[0]).isEqualTo(majority);
    }
  }

  /** The largest weight decides; where it is shared the next one does, and then the number. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void atTheLowestTemperatureSortedWeightsAreComparedOneByOne(long seed) {
    World world = new World(seed);
    int[] members = world.members();
    // as far apart as double powers are: more of a smaller weight never makes up for a larger one
    Map<Integer, BigDecimal> counts =
        world.counts(
            IntStream.rangeClosed(0, VoteOracle.WEIGHT_UNITS)
                .mapToObj(i -> BigDecimal.TEN.pow(3 * i))
                .toList());
    int[] winner = new int[1];

    world.votes.weighted(
        members, members.length, world.weights, TemperatureGrid.of(Double.MIN_VALUE), winner);

    assertThat(winner[0]).isEqualTo(world.oracle.winner(members, counts));
  }

  /** Weights and temperatures times 4, and weights plus 1/2, are exact in doubles. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aChangeOfScaleOrOriginOfTheWeightsChangesNothing(long seed) {
    World world = new World(seed);
    int[] members = world.members();
    double[] scaled = Arrays.stream(world.weights).map(weight -> 4 * weight).toArray();
    double[] moved = Arrays.stream(world.weights).map(weight -> weight + .5).toArray();
    double[] temperatures = IntStream.range(0, 100).mapToDouble(GRID::temperature).toArray();
    TemperatureGrid hotter =
        TemperatureGrid.of(Arrays.stream(temperatures).map(t -> 4 * t).toArray());
    int[] winners = new int[GRID.size()];
    int[] scaledWinners = new int[GRID.size()];
    int[] movedWinners = new int[GRID.size()];

    world.votes.weighted(members, members.length, world.weights, GRID, winners);
    world.votes.weighted(members, members.length, scaled, hotter, scaledWinners);
    world.votes.weighted(members, members.length, moved, GRID, movedWinners);

    assertThat(scaledWinners).isEqualTo(winners);
    assertThat(movedWinners).isEqualTo(winners);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void sharesOfAllAnswersAddUpToOneAndTheWinnerHasTheLargest(long seed) {
    World world = new World(seed);
    int[] members = IntStream.range(0, world.size).toArray();
    double[] weights = world.random.doubles(world.size).toArray();
    int[] winners = new int[GRID.size()];
    world.votes.weighted(members, members.length, weights, GRID, winners);

    for (int t = 0; t < GRID.size() && winners[t] != VoteCount.NO_WINNER; t++) {
      double temperature = GRID.temperature(t);
      double[] shares =
          Arrays.stream(members)
              .filter(model -> world.answers[model] != Answers.NONE)
              .boxed()
              .collect(
                  HashMap<Long, Double>::new,
                  (map, model) ->
                      map.put(world.answers[model], world.votes.share(model, temperature)),
                  HashMap::putAll)
              .values()
              .stream()
              .mapToDouble(Double::doubleValue)
              .toArray();

      assertThat(Arrays.stream(shares).sum()).isBetween(1 - 1e-12, 1 + 1e-12);
      assertThat(world.votes.share(winners[t], temperature))
          .isEqualTo(Arrays.stream(shares).max().orElseThrow());
    }
  }

  private static double[] shares(World world, int[] winners) {
    return IntStream.range(0, GRID.size())
        .filter(t -> winners[t] != VoteCount.NO_WINNER)
        .mapToDouble(t -> world.votes.share(winners[t], GRID.temperature(t)))
        .toArray();
  }

  private static int[] shuffled(List<Integer> members, Random random) {
    List<Integer> copy = new ArrayList<>(members);
    Collections.shuffle(copy, random);
    return copy.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int runs(int[] winners) {
    return (int)
        IntStream.range(0, winners.length)
            .filter(t -> t == 0 || winners[t] != winners[t - 1])
            .count();
  }

  /** One query, few different answers, weights and scores, so that ties abound. */
  private static final class World {
    final Random random;
    final int size;
    final long[] answers;
    final double[] scores;
    final double[] weights;
    final VoteCount votes;
    final VoteOracle oracle;

    World(long seed) {
      random = new Random(seed);
      size = 1 + random.nextInt(11);
      int distinct = 1 + random.nextInt(5);
      answers = random.longs(size, 0, distinct + 1).toArray(); // 0 is no answer
      scores =
          random
              .ints(size, 0, VoteOracle.SCORE_UNITS + 1)
              .mapToDouble(i -> (double) i / VoteOracle.SCORE_UNITS)
              .toArray();
      int coarse = 1 << random.nextInt(6);
      weights =
          random
              .ints(size, 0, VoteOracle.WEIGHT_UNITS / coarse + 1)
              .mapToDouble(i -> (double) (i * coarse) / VoteOracle.WEIGHT_UNITS)
              .map(weight -> random.nextInt(10) == 0 ? Double.NaN : weight)
              .toArray();
      votes = new VoteCount(size);
      votes.query(answers, scores);
      oracle = new VoteOracle(answers, scores);
    }

    int[] members() {
      List<Integer> all = new ArrayList<>(IntStream.range(0, size).boxed().toList());
      Collections.shuffle(all, random);
      return all.stream().limit(random.nextInt(size + 1)).mapToInt(Integer::intValue).toArray();
    }

    /** What the vote of every model counts that has a weight. */
    Map<Integer, BigDecimal> counts(List<BigDecimal> powers) {
      Map<Integer, BigDecimal> counts = new HashMap<>();
      for (int model = 0; model < size; model++) {
        if (!Double.isNaN(weights[model])) {
          counts.put(model, powers.get((int) (weights[model] * VoteOracle.WEIGHT_UNITS)));
        }
      }
      return counts;
    }
  }
}
