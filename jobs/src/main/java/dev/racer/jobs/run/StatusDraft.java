package dev.racer.jobs.run;

import dev.racer.jobs.ExitCodes;
import dev.racer.jobs.Failure;
import dev.racer.jobs.metrics.RunMetrics;
import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.publication.Attempt;
import dev.racer.spark.publication.GateVerdict;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.QualityReport;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.publication.RunStatus;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/** What is known of a run so far. However the run ends, this becomes the one status it leaves. */
public final class StatusDraft {
  private final String verb;
  private final PublicationStore store;
  private final RunContext context;
  private final Instant startedAt;
  private String runId;
  private Optional<LocalDate> date = Optional.empty();
  private Optional<SparkContext> spark = Optional.empty();
  private Optional<Attempt> attempt = Optional.empty();
  private final List<GateVerdict> gate = new ArrayList<>();
  private final Map<String, Function<RunStatus, byte[]>> left = new LinkedHashMap<>();
  private Optional<QualityReport> quality = Optional.empty();

  /**
   * Begins a run. Until its inputs are known, its id is that of the same run without inputs.
   *
   * @param verb what is run
   * @param store where it leaves its status
   * @param range the days that it reads
   * @param context what it is told about itself
   */
  public StatusDraft(String verb, PublicationStore store, DateRange range, RunContext context) {
    this.verb = verb;
    this.store = store;
    this.context = context;
    this.startedAt = context.clock().instant();
    this.runId = RunIdentity.of(verb, context, range, List.of());
  }

  /**
   * Runs a job, so that it leaves a status however it ends; of a dry run nothing else stays.
   *
   * @param session session of the job
   * @param known what a failure was about, when that is something a user can mend
   * @param job writes the status itself when it ends well
   */
  public <R> R run(
      SparkSession session,
      Function<Throwable, Optional<DataContractException>> known,
      Supplier<R> job) {
    spark = Optional.of(session.sparkContext());
    LogContext.begin(session.sparkContext(), verb, date, runId);
    try {
      return job.get();
    } catch (Throwable e) { // an error, too, is an end that the status must tell
      Optional<DataContractException> mendable = known.apply(e);
      if (mendable.isPresent()) {
        fail(mendable.get());
        throw mendable.get();
      }
      fail(e);
      throw e;
    } finally {
      session.sparkContext().setJobDescription(null);
      if (context.mode() == PublicationMode.DRY_RUN) {
        attempt.ifPresent(Attempt::delete);
      }
    }
  }

  /** Where the run leaves its status. */
  public PublicationStore store() {
    return store;
  }

  /** The run is for a date. */
  public void date(LocalDate logicalDate) {
    date = Optional.of(logicalDate);
  }

  /** Identity of the run, as far as it is known. */
  public String runId() {
    return runId;
  }

  /** The inputs are known, and so is the run. */
  public void identify(String id) {
    runId = id;
    spark.ifPresent(context -> LogContext.identify(context, id));
  }

  /** The run gets a folder. */
  public Attempt begin() {
    Attempt begun = store.newAttempt(runId);
    attempt = Optional.of(begun);
    return begun;
  }

  /** The folder of the run, if it got that far. */
  public Optional<Attempt> attempt() {
    return attempt;
  }

  /** The input rows are counted, again maybe. */
  public void count(QualityReport counted) {
    quality = Optional.of(counted);
  }

  /** What became of the input rows, as far as they are counted. */
  public QualityReport quality() {
    return quality.orElse(QualityReport.EMPTY);
  }

  /** The gate decided. */
  public void judge(List<GateVerdict> verdicts) {
    gate.addAll(verdicts);
  }

  /** What the gate said. */
  public List<GateVerdict> gate() {
    return List.copyOf(gate);
  }

  /** What the gate said no to. */
  public List<GateVerdict> refusals() {
    return gate.stream().filter(verdict -> !verdict.passed()).toList();
  }

  /**
   * Leaves a file about the run beside its status, when it ends.
   *
   * @param name name of the file
   * @param content what it holds, made from the status before that is written
   */
  public void leave(String name, Function<RunStatus, byte[]> content) {
    left.put(name, content);
  }

  /** The run is over: writes its metrics and what else it leaves, then its status. */
  public RunStatus end(
      RunOutcome outcome, int exitCode, Optional<String> reason, OptionalLong sequence) {
    RunStatus status =
        new RunStatus(
            runId,
            attempt.map(Attempt::id).orElseGet(() -> store.newAttemptId(runId)),
            verb,
            date,
            outcome,
            exitCode,
            reason,
            sequence,
            startedAt,
            context.clock().instant(),
            quality,
            gate);
    try {
      byte[] metrics = RunMetrics.of(status, store).bytes();
      store.writeRunFile(status.attempt(), RunMetrics.FILE, metrics);
      left.forEach(
          (name, content) -> store.writeRunFile(status.attempt(), name, content.apply(status)));
    } finally {
      store.writeStatus(status); // whatever becomes of the rest
    }
    return status;
  }

  /** The run failed: writes why. If that fails too, {@code thrown} says so. */
  public void fail(Throwable thrown) {
    Failure failure = Failure.of(thrown);
    RunOutcome outcome =
        failure.exitCode() == ExitCodes.FAILED ? RunOutcome.FAILED : RunOutcome.REFUSED;
    try {
      end(outcome, failure.exitCode(), Optional.of(failure.message()), OptionalLong.empty());
    } catch (RuntimeException onStatus) {
      thrown.addSuppressed(onStatus);
    }
  }
}
