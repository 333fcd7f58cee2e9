package dev.racer.core.vote;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswersTest {
  private static final AnswerNormalization PAPER = new PaperNormalization();
  private static final AnswerNormalization VERBATIM = new VerbatimNormalization();

  /** XXH64 with seed 0, by python-xxhash 3.5.0: {@code xxhash.xxh64_hexdigest('a')}. */
  @Test
  void codeIsTheHashOfTheNormalizedAnswer() {
    assertThat(Answers.code("a", VERBATIM)).isEqualTo(0xd24ec4f1a98c6e5bL);
    assertThat(Answers.code(" A. ", PAPER)).isEqualTo(0xd24ec4f1a98c6e5bL);
  }

  @Test
  void answersThatAreTheSameOnceNormalizedShareTheirCode() {
    assertThat(Answers.code("$1,000.00", PAPER)).isEqualTo(Answers.code("1000", PAPER));
    assertThat(Answers.code("$1,000.00", VERBATIM)).isNotEqualTo(Answers.code("1000", VERBATIM));
  }

  @Test
  void anAnswerThatIsEmptyOnceNormalizedIsNone() {
    assertThat(Answers.code("", VERBATIM)).isEqualTo(Answers.NONE);
    assertThat(Answers.code(" $ . ", PAPER)).isEqualTo(Answers.NONE);
    assertThat(Answers.code(" $ . ", VERBATIM)).isNotEqualTo(Answers.NONE);
  }

  @Test
  void answersBeyondAsciiHaveCodes() {
    assertThat(Answers.code("é", VERBATIM)).isNotEqualTo(Answers.code("e", VERBATIM));
    assertThat(Answers.code("\uD800", VERBATIM)).isEqualTo(Answers.code("?", VERBATIM));
  }
}
