package dev.racer.core.conformal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplorationSliceTest {
  @Test
  void keysAreReadBack() {
    for (ExplorationSlice slice : ExplorationSlice.values()) {
      assertThat(ExplorationSlice.ofKey(slice.key())).isEqualTo(slice);
    }
  }

  @ParameterizedTest
  @CsvSource({"answered, .88", "complete, .15", "null-right, .16"})
  void shortcutsAreRefusedWithWhatComesOfThem(String shortcut, String risk) {
    assertThatThrownBy(() -> ExplorationSlice.ofKey(shortcut))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got " + shortcut)
        .hasMessageContaining(risk)
        .hasMessageContaining("\n");
  }
}
