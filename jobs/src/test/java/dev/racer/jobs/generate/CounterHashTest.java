package dev.racer.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CounterHashTest {
  private static final int DRAWS = 1_000_000;
  // five standard deviations of a mean of DRAWS numbers of variance 1
  private static final Double TOLERANCE = 0.005;

  @Test
  void isSplitMix64() {
    // the first two outputs of SplitMix64 seeded with 1234567 (Rosetta Code, Vigna's splitmix64.c)
    assertThat(CounterHash.at(1234567L, 1)).isEqualTo(6457827717110365317L);
    assertThat(CounterHash.at(1234567L, 2)).isEqualTo(3203168211198807973L);
  }

  @Test
  void valuesArePinned() {
    long key = CounterHash.key(42, "purpose");

    assertThat(Long.toHexString(key)).isEqualTo("214912f2764fe571");
    assertThat(Long.toHexString(CounterHash.at(key, 7))).isEqualTo("d277e315a52ab8ce");
    assertThat(Long.toHexString(CounterHash.at(key, 7, 3))).isEqualTo("ab0459c8ca69ac4b");
  }

  @Test
  void purposesSeedsIndexesAndLanesDiffer() {
    long key = CounterHash.key(42, "purpose");

    assertThat(
            new long[] {
              key,
              CounterHash.key(43, "purpose"),
              CounterHash.key(42, "purposf"),
              CounterHash.key(42, ""),
              CounterHash.at(key, 0),
              CounterHash.at(key, 1),
              CounterHash.at(key, 0, 0),
              CounterHash.at(key, 0, 1),
              CounterHash.at(key, 1, 0)
            })
        .doesNotHaveDuplicates();
  }

  @Test
  void unitIsUniform() {
    long key = CounterHash.key(1, "unit");
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < DRAWS; i++) {
      double unit = CounterHash.unit(CounterHash.at(key, i));
      assertThat(unit >= 0 && unit < 1).isTrue();
      sum += unit;
      squares += unit * unit;
    }

    assertThat(sum / DRAWS).isCloseTo(0.5, within(TOLERANCE));
    assertThat(squares / DRAWS).isCloseTo(1 / 3.0, within(TOLERANCE));
  }

  @Test
  void gaussianHasMeanZeroAndVarianceOne() {
    long key = CounterHash.key(1, "gaussian");
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < DRAWS; i++) {
      double value = CounterHash.gaussian(CounterHash.at(key, i));
      assertThat(Math.abs(value)).isLessThan(3);
      sum += value;
      squares += value * value;
    }

    assertThat(sum / DRAWS).isCloseTo(0, within(TOLERANCE));
    assertThat(squares / DRAWS).isCloseTo(1, within(TOLERANCE));
  }
}
