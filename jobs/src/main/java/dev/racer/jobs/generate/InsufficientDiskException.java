package dev.racer.jobs.generate;

/** There is too little free disk space for the lake. A retry may help, once there is more. */
public final class InsufficientDiskException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InsufficientDiskException(String message) {
    super(message);
  }
}
