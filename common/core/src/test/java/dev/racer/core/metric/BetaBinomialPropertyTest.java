package dev.racer.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Held to whole numbers: of all orders of n and m scores, those with x misses. */
class BetaBinomialPropertyTest {
  /** A few hundred ratios, products and sums. */
  private static final double RELATIVE = 1e-13;

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void probabilitiesAndTailsEqualWholeNumberCounts(long seed) {
    Case drawn = new Case(seed);

    for (int x = 0; x <= drawn.m; x++) {
      int observed = x;
      double lower = drawn.share(IntStream.rangeClosed(0, observed));
      double upper = drawn.share(IntStream.rangeClosed(observed, drawn.m));
      assertClose(drawn.misses.probability(x), drawn.share(IntStream.of(observed)));
      assertClose(drawn.misses.atMost(x), lower);
      assertClose(drawn.misses.atLeast(x), upper);
      assertClose(drawn.misses.twoSidedPValue(x), Math.min(1, 2 * Math.min(lower, upper)));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void momentsEqualThoseOfWholeNumberCounts(long seed) {
    Case drawn = new Case(seed);
    BigInteger first = BigInteger.ZERO;
    for (int x = 0; x <= drawn.m; x++) {
      first = first.add(drawn.orders[x].multiply(BigInteger.valueOf(x)));
    }
    BigInteger second = BigInteger.ZERO; // of deviations times the number of orders
    BigInteger third = BigInteger.ZERO;
    for (int x = 0; x <= drawn.m; x++) {
      BigInteger deviation = BigInteger.valueOf(x).multiply(drawn.all).subtract(first);
      second = second.add(deviation.pow(2).multiply(drawn.orders[x]));
      third = third.add(deviation.pow(3).multiply(drawn.orders[x]));
    }

    assertClose(drawn.misses.mean(), quotient(first, drawn.all));
    assertClose(drawn.misses.variance(), quotient(second, drawn.all.pow(3)));
    assertThat(drawn.misses.thirdCentralMoment())
        .isCloseTo(
            quotient(third, drawn.all.pow(4)),
            within(RELATIVE * Math.pow(drawn.misses.variance(), 1.5)));
  }

  private static void assertClose(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(RELATIVE * expected));
  }

  private static double quotient(BigInteger numerator, BigInteger denominator) {
    return new BigDecimal(numerator)
        .divide(new BigDecimal(denominator), new MathContext(30))
        .doubleValue();
  }

  private static final class Case {
    final int m;
    final BetaBinomial misses;
    final BigInteger[] orders;
    final BigInteger all;

    Case(long seed) {
      Random random = new Random(seed);
      int n = 1 + random.nextInt(60);
      int rank = 1 + random.nextInt(n);
      m = 1 + random.nextInt(60);
      misses = new BetaBinomial(m, n + 1 - rank, rank);
      // x of m above the rank-th of n: orders of what is below it, and of what is above
      orders =
          IntStream.rangeClosed(0, m)
              .mapToObj(x -> choose(m - x + rank - 1, m - x).multiply(choose(x + n - rank, x)))
              .toArray(BigInteger[]::new);
      all = choose(n + m, m);
    }

    double share(IntStream counts) {
      BigInteger sum = counts.mapToObj(x -> orders[x]).reduce(BigInteger.ZERO, BigInteger::add);
      return quotient(sum, all);
    }

    private static BigInteger choose(int from, int many) {
      BigInteger product = BigInteger.ONE;
      for (int i = 1; i <= many; i++) {
        product =
            product.multiply(BigInteger.valueOf(from - many + i)).divide(BigInteger.valueOf(i));
      }
      return product;
    }
  }
}
