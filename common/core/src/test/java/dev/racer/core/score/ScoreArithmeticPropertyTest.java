package dev.racer.core.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScoreArithmeticPropertyTest {
  private static final MathContext DIGITS = new MathContext(50);

  /** A few ulps of 1: rounding of exp, of the sum and of the quotient. */
  private static final double ROUNDING = 1e-15;

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void softmaxAgreesWithDecimalArithmetic(long seed) {
    double[] raw = rawScores(new Random(seed));
    double[] normalized = new double[raw.length];

    Normalization.SOFTMAX.apply(raw, normalized, raw.length);

    BigDecimal sum = BigDecimal.ZERO;
    for (double score : raw) {
      sum = sum.add(exp(score), DIGITS);
    }
    for (int i = 0; i < raw.length; i++) {
      double expected = exp(raw[i]).divide(sum, DIGITS).doubleValue();
      assertThat(normalized[i]).isCloseTo(expected, within(ROUNDING));
    }
    assertThat(Arrays.stream(normalized).sum()).isCloseTo(1, within(ROUNDING * raw.length));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void sigmoidAgreesWithDecimalArithmetic(long seed) {
    double[] raw = rawScores(new Random(seed));
    double[] normalized = new double[raw.length];

    Normalization.SIGMOID.apply(raw, normalized, raw.length);

    for (int i = 0; i < raw.length; i++) {
      BigDecimal exp = exp(raw[i]);
      double expected = exp.divide(exp.add(BigDecimal.ONE), DIGITS).doubleValue();
      assertThat(normalized[i]).isCloseTo(expected, within(ROUNDING));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void normalizedScoresStayInRangeAndKeepTheirOrder(long seed) {
    double[] raw = rawScores(new Random(seed));
    for (Normalization normalization :
        new Normalization[] {Normalization.SOFTMAX, Normalization.SIGMOID}) {
      double[] normalized = new double[raw.length];

      normalization.apply(raw, normalized, raw.length);

      for (int i = 0; i < raw.length; i++) {
        assertThat(normalized[i]).isBetween(0.0, 1.0);
        for (int j = 0; j < raw.length; j++) {
          if (raw[i] < raw[j]) {
            assertThat(normalized[i]).isLessThanOrEqualTo(normalized[j]);
          }
        }
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void normalizationInPlaceGivesTheSameBits(long seed) {
    double[] raw = rawScores(new Random(seed));
    for (Normalization normalization :
        new Normalization[] {Normalization.SOFTMAX, Normalization.SIGMOID}) {
      double[] normalized = new double[raw.length];
      double[] inPlace = raw.clone();

      normalization.apply(raw, normalized, raw.length);
      normalization.apply(inPlace, inPlace, raw.length);

      assertThat(inPlace).isEqualTo(normalized);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void gapIsZeroForTheTopOnlyAndInverseProbabilityIsTheComplement(long seed) {
    Random random = new Random(seed);
    double[] augmented = random.doubles(2 + random.nextInt(9)).toArray();
    double max = Arrays.stream(augmented).max().orElseThrow();
    double[] gap = new double[augmented.length];
    double[] inverse = new double[augmented.length];

    new ScoreGap().compute(augmented, augmented.length, gap);
    new InverseProbability().compute(augmented, augmented.length, inverse);

    for (int i = 0; i < augmented.length; i++) {
      assertThat(gap[i]).isBetween(0.0, 1.0);
      assertThat(gap[i] == 0).isEqualTo(augmented[i] == max);
      assertThat(inverse[i]).isEqualTo(1 - augmented[i]).isBetween(0.0, 1.0);
    }
  }

  private static double[] rawScores(Random random) {
    double scale = Math.pow(10, random.nextInt(4) - 2);
    return random.doubles(1 + random.nextInt(9), -scale, scale).toArray();
  }

  /** e to the power x by Taylor's series of x / 2^8, squared eight times. */
  private static BigDecimal exp(double x) {
    BigDecimal small = new BigDecimal(x).divide(BigDecimal.valueOf(256), DIGITS);
    BigDecimal term = BigDecimal.ONE;
    BigDecimal sum = BigDecimal.ONE;
    for (int n = 1; n <= 40; n++) {
      term = term.multiply(small, DIGITS).divide(BigDecimal.valueOf(n), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    return sum.pow(256, DIGITS);
  }
}
