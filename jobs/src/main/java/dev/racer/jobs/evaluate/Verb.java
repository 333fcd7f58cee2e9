package dev.racer.jobs.evaluate;

import dev.racer.spark.publication.RunOutcome;

/** What trials are run for. */
public enum Verb {
  /** To see what calibration does. */
  EVALUATE("evaluate", RunOutcome.EVALUATED, RunOutcome.ALREADY_EVALUATED),

  /** To choose on validation queries, on one split. */
  TUNE("tune", RunOutcome.TUNED, RunOutcome.ALREADY_TUNED);

  private final String key;
  private final RunOutcome done;
  private final RunOutcome alreadyDone;

  Verb(String key, RunOutcome done, RunOutcome alreadyDone) {
    this.key = key;
    this.done = done;
    this.alreadyDone = alreadyDone;
  }

  /** Returns the name on the command line and in statuses. */
  public String key() {
    return key;
  }

  /** How a run ends that did it. */
  RunOutcome done() {
    return done;
  }

  /** How a run ends that was done before. */
  RunOutcome alreadyDone() {
    return alreadyDone;
  }
}
