package dev.racer.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CodePointOrderTest {
  /** Neighbours of every border between UTF-8 lengths and of the surrogate block. */
  private static final int[] CODE_POINTS = {
    0, 'A', 'a', 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10001, 0x1F600,
    0x10FFFF
  };

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void agreesWithUnsignedOrderOfUtf8Bytes(long seed) {
    Random random = new Random(seed);

    for (int pair = 0; pair < 50; pair++) {
      String left = word(random);
      String right = word(random);

      assertThat(Integer.signum(CodePointOrder.INSTANCE.compare(left, right)))
          .as("%s against %s", left, right)
          .isEqualTo(
              Integer.signum(
                  Arrays.compareUnsigned(
                      left.getBytes(StandardCharsets.UTF_8),
                      right.getBytes(StandardCharsets.UTF_8))));
    }
  }

  @Test
  void supplementaryCharactersComeLast() {
    List<String> models = List.of("\uD83D\uDE00", "\uFF21", "a", "Z", "");

    assertThat(models.stream().sorted(CodePointOrder.INSTANCE))
        .containsExactly("", "Z", "a", "\uFF21", "\uD83D\uDE00");
  }

  @Test
  void secondHalvesOfPairsDecideWhenFirstHalvesAgree() {
    String lower = "m\uD83D\uDE00";
    String higher = "m\uD83D\uDE01";

    assertThat(CodePointOrder.INSTANCE.compare(lower, higher)).isNegative();
  }

  @Test
  void prefixComesFirst() {
    assertThat(CodePointOrder.INSTANCE.compare("llama", "llama-70b")).isNegative();
    assertThat(CodePointOrder.INSTANCE.compare("llama", "llama")).isZero();
  }

  private static String word(Random random) {
    int length = random.nextInt(4);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(CODE_POINTS[random.nextInt(CODE_POINTS.length)]);
    }
    return text.toString();
  }
}
