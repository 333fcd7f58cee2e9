package dev.racer.jobs.cli;

/** What the exit code of a command says. */
final class ExitCodes {
  /** Done, or published already. */
  static final int DONE = 0;

  /** Failed; a retry may help. */
  static final int FAILED = 1;

  /** Usage or configuration is wrong. */
  static final int USAGE = 2;

  /** Data were refused. */
  static final int DATA_REFUSED = 3;

  private ExitCodes() {}
}
