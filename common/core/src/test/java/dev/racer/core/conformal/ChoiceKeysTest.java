package dev.racer.core.conformal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChoiceKeysTest {
  record Choice<E>(
      String what,
      List<E> values,
      Function<E, String> key,
      Function<String, E> ofKey,
      String keys) {
    List<String> written() {
      return values.stream().map(key).toList();
    }

    List<E> readBack() {
      return written().stream().map(ofKey).toList();
    }

    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Choice<?>> choices() {
    return Stream.of(
        new Choice<>(
            "risk target",
            List.of(RiskTarget.values()),
            RiskTarget::key,
            RiskTarget::ofKey,
            "misrouting, answerable-miss"),
        new Choice<>(
            "unknown labels",
            List.of(UnknownLabels.values()),
            UnknownLabels::key,
            UnknownLabels::ofKey,
            "worst-case, exclude"),
        new Choice<>(
            "guarantee",
            List.of(Guarantee.values()),
            Guarantee::key,
            Guarantee::ofKey,
            "expected, pac"),
        new Choice<>(
            "fallback",
            List.of(Fallback.values()),
            Fallback::key,
            Fallback::ofKey,
            "rest, all, call-all"),
        new Choice<>(
            "infeasible action",
            List.of(InfeasibleAction.values()),
            InfeasibleAction::key,
            InfeasibleAction::ofKey,
            "call-all, refuse"),
        new Choice<>(
            "delta scope",
            List.of(DeltaScope.values()),
            DeltaScope::key,
            DeltaScope::ofKey,
            "threshold, family"));
  }

  @ParameterizedTest
  @MethodSource("choices")
  void keysAreTheDocumentedOnesAndReadBack(Choice<?> choice) {
    assertThat(String.join(", ", choice.written())).isEqualTo(choice.keys());
    assertThat((Object) choice.readBack()).isEqualTo(choice.values());
  }

  @ParameterizedTest
  @MethodSource("choices")
  void unknownKeyIsRefusedWithTheAllowedOnes(Choice<?> choice) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> choice.ofKey().apply("Expected"))
        .withMessage("Unknown %s 'Expected', expected one of %s", choice.what(), choice.keys());
  }
}
