package dev.racer.jobs.report.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BinsTest {
  @ParameterizedTest
  @CsvSource({
    "0.12, 24, 0, 0.005",
    "0.1, 24, 0.0163, 0.02",
    "3, 24, 0, 0.2",
    "0, 24, 1e-4, 0.0001"
  })
  void binsHaveARoundWidthThatIsWideEnough(double range, int most, double least, String width) {
    assertThat(Bins.over(range, most, least).width()).isEqualByComparingTo(width);
  }

  @Test
  void aFractionOnAnEdgeBelongsToTheBinThatBeginsThere() {
    Bins bins = new Bins(new BigDecimal("0.1"));

    assertThat(bins.of(3, 10)).isEqualTo(3); // in doubles, 0.3 / 0.1 is below 3
    assertThat(bins.firstCount(3, 10)).isEqualTo(3);
  }

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void binsAgreeWithFractionsOfWholeNumbers(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long of = random.nextLong(1, 5000);
    long count = random.nextLong(of + 1);
    long step = random.nextLong(1, 500); // of a thousand
    Bins bins = new Bins(BigDecimal.valueOf(step, 3));

    long bin = bins.of(count, of);

    // bin * step / 1000 <= count / of < (bin + 1) * step / 1000
    BigInteger left = BigInteger.valueOf(count).multiply(BigInteger.valueOf(1000));
    BigInteger width = BigInteger.valueOf(step).multiply(BigInteger.valueOf(of));
    assertThat(left).isGreaterThanOrEqualTo(width.multiply(BigInteger.valueOf(bin)));
    assertThat(left).isLessThan(width.multiply(BigInteger.valueOf(bin + 1)));
    assertThat(bins.firstCount(bin, of)).isLessThanOrEqualTo(count);
    assertThat(bins.firstCount(bin + 1, of)).isGreaterThan(count);
  }
}
