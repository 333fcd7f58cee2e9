package dev.racer.core.score;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds a choice by the key it has in configuration and published tables. */
public final class Keys {
  private Keys() {}

  /**
   * Returns the choice with the given key.
   *
   * @param what what is chosen, for the message
   * @throws IllegalArgumentException naming the key and the allowed ones
   */
  public static <T> T find(String what, T[] choices, Function<T, String> keyOf, String key) {
    return Arrays.stream(choices)
        .filter(choice -> keyOf.apply(choice).equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Unknown "
                        + what
                        + " '"
                        + key
                        + "', expected one of "
                        + Arrays.stream(choices).map(keyOf).collect(Collectors.joining(", "))));
  }
}
