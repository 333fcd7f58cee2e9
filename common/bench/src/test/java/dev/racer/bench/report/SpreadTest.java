package dev.racer.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void medianOfAnOddNumberIsTheMiddleOne() {
    assertThat(Spread.of(List.of(9.0, 1.0, 2.0))).isEqualTo(new Spread(2, 1, 9));
  }

  @Test
  void medianOfAnEvenNumberLiesHalfwayBetweenTheMiddleTwo() {
    assertThat(Spread.of(List.of(4.0, 1.0, 8.0, 2.0))).isEqualTo(new Spread(3, 1, 8));
  }

  @Test
  void oneMeasurementIsItsOwnSpread() {
    assertThat(Spread.of(List.of(5.0))).isEqualTo(new Spread(5, 5, 5));
  }

  @Test
  void refusesNoMeasurement() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Spread.of(List.of()))
        .withMessage("A spread needs at least one measurement, got none");
  }

  @Test
  void ratioIsThatOfTheMediansAndItsEndsAreThoseOfRounds() {
    Outcome slow = Results.measured("slow", 6, 10, 8);
    Outcome fast = Results.measured("fast", 1, 5, 2);

    Ratio ratio = Ratio.of(slow, fast).orElseThrow();

    assertThat(ratio.seconds()).isEqualTo(new Spread(4, 2, 6));
    assertThat(ratio.cpuSeconds()).isEqualTo(new Spread(4, 2, 6));
  }

  @Test
  void thereIsNoRatioToOneThatFailed() {
    Outcome failed = Outcome.failed("fast", "", "no engine");

    assertThat(Ratio.of(Results.measured("slow", 6), failed)).isEqualTo(Optional.empty());
    assertThat(Ratio.of(failed, Results.measured("slow", 6))).isEqualTo(Optional.empty());
  }
}
