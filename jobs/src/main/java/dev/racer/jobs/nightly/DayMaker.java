package dev.racer.jobs.nightly;

import dev.racer.core.pool.Sha256;
import dev.racer.jobs.calibrate.CalibrateConfig;
import dev.racer.jobs.run.AttemptFolder;
import dev.racer.jobs.run.InputRows;
import dev.racer.jobs.run.LakeRecords;
import dev.racer.spark.conformal.Grid;
import dev.racer.spark.conformal.GroupTallies;
import dev.racer.spark.conformal.GroupTally;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.lake.LakeReader;
import dev.racer.spark.lake.OutcomeDetails;
import dev.racer.spark.lake.QueryColumns;
import dev.racer.spark.publication.Attempt;
import dev.racer.spark.publication.DayCommit;
import dev.racer.spark.publication.GateVerdict;
import dev.racer.spark.publication.PublicationFolder.FileEntry;
import dev.racer.spark.publication.QualityReport;
import dev.racer.spark.publication.RecordDays;
import dev.racer.spark.publication.TreeDigest;
import dev.racer.spark.records.LabelCompleteness;
import dev.racer.spark.records.LakeRows;
import dev.racer.spark.records.LakeSlice;
import dev.racer.spark.records.LakeSurvey;
import dev.racer.spark.records.RecordLayout;
import dev.racer.spark.records.RouterPool;
import dev.racer.spark.schema.CalibrationRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Makes the records of a day from the lake: one join, whatever the window. */
final class DayMaker {
  private final SparkSession spark;
  private final LakeReader reader;
  private final CalibrateConfig config;
  private final RecordDays days;
  private final Clock clock;
  private final String recipe;
  private final List<String> segmentColumns;
  private final List<Attempt> attempts = new ArrayList<>();

  /**
   * @param reader opens the tables of a day
   * @param config which rows make records, and how
   * @param days where records go
   */
  DayMaker(
      SparkSession spark, LakeReader reader, CalibrateConfig config, RecordDays days, Clock clock) {
    this.spark = spark;
    this.reader = reader;
    this.config = config;
    this.days = days;
    this.clock = clock;
    this.recipe = RecordRecipe.digest(config);
    this.segmentColumns =
        List.copyOf(new LinkedHashSet<>(config.segments().stream().flatMap(List::stream).toList()));
  }

  /** Digest of what in the configuration shapes records. */
  String recipe() {
    return recipe;
  }

  /** The columns that records carry for segments. */
  List<String> segmentColumns() {
    return segmentColumns;
  }

  /** Whether records in place are those that the lake would make now. */
  boolean isUpToDate(DayCommit inPlace, SortedMap<String, String> lake) {
    return inPlace.recipe().equals(recipe) && inPlace.madeFrom().equals(lake);
  }

  /**
   * Makes the records of a day and writes them; they are not in place yet.
   *
   * @param date the day
   * @param lake the versions of the tables' files that hold it
   * @param inPlace its records so far; a model that was taken out of the pool since stays in them
   * @throws dev.racer.spark.lake.ConfigException if the configuration does not fit the lake
   * @throws DataContractException if a table, a column or the rows of the day are not as agreed
   */
  DayCommit make(LocalDate date, SortedMap<String, String> lake, Optional<DayCommit> inPlace) {
    String runId = runId(date, lake);
    Attempt attempt = days.newAttempt(date, runId);
    attempts.add(attempt);
    AttemptFolder folder = new AttemptFolder(spark, attempt);
    List<String> models = models(inPlace);
    DateRange range = new DateRange(Optional.of(date), Optional.of(date.plusDays(1)));
    LakeReader day = reader.ofDay(date);
    OutcomeDetails details =
        day.offersCosts() ? OutcomeDetails.NONE.withCosts(NightlyJob.VERB) : OutcomeDetails.NONE;
    LakeRows all =
        LakeRows.of(
            day.queries(segmentColumns, config.excludeWhere()),
            day.routerScores(),
            day.outcomes(details),
            range);
    if (RecordRecipe.isExplored(config) && !all.queries().has(QueryColumns.EXPLORED)) {
      throw new DataContractException(
          "Table queries ('"
              + all.queries().location()
              + "') has no column 'explored' on "
              + date
              + ", expected how the coin fell for every query, as exploration.least-probability"
              + " is set: complete labels do not say which queries the coin chose");
    }
    try (LakeSlice slice = LakeSlice.of(all, config.exploration())) {
      return make(date, lake, runId, folder, models, details, slice);
    }
  }

  private DayCommit make(
      LocalDate date,
      SortedMap<String, String> lake,
      String runId,
      AttemptFolder folder,
      List<String> models,
      OutcomeDetails details,
      LakeSlice slice) {
    Attempt attempt = folder.attempt();
    LakeRows rows = slice.rows();
    LakeSurvey survey = LakeSurvey.take(rows, config.segments(), config.maxGroups());
    RecordLayout layout =
        new RecordLayout(
            survey.routers(models),
            !models.isEmpty(),
            segmentColumns,
            rows.keyedByDate(),
            config.unknownLabels(),
            details);
    try (LakeRecords records =
        LakeRecords.reduce(
            spark, folder, rows, survey, layout, frame -> write(folder, frame, layout))) {
      records.requireUsable(survey);
      QualityReport quality = quality(layout, records);
      LabelCompleteness.refuseSelective(quality, slice.kind(), config.unknownLabels());
      folder.requireWhole();
      sync(attempt);
      return new DayCommit(
          date,
          1,
          runId,
          attempt.id(),
          recipe,
          lake,
          routers(layout, quality),
          segmentColumns,
          segments(survey),
          files(attempt),
          quality,
          clock.instant());
    }
  }

  private static void sync(Attempt attempt) {
    try {
      attempt.folder().sync(attempt.path());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make " + attempt.location() + " durable: " + e, e);
    }
  }

  private QualityReport quality(RecordLayout layout, LakeRecords records) {
    Grid grid =
        new Grid(
            layout.routers(),
            segmentColumns,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            config.smoothing());
    Map<Integer, GroupTally> tallies = GroupTallies.of(records.records(), grid);
    return records.quality(grid, group -> tallies.getOrDefault(group, GroupTally.empty(grid)));
  }

  /** The pool configured, with the models that were in it when the day was first recorded. */
  private List<String> models(Optional<DayCommit> inPlace) {
    List<String> configured = config.poolModels();
    Set<String> recorded = new TreeSet<>();
    inPlace.ifPresent(day -> day.routers().forEach(router -> recorded.addAll(router.models())));
    boolean isOnePool =
        inPlace.stream()
                .flatMap(day -> day.routers().stream())
                .map(DayCommit.DayRouter::poolId)
                .distinct()
                .count()
            == 1;
    return isOnePool && !configured.isEmpty() && recorded.containsAll(configured)
        ? List.copyOf(recorded)
        : configured;
  }

  /** The share of malformed rows of a day, against the cap. */
  List<GateVerdict> judge(QualityReport quality) {
    return InputRows.judge(quality, config.maxQuarantinedShare());
  }

  private Dataset<Row> write(AttemptFolder folder, Dataset<Row> records, RecordLayout layout) {
    folder.write(
        records, CalibrationRecords.TABLE, CalibrationRecords.STATUS, CalibrationRecords.DATE);
    return LakeRecords.excluded(
        folder.read(CalibrationRecords.TABLE, CalibrationRecords.schema(layout.segmentColumns())));
  }

  private String runId(LocalDate date, SortedMap<String, String> lake) {
    String identity = date + "\0" + recipe + "\0" + lake;
    return Sha256.hex(identity.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
  }

  private static List<DayCommit.DayRouter> routers(RecordLayout layout, QualityReport quality) {
    List<DayCommit.DayRouter> routers = new ArrayList<>();
    for (int r = 0; r < layout.routers().size(); r++) {
      RouterPool router = layout.routers().get(r);
      routers.add(
          new DayCommit.DayRouter(
              router.router(),
              Optional.of(router.version()).filter(version -> !version.isEmpty()),
              router.identity().fingerprint(),
              router.pool().id(),
              router.pool().models(),
              quality.routers().get(r).records()));
    }
    return routers;
  }

  private List<DayCommit.DaySegments> segments(LakeSurvey survey) {
    List<DayCommit.DaySegments> segments = new ArrayList<>();
    for (int i = 0; i < config.segments().size(); i++) {
      segments.add(
          new DayCommit.DaySegments(
              config.segments().get(i),
              survey.segments().get(i).stream()
                  .sorted((a, b) -> a.toString().compareTo(b.toString()))
                  .toList()));
    }
    return segments;
  }

  private static List<DayCommit.DayFile> files(Attempt attempt) {
    String table = attempt.path(CalibrationRecords.TABLE);
    List<DayCommit.DayFile> files = new ArrayList<>();
    try {
      for (FileEntry file : TreeDigest.visible(attempt.folder(), table)) {
        files.add(
            new DayCommit.DayFile(
                file.path().substring(table.length() + 1),
                file.bytes(),
                TreeDigest.ofFile(attempt.folder(), file.path())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read back " + attempt.folder() + "/" + table, e);
    }
    return files;
  }

  /** Removes what was made and never put in place. */
  void discard() {
    attempts.forEach(Attempt::delete);
  }
}
