package dev.racer.jobs.report.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.racer.core.conformal.RiskLevel;
import dev.racer.jobs.report.table.Cell;
import dev.racer.jobs.report.table.Method;
import dev.racer.jobs.report.table.TrialRow;
import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ReferenceTest {
  private static final double ROUNDING = 1e-12;

  private static TrialRow trial(long n, long k, long m) {
    Method method = new Method("softmax", "one-minus-max", "gap", "misrouting", "expected");
    return new TrialRow(
        new Cell("random", "knn", "all", method, RiskLevel.parse("0.10")),
        0,
        TrialRow.FEASIBLE,
        n,
        OptionalLong.of(k),
        m,
        m,
        0,
        0,
        OptionalDouble.empty());
  }

  @Test
  void oneCalibrationQueryMakesEveryNumberOfMissesAsLikely() {
    // n = 1, k = 1: BetaBinomial(m; 1, 1) is uniform on 0 ... m
    Reference reference = Reference.of(List.of(trial(1, 1, 9)));
    Bins bins = new Bins(new BigDecimal("0.5"));

    assertThat(reference.expectedTrials(bins, 0)).isCloseTo(0.5, within(ROUNDING)); // 0 ... 4 of 9
    assertThat(reference.expectedTrials(bins, 1)).isCloseTo(0.4, within(ROUNDING)); // 5 ... 8
    assertThat(reference.expectedTrials(bins, 2)).isCloseTo(0.1, within(ROUNDING)); // 9
    assertThat(reference.quantile(0.25)).isCloseTo(2.0 / 9, within(ROUNDING));
  }

  @Test
  void everyTrialIsExpectedSomewhere() {
    Reference reference = Reference.of(List.of(trial(100, 91, 80), trial(97, 89, 83)));
    Bins bins = new Bins(new BigDecimal("0.02"));

    double sum = 0;
    for (long bin = 0; bin <= 50; bin++) {
      sum += reference.expectedTrials(bins, bin);
    }

    assertThat(sum).isCloseTo(2, within(ROUNDING));
  }

  @Test
  void quantilesOfTrialsAreAveraged() {
    double one = Reference.of(List.of(trial(100, 91, 80))).quantile(0.975);
    double other = Reference.of(List.of(trial(50, 46, 20))).quantile(0.975);

    double both = Reference.of(List.of(trial(100, 91, 80), trial(50, 46, 20))).quantile(0.975);

    assertThat(both).isCloseTo((one + other) / 2, within(ROUNDING));
    assertThat(one).isBetween(0.1, other);
  }
}
