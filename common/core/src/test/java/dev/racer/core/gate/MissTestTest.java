package dev.racer.core.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.racer.core.gate.MissTest.Tails;
import dev.racer.core.metric.BetaBinomial;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MissTestTest {
  private static final double ROUNDING = 1e-12;

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest(name = "n {0}, rank {1}, m {2}: refused from {3}")
  @CsvSource({ // paper-facts 4.8, golden 1 % reject points
    "1000, 901, 500, 71",
    "1000, 951, 500, 41",
    "500, 451, 50, 12",
    "2000, 1801, 200, 32"
  })
  void upperTailRefusesFromThePublishedPointsOn(long n, long rank, long m, long refusedFrom) {
    assertThat(test(n, rank, m, refusedFrom, Tails.UPPER).leastRefused(.01)).hasValue(refusedFrom);
    assertThat(test(n, rank, m, refusedFrom, Tails.UPPER).pValue()).isLessThanOrEqualTo(.01);
    assertThat(test(n, rank, m, refusedFrom - 1, Tails.UPPER).pValue()).isGreaterThan(.01);
  }

  @Test
  void pValueIsTheTailOfTheBetaBinomial() {
    BetaBinomial law = new BetaBinomial(50, 50, 451);

    assertThat(test(500, 451, 50, 9, Tails.UPPER).pValue()).isEqualTo(law.atLeast(9));
    assertThat(test(500, 451, 50, 9, Tails.BOTH).pValue())
        .isCloseTo(2 * law.atLeast(9), within(ROUNDING));
    assertThat(test(500, 451, 50, 1, Tails.BOTH).pValue())
        .isCloseTo(2 * law.atMost(1), within(ROUNDING));
    assertThat(test(500, 451, 50, 1, Tails.UPPER).pValue()).isGreaterThan(.9);
  }

  @Test
  void expectsTheShareOfCriticalScoresAboveTheThreshold() {
    assertThat(test(99, 90, 50, 0, Tails.BOTH).expected()).isCloseTo(5, within(ROUNDING));
  }

  @Test
  void withoutFreshQueriesNothingIsImprobable() {
    MissTest test = test(100, 91, 0, 0, Tails.BOTH);

    assertThat(test.pValue()).isEqualTo(1);
    assertThat(test.leastRefused(.5)).isEmpty();
    assertThat(test.mostRefusedBelow(.5)).isEmpty();
  }

  @Test
  void tooFewFreshQueriesCannotBeRefused() {
    assertThat(test(1000, 901, 2, 2, Tails.BOTH).leastRefused(.001)).isEmpty();
    assertThat(test(1000, 901, 30, 2, Tails.BOTH).mostRefusedBelow(.001)).isEmpty();
  }

  @Test
  void improbablyFewMissesAreFoundByBothTailsOnly() {
    MissTest both = test(10_000, 9_001, 1_000, 40, Tails.BOTH);
    MissTest upper = test(10_000, 9_001, 1_000, 40, Tails.UPPER);

    assertThat(both.pValue()).isLessThan(1e-9);
    assertThat(both.mostRefusedBelow(.001).getAsLong()).isBetween(60L, 75L);
    assertThat(upper.pValue()).isGreaterThan(.999);
    assertThat(upper.mostRefusedBelow(.001)).isEmpty();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void limitsAreWhereThePValueCrossesTheLevel(long seed) {
    Random random = new Random(seed);
    long n = 1L + random.nextInt(300);
    long rank = 1L + random.nextInt((int) n);
    int m = 1 + random.nextInt(120);
    Tails tails = random.nextBoolean() ? Tails.BOTH : Tails.UPPER;
    double level = Math.pow(10, -4 * random.nextDouble());
    MissTest any = test(n, rank, m, random.nextInt(m + 1), tails);

    OptionalLong above =
        LongStream.rangeClosed(0, m)
            .filter(x -> x > any.expected() && test(n, rank, m, x, tails).pValue() <= level)
            .min();
    OptionalLong below =
        LongStream.rangeClosed(0, m)
            .filter(x -> x <= any.expected() && test(n, rank, m, x, tails).pValue() <= level)
            .max();

    assertThat(any.leastRefused(level)).isEqualTo(above);
    assertThat(any.mostRefusedBelow(level))
        .isEqualTo(tails == Tails.BOTH ? below : OptionalLong.empty());
  }

  @Test
  void refusesNumbersThatCannotBe() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> test(100, 101, 10, 0, Tails.BOTH))
        .withMessage("Rank must lie in [1, n = 100], got 101");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> test(100, 0, 10, 0, Tails.BOTH))
        .withMessage("Rank must lie in [1, n = 100], got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> test(100, 91, 10, 11, Tails.BOTH))
        .withMessage("Misses must lie in [0, m = 10], got 11");
  }

  private static MissTest test(long n, long rank, long m, long misses, Tails tails) {
    return MissTest.of(n, rank, m, misses, tails);
  }
}
