package dev.racer.core.conformal;

import static dev.racer.core.conformal.Labels.CORRECT;
import static dev.racer.core.conformal.Labels.UNKNOWN;
import static dev.racer.core.conformal.Labels.WRONG;
import static dev.racer.core.score.FixedPoint.INFINITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CriticalScoreTest {
  private static final long NULL_MODEL = 7;
  private static final long[] SCORES = {30, 10, 20, NULL_MODEL};

  static Stream<Arguments> labelled() {
    return Stream.of(
        Arguments.of(new byte[] {CORRECT, WRONG, WRONG}, LabelState.ANSWERABLE, 30L),
        Arguments.of(new byte[] {CORRECT, WRONG, CORRECT}, LabelState.ANSWERABLE, 20L),
        Arguments.of(new byte[] {CORRECT, CORRECT, CORRECT}, LabelState.ANSWERABLE, 10L),
        Arguments.of(new byte[] {WRONG, WRONG, WRONG}, LabelState.UNANSWERABLE, NULL_MODEL),
        Arguments.of(new byte[] {CORRECT, UNKNOWN, WRONG}, LabelState.PARTLY_ANSWERABLE, 30L),
        Arguments.of(new byte[] {WRONG, UNKNOWN, WRONG}, LabelState.UNDECIDED, INFINITE),
        Arguments.of(new byte[] {UNKNOWN, UNKNOWN, UNKNOWN}, LabelState.UNDECIDED, INFINITE));
  }

  @ParameterizedTest
  @MethodSource("labelled")
  void isTheLeastScoreOfAKnownCorrectModel(byte[] labels, LabelState state, long expected) {
    assertThat(LabelState.state(labels, 3)).isEqualTo(state);
    assertThat(CriticalScore.of(SCORES, labels, 3)).isEqualTo(expected);
  }

  @Test
  void isInfiniteForUnanswerableQueriesWithoutNullModel() {
    long[] scores = {30, 10, INFINITE};

    assertThat(CriticalScore.of(scores, new byte[] {WRONG, WRONG}, 2)).isEqualTo(INFINITE);
  }

  @Test
  void unknownLabelsNeverLowerIt() {
    int cases = 0;
    byte[] truth = new byte[3];
    byte[] seen = new byte[3];
    for (int code = 0; code < 64; code++) {
      for (int model = 0; model < 3; model++) {
        truth[model] = (byte) (code >> model & 1);
        seen[model] = (code >> (3 + model) & 1) == 1 ? UNKNOWN : truth[model];
      }
      assertThat(CriticalScore.of(SCORES, seen, 3))
          .isGreaterThanOrEqualTo(CriticalScore.of(SCORES, truth, 3));
      cases++;
    }
    assertThat(cases).isEqualTo(64);
  }

  @Test
  void ignoresEntriesBeyondThePool() {
    byte[] labels = {WRONG, CORRECT, 9};
    long[] scores = {5, 6, 7, -1};

    assertThat(LabelState.state(labels, 2)).isEqualTo(LabelState.ANSWERABLE);
    assertThat(CriticalScore.of(scores, labels, 2)).isEqualTo(6);
  }

  @Test
  void refusesWhatIsNoLabel() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelState.state(new byte[] {WRONG, 3}, 2))
        .withMessage("Label must be 0 (wrong), 1 (correct) or 2 (unknown), got 3 for model 1");
  }

  @Test
  void refusesSizesThatDoNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelState.state(new byte[2], 3))
        .withMessage("Pool size must lie in [1, 2], the number of labels, got 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelState.state(new byte[2], 0))
        .withMessage("Pool size must lie in [1, 2], the number of labels, got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CriticalScore.of(new long[3], new byte[3], 3))
        .withMessage("Nonconformity must hold pool size + 1 = 4 entries, got 3");
  }

  @Test
  void targetsAndAdmissionFollowTheLabelState() {
    assertThat(LabelState.values()).filteredOn(RiskTarget.MISROUTING::includes).hasSize(4);
    assertThat(LabelState.values())
        .filteredOn(RiskTarget.ANSWERABLE_MISS::includes)
        .containsExactly(LabelState.ANSWERABLE, LabelState.PARTLY_ANSWERABLE, LabelState.UNDECIDED);
    assertThat(LabelState.values()).filteredOn(UnknownLabels.WORST_CASE::admits).hasSize(4);
    assertThat(LabelState.values())
        .filteredOn(UnknownLabels.EXCLUDE::admits)
        .containsExactly(LabelState.ANSWERABLE, LabelState.UNANSWERABLE);
  }
}
