package dev.racer.jobs.run;

/** Hears how far a job is. Calls come from one thread, the job's. */
public interface Progress {
  /** Hears nothing. */
  Progress NONE =
      new Progress() {
        @Override
        public void step(int number, int of, String name) {}

        @Override
        public void done() {}
      };

  /**
   * A step begins; the one before, if any, is over.
   *
   * @param number 1 for the first step
   * @param of number of steps
   * @param name what is done, for example {@code select thresholds}
   */
  void step(int number, int of, String name);

  /** The last step is over, in success or failure. */
  void done();
}
