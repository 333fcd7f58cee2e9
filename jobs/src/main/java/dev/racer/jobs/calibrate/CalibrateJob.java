package dev.racer.jobs.calibrate;

import dev.racer.core.conformal.ExplorationSlice;
import dev.racer.core.published.Commit;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.ThresholdsJson;
import dev.racer.core.score.Normalization;
import dev.racer.core.score.ScoreOutOfRangeException;
import dev.racer.jobs.ExitCodes;
import dev.racer.jobs.run.InputRows;
import dev.racer.jobs.run.LakeRecords;
import dev.racer.jobs.run.RunContext;
import dev.racer.jobs.run.RunIdentity;
import dev.racer.jobs.run.StatusDraft;
import dev.racer.spark.conformal.Calibration;
import dev.racer.spark.conformal.Grid;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.lake.InputTable;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.lake.LakeReader;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.Publisher;
import dev.racer.spark.publication.QualityReport;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.publication.RunStatus;
import dev.racer.spark.records.LabelCompleteness;
import dev.racer.spark.records.LakeRows;
import dev.racer.spark.records.LakeSlice;
import dev.racer.spark.records.LakeSurvey;
import dev.racer.spark.records.RecordLayout;
import dev.racer.spark.schema.CalibrationRecords;
import dev.racer.spark.schema.RiskCurve;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Calibrates thresholds on a lake and publishes them: every router, segment, score kind, risk
 * target, guarantee and risk level in one go.
 */
public final class CalibrateJob {
  static final String VERB = "calibrate";
  private static final int STEPS = 6;

  private final long mostSorted;

  /** The job as it is run. */
  public CalibrateJob() {
    this(Calibration.MOST_SORTED);
  }

  /** The job with another limit between its two plans of selection, for tests. */
  CalibrateJob(long mostSorted) {
    this.mostSorted = mostSorted;
  }

  /**
   * Runs, and leaves a status however it ends.
   *
   * @param spark session; left as it is
   * @param config what to calibrate
   * @param context what the run is told about itself
   * @return what happened; a refusal by the gate is a result, not an exception
   * @throws ConfigException if the configuration does not fit the lake
   * @throws DataContractException if the lake is not as agreed; nothing is published then
   */
  public CalibrateResult run(SparkSession spark, CalibrateConfig config, RunContext context) {
    StatusDraft draft = draft(config, context);
    return draft.run(spark, CalibrateJob::known, () -> run(spark, config, context, draft));
  }

  /**
   * Leaves the status of a run that could not begin, for want of a session.
   *
   * @param config what was to be calibrated
   * @param context what the run was told about itself
   * @param failure why there is no session; a status that cannot be written is added to it
   */
  public void failBeforeSession(CalibrateConfig config, RunContext context, Throwable failure) {
    draft(config, context).fail(failure);
  }

  private static StatusDraft draft(CalibrateConfig config, RunContext context) {
    PublicationStore store = context.store().open(config.output(), config.publicationName());
    return new StatusDraft(VERB, store, config.range(), context);
  }

  private CalibrateResult run(
      SparkSession spark, CalibrateConfig config, RunContext context, StatusDraft draft) {
    step(spark, context, 1, "look at the lake");
    List<String> segmentColumns =
        new ArrayList<>(
            new LinkedHashSet<>(config.segments().stream().flatMap(List::stream).toList()));
    LakeReader reader = new LakeReader(spark, config.inputs());
    InputTable queries = reader.queries(segmentColumns, config.excludeWhere());
    InputTable scores = reader.routerScores();
    InputTable outcomes = reader.outcomes();
    List<InputTable> inputs = List.of(queries, scores, outcomes);
    String runId = RunIdentity.of(VERB, context, config.range(), inputs);
    draft.identify(runId);
    PublicationStore store = draft.store();
    // a damaged version in force is no reason to refuse the one that replaces it
    Optional<Commit> inForce = store.current().filter(store::isIntact);
    Optional<PublishedThresholds> previous = inForce.map(store::thresholds);
    if (inForce.isPresent() && inForce.get().runId().equals(runId)) {
      return alreadyPublished(draft, inForce.get(), previous.orElseThrow());
    }
    CalibrateAttempt run =
        new CalibrateAttempt(spark, config, context, draft, draft.begin(), previous, inputs);
    LakeRows rows = LakeRows.of(queries, scores, outcomes, config.range());
    try (LakeSlice slice = LakeSlice.of(rows, config.exploration())) {
      return calibrate(spark, run, slice, segmentColumns);
    }
  }

  private CalibrateResult calibrate(
      SparkSession spark, CalibrateAttempt run, LakeSlice slice, List<String> segmentColumns) {
    CalibrateConfig config = run.config;
    LakeRows rows = slice.rows();
    LakeSurvey survey = LakeSurvey.take(rows, config.segments(), config.maxGroups());
    survey.requireOneVersion(rows);

    step(spark, run.context, 2, "reduce the tables to calibration records");
    RecordLayout layout =
        new RecordLayout(
            survey.routers(config.poolModels()),
            !config.poolModels().isEmpty(),
            segmentColumns,
            rows.keyedByDate(),
            config.unknownLabels());
    try (LakeRecords records =
        LakeRecords.reduce(
            spark,
            run.folder,
            run.draft,
            run.context.mode(),
            config.maxQuarantinedShare(),
            rows,
            survey,
            layout,
            frame -> write(run, frame, segmentColumns))) {
      return calibrate(spark, run, slice.kind(), survey, records);
    }
  }

  /** Writes the records; returns the excluded ones as they are read back. */
  private static Dataset<Row> write(
      CalibrateAttempt run, Dataset<Row> records, List<String> segmentColumns) {
    run.folder.write(
        records, CalibrationRecords.TABLE, CalibrationRecords.STATUS, CalibrationRecords.DATE);
    return LakeRecords.excluded(
        run.folder.read(CalibrationRecords.TABLE, CalibrationRecords.schema(segmentColumns)));
  }

  private CalibrateResult calibrate(
      SparkSession spark,
      CalibrateAttempt run,
      ExplorationSlice slice,
      LakeSurvey survey,
      LakeRecords records) {
    CalibrateConfig config = run.config;
    step(spark, run.context, 3, "score the records");
    Grid grid =
        new Grid(
            records.layout().routers(),
            records.layout().segmentColumns(),
            config.segments(),
            survey.segments(),
            config.scoreKinds(),
            config.riskTargets(),
            config.smoothing());
    try (Calibration calibration =
        Calibration.of(records.records(), grid, config.exploration(), mostSorted)) {
      QualityReport quality = records.quality(grid, calibration::all, calibration::leftOut);
      run.draft.count(quality);
      LabelCompleteness.refuseSelective(quality, slice, config.unknownLabels());
      run.draft.judge(InputRows.judge(quality, config.maxQuarantinedShare()));

      step(spark, run.context, 4, "select thresholds");
      SelectedThresholds selected = SelectedThresholds.of(config, calibration);

      step(spark, run.context, 5, "measure risk, set size and abstention");
      SelectedThresholds.Measured measured = selected.measure();
      run.folder.write(measured.counted().curve(spark), RiskCurve.TABLE);
      PublishedThresholds thresholds = measured.thresholds();
      run.folder.write(ThresholdRows.frame(spark, thresholds), ThresholdRows.TABLE);
      run.write(Publisher.THRESHOLDS, ThresholdsJson.write(thresholds));
      run.draft.judge(Gate.ofThresholds(thresholds));

      step(spark, run.context, 6, "publish");
      return run.finish(thresholds, survey);
    }
  }

  private static void step(SparkSession spark, RunContext context, int number, String name) {
    context.progress().step(number, STEPS, name);
    spark.sparkContext().setJobDescription(VERB + ": " + name); // so that Spark's UI tells, too
  }

  private static CalibrateResult alreadyPublished(
      StatusDraft draft, Commit commit, PublishedThresholds thresholds) {
    RunStatus status =
        draft.end(
            RunOutcome.ALREADY_PUBLISHED,
            ExitCodes.DONE,
            Optional.empty(),
            OptionalLong.of(commit.sequence()));
    return new CalibrateResult(
        status,
        Optional.of(commit),
        thresholds,
        Optional.of(thresholds),
        draft.store().attempt(commit).location());
  }

  /** What a failed task was about, when that is something a user can mend. */
  public static Optional<DataContractException> known(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ScoreOutOfRangeException) {
        return Optional.of(
            new DataContractException(
                "Table "
                    + LakeInputs.ROUTER_SCORES
                    + ": "
                    + cause.getMessage()
                    + "; calibration.normalizations holds "
                    + Normalization.NONE.key(),
                e));
      }
    }
    return Optional.empty();
  }
}
