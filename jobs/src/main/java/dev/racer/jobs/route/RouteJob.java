package dev.racer.jobs.route;

import static org.apache.spark.sql.functions.col;

import dev.racer.core.conformal.UnknownLabels;
import dev.racer.core.pool.CodePointOrder;
import dev.racer.core.published.Commit;
import dev.racer.core.published.PublishedRouter;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.score.ScoreOutOfRangeException;
import dev.racer.core.serving.ServedVersion;
import dev.racer.jobs.ExitCodes;
import dev.racer.jobs.run.AttemptFolder;
import dev.racer.jobs.run.InputRows;
import dev.racer.jobs.run.RunContext;
import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.jobs.run.RunIdentity;
import dev.racer.jobs.run.StatusDraft;
import dev.racer.jobs.show.Versions;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.lake.InputTable;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.lake.LakeReader;
import dev.racer.spark.lake.OutcomeDetails;
import dev.racer.spark.publication.Attempt;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.Publisher;
import dev.racer.spark.publication.QualityReport;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.publication.RunStatus;
import dev.racer.spark.records.LakeRows;
import dev.racer.spark.records.LakeSurvey;
import dev.racer.spark.records.ModelSetTable;
import dev.racer.spark.records.PoolOrigin;
import dev.racer.spark.records.PredictionTable;
import dev.racer.spark.records.RecordBatch;
import dev.racer.spark.records.RecordLayout;
import dev.racer.spark.records.RecordReduction;
import dev.racer.spark.records.RecordTally;
import dev.racer.spark.records.RouterPool;
import dev.racer.spark.records.Routing;
import dev.racer.spark.records.RowAccounting;
import dev.racer.spark.records.SetVotes;
import dev.racer.spark.schema.ModelSets;
import dev.racer.spark.schema.Predictions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Applies a published version to scores on the lake: a model set per query and router, and what the
 * answers in it add up to.
 */
public final class RouteJob {
  static final String VERB = "route";
  static final String MODEL_SETS = "model_sets";
  static final String PREDICTIONS = "predictions";
  private static final int STEPS = 3;

  /**
   * Runs, and leaves a status however it ends.
   *
   * @param spark session; left as it is
   * @param config what to route
   * @param context what the run is told about itself; nothing becomes a version in any mode
   * @return what happened
   * @throws ConfigException if the configuration fits neither the version nor the lake
   * @throws DataContractException if the version is damaged or the lake is not as agreed
   */
  public RouteResult run(SparkSession spark, RouteConfig config, RunContext context) {
    StatusDraft draft = draft(config, context);
    return draft.run(spark, RouteJob::known, () -> run(spark, config, context, draft));
  }

  /**
   * Leaves the status of a run that could not begin, for want of a session.
   *
   * @param config what was to be routed
   * @param context what the run was told about itself
   * @param failure why there is no session; a status that cannot be written is added to it
   */
  public void failBeforeSession(RouteConfig config, RunContext context, Throwable failure) {
    draft(config, context).fail(failure);
  }

  private static StatusDraft draft(RouteConfig config, RunContext context) {
    PublicationStore store = context.store().open(config.output(), config.publicationName());
    return new StatusDraft(VERB, store, config.range(), context);
  }

  private RouteResult run(
      SparkSession spark, RouteConfig config, RunContext context, StatusDraft draft) {
    step(spark, context, 1, "look at the lake");
    PublicationStore store = draft.store();
    Commit commit = Versions.find(store, config.version());
    ServedVersion version = store.served(commit);
    List<String> segmentation = segmentation(config, version);
    LakeReader reader = new LakeReader(spark, config.inputs());
    InputTable queries = reader.queriesToRoute(segmentation);
    InputTable scores = reader.routerScoresOfAnyVersion();
    OutcomeDetails details = config.votes().details(RouteConfig.VOTES);
    List<InputTable> inputs = new ArrayList<>(List.of(queries, scores));
    LakeRows rows;
    if (config.votes().isEmpty()) {
      rows = LakeRows.withoutOutcomes(queries, scores, config.range());
    } else {
      InputTable answers = reader.answers(details);
      inputs.add(answers);
      rows = LakeRows.of(queries, scores, answers, config.range());
    }
    String runId = RunIdentity.of(VERB, context, config.range(), inputs, commit);
    draft.identify(runId);
    Optional<Attempt> before = store.kept(runId, RunOutcome.ROUTED);
    if (before.isPresent()) {
      return alreadyRouted(spark, draft, config, before.get(), commit, segmentation);
    }
    LakeSurvey survey = LakeSurvey.ofScores(rows, segmentation, config.maxGroups());
    Routing routing = routing(version, routers(config, version, survey), segmentation);
    requireVoters(config, routing);
    AttemptFolder folder = new AttemptFolder(spark, draft.begin());

    step(spark, context, 2, "decide");
    RecordLayout layout =
        new RecordLayout(
            routing.routers(),
            PoolOrigin.VERSION,
            segmentation,
            rows.keyedByDate(),
            UnknownLabels.WORST_CASE,
            details);
    RecordTally tally = write(spark, folder, rows, survey, layout, routing, config.votes());

    step(spark, context, 3, "account for the rows");
    Dataset<Row> written = folder.read(MODEL_SETS, ModelSets.schema());
    List<RouterDecisions> decisions = RouterDecisions.of(written);
    requireAll(decisions, tally, layout);
    List<RouterVotes> votes = votes(config, folder);
    requireAll(votes, decisions, config);
    QualityReport quality =
        new QualityReport(
            InputRows.account(
                spark,
                folder,
                rows,
                survey,
                layout,
                written.filter(col(ModelSets.EXCLUSION).isNotNull()),
                new RowAccounting(survey, layout, tally)),
            List.of());
    draft.count(quality);
    draft.judge(InputRows.judge(quality, config.maxQuarantinedShare()));
    InputRows.requireSound(quality, config.maxQuarantinedShare(), context.mode(), folder);
    folder
        .attempt()
        .write(
            Manifest.FILE,
            new Manifest(
                    runId,
                    config.publicationName(),
                    new Manifest.Code(
                        context.codeVersion(), context.gitRevision(), spark.version()),
                    version.thresholds().smoothing().seed(),
                    config.range(),
                    context.effectiveConfig(),
                    inputs(inputs, survey),
                    quality,
                    folder.outputs(),
                    Optional.of(Manifest.Applied.of(commit)))
                .toJson());
    Publisher.verifyOutputs(folder.attempt());
    RunOutcome outcome =
        context.mode() == PublicationMode.DRY_RUN ? RunOutcome.DRY_RUN : RunOutcome.ROUTED;
    return new RouteResult(
        end(draft, outcome, commit),
        commit,
        segmentation,
        decisions,
        votes,
        folder.attempt().location());
  }

  private static List<Manifest.Input> inputs(List<InputTable> tables, LakeSurvey survey) {
    return tables.stream()
        .map(table -> AttemptFolder.input(table, survey.rows(table.name())))
        .toList();
  }

  /** What the sets voted for, as it was written. */
  private static List<RouterVotes> votes(RouteConfig config, AttemptFolder folder) {
    return config.votes().isEmpty()
        ? List.of()
        : RouterVotes.of(folder.read(PREDICTIONS, Predictions.schema()));
  }

  private static RecordTally write(
      SparkSession spark,
      AttemptFolder folder,
      LakeRows rows,
      LakeSurvey survey,
      RecordLayout layout,
      Routing routing,
      SetVotes votes) {
    JavaRDD<RecordBatch> records =
        new RecordReduction(layout, survey.segmentValues(), survey.queriesMentioned()).reduce(rows);
    if (votes.isEmpty()) {
      return write(spark, folder, rows, records, layout, routing);
    }
    records.persist(StorageLevel.MEMORY_AND_DISK()); // decided for either table
    try {
      RecordTally tally = write(spark, folder, rows, records, layout, routing);
      try (PredictionTable table = PredictionTable.of(spark, records, layout, routing, votes)) {
        write(folder, rows, table.frame(), PREDICTIONS, Predictions.DATE);
      }
      return tally;
    } finally {
      records.unpersist();
    }
  }

  private static RecordTally write(
      SparkSession spark,
      AttemptFolder folder,
      LakeRows rows,
      JavaRDD<RecordBatch> records,
      RecordLayout layout,
      Routing routing) {
    try (ModelSetTable table = ModelSetTable.of(spark, records, layout, routing)) {
      write(folder, rows, table.frame(), MODEL_SETS, ModelSets.DATE);
      return table.tally();
    }
  }

  private static void write(
      AttemptFolder folder, LakeRows rows, Dataset<Row> frame, String table, String date) {
    if (rows.hasDays()) {
      folder.write(frame, table, date);
    } else {
      folder.write(frame, table);
    }
  }

  private static RouteResult alreadyRouted(
      SparkSession spark,
      StatusDraft draft,
      RouteConfig config,
      Attempt attempt,
      Commit commit,
      List<String> segmentation) {
    AttemptFolder folder = new AttemptFolder(spark, attempt);
    Dataset<Row> written = folder.read(MODEL_SETS, ModelSets.schema());
    return new RouteResult(
        end(draft, RunOutcome.ALREADY_ROUTED, commit),
        commit,
        segmentation,
        RouterDecisions.of(written),
        votes(config, folder),
        attempt.location());
  }

  private static RunStatus end(StatusDraft draft, RunOutcome outcome, Commit commit) {
    return draft.end(outcome, ExitCodes.DONE, Optional.empty(), OptionalLong.of(commit.sequence()));
  }

  private static List<String> segmentation(RouteConfig config, ServedVersion version) {
    PublishedThresholds thresholds = version.thresholds();
    List<List<String>> published = thresholds.segmentColumns();
    List<String> chosen =
        config.segmentBy().orElseGet(() -> published.isEmpty() ? List.of() : published.get(0));
    if (!chosen.isEmpty() && !published.contains(chosen)) {
      throw new ConfigException(
          "route.segment-by must be [] or one of "
              + published
              + ", the segmentations of "
              + describe(version)
              + ", got "
              + chosen);
    }
    return chosen;
  }

  /** The routers to route, which must be those of the scores unless they are chosen. */
  private static List<String> routers(
      RouteConfig config, ServedVersion version, LakeSurvey survey) {
    TreeSet<String> known = new TreeSet<>(CodePointOrder.INSTANCE);
    version.thresholds().routers().stream().map(PublishedRouter::router).forEach(known::add);
    TreeSet<String> wanted = new TreeSet<>(CodePointOrder.INSTANCE);
    wanted.addAll(config.routers().isEmpty() ? known : config.routers());
    if (!known.containsAll(wanted)) {
      throw new ConfigException(
          "route.routers must be among "
              + known
              + ", the routers of "
              + describe(version)
              + ", got "
              + wanted);
    }
    TreeSet<String> scored = new TreeSet<>(CodePointOrder.INSTANCE);
    survey.scoreRows().keySet().forEach(router -> scored.add(router.router()));
    boolean isExact = config.routers().isEmpty();
    if (!scored.containsAll(wanted) || (isExact && !known.containsAll(scored))) {
      throw new DataContractException(
          "Table "
              + LakeInputs.ROUTER_SCORES
              + " holds scores of the routers "
              + scored
              + ", expected "
              + wanted
              + (isExact
                  ? ", those of " + describe(version) + "; name the ones to route in route.routers"
                  : " among them, as route.routers says"));
    }
    return List.copyOf(wanted);
  }

  private static Routing routing(
      ServedVersion version, List<String> routers, List<String> segmentation) {
    try {
      return Routing.of(version, routers, segmentation);
    } catch (IllegalArgumentException e) { // a row in force is missing, for example
      throw new DataContractException(
          describe(version) + " cannot be applied: " + e.getMessage(), e);
    }
  }

  private static String describe(ServedVersion version) {
    return "version "
        + version.commit().sequence()
        + " of publication "
        + version.thresholds().publication();
  }

  private static void requireVoters(RouteConfig config, Routing routing) {
    for (RouterPool router : routing.routers()) {
      if (!config.votes().isEmpty() && router.pool().size() > SetVotes.MOST_MODELS) {
        throw new ConfigException(
            "route.votes: sets of at most "
                + SetVotes.MOST_MODELS
                + " models can vote, the pool of router '"
                + router.router()
                + "' holds "
                + router.pool().size());
      }
    }
  }

  private static void requireAll(
      List<RouterVotes> votes, List<RouterDecisions> decisions, RouteConfig config) {
    long written = votes.stream().mapToLong(RouterVotes::queries).sum();
    long decided = decisions.stream().mapToLong(RouterDecisions::decided).sum();
    long expected = decided * config.votes().votes().size();
    if (written != expected) {
      throw new IllegalStateException(
          "Table " + PREDICTIONS + " must hold " + expected + " rows, got " + written);
    }
  }

  private static void requireAll(
      List<RouterDecisions> decisions, RecordTally tally, RecordLayout layout) {
    long written =
        decisions.stream().mapToLong(router -> router.decided() + router.excludedRows()).sum();
    long expected =
        layout.routers().stream()
            .map(RouterPool::identity)
            .flatMap(router -> tally.records(router).values().stream())
            .mapToLong(Long::longValue)
            .sum();
    if (written != expected) {
      throw new IllegalStateException(
          "Table " + MODEL_SETS + " must hold " + expected + " rows, got " + written);
    }
  }

  private static void step(SparkSession spark, RunContext context, int number, String name) {
    context.progress().step(number, STEPS, name);
    spark.sparkContext().setJobDescription(VERB + ": " + name); // so that Spark's UI tells, too
  }

  /** What a failed task was about, when that is something a user can mend. */
  private static Optional<DataContractException> known(Throwable e) {
    String told = e.getMessage();
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause != e && cause instanceof DataContractException) {
        return Optional.of(new DataContractException(cause.getMessage(), e));
      }
      if (cause instanceof ScoreOutOfRangeException) {
        return Optional.of(
            new DataContractException("Table " + LakeInputs.ROUTER_SCORES + ": " + told, e));
      }
      if (cause instanceof IllegalArgumentException
          && String.valueOf(cause.getMessage()).startsWith("Router '")) {
        told = cause.getMessage();
      }
    }
    return Optional.empty();
  }
}
