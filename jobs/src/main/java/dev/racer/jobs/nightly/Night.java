package dev.racer.jobs.nightly;

import dev.racer.core.gate.NightTest;
import dev.racer.core.gate.ProtectiveVersion;
import dev.racer.core.gate.ThresholdSource;
import dev.racer.core.published.Commit;
import dev.racer.core.published.CommitKind;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.ThresholdsJson;
import dev.racer.jobs.ExitCodes;
import dev.racer.jobs.calibrate.CalibrateConfig;
import dev.racer.jobs.calibrate.SelectedThresholds;
import dev.racer.jobs.calibrate.ThresholdRows;
import dev.racer.jobs.diff.VersionDiff;
import dev.racer.jobs.nightly.report.NightlyPage;
import dev.racer.jobs.records.RecordTable;
import dev.racer.jobs.run.AttemptFolder;
import dev.racer.jobs.run.RunContext;
import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.jobs.run.RunIdentity;
import dev.racer.jobs.run.StatusDraft;
import dev.racer.jobs.show.Texts;
import dev.racer.spark.conformal.Calibration;
import dev.racer.spark.conformal.Grid;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.LakeDays;
import dev.racer.spark.lake.LakeReader;
import dev.racer.spark.lake.TableDays;
import dev.racer.spark.publication.Attempt;
import dev.racer.spark.publication.CommitAnswer;
import dev.racer.spark.publication.CommitRequest;
import dev.racer.spark.publication.DayCommit;
import dev.racer.spark.publication.GateVerdict;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.publication.NightWindow;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.Publisher;
import dev.racer.spark.publication.QualityReport;
import dev.racer.spark.publication.RecordDays;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.publication.RunStatus;
import dev.racer.spark.records.RecordBatch;
import dev.racer.spark.schema.RiskCurve;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/** One run of {@link NightlyJob}. */
final class Night {
  private static final int STEPS = 6;

  private final SparkSession spark;
  private final NightlyConfig config;
  private final CalibrateConfig calibration;
  private final NightDays days;
  private final boolean force;
  private final RunContext context;
  private final StatusDraft draft;
  private final PublicationStore store;
  private final long mostSorted;
  private final long newestVersion;
  private final Optional<Commit> inForce;
  private final Optional<PublishedThresholds> previous;
  private List<WindowDay> window = List.of();
  private final List<String> warnings = new ArrayList<>();
  private Optional<PublishedThresholds> candidate = Optional.empty();
  private Optional<PublishedThresholds> offered = Optional.empty();
  private Optional<VersionDiff> difference = Optional.empty();
  private List<Outlook> outlook = List.of();
  private Optional<DayCommit> brokenDay = Optional.empty();

  Night(
      SparkSession spark,
      NightlyConfig config,
      NightDays days,
      boolean force,
      RunContext context,
      StatusDraft draft,
      long mostSorted) {
    this.spark = spark;
    this.config = config;
    this.calibration = config.calibration();
    this.days = days;
    this.force = force;
    this.context = context;
    this.draft = draft;
    this.store = draft.store();
    this.mostSorted = mostSorted;
    // a damaged version in force is no reason to refuse the one that replaces it: it is compared
    // with the last one that is not
    this.newestVersion = store.current().map(Commit::sequence).orElse(0L);
    this.inForce = lastIntact();
    this.previous = inForce.map(store::thresholds);
  }

  private Optional<Commit> lastIntact() {
    List<Commit> commits = store.commits();
    for (int i = commits.size() - 1; i >= 0; i--) {
      if (store.isIntact(commits.get(i))) {
        return Optional.of(commits.get(i));
      }
    }
    return Optional.empty();
  }

  NightlyResult run() {
    step(1, "look at the lake");
    LakeReader reader = new LakeReader(spark, calibration.inputs());
    RecordDays records = new RecordDays(store.folder());
    DayMaker maker = new DayMaker(spark, reader, calibration, records, context.clock());
    LakeDays lake = reader.days();
    warn(lake);
    requireFiles(lake);
    try {
      window =
          new WindowMaker(maker, lake, records, context.mode(), config.gate().accepted())
              .make(days, day -> step(2, "make the records of " + day));
      return run(maker);
    } finally {
      if (context.mode() == PublicationMode.DRY_RUN) {
        maker.discard();
      }
    }
  }

  private void warn(LakeDays lake) {
    if (!lake.unpartitioned().isEmpty()) {
      warnings.add(
          "no folder for each day (date=) in "
              + String.join(", ", lake.unpartitioned())
              + ": every night that finds them changed makes all days of the window again");
    }
    for (TableDays table : lake.tables()) {
      if (table.undatedFiles() > 0) {
        warnings.add(
            Texts.count(table.undatedFiles())
                + (table.undatedFiles() == 1 ? " file of " : " files of ")
                + table.table()
                + " in folders that name no day, expected date=YYYY-MM-DD: no night reads them");
      }
    }
    long compared = inForce.map(Commit::sequence).orElse(0L);
    if (compared != newestVersion) {
      warnings.add(
          "version "
              + newestVersion
              + ", which was in force, is damaged: this night was compared with "
              + (compared == 0 ? "none" : "version " + compared + ", the last whole one"));
    }
  }

  /** A table that does not name its files may change unseen: late labels would never enter. */
  private static void requireFiles(LakeDays lake) {
    for (TableDays table : lake.tables()) {
      if (!table.partitioned() && !table.whole().isKnown()) {
        throw new ConfigException(
            "lake."
                + table.table()
                + " is a table that does not say which files it has, a view for example: nightly"
                + " could not tell when a day of it changes; expected a path, or a table of files");
      }
    }
  }

  private NightlyResult run(DayMaker maker) {
    WindowDay last = window.get(window.size() - 1);
    last.commit()
        .ifPresent(
            newest -> {
              draft.count(newest.quality());
              draft.judge(maker.judge(newest.quality()));
              newest
                  .refused()
                  .filter(reason -> !last.isUsed())
                  .ifPresent(reason -> draft.judge(List.of(leftOut(last))));
            });
    if (!draft.refusals().isEmpty()) {
      return refused(Optional.empty());
    }
    Window used = Window.of(days, window, calibration.poolModels());
    draft.identify(
        RunIdentity.ofRecords(NightlyJob.VERB, context, NightlyJob.range(days), used.madeOf()));
    Optional<NightlyResult> before = before();
    if (before.isPresent()) {
      return before.get();
    }
    draft.begin();

    step(3, "read the window");
    JavaRDD<RecordBatch> earlier =
        WindowRecords.read(
                spark, store.folder(), used.before(), used.routers(), maker.segmentColumns())
            .persist(StorageLevel.MEMORY_AND_DISK()); // scored, then counted
    JavaRDD<RecordBatch> newest =
        WindowRecords.read(
                spark,
                store.folder(),
                List.of(used.newest()),
                used.routers(),
                maker.segmentColumns())
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return run(maker, used, earlier, newest);
    } finally {
      earlier.unpersist();
      newest.unpersist();
    }
  }

  private NightlyResult run(
      DayMaker maker, Window used, JavaRDD<RecordBatch> earlier, JavaRDD<RecordBatch> newest) {
    Grid grid =
        new Grid(
            used.routers(),
            maker.segmentColumns(),
            calibration.segments(),
            used.segments(),
            calibration.scoreKinds(),
            calibration.riskTargets(),
            calibration.smoothing());
    AttemptFolder folder = new AttemptFolder(spark, draft.attempt().orElseThrow());
    NightGate.Tested tested;
    PublishedThresholds made;
    // scored once, for the test and for the version
    try (Calibration before = Calibration.of(earlier, grid, calibration.exploration(), mostSorted);
        Calibration day = Calibration.of(newest, grid, calibration.exploration(), mostSorted)) {
      step(4, "test the newest day");
      tested = NightGate.test(calibration, before, day, config.gate().level());

      step(5, "calibrate on the window");
      SelectedThresholds.Measured measured =
          SelectedThresholds.of(calibration, before.and(day)).measure();
      made = measured.thresholds();
      folder.write(measured.counted().curve(spark), RiskCurve.TABLE);
    }
    candidate = Optional.of(made);

    step(6, "publish");
    NightWindow described = used.described(days.date());
    List<NightWindow.Router> routers = described.routers();
    QualityReport newestDay = used.newest().quality();
    GateChecks checks = new GateChecks(config.gate(), made, previous);
    draft.judge(checks.ofLabels(routers, newestDay));
    draft.judge(List.of(checks.ofDays(window)));
    draft.judge(checks.ofTest(tested.test(), routers));
    draft.judge(NightGate.verdicts(tested.test()));
    List<NightWindow.Router> accepted = acceptedRouters();
    draft.judge(checks.verdicts(routers, accepted, newestDay));
    outlook = outlook(made, tested.thresholds());
    Set<ThresholdSource> missed =
        checks.labelled(tested.test().refusedSources(), routers, newestDay);
    Optional<PublishedThresholds> protective =
        missed.isEmpty() ? Optional.empty() : protective(made, tested.test());
    brokenDay = brokenDay(tested.test(), missed);
    PublishedThresholds thresholds = protective.orElse(made);
    offered = Optional.of(thresholds);
    difference = difference(thresholds, used);
    folder.write(ThresholdRows.frame(spark, thresholds), ThresholdRows.TABLE);
    write(Publisher.THRESHOLDS, ThresholdsJson.write(thresholds));
    if (protective.isPresent()) {
      write(NightWindow.REFUSED, ThresholdsJson.write(made));
      described =
          described.protecting(
              new NightWindow.Protected(
                  inForce.orElseThrow().sequence(), checks.acceptedRouters(routers, accepted)));
    }
    Publisher.Digests digests = describe(folder, described, protective.isPresent());
    return finish(digests, protective.isPresent());
  }

  private static GateVerdict leftOut(WindowDay day) {
    return new GateVerdict(
        "newest-day", "left out: " + day.note().orElseThrow(), "a day whose records count", false);
  }

  /**
   * Improbably few misses mean broken labels: what they say must not calibrate later nights.
   *
   * @param missed the sources whose misses say something
   * @return the newest day, to be left out by them; empty where nothing is wrong with it
   */
  private Optional<DayCommit> brokenDay(NightTest test, Set<ThresholdSource> missed) {
    boolean isBroken =
        test.verdicts().stream()
            .filter(NightTest.Verdict::refusedForFew)
            .anyMatch(verdict -> missed.contains(verdict.row().source()));
    return window
        .get(window.size() - 1)
        .commit()
        .filter(day -> isBroken && day.refused().isEmpty())
        .map(day -> day.refusedFor("its misses were improbably few in the run of " + days.date()));
  }

  /** What the thresholds offered do to the newest day that those in force do not. */
  private Optional<VersionDiff> difference(PublishedThresholds offered, Window used) {
    Map<String, String> versions = new HashMap<>();
    used.routers().forEach(router -> versions.put(router.router(), router.version()));
    return previous.map(
        before ->
            VersionDiff.of(
                "version " + inForce.orElseThrow().sequence(),
                before,
                "the night of " + days.date(),
                offered,
                "the queries of " + days.newest(),
                RecordTable.of(store.folder(), used.newest(), versions)));
  }

  /**
   * What the same run came to before, if that is in force, or would be if no later day had come.
   */
  private Optional<NightlyResult> before() {
    if (inForce.isEmpty()
        || inForce.get().sequence() != newestVersion
        || inForce.get().isStale(context.clock().instant())) {
      return Optional.empty();
    }
    Commit current = inForce.get();
    if (current.runId().equals(draft.runId())) {
      candidate = previous;
      boolean protects =
          store.manifest(current).night().stream().anyMatch(night -> night.protects().isPresent());
      return Optional.of(
          protects
              ? refusedBefore(current, Optional.of(current))
              : publishedBefore(current, Optional.empty()));
    }
    boolean isLater = current.date().stream().anyMatch(days.newest()::isBefore);
    return isLater && !force
        ? store.commits().stream()
            .filter(version -> version.runId().equals(draft.runId()))
            .filter(version -> version.kind() != CommitKind.ROLLBACK)
            .reduce((earlier, later) -> later)
            .map(
                version ->
                    version.kind() == CommitKind.PROTECTIVE
                        ? refusedBefore(version, Optional.empty())
                        : publishedBefore(
                            version,
                            Optional.of(
                                "version " + newestVersion + " of a later day is in force")))
        : Optional.empty();
  }

  private NightlyResult publishedBefore(Commit version, Optional<String> reason) {
    return end(RunOutcome.ALREADY_PUBLISHED, ExitCodes.DONE, reason, Optional.of(version));
  }

  private NightlyResult refusedBefore(Commit version, Optional<Commit> stillInForce) {
    List<GateVerdict> known = draft.gate();
    store
        .status(version.attemptId())
        .ifPresent(
            run ->
                draft.judge(
                    run.gate().stream().filter(verdict -> !known.contains(verdict)).toList()));
    return end(
        RunOutcome.REFUSED,
        ExitCodes.REFUSED,
        Optional.of(
            "refused before, for its misses: version "
                + version.sequence()
                + " protects what was in force then"),
        stillInForce);
  }

  private List<NightWindow.Router> acceptedRouters() {
    return inForce
        .map(store::manifest)
        .flatMap(Manifest::night)
        .map(NightWindow::acceptedRouters)
        .orElse(List.of());
  }

  /** Where what is in force is stale, all candidates are called already: nothing is larger. */
  private Optional<PublishedThresholds> protective(PublishedThresholds made, NightTest test) {
    Instant now = context.clock().instant();
    return previous
        .filter(incumbent -> !inForce.orElseThrow().isStale(now))
        .map(
            incumbent ->
                ProtectiveVersion.of(
                    made, incumbent, test.refusedSources(), config.gate().onMisses()))
        .filter(version -> !version.servesAsIncumbent())
        .map(ProtectiveVersion::thresholds);
  }

  private List<Outlook> outlook(PublishedThresholds made, PublishedThresholds earlier) {
    List<Outlook> waiting = new ArrayList<>();
    for (PublishedThreshold row : made.thresholds()) {
      if (row.inForce() && row.status().equals(PublishedThreshold.INFEASIBLE)) {
        long before =
            earlier.thresholds().stream()
                .filter(known -> PublishedThreshold.ORDER.compare(known, row) == 0)
                .mapToLong(PublishedThreshold::n)
                .findFirst()
                .orElse(0);
        waiting.add(
            Outlook.of(
                row.router(),
                row.segment(),
                row.n(),
                row.nNeeded(),
                row.n() - before,
                days.date(),
                config.window()));
      }
    }
    return waiting;
  }

  private void write(String name, byte[] bytes) {
    draft.attempt().orElseThrow().write(name, bytes);
  }

  private Publisher.Digests describe(
      AttemptFolder folder, NightWindow described, boolean isProtective) {
    List<Manifest.Output> outputs = new ArrayList<>();
    outputs.add(Publisher.file(folder.attempt(), Publisher.THRESHOLDS));
    if (isProtective) {
      outputs.add(Publisher.file(folder.attempt(), NightWindow.REFUSED));
    }
    outputs.addAll(folder.outputs());
    Manifest manifest =
        new Manifest(
            draft.runId(),
            calibration.publicationName(),
            new Manifest.Code(context.codeVersion(), context.gitRevision(), spark.version()),
            calibration.smoothing().seed(),
            NightlyJob.range(days),
            context.effectiveConfig(),
            List.of(),
            draft.quality(),
            outputs,
            Optional.empty(),
            Optional.of(described));
    write(Manifest.FILE, manifest.toJson());
    return Publisher.verify(folder.attempt());
  }

  private NightlyResult finish(Publisher.Digests digests, boolean isProtective) {
    boolean passed = draft.refusals().isEmpty();
    if (context.mode() != PublicationMode.PUBLISH || (!passed && !isProtective)) {
      RunOutcome unpublished =
          context.mode() == PublicationMode.DRY_RUN ? RunOutcome.DRY_RUN : RunOutcome.NOT_PUBLISHED;
      return passed
          ? end(unpublished, ExitCodes.DONE, Optional.empty(), Optional.empty())
          : refused(Optional.empty());
    }
    CommitAnswer answer = commit(digests, isProtective);
    if (answer instanceof CommitAnswer.Overtaken overtaken) {
      throw new UncheckedIOException(
          new IOException(
              "Version "
                  + overtaken.inForce().sequence()
                  + " came in force while this night ran, and was not what it was compared with;"
                  + " run it again"));
    }
    if (isProtective) {
      if (answer instanceof CommitAnswer.Refused refused) {
        draft.judge(
            List.of(
                new GateVerdict(
                    "protective-version",
                    "not put in force: " + refused.reason(),
                    "put in force",
                    false)));
      }
      return refused(answer.commit());
    }
    if (answer instanceof CommitAnswer.Refused refused) {
      return end(
          RunOutcome.REFUSED, ExitCodes.REFUSED, Optional.of(refused.reason()), Optional.empty());
    }
    RunOutcome outcome =
        answer instanceof CommitAnswer.Published
            ? RunOutcome.PUBLISHED
            : RunOutcome.ALREADY_PUBLISHED;
    return end(outcome, ExitCodes.DONE, Optional.empty(), answer.commit());
  }

  private CommitAnswer commit(Publisher.Digests digests, boolean isProtective) {
    Instant now = context.clock().instant();
    CommitRequest request =
        new CommitRequest(
            isProtective ? CommitKind.PROTECTIVE : CommitKind.PUBLISH,
            Optional.of(days.newest()),
            context.store().validUntil(now),
            isProtective
                ? Optional.of("the misses of " + days.newest() + " were refused")
                : Optional.empty(),
            force ? CommitRequest.Force.YES : CommitRequest.Force.NO,
            OptionalLong.of(newestVersion));
    return store.commit(draft.attempt().orElseThrow(), digests, request, now);
  }

  private NightlyResult refused(Optional<Commit> commit) {
    String reason =
        String.join(
            "; ",
            draft.refusals().stream()
                .map(
                    verdict ->
                        verdict.name()
                            + " is "
                            + verdict.figure()
                            + ", expected "
                            + verdict.limit())
                .toList());
    return end(RunOutcome.REFUSED, ExitCodes.REFUSED, Optional.of(reason), commit);
  }

  private NightlyResult end(
      RunOutcome outcome, int exitCode, Optional<String> reason, Optional<Commit> commit) {
    if (context.mode() != PublicationMode.DRY_RUN) {
      // last: a rerun of a night that was cut off before finds the day as this one did. Without
      // publication, too: a backfill is what fills the window of the nights to come
      brokenDay.ifPresent(new RecordDays(store.folder())::put);
    }
    draft.leave(
        NightlyPage.FILE,
        status ->
            NightlyPage.of(store.name(), result(status, commit), difference.map(VersionDiff::view))
                .getBytes(StandardCharsets.UTF_8));
    OptionalLong sequence =
        commit.isPresent() ? OptionalLong.of(commit.get().sequence()) : OptionalLong.empty();
    return result(draft.end(outcome, exitCode, reason, sequence), commit);
  }

  private NightlyResult result(RunStatus status, Optional<Commit> commit) {
    return new NightlyResult(
        status,
        days,
        window,
        warnings,
        commit,
        inForce,
        candidate,
        previous,
        commit.filter(version -> version.sequence() > newestVersion).isPresent()
            ? offered
            : previous,
        difference,
        outlook,
        context.mode() == PublicationMode.DRY_RUN // nothing of it stays
            ? Optional.empty()
            : draft.attempt().map(Attempt::location));
  }

  private void step(int number, String name) {
    context.progress().step(number, STEPS, name);
    spark
        .sparkContext()
        .setJobDescription(NightlyJob.VERB + ": " + name); // so that Spark's UI tells, too
  }
}
