package dev.racer.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.racer.bench.contender.Threshold;
import dev.racer.bench.report.Comparison.Question;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final Threshold OURS = new Threshold("all", "gap", "0.10", 99, 90, 0.5);

  @Test
  void equalInFixedPointIsEqual() {
    Threshold theirs = new Threshold("all", "gap", "0.10", 99, 90, 0.5 + 0x1p-43);

    Comparison comparison = Comparison.of(Question.AS_TIMED, List.of(theirs), List.of(OURS));

    assertThat(comparison.equal()).isEqualTo(1);
    assertThat(comparison.equalAtSameRank()).isEqualTo(1);
    assertThat(comparison.contradicts()).isFalse();
  }

  @Test
  void anotherValueAtTheSameRankIsAContradiction() {
    Threshold theirs = new Threshold("all", "gap", "0.10", 99, 90, 0.5 + 0x1p-39);

    Comparison comparison = Comparison.of(Question.AS_TIMED, List.of(theirs), List.of(OURS));

    assertThat(comparison.equal()).isZero();
    assertThat(comparison.sameRank()).isEqualTo(1);
    assertThat(comparison.contradicts()).isTrue();
  }

  @Test
  void anotherValueAtAnotherRankIsADifference() {
    Threshold theirs = new Threshold("all", "gap", "0.10", 99, Threshold.INTERPOLATED, 0.25);

    Comparison comparison = Comparison.of(Question.AS_TIMED, List.of(theirs), List.of(OURS));

    assertThat(comparison.sameRank()).isZero();
    assertThat(comparison.largestDifference()).isCloseTo(0.25, within(0.0));
    assertThat(comparison.contradicts()).isFalse();
  }

  @Test
  void oneThatIsMissingAtOurRanksIsAContradiction() {
    Comparison comparison = Comparison.of(Question.AT_OUR_RANKS, List.of(), List.of(OURS));

    assertThat(comparison.missing()).isEqualTo(1);
    assertThat(comparison.contradicts()).isTrue();
  }

  @Test
  void anotherSizeOfTheSegmentIsNotTheSameQuestion() {
    Threshold theirs = new Threshold("all", "gap", "0.10", 100, 90, 0.5);

    Comparison comparison = Comparison.of(Question.AT_OUR_RANKS, List.of(theirs), List.of(OURS));

    assertThat(comparison.sameRank()).isZero();
    assertThat(comparison.contradicts()).isTrue();
  }
}
