package dev.racer.core.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MissingConfidenceTest {
  @ParameterizedTest
  @EnumSource(MissingConfidence.class)
  void aConfidenceOnRecordIsTheWeight(MissingConfidence missing) {
    assertThat(missing.weight(0.25)).isEqualTo(0.25);
    assertThat(MissingConfidence.ofKey(missing.key())).isEqualTo(missing);
  }

  @Test
  void aMissingOneIsZeroOrNoVoteOrRefused() {
    assertThat(MissingConfidence.ZERO.weight(Double.NaN)).isZero();
    assertThat(MissingConfidence.NO_VOTE.weight(Double.NaN)).isNaN();
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> MissingConfidence.REFUSE.weight(Double.NaN))
        .withMessage("Confidence must be on record for every answer, got none for one of them");
  }

  @Test
  void anUnknownKeyIsRefusedNamingTheAllowedOnes() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> MissingConfidence.ofKey("ZERO"))
        .withMessage("Unknown missing confidence 'ZERO', expected one of zero, no-vote, refuse");
  }
}
