package dev.racer.core.pool;

import java.util.Comparator;

/**
 * Orders strings by Unicode code point, which is the order of their UTF-8 bytes and the order in
 * which Spark and DuckDB sort strings.
 *
 * <p>{@link String#compareTo} differs: it compares UTF-16 units, so a supplementary character
 * (above U+FFFF) sorts before U+E000 to U+FFFF. A prefix sorts before the longer string. An
 * unpaired surrogate counts as the code point of its own value. Consistent with {@code equals}.
 */
public enum CodePointOrder implements Comparator<String> {
  /** The order; it has no state. */
  INSTANCE;

  @Override
  public int compare(String left, String right) {
    int common = Math.min(left.length(), right.length());
    for (int i = 0; i < common; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        return Integer.compare(codePointAround(left, i), codePointAround(right, i));
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  /** The code point that the unit at {@code index} belongs to; the units before it are equal. */
  private static int codePointAround(String text, int index) {
    boolean secondOfPair =
        index > 0
            && Character.isLowSurrogate(text.charAt(index))
            && Character.isHighSurrogate(text.charAt(index - 1));
    return text.codePointAt(secondOfPair ? index - 1 : index);
  }
}
