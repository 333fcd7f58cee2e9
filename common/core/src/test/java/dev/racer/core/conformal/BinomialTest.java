package dev.racer.core.conformal;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinomialTest {
  /** The margin must leave room for what these samples do not show. */
  private static final double SAFETY = 20;

  private static final BigInteger UNIT = BigInteger.TEN.pow(90);

  @Test
  void doublesAreFarMorePreciseThanTheMargin() {
    SplittableRandom random = new SplittableRandom(7);
    int checked = 0;
    for (int i = 0; i < 2_000; i++) {
      int n = (int) Math.pow(10, 6 * random.nextDouble());
      double drawn = Math.pow(10, -6 * random.nextDouble());
      BigDecimal p =
          new BigDecimal(random.nextBoolean() ? drawn : 1 - drawn).round(new MathContext(12));
      double mean = n * p.doubleValue();
      double deviation = Math.sqrt(mean * (1 - p.doubleValue()));
      long k = Math.round(mean + (random.nextDouble() * 16 - 8) * deviation);
      if (k >= 0 && k < n && p.compareTo(BigDecimal.ONE) < 0) {
        assertThatDoublesLieWithin(Binomial.margin(n) / SAFETY, k, n, p);
        checked++;
      }
    }
    assertThat(checked).isGreaterThan(1_000);
  }

  @Test
  void doublesAreFarMorePreciseThanTheMarginForTheLargestSamples() {
    assertThatDoublesLieWithin(
        Binomial.margin(81_584_601) / SAFETY,
        25_930_098,
        81_584_601,
        new BigDecimal("0.31807442083"));
    assertThatDoublesLieWithin(
        Binomial.margin(100_000_000) / SAFETY, 9_995_066, 100_000_000, new BigDecimal("0.1"));
  }

  private static void assertThatDoublesLieWithin(double error, long k, int n, BigDecimal p) {
    Binomial binomial = new Binomial(n, p);
    BigDecimal q = BigDecimal.ONE.subtract(p);
    BigInteger success = p.setScale(q.scale()).unscaledValue();
    BigInteger failure = q.unscaledValue();
    double lower = binomial.lowerTail(k);
    double upper = binomial.upperTail(k);
    boolean left = lower <= upper;
    BinomialBracket bracket =
        left
            ? BinomialBracket.of(k, n, success, failure)
            : BinomialBracket.of(n - k - 1, n, failure, success);
    String at = "n = %d, p = %s, k = %d".formatted(n, p, k);
    BigDecimal tail = new BigDecimal(left ? lower : upper).multiply(new BigDecimal(UNIT));
    if (tail.compareTo(BigDecimal.TEN.pow(30)) > 0) { // deltas are at least 1e-60
      assertThat(
              bracket.isCertainlyAbove(
                  tail.multiply(BigDecimal.valueOf(1 - error)).toBigInteger(), UNIT))
          .as(at)
          .isTrue();
      assertThat(
              bracket.isCertainlyAtMost(
                  tail.multiply(BigDecimal.valueOf(1 + error)).toBigInteger(), UNIT))
          .as(at)
          .isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"12, 0.3", "200, 0.01", "200, 0.5", "300, 0.97"})
  void bracketsHoldTheExactValue(int n, BigDecimal p) {
    BigInteger success = p.unscaledValue();
    BigInteger failure = BigInteger.TEN.pow(p.scale()).subtract(success);
    ExactBinomial exact = new ExactBinomial(n, p);
    int[] decided = new int[2];
    for (int k = 0; k < n; k++) {
      BinomialBracket bracket = BinomialBracket.of(k, n, success, failure);
      BinomialBracket tie = BinomialBracket.exact(k, n, success, failure);
      for (int percent = 1; percent < 100; percent++) {
        BigInteger numerator = BigInteger.valueOf(percent);
        BigInteger denominator = BigInteger.valueOf(100);
        boolean atMost = exact.compare(k, BigDecimal.valueOf(percent, 2)) <= 0;
        assertThat(bracket.isCertainlyAtMost(numerator, denominator)).isEqualTo(atMost);
        assertThat(bracket.isCertainlyAbove(numerator, denominator)).isEqualTo(!atMost);
        assertThat(tie.isCertainlyAtMost(numerator, denominator)).isEqualTo(atMost);
        decided[atMost ? 0 : 1]++;
      }
    }
    assertThat(decided).doesNotContain(0);
  }

  @Test
  void onlyExactArithmeticTellsATie() {
    BinomialBracket bounded = BinomialBracket.of(50, 101, BigInteger.ONE, BigInteger.ONE);
    BinomialBracket exact = BinomialBracket.exact(50, 101, BigInteger.ONE, BigInteger.ONE);

    assertThat(bounded.isCertainlyAtMost(BigInteger.ONE, BigInteger.TWO)).isFalse();
    assertThat(bounded.isCertainlyAbove(BigInteger.ONE, BigInteger.TWO)).isFalse();
    assertThat(exact.isCertainlyAtMost(BigInteger.ONE, BigInteger.TWO)).isTrue();
  }

  @Test
  void agreesWithTheExactValueWithoutDoubles() {
    // beyond 10^8 only the bounds decide; P(X <= 0) = (1 - p)^n is checked by its logarithm
    long n = 200_000_000;
    Binomial binomial = new Binomial(n, new BigDecimal("1E-8"));

    // origin: mpmath 1.3.0, power(1 - mpf('1e-8'), 200000000) = 0.135335281883200...
    assertThat(binomial.isAtMost(0, new BigDecimal("0.1353352818"))).isFalse();
    assertThat(binomial.isAtMost(0, new BigDecimal("0.1353352819"))).isTrue();
    assertThat(binomial.isAtMost(-1, new BigDecimal("1E-60"))).isTrue();
    assertThat(binomial.isAtMost(n, new BigDecimal("0.999"))).isFalse();
  }
}
