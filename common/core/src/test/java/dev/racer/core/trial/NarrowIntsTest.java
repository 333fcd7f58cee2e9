package dev.racer.core.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NarrowIntsTest {
  @ParameterizedTest(name = "up to {0}")
  @ValueSource(
      ints = {
        0, 1, 63, 64, 127, 128, -128, -129, 16_384, 32_767, 32_768, -32_768, -32_769, 1 << 30
      })
  void sumsAreExactInEveryWidth(int extreme) {
    int[] values = {0, extreme, -1, 1};

    NarrowInts once = NarrowInts.of(values);
    NarrowInts sum = once.plus(NarrowInts.of(new int[] {3, extreme / 2, extreme / 2, -1}));

    assertThat(all(once)).containsExactly(values);
    assertThat(all(sum)).containsExactly(3, extreme + extreme / 2, extreme / 2 - 1, 0);
    assertThat(all(once.plus(NarrowInts.NONE))).containsExactly(values);
    assertThat(all(NarrowInts.NONE.plus(once))).containsExactly(values);
  }

  private static int[] all(NarrowInts values) {
    return IntStream.range(0, values.length()).map(values::at).toArray();
  }
}
