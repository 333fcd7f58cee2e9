package dev.racer.core.published;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.conformal.Fallback;
import dev.racer.core.conformal.Guarantee;
import dev.racer.core.conformal.InfeasibleAction;
import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.conformal.UnknownLabels;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Published documents know by text what calibration knows by type; both must stay the same. */
class VocabularyTest {
  @Test
  void allowsTheKeysOfCalibration() {
    assertThat(Vocabulary.RISK_TARGETS).isEqualTo(keys(RiskTarget.values(), RiskTarget::key));
    assertThat(Vocabulary.GUARANTEES).isEqualTo(keys(Guarantee.values(), Guarantee::key));
    assertThat(Vocabulary.UNKNOWN_LABELS)
        .isEqualTo(keys(UnknownLabels.values(), UnknownLabels::key));
    assertThat(Vocabulary.INFEASIBLE_ACTIONS)
        .isEqualTo(keys(InfeasibleAction.values(), InfeasibleAction::key));
    assertThat(Vocabulary.FALLBACKS).isEqualTo(keys(Fallback.values(), Fallback::key));
  }

  private static <T> List<String> keys(T[] choices, Function<T, String> key) {
    return Arrays.stream(choices).map(key).toList();
  }
}
