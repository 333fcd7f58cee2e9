package dev.racer.core.score;

import java.util.Arrays;
import java.util.List;

/** The nonconformity scores there are. */
public final class Nonconformities {
  private static final Nonconformity[] REGISTRY = {new ScoreGap(), new InverseProbability()};

  private Nonconformities() {}

  /**
   * Returns the score with the given key.
   *
   * @throws IllegalArgumentException naming the key and the allowed ones
   */
  public static Nonconformity ofKey(String key) {
    return Keys.find("nonconformity", REGISTRY, Nonconformity::key, key);
  }

  /** Returns the keys of all scores, in the order in which they are documented. */
  public static List<String> keys() {
    return Arrays.stream(REGISTRY).map(Nonconformity::key).toList();
  }
}
