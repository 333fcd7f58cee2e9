package dev.racer.core.vote;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Numbers by their value, other answers without regard to case.
 *
 * <p>White space around the answer, every {@code ,} and {@code $} and one final {@code .} are left
 * out. If a decimal number in ASCII digits is left, of at most {@value #LONGEST_NUMBER} characters,
 * the answer is its value: {@code 1,000.50} becomes {@code 1000.5} and {@code 3.0} becomes {@code
 * 3}, in decimal arithmetic, so that distinct values stay distinct. Anything else is turned to
 * lower case.
 *
 * @see "Paper, answer normalization of the published code"
 */
public record PaperNormalization() implements AnswerNormalization {
  /** The key of this normalization. */
  public static final String KEY = "paper";

  /** Reading a number takes time with the square of its length; answers that long are text. */
  private static final int LONGEST_NUMBER = 1000;

  /** Beyond this many decimal places, or zeros before the point, a number is written with an E. */
  private static final int LONGEST_PLAIN = 100;

  private static final Pattern LEFT_OUT = Pattern.compile("[,$]");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,9})?");

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public String normalize(String answer) {
    String text = LEFT_OUT.matcher(answer).replaceAll("").strip();
    if (text.endsWith(".")) {
      text = text.substring(0, text.length() - 1).stripTrailing();
    }
    return text.length() <= LONGEST_NUMBER && NUMBER.matcher(text).matches()
        ? value(new BigDecimal(text).stripTrailingZeros())
        : text.toLowerCase(Locale.ROOT);
  }

  private static String value(BigDecimal number) {
    return Math.abs(number.scale()) <= LONGEST_PLAIN ? number.toPlainString() : number.toString();
  }
}
