package dev.racer.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CurveRanksTest {
  @ParameterizedTest(name = "n = {0}")
  @ValueSource(
      longs = {0, 1, 2, 7, 999, 1000, 1001, 1999, 2000, 123_457, 10_000_000_000L, Long.MAX_VALUE})
  void areTheDistinctPermilleRanks(long n) {
    long[] expected =
        LongStream.rangeClosed(1, n == 0 ? 0 : 1000)
            .map(j -> ceilOfPermille(j, n))
            .distinct()
            .toArray();

    assertThat(CurveRanks.permille(n)).isEqualTo(expected).isSorted();
  }

  private static long ceilOfPermille(long j, long n) {
    BigInteger product = BigInteger.valueOf(j).multiply(BigInteger.valueOf(n));
    return product.add(BigInteger.valueOf(999)).divide(BigInteger.valueOf(1000)).longValueExact();
  }

  @Test
  void refusesNegativeSizes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CurveRanks.permille(-1))
        .withMessage("Number of scores must not be negative, got -1");
  }
}
