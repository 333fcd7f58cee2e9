package dev.racer.core.metric;

import static dev.racer.core.conformal.Labels.CORRECT;
import static dev.racer.core.conformal.Labels.UNKNOWN;
import static dev.racer.core.conformal.Labels.WRONG;
import static dev.racer.core.score.FixedPoint.INFINITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.racer.core.conformal.RiskTarget;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RiskCountsTest {
  private static final long[] SCORES = {30, 10, 20, 5};
  private static final byte[] ONE_RIGHT = {CORRECT, WRONG, WRONG};
  private static final byte[] NONE_RIGHT = {WRONG, WRONG, WRONG};
  private static final byte[] UNDECIDED = {WRONG, UNKNOWN, WRONG};
  private static final byte[] PARTLY = {WRONG, CORRECT, UNKNOWN};

  static Stream<Arguments> queries() {
    RiskTarget all = RiskTarget.MISROUTING;
    RiskTarget answerable = RiskTarget.ANSWERABLE_MISS;
    return Stream.of(
        Arguments.of(ONE_RIGHT, all, 30, new RiskCounts(1, 0, 1, 0, 1, 3, 0)),
        Arguments.of(ONE_RIGHT, all, 29, new RiskCounts(1, 1, 1, 1, 1, 2, 0)),
        Arguments.of(ONE_RIGHT, answerable, 9, new RiskCounts(1, 1, 1, 1, 1, 0, 1)),
        Arguments.of(NONE_RIGHT, all, 9, new RiskCounts(1, 0, 0, 0, 1, 0, 1)),
        Arguments.of(NONE_RIGHT, all, 4, new RiskCounts(1, 1, 0, 0, 1, 0, 1)),
        Arguments.of(NONE_RIGHT, answerable, 4, new RiskCounts(0, 0, 0, 0, 1, 0, 1)),
        Arguments.of(UNDECIDED, all, 100, new RiskCounts(1, 1, 0, 0, 1, 3, 0)),
        Arguments.of(UNDECIDED, answerable, 100, new RiskCounts(1, 1, 0, 0, 1, 3, 0)),
        Arguments.of(PARTLY, answerable, 10, new RiskCounts(1, 0, 0, 0, 1, 1, 0)));
  }

  @ParameterizedTest
  @MethodSource("queries")
  void countsOneQuery(byte[] labels, RiskTarget target, long threshold, RiskCounts expected) {
    assertThat(RiskCounts.ofQuery(SCORES, labels, 3, target, threshold)).isEqualTo(expected);
  }

  @Test
  void ratesDivideByTheirOwnDenominators() {
    RiskCounts counts = new RiskCounts(8, 1, 5, 2, 10, 25, 4);

    assertThat(counts.empiricalRisk()).hasValue(0.125);
    assertThat(counts.answerableMissRate()).hasValue(0.4);
    assertThat(counts.meanSetSize()).hasValue(2.5);
    assertThat(counts.abstentionRate()).hasValue(0.4);
  }

  @Test
  void ratesOfNothingAreEmpty() {
    assertThat(RiskCounts.ZERO.empiricalRisk()).isEmpty();
    assertThat(RiskCounts.ZERO.answerableMissRate()).isEmpty();
    assertThat(RiskCounts.ZERO.meanSetSize()).isEmpty();
    assertThat(RiskCounts.ZERO.abstentionRate()).isEmpty();
  }

  @Test
  void refusesAnInfiniteThreshold() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RiskCounts.ofQuery(SCORES, ONE_RIGHT, 3, RiskTarget.MISROUTING, INFINITE))
        .withMessage("Threshold must be finite, got INFINITE");
  }

  @Test
  void refusesPartsThatExceedTheWhole() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RiskCounts(1, 2, 0, 0, 2, 2, 0))
        .withMessage("Misses must lie in [0, 1], got 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RiskCounts(3, 0, 0, 0, 2, 2, 0))
        .withMessage("Target rows must lie in [0, 2], got 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RiskCounts(1, -1, 0, 0, 2, 2, 0))
        .withMessage("Misses must lie in [0, 1], got -1");
  }
}
