package dev.racer.bench.contender;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of memory as the launcher takes it: a whole number and a unit, {@code 4g} or {@code
 * 512m}.
 *
 * @param text as written
 */
public record Memory(String text) {
  private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,8})([mMgG])");

  /**
   * @throws IllegalArgumentException if the text is something else
   */
  public Memory {
    if (!TEXT.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "Memory must be a whole number and a unit, such as 4g or 512m, got " + text);
    }
  }

  /** The amount in MiB. */
  public long mebibytes() {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalStateException("Checked on construction: " + text);
    }
    long number = Long.parseLong(parts.group(1));
    return parts.group(2).equalsIgnoreCase("g") ? number * 1024 : number;
  }
}
