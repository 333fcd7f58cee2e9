package dev.racer.core.score;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ModelSetTest {
  @Test
  void selectsAtTheThreshold() {
    assertThat(ModelSet.selects(7, 7)).isTrue();
    assertThat(ModelSet.selects(8, 7)).isFalse();
    assertThat(ModelSet.selects(FixedPoint.INFINITE, FixedPoint.of(FixedPoint.LIMIT))).isFalse();
  }

  @Test
  void sizeLeavesTheNullModelOut() {
    long[] nonconformity = {3, 7, 9, 0};

    assertThat(ModelSet.size(nonconformity, 3, 7)).isEqualTo(2);
    assertThat(ModelSet.size(nonconformity, 3, 2)).isZero();
  }
}
