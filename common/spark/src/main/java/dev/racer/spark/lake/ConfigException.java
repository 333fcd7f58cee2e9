package dev.racer.spark.lake;

/**
 * Something the user asked for cannot be meant: a key, a value or an option. Exit code 2.
 *
 * <p>The message names the thing, the value got and what was expected; it is shown as it is,
 * without a stack trace.
 */
public class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what, the value got, what was expected
   */
  public ConfigException(String message) {
    super(message);
  }

  /**
   * @param message what, the value got, what was expected
   * @param cause what revealed it
   */
  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
