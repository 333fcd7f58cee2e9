package dev.racer.bench.contest;

import dev.racer.bench.report.Json;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A worker as seen by the one who tells it what to do. Whatever it does takes bounded time. */
public final class WorkerProcess implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final Process process;
  private final Duration limit;
  private final Path log;
  private final BufferedWriter requests;
  private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
  private final String engine;
  private final double startSeconds;

  private WorkerProcess(Process process, long startedAt, Path log, Duration limit)
      throws WorkerFailure {
    this.process = process;
    this.limit = limit;
    this.log = log;
    this.requests = process.outputWriter();
    Thread reader = new Thread(this::readLines, "answers");
    reader.setDaemon(true);
    reader.start();
    this.engine = expect(Answer.State.READY).message();
    this.startSeconds = (System.nanoTime() - startedAt) / 1e9;
  }

  /**
   * Starts a worker and waits until it is ready.
   *
   * @param command the command
   * @param environment added to that of this process
   * @param log receives what it says beside its answers; appended to
   * @param limit how long it may take to start, and for each request
   * @throws WorkerFailure if it cannot be started, says that it failed, or takes too long; it is
   *     not running then
   */
  public static WorkerProcess start(
      List<String> command, Map<String, String> environment, Path log, Duration limit)
      throws WorkerFailure {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectError(Redirect.appendTo(log.toFile()));
    long startedAt = System.nanoTime();
    try {
      return new WorkerProcess(builder.start(), startedAt, log, limit);
    } catch (IOException e) {
      throw new WorkerFailure("cannot be started: " + e.getMessage(), e);
    }
  }

  /** Name and version of what does the work. */
  public String engine() {
    return engine;
  }

  /** From the start of the process until it was ready. */
  public double startSeconds() {
    return startSeconds;
  }

  /** CPU time of the process so far; zero where the system does not tell. */
  public Duration cpuTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Has it run once.
   *
   * @throws WorkerFailure if it failed or took too long; it is not running then
   */
  public Answer run() throws WorkerFailure {
    return ask(Request.RUN);
  }

  /**
   * Has it run once more, at our ranks, without measuring.
   *
   * @throws WorkerFailure if it failed or took too long; it is not running then
   */
  public Answer runAtOurRanks() throws WorkerFailure {
    return ask(Request.RUN_AT_OUR_RANKS);
  }

  private Answer ask(Request request) throws WorkerFailure {
    try {
      tell(request);
    } catch (IOException e) {
      throw ended(e);
    }
    return expect(Answer.State.DONE);
  }

  private void tell(Request request) throws IOException {
    requests.write(request.word());
    requests.newLine();
    requests.flush();
  }

  private Answer expect(Answer.State state) throws WorkerFailure {
    Optional<String> line = nextLine();
    if (line.isEmpty()) {
      throw ended(null);
    }
    Answer answer;
    try {
      answer = Json.read(line.get(), Answer.class);
    } catch (IllegalArgumentException e) {
      kill();
      throw new WorkerFailure("gave no answer but '" + line.get() + "'", e);
    }
    if (answer.state() == Answer.State.FAILED) {
      kill();
      throw new WorkerFailure(answer.message());
    }
    if (answer.state() != state) {
      kill();
      throw new WorkerFailure("answered " + answer.state() + ", expected " + state);
    }
    return answer;
  }

  private Optional<String> nextLine() throws WorkerFailure {
    try {
      Optional<String> line = lines.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (line == null) {
        kill();
        throw new WorkerFailure("gave no answer within " + limit.toSeconds() + " s, was stopped");
      }
      return line;
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
      throw new WorkerFailure("was stopped, as the command was interrupted", e);
    }
  }

  private WorkerFailure ended(Throwable cause) {
    kill();
    return new WorkerFailure(
        "ended with exit code " + process.exitValue() + "; its log is " + log.getFileName(), cause);
  }

  private void readLines() {
    try (BufferedReader reader = process.inputReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(Optional.of(line));
      }
    } catch (IOException e) {
      lines.add(Optional.of("broken off: " + e.getMessage()));
    }
    lines.add(Optional.empty());
  }

  /** Tells it to end; one that does not is killed, with all that it started. */
  @Override
  public void close() {
    try {
      tell(Request.STOP);
      if (process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (IOException e) {
      // it is gone already, or will be
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kill();
  }

  private void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().join();
  }
}
