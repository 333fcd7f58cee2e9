package dev.racer.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.vote.TemperatureGrid;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ChooserTest {
  private static final Candidate SMALL = candidate(0, 70, 150, 100_000_000_000L);
  private static final Candidate MIDDLE = candidate(1, 80, 250, 200_000_000_000L);
  private static final Candidate LARGE = candidate(2, 80, 400, 300_000_000_000L);

  @Test
  void takesTheFirstOfTheMostAccurate() {
    Chooser chooser = chooser(Objective.ACCURACY, OptionalDouble.empty(), OptionalDouble.empty());

    assertThat(chooser.choose(List.of(SMALL, LARGE, MIDDLE))).contains(LARGE);
    assertThat(chooser.choose(List.of(MIDDLE, SMALL, LARGE))).contains(MIDDLE);
    assertThat(chooser.value(MIDDLE)).isEqualTo(.8);
  }

  @Test
  void takesTheSmallestSet() {
    Chooser chooser =
        chooser(Objective.SMALLEST_SET, OptionalDouble.empty(), OptionalDouble.empty());

    assertThat(chooser.choose(List.of(LARGE, MIDDLE, SMALL))).contains(SMALL);
    assertThat(chooser.value(SMALL)).isEqualTo(1.5);
  }

  @Test
  void takesTheMostAccurateWithinTheBudgetBoundsIncluded() {
    assertThat(underBudget(1).choose(List.of(SMALL, MIDDLE, LARGE))).contains(SMALL);
    assertThat(underBudget(2).choose(List.of(SMALL, LARGE, MIDDLE))).contains(MIDDLE);
    assertThat(underBudget(3).choose(List.of(LARGE, MIDDLE))).contains(MIDDLE); // cheaper
    assertThat(underBudget(.999).choose(List.of(SMALL, MIDDLE, LARGE))).isEmpty();
  }

  @Test
  void takesTheCheapestThatIsAccurateEnough() {
    assertThat(aboveFloor(.7).choose(List.of(LARGE, MIDDLE, SMALL))).contains(SMALL);
    assertThat(aboveFloor(.71).choose(List.of(LARGE, MIDDLE, SMALL))).contains(MIDDLE);
    assertThat(aboveFloor(.81).choose(List.of(LARGE, MIDDLE, SMALL))).isEmpty();
    assertThat(aboveFloor(.7).value(SMALL)).isEqualTo(1.0);
  }

  @Test
  void cannotChooseWithoutValidationQueries() {
    Chooser chooser = chooser(Objective.ACCURACY, OptionalDouble.empty(), OptionalDouble.empty());

    assertThat(chooser.choose(List.of(new Candidate(0, 0, 0, 0, 0, 0, 0, 0)))).isEmpty();
  }

  private static Candidate candidate(int kind, long right, long setSizeSum, long costSum) {
    return new Candidate(kind, 0, 0, 0, 100, right, setSizeSum, costSum);
  }

  private static Chooser underBudget(double budget) {
    return chooser(
        Objective.ACCURACY_UNDER_BUDGET, OptionalDouble.of(budget), OptionalDouble.empty());
  }

  private static Chooser aboveFloor(double floor) {
    return chooser(
        Objective.CHEAPEST_ABOVE_FLOOR, OptionalDouble.empty(), OptionalDouble.of(floor));
  }

  private static Chooser chooser(
      Objective objective, OptionalDouble budget, OptionalDouble accuracyFloor) {
    RiskLevel level = RiskLevel.parse("0.10");
    return new Chooser(
        objective,
        new TuneConfig(
            TuneProtocol.VALIDATION,
            TemperatureGrid.of(1),
            TemperatureScope.CELL,
            Optional.of(objective),
            List.of(level),
            level,
            budget,
            accuracyFloor));
  }
}
