package dev.racer.core.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.core.pool.ModelPool;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TieNoiseTest {
  private static final ModelPool POOL = ModelPool.of(List.of("llama", "mistral"));

  /** A power of two, so that the amounts are exactly {@code u / 2}. */
  private static final double HALF = .5;

  private static final Smoothing SMOOTHED = new Smoothing(Ties.SMOOTHED, HALF, 0);

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  /** Golden: Python package xxhash 4.0.1, xxh64(b"ties\0" + query + b"\0" + model, seed). */
  @ParameterizedTest(name = "seed {0}, query {1}")
  @CsvSource({
    "0, q1, 0x1.798603a96a38ap-1, 0x1.73d78eb18b461p-1, 0x1.422a5a4f137ecp-3",
    "7, q1, 0x1.5b39d40098d05p-1, 0x1.02307d05ca7afp-1, 0x1.eb69568786eb1p-1",
    "-1, q1, 0x1.817e538f76420p-6, 0x1.525a54e04998ep-1, 0x1.7e483927fa462p-2"
  })
  void uIsPinned(long seed, String query, double llama, double mistral, double nullModel) {
    double[] noise = fill(new Smoothing(Ties.SMOOTHED, HALF, seed), query);

    assertThat(noise).containsExactly(HALF * llama, HALF * mistral, HALF * nullModel);
  }

  /** Golden: as above. */
  @Test
  void uIsPinnedBeyondAscii() {
    double[] noise = fill(new Smoothing(Ties.SMOOTHED, HALF, 0), "gr\u00F6\u00DFe-\uD83D\uDE00");

    assertThat(noise[0]).isEqualTo(HALF * 0x1.f5385ea89a9e8p-2);
    assertThat(noise[2]).isEqualTo(HALF * 0x1.d25ab39a62519p-1);
  }

  @Test
  void bytesOfAnIdGiveTheAmountsOfItsText() {
    byte[] ids = "..q1..gr\u00F6\u00DFe..".getBytes(StandardCharsets.UTF_8);
    byte[] invalid = {'a', (byte) 0xff, 'b'}; // no text: counts as what Java makes of it

    assertThat(fill(ids, 2, 4)).isEqualTo(fill(SMOOTHED, "q1"));
    assertThat(fill(ids, 6, ids.length - 2)).isEqualTo(fill(SMOOTHED, "gr\u00F6\u00DFe"));
    assertThat(fill(invalid, 0, 3))
        .isEqualTo(fill(SMOOTHED, new String(invalid, StandardCharsets.UTF_8)));
  }

  private static double[] fill(byte[] ids, int from, int to) {
    double[] noise = new double[3];
    new TieNoise(SMOOTHED, POOL).fill(ids, from, to, noise);
    return noise;
  }

  @Test
  void widthScalesTheAmounts() {
    double[] noise = fill(new Smoothing(Ties.SMOOTHED, Smoothing.DEFAULT_WIDTH, 0), "q1");

    assertThat(noise[0]).isEqualTo(1e-6 * 0x1.798603a96a38ap-1);
  }

  @Test
  void isZeroWhereTiesStay() {
    assertThat(fill(new Smoothing(Ties.NONE, HALF, 0), "q1")).containsExactly(0, 0, 0);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void amountsLieBelowTheWidthAndDoNotDependOnEarlierQueries(long seed) {
    Random random = new Random(seed);
    Smoothing smoothing = new Smoothing(Ties.SMOOTHED, Smoothing.DEFAULT_WIDTH, random.nextLong());
    TieNoise reused = new TieNoise(smoothing, POOL);
    for (int i = 0; i < 20; i++) {
      String query = "q".repeat(random.nextInt(600)) + random.nextLong();
      double[] noise = new double[3];

      reused.fill(query, noise);

      assertThat(noise).isEqualTo(fill(smoothing, query));
      assertThat(Arrays.stream(noise).boxed())
          .allSatisfy(amount -> assertThat(amount).isGreaterThanOrEqualTo(0).isLessThan(1e-6))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void aCopyGivesTheSameAmountsFromABufferOfItsOwn() {
    Smoothing smoothing = new Smoothing(Ties.SMOOTHED, HALF, 7);
    TieNoise noise = new TieNoise(smoothing, POOL);
    noise.fill("q".repeat(600), new double[3]);
    double[] copied = new double[3];

    noise.copy().fill("q1", copied);

    assertThat(copied).isEqualTo(fill(smoothing, "q1"));
  }

  @Test
  void refusesAnArrayOfAnotherLength() {
    TieNoise noise = new TieNoise(new Smoothing(Ties.NONE, HALF, 0), POOL);

    assertThatThrownBy(() -> noise.fill("q1", new double[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Noise must hold K + 1 = 3 values, got 2");
  }

  private static double[] fill(Smoothing smoothing, String query) {
    double[] noise = {9, 9, 9};
    new TieNoise(smoothing, POOL).fill(query, noise);
    return noise;
  }
}
