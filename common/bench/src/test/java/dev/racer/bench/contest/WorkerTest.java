package dev.racer.bench.contest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.bench.contest.ScriptedWorker.Script;
import dev.racer.bench.report.Json;
import java.lang.ProcessBuilder.Redirect;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkerTest {
  private static final long TIMEOUT_SECONDS = 300;

  @Test
  void endsInMidRunWhenNobodyIsThereToTellItAnything() throws Exception {
    Process worker = start(Script.HANGS_ON_RUNNING);
    try (var answers = worker.inputReader()) {
      try (var requests = worker.outputWriter()) {
        assertThat(read(answers.readLine()).state()).isEqualTo(Answer.State.READY);
        requests.write("run\n");
      }

      assertThat(worker.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(worker.exitValue()).isEqualTo(1);
    } finally {
      worker.destroyForcibly();
    }
  }

  @Test
  void answersEachRunWithItsTimesAndThresholdsOnOneLine() throws Exception {
    Process worker = start(Script.FINE);
    try (var requests = worker.outputWriter();
        var answers = worker.inputReader()) {
      requests.write("run\nstop\n");
      requests.flush();

      Answer ready = read(answers.readLine());
      Answer done = read(answers.readLine());

      assertThat(ready.message()).isEqualTo("Script FINE");
      assertThat(done.state()).isEqualTo(Answer.State.DONE);
      assertThat(done.seconds()).isPositive();
      assertThat(done.thresholds()).hasSize(1);
      assertThat(answers.readLine()).isNull();
      assertThat(worker.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(worker.exitValue()).isZero();
    } finally {
      worker.destroyForcibly();
    }
  }

  private static Answer read(String line) {
    return Json.read(line, Answer.class);
  }

  private static Process start(Script script) throws Exception {
    return new ProcessBuilder(ScriptedWorker.command(script))
        .redirectError(Redirect.DISCARD)
        .start();
  }
}
