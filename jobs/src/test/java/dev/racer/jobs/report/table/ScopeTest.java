package dev.racer.jobs.report.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.core.conformal.RiskLevel;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DataContractException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScopeTest {
  private static final Method GAP =
      new Method("softmax", "one-minus-max", "gap", "misrouting", "expected");
  private static final Method INVERSE =
      new Method("softmax", "one-minus-max", "inverse-probability", "misrouting", "expected");
  private static final Method SIGMOID =
      new Method("sigmoid", "one-minus-max", "gap", "misrouting", "expected");

  private static SummaryRow row(
      String split, String router, String segment, Method method, String level, double nCal) {
    return new SummaryRow(
        new Cell(split, router, segment, method, RiskLevel.parse(level)),
        1,
        1,
        OptionalDouble.of(nCal),
        OptionalDouble.empty(),
        Spread.NONE,
        Spread.NONE,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        SummaryRow.PASSED,
        "",
        Spread.NONE,
        Spread.NONE,
        Spread.NONE,
        Spread.NONE,
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  @ParameterizedTest
  @CsvSource({"'0.05 0.10 0.20', 0.10", "'0.2 0.1', 0.1", "'0.05 0.15', 0.05", "'0.3 0.5', 0.3"})
  void theLevelInQuestionIsTheUsualOneOrTheNearest(String levels, String expected) {
    List<SummaryRow> rows = new ArrayList<>();
    for (String level : levels.split(" ", -1)) {
      rows.add(row("random", "knn", "all", GAP, level, 100));
    }

    assertThat(Scope.of(rows, Optional.empty(), Map.of()).level().text()).isEqualTo(expected);
  }

  @Test
  void aLevelThatWasNotEvaluatedIsRefused() {
    List<SummaryRow> rows = List.of(row("random", "knn", "all", GAP, "0.10", 100));

    assertThat(Scope.of(rows, Optional.of(RiskLevel.parse("0.1")), Map.of()).level().text())
        .isEqualTo("0.10");
    assertThatThrownBy(() -> Scope.of(rows, Optional.of(RiskLevel.parse("0.2")), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage("--risk-level must be one of [0.10], the evaluated ones, got 0.2");
  }

  @Test
  void theMethodOfThePolicyIsShownFirstWithItsSiblings() {
    List<SummaryRow> rows = new ArrayList<>();
    for (Method method : List.of(SIGMOID, INVERSE, GAP)) {
      rows.add(row("random", "knn", "all", method, "0.10", 100));
    }

    Scope scope =
        Scope.of(
            rows,
            Optional.empty(),
            Map.of(
                "policy.nonconformity", "inverse-probability", "policy.normalization", "softmax"));

    assertThat(scope.method()).isEqualTo(INVERSE);
    assertThat(scope.methods()).containsExactly(GAP, INVERSE);
  }

  @Test
  void randomSplitsAreShownAndOthersOnlyWithoutThem() {
    SummaryRow random = row("random", "knn", "all", GAP, "0.10", 100);
    SummaryRow date = row("date", "knn", "all", GAP, "0.10", 100);

    assertThat(Scope.of(List.of(date, random), Optional.empty(), Map.of()).split())
        .isEqualTo("random");
    assertThat(Scope.of(List.of(date), Optional.empty(), Map.of()).split()).isEqualTo("date");
  }

  @Test
  void theLargestSegmentsAreShownAndTheOthersCounted() {
    List<SummaryRow> rows = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      rows.add(row("random", "knn", "tenant=t" + i, GAP, "0.10", 1000 - i));
    }
    rows.add(row("random", "knn", "all", GAP, "0.10", 1));

    Scope scope = Scope.of(rows, Optional.empty(), Map.of());

    assertThat(scope.segments())
        .hasSize(Scope.MOST_SEGMENTS + 1)
        .startsWith("all", "tenant=t0", "tenant=t1", "tenant=t10")
        .doesNotContain("tenant=t12");
    assertThat(scope.hiddenSegments()).isEqualTo(8);
  }

  @Test
  void anEmptyEvaluationIsRefused() {
    assertThatThrownBy(() -> Scope.of(List.of(), Optional.empty(), Map.of()))
        .isInstanceOf(DataContractException.class)
        .hasMessage("Table evaluation_summary must have rows, got none");
  }

  @Test
  void spreadsAreMeanAndStandardDeviation() {
    assertThat(Spread.of(List.of())).isEqualTo(Spread.NONE);
    assertThat(Spread.of(List.of(2.0)))
        .isEqualTo(new Spread(OptionalDouble.of(2), OptionalDouble.empty()));
    assertThat(Spread.of(List.of(1.0, 2.0, 6.0)))
        .isEqualTo(new Spread(OptionalDouble.of(3), OptionalDouble.of(Math.sqrt(7))));
  }
}
