package dev.racer.jobs;

/** What the exit code of a command says. */
public final class ExitCodes {
  /** Done, or published already. */
  public static final int DONE = 0;

  /** Failed; a retry may help. */
  public static final int FAILED = 1;

  /** Usage or configuration is wrong. */
  public static final int USAGE = 2;

  /** Data were refused. */
  public static final int DATA_REFUSED = 3;

  /** The answer is no: a gate refused. */
  public static final int REFUSED = 4;

  private ExitCodes() {}
}
