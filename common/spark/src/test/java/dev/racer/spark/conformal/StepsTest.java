package dev.racer.spark.conformal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StepsTest {
  private static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void findsTheFirstStepThatReachesAValue(long seed) {
    Random random = new Random(seed);
    int bits = 1 + random.nextInt(52);
    long[] values =
        random
            .longs(1 + random.nextInt(60), -(1L << bits), 1L << bits)
            .map(value -> random.nextBoolean() ? value : value & 7)
            .sorted()
            .distinct()
            .toArray();
    Steps steps = new Steps(values);

    LongStream around = LongStream.of(values).flatMap(v -> LongStream.of(v - 1, v, v + 1));
    LongStream anywhere = random.longs(50, -(1L << bits) - 5, (1L << bits) + 5);
    long[] asked =
        LongStream.concat(
                LongStream.concat(around, anywhere), LongStream.of(Long.MAX_VALUE, -(1L << 53)))
            .toArray();
    assertThat(steps.size()).isEqualTo(values.length);
    for (long value : asked) {
      long expected = LongStream.of(values).filter(step -> step < value).count();
      assertThat(steps.firstReaching(value)).as("value %d", value).isEqualTo((int) expected);
    }
  }

  @Test
  void withoutStepsNoneReachesAnything() {
    Steps steps = new Steps(new long[0]);

    assertThat(steps.firstReaching(-1)).isZero();
    assertThat(steps.firstReaching(5)).isZero();
    assertThat(steps.size()).isZero();
  }
}
