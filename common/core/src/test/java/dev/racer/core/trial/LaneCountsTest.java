package dev.racer.core.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaneCountsTest {
  @ParameterizedTest(name = "at most {0} per round")
  @ValueSource(ints = {1, 2, 7, 4095})
  void lanesNeverOverflow(int most) {
    int rows = 3;
    int lanes = 7;
    LaneCounts counts = new LaneCounts(rows, lanes, most);
    long[] expected = new long[rows * lanes];
    Random random = new Random(most);

    for (int round = 0; round < 10_000; round++) {
      for (int row = 0; row < rows; row++) {
        long[] words = new long[LaneCounts.words(lanes)];
        for (int lane = 0; lane < lanes; lane++) {
          int amount = random.nextInt(4) > 0 ? most : 0; // as bad as it can be
          words[lane / LaneCounts.LANES_PER_WORD] +=
              LaneCounts.word(lane % LaneCounts.LANES_PER_WORD, amount);
          expected[row * lanes + lane] += amount;
        }
        counts.add(words, 0, new int[] {-1, row, -1}, 1, 2);
      }
      counts.endRound();
    }

    assertThat(counts.totals()).isEqualTo(expected);
    assertThat(Arrays.stream(expected).max().orElse(0)).isGreaterThan(LaneCounts.MOST);
  }

  @Test
  void refusesAmountsThatDoNotFit() {
    assertThatThrownBy(() -> new LaneCounts(1, 1, 4096))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A lane grows by at least 1 and at most 4095 per round, got 4096");
  }
}
