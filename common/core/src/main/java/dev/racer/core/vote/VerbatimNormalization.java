package dev.racer.core.vote;

/** Answers as they are: two are the same only if every character is. */
public record VerbatimNormalization() implements AnswerNormalization {
  /** The key of this normalization. */
  public static final String KEY = "verbatim";

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public String normalize(String answer) {
    return answer;
  }
}
