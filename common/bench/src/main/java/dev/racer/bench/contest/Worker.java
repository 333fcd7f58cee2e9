package dev.racer.bench.contest;

import dev.racer.bench.contender.Contender;
import dev.racer.bench.contender.Contestant;
import dev.racer.bench.contender.Memory;
import dev.racer.bench.contender.Resources;
import dev.racer.bench.contender.Workload;
import dev.racer.bench.report.Json;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * The process of one contender: opens it, says so, then does one run per line that it is told, and
 * answers each with one line of JSON. Ends when told to, or when nobody is there to tell.
 */
public final class Worker {
  private final Supplier<Contender> opening;
  private final BufferedReader requests;
  private final PrintStream answers;

  Worker(Supplier<Contender> opening, BufferedReader requests, PrintStream answers) {
    this.opening = opening;
    this.requests = requests;
    this.answers = answers;
  }

  /**
   * Runs the worker.
   *
   * @param arguments as {@link #arguments} gives them
   */
  public static void main(String[] arguments) {
    // Whatever a library prints is no answer.
    PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    Contestant contestant = Contestant.ofKey(arguments[0]).orElseThrow();
    Workload workload = new Workload(Path.of(arguments[1]), Integer.parseInt(arguments[2]));
    Resources resources =
        new Resources(
            Integer.parseInt(arguments[3]), new Memory(arguments[4]), Path.of(arguments[5]));
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    new Worker(() -> contestant.open(workload, resources), requests, answers).serve();
    System.exit(0); // an engine may have left threads behind
  }

  /** The arguments of {@link #main}. */
  static List<String> arguments(Contestant contestant, Workload workload, Resources resources) {
    return List.of(
        contestant.key(),
        workload.lake().toString(),
        Integer.toString(workload.models()),
        Integer.toString(resources.cores()),
        resources.memory().text(),
        resources.scratch().toString());
  }

  void serve() {
    Requests told = Requests.readFrom(requests);
    try (Contender contender = opening.get()) {
      answer(Answer.ready(contender.engine()));
      for (Request request = told.next(); request != Request.STOP; request = told.next()) {
        answer(answerTo(request, contender));
      }
    } catch (Exception | Error e) { // an engine may throw anything; the other side is to hear of it
      e.printStackTrace();
      answer(Answer.failed(message(e)));
    }
  }

  private static Answer answerTo(Request request, Contender contender) {
    contender.prepare();
    System.gc(); // so that a run neither pays for the one before nor starts with its memory
    if (request == Request.RUN_AT_OUR_RANKS) {
      return new Answer(Answer.State.DONE, "", 0, 0, 0, contender.runAtOurRanks());
    }
    Duration cpuBefore = ProcessFacts.cpuTime();
    long before = System.nanoTime();
    var thresholds = contender.run();
    long nanos = System.nanoTime() - before;
    Duration cpu = ProcessFacts.cpuTime().minus(cpuBefore);
    System.gc(); // an idle process is to hold little
    return new Answer(
        Answer.State.DONE,
        "",
        nanos / 1e9,
        cpu.toNanos() / 1e9,
        ProcessFacts.peakMemoryBytes(),
        thresholds);
  }

  private static String message(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.toString().lines().findFirst().orElse(cause.getClass().getName());
  }

  private void answer(Answer answer) {
    answers.println(Json.line(answer));
  }
}
