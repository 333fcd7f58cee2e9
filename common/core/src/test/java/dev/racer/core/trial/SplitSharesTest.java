package dev.racer.core.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitSharesTest {
  /** Golden: Python 3.11, math.ceil(Fraction(share) * 2**64). */
  @ParameterizedTest(name = "{0} and {1}")
  @CsvSource({
    "0.5, 0.1, 0.4, 8000000000000000, 999999999999999A",
    "0.1, 0.0, 0.9, 199999999999999A, 199999999999999A",
    "0.333333333333333333, 0.1666666666666666670, 0.5, 5555555555555550, 8000000000000000"
  })
  void boundsAreExact(
      String calibration, String validation, String test, String first, String second) {
    SplitShares shares = SplitShares.parse(calibration, validation, test);

    assertThat(shares.calibrationBound()).isEqualTo(Long.parseUnsignedLong(first, 16));
    assertThat(shares.validationBound()).isEqualTo(Long.parseUnsignedLong(second, 16));
  }

  @Test
  void theLargestSharesStillLeaveDrawsToTest() {
    SplitShares shares = SplitShares.parse("0.999999999999999998", "0.000000000000000001", "1e-18");

    assertThat(Long.compareUnsigned(shares.calibrationBound(), shares.validationBound()))
        .isNegative();
    assertThat(-shares.validationBound()).as("2^64 - bound").isEqualTo(18);
  }

  @Test
  void spellingDoesNotMatter() {
    assertThat(SplitShares.parse("0.50", "0.0", "5e-1"))
        .isEqualTo(SplitShares.parse(".5", "0", "0.500"));
  }

  @ParameterizedTest(name = "{0}, {1}, {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "0.5|0.1|0.5|Shares of calibration, validation and test must sum to 1,"
            + " got 0.5 + 0.1 + 0.5 = 1.1",
        "0|0.5|0.5|Calibration share must be more than 0, got 0",
        "0.5|0.5|0.0|Test share must be more than 0, got 0",
        "1.2|-0.1|-0.1|Calibration share must lie in [0, 1], got 1.2",
        "0.5|-1e-9|0.5|Validation share must lie in [0, 1], got -1E-9",
        "1e999999999|0|0|Calibration share must lie in [0, 1], got 1E+999999999",
        "0.5|1e-19|0.5|Validation share must have at most 18 decimal places, got 1E-19",
        "half|0|0.5|Calibration share must be a decimal number in [0, 1], got half"
      })
  void refusesWhatIsNoShare(String calibration, String validation, String test, String message) {
    assertThatThrownBy(() -> SplitShares.parse(calibration, validation, test))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
