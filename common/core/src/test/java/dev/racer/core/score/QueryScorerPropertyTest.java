package dev.racer.core.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class QueryScorerPropertyTest {
  private static final int QUERIES = 20;

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void nonconformityIsNotNegativeAndGapIsZeroForTheTop(long seed) {
    Random random = new Random(seed);
    int size = 1 + random.nextInt(8);
    double[] raw = random.doubles(size, -3, 3).toArray();
    for (String normalization : new String[] {"softmax", "sigmoid"}) {
      for (NullScore nullScore : NullScore.values()) {
        for (String nonconformity : Nonconformities.keys()) {
          ScoreKind kind = ScoreKind.ofKeys(normalization, nullScore.key(), nonconformity);

          long[] scores = score(kind, raw, new double[size + 1]);

          int length = nullScore.isPresent() ? size + 1 : size;
          assertThat(Arrays.stream(scores, 0, length).boxed())
              .allSatisfy(score -> assertThat(score).isBetween(0L, FixedPoint.of(1)));
          if (nonconformity.equals(ScoreGap.KEY)) {
            assertThat(Arrays.stream(scores).min()).hasValue(0);
          }
        }
      }
    }
  }

  /** Scores are multiples of 2^-20, so that neither they nor their squares are rounded. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void strictlyIncreasingChangeOfAllScoresLeavesSetsUnchanged(long seed) {
    Random random = new Random(seed);
    ScoreKind kind = ScoreKind.ofKeys("none", "absent", "inverse-probability");
    int size = 1 + random.nextInt(6);
    long[][] before = new long[QUERIES][];
    long[][] after = new long[QUERIES][];
    for (int query = 0; query < QUERIES; query++) {
      double[] raw = random.ints(size, 0, (1 << 20) + 1).mapToDouble(i -> i * 0x1p-20).toArray();
      double[] squared = Arrays.stream(raw).map(score -> score * score).toArray();
      before[query] = score(kind, raw, new double[size + 1]);
      after[query] = score(kind, squared, new double[size + 1]);
    }
    int chosen = random.nextInt(QUERIES); // the threshold: a score before, the same one after
    int model = random.nextInt(size);

    for (int query = 0; query < QUERIES; query++) {
      for (int i = 0; i < size; i++) {
        assertThat(ModelSet.selects(after[query][i], after[chosen][model]))
            .isEqualTo(ModelSet.selects(before[query][i], before[chosen][model]));
      }
    }
  }

  /** Scores are multiples of 2^-10, so that shifting them by an integer is exact. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void softmaxIgnoresAShiftOfAllScores(long seed) {
    Random random = new Random(seed);
    int size = 1 + random.nextInt(8);
    double[] raw = random.ints(size, -4096, 4096).mapToDouble(i -> i * 0x1p-10).toArray();
    double shift = random.nextInt(2001) - 1000;
    double[] shifted = Arrays.stream(raw).map(score -> score + shift).toArray();
    for (String nonconformity : Nonconformities.keys()) {
      ScoreKind kind = ScoreKind.ofKeys("softmax", "one-minus-max", nonconformity);

      assertThat(score(kind, shifted, new double[size + 1]))
          .isEqualTo(score(kind, raw, new double[size + 1]));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void setsNestAsTheThresholdGrowsAndNoiseOnlyShrinksThem(long seed) {
    Random random = new Random(seed);
    int size = 1 + random.nextInt(8);
    double[] raw = random.doubles(size, -3, 3).toArray();
    ScoreKind kind = ScoreKind.ofKeys("softmax", "one-minus-max", "gap");
    long[] plain = score(kind, raw, new double[size + 1]);
    long[] noisy = score(kind, raw, random.doubles(size + 1, 0, .5).toArray());
    long low = FixedPoint.of(random.nextDouble());
    long high = low + FixedPoint.of(random.nextDouble());

    assertThat(ModelSet.size(plain, size, low))
        .isLessThanOrEqualTo(ModelSet.size(plain, size, high));
    for (int i = 0; i <= size; i++) {
      if (ModelSet.selects(plain[i], low)) {
        assertThat(ModelSet.selects(plain[i], high)).isTrue();
      }
      if (ModelSet.selects(noisy[i], low)) {
        assertThat(ModelSet.selects(plain[i], low)).isTrue();
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void reusedBuffersChangeNothing(long seed) {
    Random random = new Random(seed);
    int size = 1 + random.nextInt(8);
    ScoreKind kind = ScoreKind.ofKeys("sigmoid", "one-minus-max", "gap");
    QueryScorer reused = new QueryScorer(size, kind);
    for (int query = 0; query < QUERIES; query++) {
      double[] raw = random.doubles(size, -3, 3).toArray();
      double[] noise = random.doubles(size + 1, 0, 1e-6).toArray();
      long[] out = new long[size + 1];

      reused.nonconformity(raw, noise, out);

      long[] fresh = new long[size + 1];
      new QueryScorer(size, kind).nonconformity(raw, noise, fresh);
      assertThat(out).isEqualTo(fresh);
    }
  }

  private static long[] score(ScoreKind kind, double[] raw, double[] noise) {
    long[] out = new long[raw.length + 1];
    new QueryScorer(raw.length, kind).nonconformity(raw, noise, out);
    return out;
  }
}
