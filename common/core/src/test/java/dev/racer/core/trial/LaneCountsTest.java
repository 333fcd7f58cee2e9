package dev.racer.core.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  @ParameterizedTest(name = "at most {0} per round, unpacked every {1} rounds")
  @CsvSource({"1, 4095", "3, 1365", "4, 1023", "64, 63", "2047, 2", "2048, 1", "4095, 1"})
  void nothingIsLostAroundAnUnpacking(int most, int interval) {
    for (int rounds : new int[] {interval - 1, interval, interval + 1, 2 * interval + 1}) {
      LaneCounts counts = new LaneCounts(2, 6, most);
      long[] full = new long[LaneCounts.words(6)];
      for (int lane = 0; lane < 6; lane++) {
        full[lane / LaneCounts.LANES_PER_WORD] +=
            LaneCounts.word(lane % LaneCounts.LANES_PER_WORD, most);
      }

      for (int round = 0; round < rounds; round++) {
        counts.add(full, 0, new int[] {1}, 0, 1);
        counts.endRound();
      }

      long sum = (long) most * rounds;
      assertThat(counts.totals())
          .as("after %d rounds", rounds)
          .containsExactly(0, 0, 0, 0, 0, 0, sum, sum, sum, sum, sum, sum);
      assertThat(counts.totals()).as("read again").contains(sum);
    }
  }

  @Test
  void refusesAmountsThatDoNotFit() {
    assertThatThrownBy(() -> new LaneCounts(1, 1, 4096))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A lane grows by at least 1 and at most 4095 per round, got 4096");
  }
}
