package dev.racer.core.serving;

import java.io.IOException;

/**
 * A version must not be served: a file is missing, damaged, of a newer form or not the one that was
 * committed, or its reader has no use for it. The message names version, file and what was wrong.
 *
 * <p>It is an {@link IOException}, so that whoever follows versions is made to handle it, together
 * with a store that does not answer: in both cases the last good version stays in use.
 */
public final class VersionRefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  VersionRefusedException(String message) {
    super(message);
  }

  VersionRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
