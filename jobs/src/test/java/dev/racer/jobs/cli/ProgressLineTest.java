package dev.racer.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private static final long SECOND = 1_000_000_000L;

  private final StringWriter err = new StringWriter();
  private final AtomicLong now = new AtomicLong(5 * SECOND);

  @Test
  void elsewhereEveryStepIsALine() {
    ProgressLine progress = progress(false);

    progress.step(1, 2, "read");
    progress.tasksAdded(4);
    progress.taskDone();
    progress.step(2, 2, "select");
    progress.done();

    assertThat(err.toString()).isEqualTo("[1/2] read\n[2/2] select\n");
  }

  @Test
  void onATerminalOneLineIsRewrittenAndErasedInTheEnd() {
    ProgressLine progress = progress(true);

    progress.step(1, 2, "read");
    now.addAndGet(2 * SECOND);
    progress.tasksAdded(4000);
    now.addAndGet(SECOND);
    progress.taskDone();
    progress.done();

    assertThat(err.toString().split("\r\u001B\\[K", -1))
        .containsExactly(
            "",
            "[1/2] read  0 s",
            "[1/2] read  0/4,000 tasks  2 s",
            "[1/2] read  1/4,000 tasks  3 s",
            "");
  }

  @Test
  void aTerminalIsNotFlooded() {
    ProgressLine progress = progress(true);
    progress.step(1, 1, "read");
    progress.tasksAdded(1000);

    for (int i = 0; i < 1000; i++) {
      now.addAndGet(SECOND / 1000);
      progress.taskDone();
    }

    assertThat(err.toString().split("\r", -1)).hasSize(12); // the step, and ten times in a second
  }

  @Test
  void tasksAreThoseOfTheStep() {
    ProgressLine progress = progress(true);
    progress.step(1, 2, "read");
    progress.tasksAdded(7);

    progress.step(2, 2, "select");

    assertThat(err.toString()).endsWith("[2/2] select  0 s");
  }

  @Test
  void afterTheEndNothingIsDrawn() {
    ProgressLine progress = progress(true);
    progress.step(1, 1, "read");
    progress.done();
    int length = err.toString().length();
    now.addAndGet(SECOND);

    progress.taskDone();
    progress.done();

    assertThat(err.toString()).hasSize(length);
  }

  private ProgressLine progress(boolean terminal) {
    return new ProgressLine(new PrintWriter(err), terminal, now::get);
  }
}
