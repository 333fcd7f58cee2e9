package dev.racer.jobs.evaluate;

import dev.racer.core.score.ScoreOutOfRangeException;
import dev.racer.core.trial.TrialRole;
import dev.racer.jobs.ExitCodes;
import dev.racer.jobs.calibrate.CalibrateConfig;
import dev.racer.jobs.run.AttemptFolder;
import dev.racer.jobs.run.InputRows;
import dev.racer.jobs.run.LakeRecords;
import dev.racer.jobs.run.RunContext;
import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.jobs.run.RunIdentity;
import dev.racer.jobs.run.StatusDraft;
import dev.racer.spark.conformal.Grid;
import dev.racer.spark.conformal.GroupTallies;
import dev.racer.spark.conformal.GroupTally;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.lake.InputTable;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.lake.LakeReader;
import dev.racer.spark.publication.Attempt;
import dev.racer.spark.publication.Manifest;
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
import dev.racer.spark.records.RouterPool;
import dev.racer.spark.schema.EvaluationTables;
import dev.racer.spark.trial.TrialEvaluation;
import dev.racer.spark.trial.TrialResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Runs trials on a lake: splits the queries, calibrates on one part, lets another choose, and
 * counts what comes of it on the rest. Nothing becomes a version.
 */
public final class EvaluateJob {
  /** Why nothing was chosen. */
  static final String NO_CHOICE =
      "no candidate meets the objective: no risk level has a threshold on the validation queries, or"
          + " none is within the budget or above the floor";

  private static final int STEPS = 4;

  private final Verb verb;

  /**
   * @param verb what the trials are for
   */
  public EvaluateJob(Verb verb) {
    this.verb = verb;
  }

  /**
   * Runs, and leaves a status however it ends.
   *
   * @param spark session; left as it is
   * @param config what to try
   * @param context what the run is told about itself; nothing becomes a version in any mode
   * @return what happened
   * @throws ConfigException if the configuration does not fit the lake
   * @throws DataContractException if the lake is not as agreed; no table is whole then
   */
  public EvaluateResult run(SparkSession spark, EvaluateConfig config, RunContext context) {
    StatusDraft draft = draft(config, context);
    return draft.run(spark, EvaluateJob::known, () -> run(spark, config, context, draft));
  }

  /**
   * Leaves the status of a run that could not begin, for want of a session.
   *
   * @param config what was to be tried
   * @param context what the run was told about itself
   * @param failure why there is no session; a status that cannot be written is added to it
   */
  public void failBeforeSession(EvaluateConfig config, RunContext context, Throwable failure) {
    draft(config, context).fail(failure);
  }

  private StatusDraft draft(EvaluateConfig config, RunContext context) {
    CalibrateConfig calibration = config.calibration();
    PublicationStore store =
        context.store().open(calibration.output(), calibration.publicationName());
    return new StatusDraft(verb.key(), store, calibration.range(), context);
  }

  private EvaluateResult run(
      SparkSession spark, EvaluateConfig wanted, RunContext context, StatusDraft draft) {
    step(spark, context, 1, "look at the lake");
    CalibrateConfig calibration = wanted.calibration();
    LakeReader reader = new LakeReader(spark, calibration.inputs());
    EvaluateConfig config = wanted.on(reader.offersAnswers(), reader.offersCosts());
    InputTable queries =
        reader.queriesToEvaluate(
            segmentColumns(config),
            config.splits().column().map(SplitConfig.ByColumn::column),
            calibration.excludeWhere());
    InputTable scores = reader.routerScores();
    InputTable outcomes = reader.outcomes(config.details());
    List<InputTable> inputs = List.of(queries, scores, outcomes);
    String runId = RunIdentity.of(verb.key(), context, calibration.range(), inputs);
    draft.identify(runId);
    Optional<Attempt> before = draft.store().kept(runId, verb.done());
    if (before.isPresent()) {
      return alreadyDone(spark, config, draft, before.get());
    }
    LakeRows rows = LakeRows.of(queries, scores, outcomes, calibration.range());
    try (LakeSlice slice = LakeSlice.of(rows, calibration.exploration())) {
      slice.requireOneProbability(verb.key());
      return run(spark, config, context, draft, inputs, slice);
    }
  }

  private EvaluateResult run(
      SparkSession spark,
      EvaluateConfig config,
      RunContext context,
      StatusDraft draft,
      List<InputTable> inputs,
      LakeSlice slice) {
    CalibrateConfig calibration = config.calibration();
    LakeRows rows = slice.rows();
    LakeSurvey survey = LakeSurvey.take(rows, combinations(config), calibration.maxGroups());
    survey.requireOneVersion(rows);
    RecordLayout layout =
        new RecordLayout(
            survey.routers(calibration.poolModels()),
            !calibration.poolModels().isEmpty(),
            columns(config),
            rows.keyedByDate(),
            calibration.unknownLabels(),
            config.details());
    refuseSingleModels(layout);
    AttemptFolder folder = new AttemptFolder(spark, draft.begin());

    step(spark, context, 2, "reduce the tables to records");
    try (LakeRecords records =
        LakeRecords.reduce(
            spark,
            folder,
            draft,
            context.mode(),
            calibration.maxQuarantinedShare(),
            rows,
            survey,
            layout,
            LakeRecords.NOT_WRITTEN)) {
      return evaluate(spark, config, context, draft, folder, inputs, slice, survey, records);
    }
  }

  private EvaluateResult evaluate(
      SparkSession spark,
      EvaluateConfig config,
      RunContext context,
      StatusDraft draft,
      AttemptFolder folder,
      List<InputTable> inputs,
      LakeSlice slice,
      LakeSurvey survey,
      LakeRecords records) {
    CalibrateConfig calibration = config.calibration();
    Grid grid =
        new Grid(
            records.layout().routers(),
            records.layout().segmentColumns(),
            calibration.segments(),
            survey.segments().subList(0, calibration.segments().size()),
            calibration.scoreKinds(),
            calibration.riskTargets(),
            calibration.smoothing());
    Map<Integer, GroupTally> tallies = GroupTallies.of(records.records(), grid);
    QualityReport quality = records.quality(grid, group -> tally(tallies, grid, group));
    draft.count(quality);
    LabelCompleteness.refuseSelective(quality, slice.kind(), calibration.unknownLabels());
    draft.judge(InputRows.judge(quality, calibration.maxQuarantinedShare()));
    TrialDesign design = TrialDesign.of(config, grid);
    design.requireEnough(tallies);
    design.requireFits(Runtime.getRuntime().maxMemory());

    step(spark, context, 3, "calibrate and test in trials");
    TrialResult result = TrialEvaluation.run(records.records(), design.plan());
    TrialLayout layout = design.layout();
    design.requireBothSides(result, survey.segmentValues());
    requireCosts(config, layout, result);
    Temperatures temperatures = new Temperatures(config, layout, result);
    List<CellSummary> cells =
        new CellSummaries(config, layout, design, result, tallies, slice.rows().idsRecur()).all();
    List<Shift> shifts = new Shifts(config, layout, result).all();
    List<Selection> selections = new Selections(config, layout, result, temperatures).choose();

    step(spark, context, 4, "write the tables");
    TrialTables tables = new TrialTables(config, layout, result, temperatures);
    write(spark, folder, tables, cells, shifts, selections);
    folder
        .attempt()
        .write(
            Manifest.FILE,
            manifest(spark, config, context, draft, folder, inputs, survey).toJson());
    Publisher.verifyOutputs(folder.attempt());
    RunOutcome outcome =
        context.mode() == PublicationMode.DRY_RUN ? RunOutcome.DRY_RUN : verb.done();
    return new EvaluateResult(
        verb,
        end(draft, outcome, cells, selections),
        cells,
        shifts,
        selections,
        calibration.policy(),
        folder.attempt().location());
  }

  private static void write(
      SparkSession spark,
      AttemptFolder folder,
      TrialTables tables,
      List<CellSummary> cells,
      List<Shift> shifts,
      List<Selection> selections) {
    write(
        spark,
        folder,
        EvaluationTables.TRIAL_METRICS,
        EvaluationTables.trialMetrics(),
        tables.trialMetrics());
    write(
        spark,
        folder,
        EvaluationTables.VOTE_METRICS,
        EvaluationTables.voteMetrics(),
        tables.voteMetrics());
    write(
        spark,
        folder,
        EvaluationTables.BASELINE_METRICS,
        EvaluationTables.baselineMetrics(),
        tables.baselineMetrics());
    write(
        spark,
        folder,
        EvaluationTables.EVALUATION_SUMMARY,
        EvaluationTables.evaluationSummary(),
        cells.stream().map(CellSummary::row).toList());
    write(
        spark,
        folder,
        EvaluationTables.SHIFT_METRICS,
        EvaluationTables.shiftMetrics(),
        shifts.stream().map(Shift::row).toList());
    write(
        spark,
        folder,
        EvaluationTables.SELECTIONS,
        EvaluationTables.selections(),
        selections.stream().map(Selection::row).toList());
  }

  private static void write(
      SparkSession spark, AttemptFolder folder, String table, StructType schema, List<Row> rows) {
    folder.write(spark.createDataFrame(rows, schema).coalesce(1), table);
  }

  private static Manifest manifest(
      SparkSession spark,
      EvaluateConfig config,
      RunContext context,
      StatusDraft draft,
      AttemptFolder folder,
      List<InputTable> inputs,
      LakeSurvey survey) {
    List<Manifest.Input> read = new ArrayList<>();
    for (InputTable input : inputs) {
      read.add(AttemptFolder.input(input, survey.rows(input.name())));
    }
    return new Manifest(
        folder.attempt().runId(),
        config.calibration().publicationName(),
        new Manifest.Code(context.codeVersion(), context.gitRevision(), spark.version()),
        config.splits().seed(),
        config.calibration().range(),
        context.effectiveConfig(),
        read,
        draft.quality(),
        folder.outputs());
  }

  private EvaluateResult alreadyDone(
      SparkSession spark, EvaluateConfig config, StatusDraft draft, Attempt attempt) {
    AttemptFolder folder = new AttemptFolder(spark, attempt);
    List<CellSummary> cells =
        folder
            .read(EvaluationTables.EVALUATION_SUMMARY, EvaluationTables.evaluationSummary())
            .collectAsList() // one row per cell
            .stream()
            .map(CellSummary::of)
            .toList();
    List<Shift> shifts =
        folder
            .read(EvaluationTables.SHIFT_METRICS, EvaluationTables.shiftMetrics())
            .collectAsList() // one row per split, group and model
            .stream()
            .map(Shift::of)
            .toList();
    List<Selection> selections =
        folder
            .read(EvaluationTables.SELECTIONS, EvaluationTables.selections())
            .collectAsList() // one row per group, trial and choice
            .stream()
            .map(Selection::of)
            .toList();
    RunStatus status = end(draft, verb.alreadyDone(), cells, selections);
    return new EvaluateResult(
        verb, status, cells, shifts, selections, config.calibration().policy(), attempt.location());
  }

  /** That a check failed, or nothing could be chosen, is an answer that someone must hear. */
  private RunStatus end(
      StatusDraft draft, RunOutcome outcome, List<CellSummary> cells, List<Selection> selections) {
    long failed =
        cells.stream()
            .filter(row -> row.split().equals(EvaluationTables.RANDOM))
            .filter(row -> row.verdict() == CellSummary.Verdict.FAILED)
            .count();
    Optional<String> reason = Optional.empty();
    if (failed > 0) {
      reason =
          Optional.of(failed + " rows of random splits failed the check of the implementation");
    } else if (verb == Verb.TUNE && selections.isEmpty()) {
      reason = Optional.of(NO_CHOICE);
    }
    return draft.end(
        outcome,
        reason.isEmpty() ? ExitCodes.DONE : ExitCodes.REFUSED,
        reason,
        OptionalLong.empty());
  }

  /** Checks that an objective that compares costs knows all of them. */
  private static void requireCosts(EvaluateConfig config, TrialLayout layout, TrialResult result) {
    if (!config.objective().needsCosts()) {
      return;
    }
    for (int group : layout.groups()) {
      long missing = 0;
      for (TrialRole role : List.of(TrialRole.CALIBRATION, TrialRole.VALIDATION, TrialRole.TEST)) {
        for (long ofModel : result.baseline(role, group, 0).costsMissing()) {
          missing += ofModel;
        }
      }
      if (missing > 0) {
        throw new DataContractException(
            "tune.objective = "
                + config.objective().key()
                + " compares costs, but "
                + missing
                + " outcomes of segment "
                + layout.segment(group)
                + " of router '"
                + layout.router(group)
                + "' have none; expected a cost for every model of every query used");
      }
    }
  }

  /** The columns of the records: those of segments, then the one that splits. */
  private static List<String> columns(EvaluateConfig config) {
    LinkedHashSet<String> columns = new LinkedHashSet<>(segmentColumns(config));
    config.splits().column().ifPresent(split -> columns.add(split.column()));
    return List.copyOf(columns);
  }

  private static List<String> segmentColumns(EvaluateConfig config) {
    LinkedHashSet<String> columns = new LinkedHashSet<>();
    config.calibration().segments().forEach(columns::addAll);
    return List.copyOf(columns);
  }

  /** The combinations of columns whose values have to be known; those of segments first. */
  private static List<List<String>> combinations(EvaluateConfig config) {
    List<List<String>> combinations = new ArrayList<>(config.calibration().segments());
    config.splits().column().ifPresent(split -> combinations.add(List.of(split.column())));
    return combinations;
  }

  private static void refuseSingleModels(RecordLayout layout) {
    for (RouterPool router : layout.routers()) {
      if (router.pool().size() < 2) {
        throw new DataContractException(
            "Router '"
                + router.router()
                + "' has a pool of one model, "
                + router.pool().models()
                + ": there is nothing to choose from; expected at least two models");
      }
    }
  }

  private static GroupTally tally(Map<Integer, GroupTally> tallies, Grid grid, int group) {
    GroupTally tally = tallies.get(group);
    return tally == null ? GroupTally.empty(grid) : tally;
  }

  private void step(SparkSession spark, RunContext context, int number, String name) {
    context.progress().step(number, STEPS, name);
    spark.sparkContext().setJobDescription(verb.key() + ": " + name); // so that Spark's UI tells
  }

  /** What a failed task was about, when that is something a user can mend. */
  private static Optional<DataContractException> known(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ScoreOutOfRangeException) {
        return Optional.of(
            new DataContractException(
                "Table "
                    + LakeInputs.ROUTER_SCORES
                    + ": "
                    + cause.getMessage()
                    + "; calibration.normalizations holds none",
                e));
      }
    }
    return Optional.empty();
  }
}
