package dev.racer.jobs.cli;

import java.util.regex.Pattern;

/** Writes text as one word of a POSIX shell, for commands that users copy. */
final class ShellWord {
  /** What no shell gives a meaning to. */
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_@%+:,./-]+");

  private ShellWord() {}

  /** The text as it is when that is one word already, else within single quotes. */
  static String of(Object text) {
    String word = text.toString();
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
