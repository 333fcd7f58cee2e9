package dev.racer.core.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemperedVoteTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "majority",
        "weighted:router-score@0.01",
        "weighted:p@true@0.2",
        "weighted:p_true@Infinity"
      })
  void isSpelledAsItWasRead(String text) {
    assertThat(TemperedVote.parse(text).key()).isEqualTo(text);
  }

  @Test
  void theTemperatureStandsAfterTheLastSign() {
    TemperedVote vote = TemperedVote.parse("weighted:p@true@1e-3");

    assertThat(vote.name().confidenceColumn()).contains("p@true");
    assertThat(vote.temperature()).isEqualTo(OptionalDouble.of(0.001));
  }

  @ParameterizedTest
  @CsvSource({
    "weighted:p_true, 'A weighted vote needs a temperature, as in weighted:p_true@0.2'",
    "majority@0.5, 'A majority vote has no temperature, got 0.5'",
    "weighted:p@0, 'Temperature must be positive, got 0.0'",
    "weighted:p@-1, 'Temperature must be positive, got -1.0'",
    "weighted:p@NaN, 'Temperature must be positive, got NaN'"
  })
  void refusesWhatCannotBeCounted(String text, String message) {
    assertThatThrownBy(() -> TemperedVote.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"weighted:p@", "weighted:p@warm"})
  void refusesATemperatureThatIsNoNumber(String text) {
    assertThatThrownBy(() -> TemperedVote.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Temperature of a vote must be a number, as in weighted:COLUMN@0.2, got " + text);
  }

  @Test
  void refusesWhatIsNoVote() {
    assertThatThrownBy(() -> TemperedVote.parse("weighted:@1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("A vote must be majority");
  }
}
