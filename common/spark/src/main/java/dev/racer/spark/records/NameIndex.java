package dev.racer.spark.records;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers of names. Names come in cycles (the models of one query, then those of the next), so the
 * one that followed last time is tried first. Not for use by several threads.
 */
final class NameIndex {
  /** No such name. */
  static final int NONE = -1;

  private final boolean grows;
  private final List<byte[]> names = new ArrayList<>();
  private final Map<ByteBuffer, Integer> numbers = new HashMap<>();
  private int[] successors = new int[16];
  private int last;

  private NameIndex(boolean grows) {
    this.grows = grows;
  }

  /**
   * An index of given names.
   *
   * @param names distinct names, numbered from 0
   */
  static NameIndex of(List<String> names) {
    NameIndex index = new NameIndex(false);
    names.forEach(name -> index.add(name.getBytes(StandardCharsets.UTF_8)));
    return index;
  }

  /** An index that numbers the names it is asked for, from 0, after some that it has already. */
  static NameIndex growing(String... names) {
    NameIndex index = new NameIndex(true);
    List.of(names).forEach(name -> index.add(name.getBytes(StandardCharsets.UTF_8)));
    return index;
  }

  /**
   * The number of a name.
   *
   * @param name UTF-8, not changed later
   * @return {@link #NONE} if it is none of the names given
   */
  int number(byte[] name) {
    if (last < names.size()) {
      int guess = successors[last];
      if (guess < names.size() && Arrays.equals(names.get(guess), name)) {
        last = guess;
        return guess;
      }
    }
    Integer known = numbers.get(ByteBuffer.wrap(name));
    if (known == null) {
      if (!grows) {
        return NONE;
      }
      known = add(name);
    }
    successors[last] = known;
    last = known;
    return known;
  }

  private int add(byte[] name) {
    int number = names.size();
    names.add(name);
    numbers.put(ByteBuffer.wrap(name), number);
    if (successors.length < names.size()) {
      successors = Arrays.copyOf(successors, 2 * names.size());
    }
    return number;
  }

  /** The name of a number. */
  byte[] name(int number) {
    return names.get(number);
  }
}
