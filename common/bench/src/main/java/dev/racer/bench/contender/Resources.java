package dev.racer.bench.contender;

import java.nio.file.Path;

/**
 * What a contender may use.
 *
 * @param cores threads that work at a time; at least 1
 * @param memory of Spark's heap and of DuckDB
 * @param scratch folder for what spills, and for what is written and thrown away
 */
public record Resources(int cores, Memory memory, Path scratch) {
  /**
   * @throws IllegalArgumentException if there is no core
   */
  public Resources {
    if (cores < 1) {
      throw new IllegalArgumentException("Number of cores must be at least 1, got " + cores);
    }
  }
}
