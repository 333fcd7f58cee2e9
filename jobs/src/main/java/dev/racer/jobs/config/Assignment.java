package dev.racer.jobs.config;

import dev.racer.spark.lake.ConfigException;

/**
 * A value from the command line, stronger than every file.
 *
 * @param key full key
 * @param value for a list {@code [a, b]} as in a configuration file; otherwise the text as it is
 * @param origin the option that it came with
 */
public record Assignment(String key, String value, String origin) {
  /**
   * Reads the argument of {@code --set}.
   *
   * @param assignment {@code key=value}
   * @throws ConfigException if it is no assignment
   */
  public static Assignment ofSet(String assignment) {
    int equals = assignment.indexOf('=');
    if (equals <= 0) {
      throw new ConfigException("--set must be key=value, got " + assignment);
    }
    return new Assignment(
        assignment.substring(0, equals).strip(), assignment.substring(equals + 1).strip(), "--set");
  }
}
