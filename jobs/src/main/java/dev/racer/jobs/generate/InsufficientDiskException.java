package dev.racer.jobs.generate;

import java.io.IOException;
import java.io.UncheckedIOException;

/** There is too little free disk space for the lake. A retry may help, once there is more. */
public final class InsufficientDiskException extends UncheckedIOException {
  private static final long serialVersionUID = 1L;

  InsufficientDiskException(String message) {
    super(message, new IOException(message));
  }
}
