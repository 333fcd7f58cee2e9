package dev.racer.core.published;

/**
 * A published document is not what this version reads: damaged, of another version, or at odds with
 * itself. The message names the place and what was expected.
 */
public final class PublishedFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PublishedFormatException(String message) {
    super(message);
  }

  PublishedFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
