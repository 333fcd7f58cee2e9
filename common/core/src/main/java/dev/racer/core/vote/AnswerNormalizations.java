package dev.racer.core.vote;

import dev.racer.core.pool.CodePointOrder;
import dev.racer.core.score.Keys;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The answer normalizations there are: ours, and those on the class path. */
public final class AnswerNormalizations {
  private AnswerNormalizations() {}

  /**
   * Returns the normalization with the given key.
   *
   * @throws IllegalArgumentException naming the key and the allowed ones, or as {@link #keys}
   */
  public static AnswerNormalization ofKey(String key) {
    return Keys.find(
        "answer normalization",
        all().toArray(AnswerNormalization[]::new),
        AnswerNormalization::key,
        key);
  }

  /**
   * Returns the keys of all normalizations: ours in the order in which they are documented, then
   * those of others in code-point order.
   *
   * @throws IllegalArgumentException if one on the class path cannot be loaded or has a key that is
   *     blank or taken
   */
  public static List<String> keys() {
    return all().stream().map(AnswerNormalization::key).toList();
  }

  private static List<AnswerNormalization> all() {
    List<AnswerNormalization> others = new ArrayList<>();
    try {
      ServiceLoader.load(AnswerNormalization.class).forEach(others::add);
    } catch (ServiceConfigurationError e) {
      throw new IllegalArgumentException(
          "Answer normalization on the class path cannot be loaded: " + e.getMessage(), e);
    }
    others.sort(Comparator.comparing(AnswerNormalization::key, CodePointOrder.INSTANCE));
    List<AnswerNormalization> all = new ArrayList<>();
    all.add(new PaperNormalization());
    all.add(new VerbatimNormalization());
    all.addAll(others);
    requireDistinctKeys(all);
    return all;
  }

  private static void requireDistinctKeys(List<AnswerNormalization> all) {
    Map<String, AnswerNormalization> byKey = new HashMap<>();
    for (AnswerNormalization normalization : all) {
      String key = normalization.key();
      if (key.isBlank()) {
        throw new IllegalArgumentException(
            "Answer normalization must have a key that is not blank, got '"
                + key
                + "' from "
                + normalization.getClass().getName());
      }
      AnswerNormalization other = byKey.put(key, normalization);
      if (other != null) {
        throw new IllegalArgumentException(
            "Answer normalizations must have distinct keys, got '"
                + key
                + "' from "
                + other.getClass().getName()
                + " and "
                + normalization.getClass().getName());
      }
    }
  }
}
