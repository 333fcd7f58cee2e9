package dev.racer.bench.contest;

/** A worker could not do what it was told; the message says why. */
public final class WorkerFailure extends Exception {
  private static final long serialVersionUID = 1L;

  WorkerFailure(String message) {
    super(message);
  }

  WorkerFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
