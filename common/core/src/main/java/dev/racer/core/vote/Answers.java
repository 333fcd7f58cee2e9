package dev.racer.core.vote;

import dev.racer.core.score.XxHash64;
import java.nio.charset.StandardCharsets;

/**
 * Answers as codes: 64 bits that are equal when the normalized answers are.
 *
 * <p>Votes need to know which answers are the same and nothing else, so no text leaves its table.
 * Two different answers to the same query share a code with probability 2<sup>-64</sup> each pair:
 * about 3e-9 that it happens anywhere among a billion queries put to 11 models. They would be
 * counted as one answer.
 */
public final class Answers {
  /** The code of no answer: refused, unreadable, or empty once normalized. It casts no vote. */
  public static final long NONE = 0;

  private static final long SEED = 0;
  private static final long INSTEAD_OF_NONE = 1;

  private Answers() {}

  /**
   * Returns the code of an answer: XXH64 with seed 0 of the normalized answer in UTF-8, in which
   * unpaired surrogates count as {@code ?}. An answer that hashes to 0 has the code 1.
   *
   * @param answer as recorded
   * @param normalization makes it comparable
   * @return the code, or {@link #NONE} if the normalized answer is empty
   */
  public static long code(String answer, AnswerNormalization normalization) {
    byte[] text = normalization.normalize(answer).getBytes(StandardCharsets.UTF_8);
    if (text.length == 0) {
      return NONE;
    }
    long hash = XxHash64.hash(text, 0, text.length, SEED);
    return hash == NONE ? INSTEAD_OF_NONE : hash;
  }
}
