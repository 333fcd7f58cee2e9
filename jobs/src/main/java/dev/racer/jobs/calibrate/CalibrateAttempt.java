package dev.racer.jobs.calibrate;

import dev.racer.core.published.Commit;
import dev.racer.core.published.CommitKind;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.jobs.ExitCodes;
import dev.racer.jobs.run.AttemptFolder;
import dev.racer.jobs.run.RunContext;
import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.jobs.run.StatusDraft;
import dev.racer.spark.lake.InputTable;
import dev.racer.spark.publication.Attempt;
import dev.racer.spark.publication.CommitAnswer;
import dev.racer.spark.publication.CommitRequest;
import dev.racer.spark.publication.GateVerdict;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.publication.Publisher;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.publication.RunStatus;
import dev.racer.spark.records.LakeSurvey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.SparkSession;

/** One run: where it writes and what is known of it so far. */
final class CalibrateAttempt {
  private final SparkSession spark;
  final CalibrateConfig config;
  final RunContext context;
  final StatusDraft draft;
  final AttemptFolder folder;
  private final Attempt attempt;
  private final Optional<PublishedThresholds> previous;
  private final List<InputTable> inputs;

  CalibrateAttempt(
      SparkSession spark,
      CalibrateConfig config,
      RunContext context,
      StatusDraft draft,
      Attempt attempt,
      Optional<PublishedThresholds> previous,
      List<InputTable> inputs) {
    this.spark = spark;
    this.config = config;
    this.context = context;
    this.draft = draft;
    this.folder = new AttemptFolder(spark, attempt);
    this.attempt = attempt;
    this.previous = previous;
    this.inputs = inputs;
  }

  /** Writes a file of the attempt. */
  void write(String name, byte[] bytes) {
    attempt.write(name, bytes);
  }

  CalibrateResult finish(PublishedThresholds thresholds, LakeSurvey survey) {
    List<Manifest.Output> outputs = new ArrayList<>();
    outputs.add(Publisher.file(attempt, Publisher.THRESHOLDS));
    outputs.addAll(folder.outputs());
    attempt.write(Manifest.FILE, manifest(survey, outputs).toJson());
    Publisher.Digests digests = Publisher.verify(attempt);
    List<GateVerdict> refused = draft.refusals();
    if (!refused.isEmpty()) {
      return refuse(thresholds, refused);
    }
    if (context.mode() != PublicationMode.PUBLISH) {
      RunOutcome outcome =
          context.mode() == PublicationMode.DRY_RUN ? RunOutcome.DRY_RUN : RunOutcome.NOT_PUBLISHED;
      return result(
          thresholds,
          draft.end(outcome, ExitCodes.DONE, Optional.empty(), OptionalLong.empty()),
          Optional.empty());
    }
    return publish(thresholds, digests);
  }

  private CalibrateResult publish(PublishedThresholds thresholds, Publisher.Digests digests) {
    Instant now = context.clock().instant();
    CommitRequest request =
        new CommitRequest(
            CommitKind.PUBLISH,
            Optional.empty(),
            context.store().validUntil(now),
            Optional.empty(),
            CommitRequest.Force.NO);
    CommitAnswer answer = draft.store().commit(attempt, digests, request, now);
    if (answer instanceof CommitAnswer.Refused refused) {
      return result(
          thresholds,
          draft.end(
              RunOutcome.REFUSED,
              ExitCodes.REFUSED,
              Optional.of(refused.reason()),
              OptionalLong.empty()),
          Optional.empty());
    }
    RunOutcome outcome =
        answer instanceof CommitAnswer.Published
            ? RunOutcome.PUBLISHED
            : RunOutcome.ALREADY_PUBLISHED;
    Commit commit = answer.commit().orElseThrow();
    return result(
        thresholds,
        draft.end(outcome, ExitCodes.DONE, Optional.empty(), OptionalLong.of(commit.sequence())),
        Optional.of(commit));
  }

  private CalibrateResult refuse(PublishedThresholds thresholds, List<GateVerdict> refused) {
    String reason =
        String.join(
            "; ",
            refused.stream()
                .map(
                    verdict ->
                        verdict.name()
                            + " is "
                            + verdict.figure()
                            + ", expected "
                            + verdict.limit())
                .toList());
    return result(
        thresholds,
        draft.end(RunOutcome.REFUSED, ExitCodes.REFUSED, Optional.of(reason), OptionalLong.empty()),
        Optional.empty());
  }

  private CalibrateResult result(
      PublishedThresholds thresholds, RunStatus status, Optional<Commit> commit) {
    return new CalibrateResult(status, commit, thresholds, previous, attempt.location());
  }

  private Manifest manifest(LakeSurvey survey, List<Manifest.Output> outputs) {
    List<Manifest.Input> read = new ArrayList<>();
    for (InputTable input : inputs) {
      read.add(AttemptFolder.input(input, survey.rows(input.name())));
    }
    return new Manifest(
        attempt.runId(),
        config.publicationName(),
        new Manifest.Code(context.codeVersion(), context.gitRevision(), spark.version()),
        config.smoothing().seed(),
        config.range(),
        context.effectiveConfig(),
        read,
        draft.quality(),
        outputs);
  }
}
