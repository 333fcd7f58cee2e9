package dev.racer.spark.records;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.vote.AnswerNormalization;
import dev.racer.core.vote.AnswerNormalizations;
import dev.racer.core.vote.Answers;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnswerCodesTest {
  private static final AnswerNormalization PAPER = AnswerNormalizations.ofKey("paper");

  @Test
  void codesAreThoseOfTheAnswersHoweverOftenTheyAreAsked() {
    AnswerCodes codes = new AnswerCodes(PAPER);
    Random random = new Random(1);

    for (int i = 0; i < 50_000; i++) { // far more texts than are kept
      String text = random.nextInt(4) == 0 ? "$" + random.nextInt(20) : "t" + random.nextInt(9_000);
      String answer = random.nextInt(9) == 0 ? text.repeat(20) : text;
      assertThat(codes.code(bytes(answer))).isEqualTo(Answers.code(answer, PAPER));
    }
  }

  @Test
  void anAnswerThatIsNoneHasTheirCode() {
    AnswerCodes codes = new AnswerCodes(PAPER);

    assertThat(codes.code(bytes(""))).isEqualTo(Answers.NONE);
    assertThat(codes.code(bytes(" $ "))).isEqualTo(Answers.NONE);
    assertThat(codes.code(bytes(" $ "))).isEqualTo(Answers.NONE);
  }

  @Test
  void bytesThatAreNoTextAreToldApartAfterReplacement() {
    AnswerCodes codes = new AnswerCodes(PAPER);

    assertThat(codes.code(new byte[] {(byte) 0xff})).isEqualTo(Answers.code("\ufffd", PAPER));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
