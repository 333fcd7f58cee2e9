package dev.racer.spark.records;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Numbers of names. Names come in cycles (the models of one query, then those of the next), so the
 * one that followed last time is tried first. Not for use by several threads.
 */
final class NameIndex {
  /** No such name. */
  static final int NONE = -1;

  private final UTF8String[] names;
  private final Map<UTF8String, Integer> numbers = new HashMap<>();
  private final int[] successors;
  private int last;

  /**
   * @param names distinct names, numbered from 0
   */
  NameIndex(List<String> names) {
    this.names = names.stream().map(UTF8String::fromString).toArray(UTF8String[]::new);
    for (int i = 0; i < this.names.length; i++) {
      numbers.put(this.names[i], i);
    }
    this.successors = new int[this.names.length];
    Arrays.setAll(successors, i -> (i + 1) % successors.length);
  }

  /** The number of a name, or {@link #NONE}. */
  int of(UTF8String name) {
    if (names.length == 0) {
      return NONE;
    }
    int guess = successors[last];
    if (!names[guess].equals(name)) {
      if (names[last].equals(name)) {
        guess = last;
      } else {
        Integer number = numbers.get(name);
        if (number == null) {
          return NONE;
        }
        guess = number;
      }
      successors[last] = guess;
    }
    last = guess;
    return guess;
  }
}
