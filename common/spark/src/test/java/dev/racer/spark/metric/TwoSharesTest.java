package dev.racer.spark.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TwoSharesTest {
  /** Fisher's tea: 3 and 1 of 4 each; 34/70 of the tables are at least as far out. */
  @Test
  void isFishersExactTest() {
    assertThat(new TwoShares(3, 4, 1, 4).pValue()).isCloseTo(34.0 / 70, within(1e-12));
    assertThat(new TwoShares(4, 4, 0, 4).pValue()).isCloseTo(2.0 / 70, within(1e-12));
  }

  @Test
  void equalSharesAreNoDifference() {
    assertThat(new TwoShares(5, 10, 50, 100).pValue()).isCloseTo(1, within(1e-12));
    assertThat(new TwoShares(0, 10, 0, 10).pValue()).isEqualTo(1);
    assertThat(new TwoShares(900_000, 1_000_000, 900_000, 1_000_000).pValue()).isEqualTo(1);
    assertThat(new TwoShares(1_000_000, 1_000_000, 1_000_000, 1_000_000).pValue()).isEqualTo(1);
  }

  @Test
  void bothWaysAgreeWhereTheyMeet() {
    double exact = new TwoShares(250_000, 500_000, 251_000, 500_000).pValue();
    double normal = new TwoShares(250_001, 500_002, 251_001, 500_002).pValue();

    assertThat(exact).isBetween(.04, .05);
    assertThat(normal).isCloseTo(exact, within(.001));
  }

  @Test
  void refusesEmptySetsAndPartsLargerThanTheWhole() {
    assertThatThrownBy(() -> new TwoShares(0, 0, 1, 2).pValue())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one query");
    assertThatThrownBy(() -> new TwoShares(1, 2, 3, 2).pValue())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[0, 2]");
  }
}
