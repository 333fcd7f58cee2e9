package dev.racer.core.conformal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.core.score.XxHash64;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThinningTest {
  private static final int QUERIES = 200_000;
  private static final double SIGMAS = 5; // a false alarm once in a million

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.0501, 0.1, 0.3, 0.5, 1})
  void keepsAShareOfLeastOverOwnProbability(double probability) {
    Thinning thinning = new Thinning(0.05, 3);
    double share = 0.05 / probability;

    long kept =
        IntStream.range(0, QUERIES).filter(i -> thinning.keeps(probability, "q" + i)).count();

    assertThat(Math.abs(kept - share * QUERIES))
        .isLessThanOrEqualTo(SIGMAS * Math.sqrt(QUERIES * share * (1 - share)) + 1e-6);
  }

  @Test
  void comparesExactly() {
    double least = 0.05;
    for (double probability : new double[] {0.05, Math.nextUp(0.05), 0.07, 0.15, 0.35, 1}) {
      Thinning thinning = new Thinning(least, -1);
      for (int i = 0; i < 2_000; i++) {
        String id = "é" + i;
        byte[] hashed = ("thin\0" + id).getBytes(StandardCharsets.UTF_8);
        long u = XxHash64.hash(hashed, 0, hashed.length, -1) >>> 11;
        boolean expected =
            BigDecimal.valueOf(u)
                    .multiply(new BigDecimal(probability))
                    .compareTo(new BigDecimal(least).multiply(BigDecimal.valueOf(1L << 53)))
                < 0;

        assertThat(thinning.keeps(probability, id)).isEqualTo(expected);
      }
    }
  }

  @Test
  void keepsTheSameQueriesByTextAndByBytes() {
    Thinning thinning = new Thinning(0.1, 9);
    byte[] bytes = "..query-17..".getBytes(StandardCharsets.UTF_8);

    assertThat(thinning.keeps(0.2, bytes, 2, 10)).isEqualTo(thinning.keeps(0.2, "query-17"));
  }

  @Test
  void aQueryKeptAtSomeProbabilityIsKeptAtALowerOne() {
    Thinning thinning = new Thinning(0.01, 0);

    assertThat(
            IntStream.range(0, 20_000)
                .mapToObj(i -> "q" + i)
                .filter(id -> thinning.keeps(0.5, id))
                .filter(id -> !thinning.keeps(0.25, id)))
        .isEmpty();
  }

  @Test
  void extremeProbabilitiesAreExact() {
    Thinning thinning = new Thinning(Double.MIN_VALUE, 0);

    assertThat(thinning.keeps(Double.MIN_VALUE, "any")).isTrue();
    assertThat(thinning.keeps(1, "any")).isFalse(); // one hash of 2^53 at most
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.049999, 0, -1, 1.0000001, Double.NaN})
  void refusesWhatIsNoProbabilityOrBelowTheLeast(double probability) {
    Thinning thinning = new Thinning(0.05, 0);

    assertThatThrownBy(() -> thinning.keeps(probability, "q"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Probability must lie in [0.05, 1], got " + probability);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.5, 1.5, Double.NaN})
  void refusesALeastProbabilityThatIsNone(double least) {
    assertThatThrownBy(() -> new Thinning(least, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Least probability must lie in (0, 1], got " + least);
  }
}
