package dev.racer.spark.records;

import dev.racer.core.score.XxHash64;
import dev.racer.core.vote.AnswerNormalization;
import dev.racer.core.vote.Answers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Codes of answers. The same texts come again and again, and to normalize one costs far more than
 * to find it in a small table. One instance per task.
 */
final class AnswerCodes {
  private static final int MOST_KNOWN = 1 << 12;
  private static final int LONGEST_KNOWN = 64; // bytes; longer texts are hardly ever the same

  private final AnswerNormalization normalization;
  private final byte[][] texts = new byte[MOST_KNOWN][];
  private final long[] codes = new long[MOST_KNOWN];

  AnswerCodes(AnswerNormalization normalization) {
    this.normalization = normalization;
  }

  /**
   * The code of an answer.
   *
   * @param text UTF-8, not changed later
   * @return {@link Answers#NONE} if it is none
   */
  long code(byte[] text) {
    if (text.length > LONGEST_KNOWN) {
      return read(text);
    }
    int at = (int) XxHash64.hash(text, 0, text.length, 0) & (MOST_KNOWN - 1);
    if (texts[at] == null || !Arrays.equals(texts[at], text)) {
      codes[at] = read(text);
      texts[at] = text;
    }
    return codes[at];
  }

  private long read(byte[] text) {
    return Answers.code(new String(text, StandardCharsets.UTF_8), normalization);
  }
}
