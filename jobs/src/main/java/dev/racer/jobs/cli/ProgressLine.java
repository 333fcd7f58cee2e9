package dev.racer.jobs.cli;

import dev.racer.jobs.run.Progress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Shows how far a job is: on a terminal one line that is rewritten, with the Spark tasks of the
 * step; elsewhere one plain line per step.
 */
final class ProgressLine implements Progress {
  private static final long REDRAW_NANOS = 100_000_000L;
  private static final String ERASE = "\r\u001B[K";

  private final PrintWriter err;
  private final boolean terminal;
  private final LongSupplier nanoTime;

  // the job's thread reports steps, a thread of Spark's reports tasks
  private String step = "";
  private long stepBegan;
  private long drawn;
  private long tasks;
  private long tasksDone;

  ProgressLine(PrintWriter err, boolean terminal, LongSupplier nanoTime) {
    this.err = err;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
  }

  /** On standard error, which is a terminal if the launcher says so: Java cannot tell. */
  static ProgressLine on(PrintWriter err) {
    return new ProgressLine(err, Boolean.getBoolean("racer.terminal"), System::nanoTime);
  }

  @Override
  public synchronized void step(int number, int of, String name) {
    step = "[" + number + "/" + of + "] " + name;
    stepBegan = nanoTime.getAsLong();
    tasks = 0;
    tasksDone = 0;
    if (terminal) {
      draw();
    } else {
      err.println(step);
      err.flush();
    }
  }

  synchronized void tasksAdded(long count) {
    tasks += count;
    redraw();
  }

  synchronized void taskDone() {
    tasksDone++;
    redraw();
  }

  @Override
  public synchronized void done() {
    if (terminal && !step.isEmpty()) {
      err.print(ERASE);
      err.flush();
    }
    step = "";
  }

  private void redraw() {
    if (terminal && !step.isEmpty() && nanoTime.getAsLong() - drawn >= REDRAW_NANOS) {
      draw();
    }
  }

  private void draw() {
    drawn = nanoTime.getAsLong();
    String counted =
        tasks == 0 ? "" : String.format(Locale.ROOT, "  %,d/%,d tasks", tasksDone, tasks);
    long seconds = (drawn - stepBegan) / 1_000_000_000L;
    err.print(ERASE + step + counted + "  " + seconds + " s");
    err.flush();
  }
}
