package dev.racer.jobs.verify;

import dev.racer.core.gate.ProtectiveVersion;
import dev.racer.core.pool.ModelPool;
import dev.racer.core.pool.Sha256;
import dev.racer.core.published.Commit;
import dev.racer.core.published.CommitKind;
import dev.racer.core.published.CommitLog;
import dev.racer.core.published.PublishedFormatException;
import dev.racer.core.published.PublishedRouter;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.SegmentName;
import dev.racer.core.published.ThresholdsJson;
import dev.racer.core.serving.ServedVersion;
import dev.racer.core.serving.VersionRefusedException;
import dev.racer.jobs.BuildInfo;
import dev.racer.jobs.calibrate.CalibrateConfig;
import dev.racer.jobs.config.PublishedSettings;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.publication.DayCommit;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.publication.NightWindow;
import dev.racer.spark.publication.PublicationFolder;
import dev.racer.spark.publication.Publisher;
import dev.racer.spark.publication.RecordDays;
import dev.racer.spark.schema.CalibrationRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Verifies one version of a publication: computes its thresholds again from its records, and
 * compares every digest, count and field on the way.
 *
 * <p>Trusts nothing that it can compute; what it takes as given is the version's commit (or, for an
 * attempt without one, its manifest), the configuration in the manifest, and the records. The
 * records of a calibration lie in its attempt, those of a night in the days that its manifest
 * names. A version that protects another one is made again from the candidate that was refused,
 * which follows from the records, and from the version in force then.
 */
public final class VersionVerifier {
  private static final String NONE = "none";

  private final PublicationFolder folder;
  private final String publication;
  private final BuildInfo build;
  private final Optional<Commit> commit;
  private final String attemptId;
  private final String attempt;
  private final Checks checks = new Checks();
  private final List<Certificate.Records> records = new ArrayList<>();
  private final List<Certificate.Router> routers = new ArrayList<>();
  private long rows;
  private long equalRows;

  private VersionVerifier(
      PublicationFolder folder,
      String publication,
      BuildInfo build,
      Optional<Commit> commit,
      String attemptId) {
    this.folder = folder;
    this.publication = publication;
    this.build = build;
    this.commit = commit;
    this.attemptId = attemptId;
    this.attempt = Commit.ATTEMPTS + "/" + attemptId;
  }

  /**
   * Verifies a version.
   *
   * @param folder of the publication
   * @param publication its name
   * @param commit what put the version in force
   * @param build what verifies
   * @throws DataContractException if its manifest is missing or cannot be read
   * @throws UncheckedIOException if the store fails
   */
  public static Certificate verify(
      PublicationFolder folder, String publication, Commit commit, BuildInfo build) {
    return new VersionVerifier(folder, publication, build, Optional.of(commit), commit.attemptId())
        .verify();
  }

  /**
   * Verifies an attempt that need not be committed, a refused one for example.
   *
   * @param folder of the publication
   * @param publication its name
   * @param attemptId id of the attempt
   * @param build what verifies
   * @throws DataContractException if its manifest is missing or cannot be read, or it is no attempt
   *     at thresholds
   * @throws UncheckedIOException if the store fails
   */
  public static Certificate verifyAttempt(
      PublicationFolder folder, String publication, String attemptId, BuildInfo build) {
    return new VersionVerifier(folder, publication, build, Optional.empty(), attemptId).verify();
  }

  private Certificate verify() {
    try {
      checkCommits();
      byte[] manifestBytes = manifestBytes();
      String manifestSha256 = Sha256.hex(manifestBytes);
      commit.ifPresent(
          each ->
              checks.equal(
                  Certificate.MANIFEST,
                  attempt + "/" + Manifest.FILE,
                  "SHA-256",
                  each.manifestSha256(),
                  manifestSha256));
      Manifest manifest = Manifest.fromJson(manifestBytes, place(Manifest.FILE));
      checkManifest(manifest);
      if (commit.isPresent()) {
        checkCommit(commit.get(), manifest);
      }
      Optional<byte[]> document = bytes(Publisher.THRESHOLDS);
      String thresholdsSha256 = document.map(Sha256::hex).orElse(NONE);
      commit.ifPresent(
          each ->
              checks.equal(
                  Certificate.FILES,
                  attempt + "/" + Publisher.THRESHOLDS,
                  "SHA-256 committed",
                  each.thresholdsSha256(),
                  thresholdsSha256));
      Optional<PublishedThresholds> published =
          document.isPresent()
              ? thresholds(Publisher.THRESHOLDS, document.get())
              : Optional.empty();
      rows = published.map(each -> each.thresholds().size()).orElse(0);
      boolean isRead = published.isPresent() && verify(manifest, published.get());
      if (!isRead) {
        new AttemptFiles(folder, attempt, checks).check(manifest, Map.of());
      }
      return new Certificate(
          publication,
          commit.map(c -> OptionalLong.of(c.sequence())).orElse(OptionalLong.empty()),
          manifest.runId(),
          attemptId,
          build,
          manifest.code(),
          manifestSha256,
          thresholdsSha256,
          records,
          routers,
          rows,
          equalRows,
          checks.counts(),
          checks.differences());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + folder + ": " + e, e);
    }
  }

  private String place(String file) {
    return folder + "/" + attempt + "/" + file;
  }

  /** The versions follow each other without a gap; each can be read and says its own number. */
  private void checkCommits() throws IOException {
    CommitLog log = new CommitLog(folder);
    NavigableSet<String> names = new TreeSet<>(folder.names(CommitLog.FOLDER));
    names.removeIf(name -> name.startsWith(".") || name.startsWith("_"));
    long sequence = 0;
    for (String name : names) {
      sequence++;
      String file = CommitLog.file(sequence);
      if (!checks.equal(
          Certificate.COMMITS, CommitLog.FOLDER, "file", file, CommitLog.FOLDER + "/" + name)) {
        return;
      }
      try {
        Optional<Commit> found = log.commit(sequence);
        checks.equal(Certificate.COMMITS, file, "number", sequence, found.orElseThrow().sequence());
      } catch (PublishedFormatException e) {
        checks.differs(Certificate.COMMITS, file, "content", "a commit", e.getMessage());
      }
    }
  }

  private byte[] manifestBytes() throws IOException {
    try {
      return folder.bytes(attempt + "/" + Manifest.FILE);
    } catch (NoSuchFileException e) {
      throw new DataContractException(place(Manifest.FILE) + " is missing", e);
    }
  }

  private Optional<byte[]> bytes(String file) throws IOException {
    try {
      return Optional.of(folder.bytes(attempt + "/" + file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private void checkManifest(Manifest manifest) {
    if (manifest.outputs().stream().noneMatch(o -> o.path().equals(Publisher.THRESHOLDS))) {
      throw new DataContractException(
          place(Manifest.FILE)
              + " names no "
              + Publisher.THRESHOLDS
              + ": there is nothing to verify");
    }
    String file = attempt + "/" + Manifest.FILE;
    checks.equal(Certificate.MANIFEST, file, "publication", publication, manifest.publication());
    String runId = attemptId.substring(0, attemptId.indexOf('-'));
    checks.equal(Certificate.MANIFEST, file, "run_id", runId, manifest.runId());
  }

  /**
   * What the version's commit says fits what its manifest says: a night's day, and whether it
   * protects another version. A commit that puts a version back in force takes a commit's place
   * that put it in force before.
   */
  private void checkCommit(Commit version, Manifest manifest) throws IOException {
    String file = CommitLog.file(version.sequence());
    if (version.kind() == CommitKind.ROLLBACK) {
      boolean wasThere = false;
      for (long sequence = 1; sequence < version.sequence(); sequence++) {
        wasThere |=
            earlier(sequence).filter(each -> each.attempt().equals(version.attempt())).isPresent();
      }
      checks.equal(
          Certificate.COMMITS, file, "earlier version of the same attempt", true, wasThere);
      return;
    }
    Optional<NightWindow> night = manifest.night();
    boolean protects = night.map(NightWindow::protects).filter(OptionalLong::isPresent).isPresent();
    checks.equal(
        Certificate.COMMITS,
        file,
        "kind",
        (protects ? CommitKind.PROTECTIVE : CommitKind.PUBLISH).key(),
        version.kind().key());
    checks.equal(
        Certificate.COMMITS,
        file,
        "date",
        night.map(each -> each.day().toString()).orElse(NONE),
        version.date().map(LocalDate::toString).orElse(NONE));
  }

  /** A commit; empty if it cannot be read, which is said where all of them are checked. */
  private Optional<Commit> earlier(long sequence) throws IOException {
    try {
      return new CommitLog(folder).commit(sequence);
    } catch (PublishedFormatException e) {
      return Optional.empty();
    }
  }

  private Optional<PublishedThresholds> thresholds(String file, byte[] document) {
    try {
      return Optional.of(ThresholdsJson.read(document));
    } catch (PublishedFormatException e) {
      checks.differs(
          Certificate.THRESHOLDS,
          attempt + "/" + file,
          "content",
          "a document of thresholds",
          e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Computes the thresholds again, and compares.
   *
   * @return whether the files of the attempt were checked on the way
   */
  private boolean verify(Manifest manifest, PublishedThresholds published) throws IOException {
    CalibrateConfig config = PublishedSettings.calibration(manifest, place(Manifest.FILE));
    Optional<NightWindow> night = manifest.night();
    boolean protects = night.isPresent() && night.get().protects().isPresent();
    Optional<PublishedThresholds> candidate = Optional.of(published);
    if (protects) {
      Optional<byte[]> refused = bytes(NightWindow.REFUSED);
      candidate =
          refused.isPresent() ? thresholds(NightWindow.REFUSED, refused.get()) : Optional.empty();
    }
    RecordChecks recordChecks = new RecordChecks(checks, config);
    List<DayCommit> days = night.isPresent() ? days(night.get()) : List.of();
    if (candidate.isEmpty() || !recordChecks.checkDays(days)) {
      return false;
    }
    checkPools(config, candidate.get());
    Shape shape =
        Shape.of(config, wanted(candidate.get(), night), recorded(days)).at(candidate.get());
    List<RecordSource> sources = sources(night, days);
    RecordScan scan = RecordScan.of(folder, paths(sources), shape);
    new AttemptFiles(folder, attempt, checks).check(manifest, scan.files());
    certify(sources, scan);
    boolean areSound = recordChecks.check(sources, scan);
    if (night.isPresent()) {
      recordChecks.checkCounts(days, scan.sums());
    } else {
      recordChecks.checkQuality(manifest.quality(), scan.sums());
    }
    if (!areSound) {
      return true; // what follows from damaged records says nothing more
    }
    NavigableSet<String> segments = segments(candidate.get(), days, night.isPresent(), scan.sums());
    PublishedThresholds computed = compute(config, shape, scan, segments, sources);
    String file = protects ? NightWindow.REFUSED : Publisher.THRESHOLDS;
    equalRows = compare(file, computed, candidate.get());
    if (protects) {
      Optional<PublishedThresholds> incumbent = incumbent(night.get().protects().getAsLong());
      if (incumbent.isPresent()) {
        NightRetest retest = new NightRetest(folder, config, shape, segments, manifest);
        PublishedThresholds protective =
            ProtectiveVersion.of(
                    computed,
                    incumbent.get(),
                    retest.refusedSources(sources),
                    retest.onMisses(place(Manifest.FILE)))
                .thresholds();
        equalRows = compare(Publisher.THRESHOLDS, protective, published);
      }
    }
    return true;
  }

  /** The commits of the days that a night read, as far as they are those that it read. */
  private List<DayCommit> days(NightWindow night) {
    List<DayCommit> days = new ArrayList<>();
    RecordDays recordDays = new RecordDays(folder);
    for (NightWindow.Day day : night.days()) {
      String subject = "day " + day.date();
      Optional<DayCommit> found = recordDays.commit(day.date(), day.sequence());
      if (found.isEmpty()) {
        checks.differs(Certificate.RECORDS, subject, "commit", "number " + day.sequence(), NONE);
      } else {
        DayCommit made = found.get();
        checks.equal(Certificate.RECORDS, subject, "date", day.date(), made.date());
        checks.equal(Certificate.RECORDS, subject, "number", day.sequence(), made.sequence());
        checks.equal(Certificate.RECORDS, subject, "attempt", day.attempt(), made.attempt());
        checks.equal(
            Certificate.RECORDS, subject, "SHA-256", day.recordsSha256(), made.recordsSha256());
        days.add(made);
      }
    }
    return days;
  }

  private static Map<String, ModelPool> recorded(List<DayCommit> days) {
    Map<String, ModelPool> recorded = new HashMap<>();
    for (DayCommit day : days) {
      day.routers().forEach(r -> recorded.put(r.poolId(), ModelPool.of(r.models())));
    }
    return recorded;
  }

  /** The routers of the document; a night says which version of each. */
  private Map<String, Shape.WantedRouter> wanted(
      PublishedThresholds document, Optional<NightWindow> night) {
    Map<String, Shape.WantedRouter> wanted = new TreeMap<>();
    for (PublishedRouter router : document.routers()) {
      wanted.put(
          router.router(),
          new Shape.WantedRouter(Optional.empty(), document.pool(router.router())));
    }
    if (night.isPresent()) {
      List<String> names = new ArrayList<>();
      for (NightWindow.Router router : night.get().routers()) {
        names.add(router.router() + " " + router.poolId());
        wanted.computeIfPresent(
            router.router(),
            (name, known) ->
                new Shape.WantedRouter(Optional.of(router.version().orElse("")), known.pool()));
      }
      checks.equal(
          Certificate.THRESHOLDS,
          "document",
          "routers of the night",
          names,
          document.routers().stream().map(r -> r.router() + " " + r.poolId()).toList());
    }
    return wanted;
  }

  private List<RecordSource> sources(Optional<NightWindow> night, List<DayCommit> days)
      throws IOException {
    if (night.isEmpty()) {
      return List.of(RecordSource.ofAttempt(folder, attempt + "/" + CalibrationRecords.TABLE));
    }
    List<RecordSource> sources = new ArrayList<>();
    for (DayCommit day : days) {
      sources.add(RecordSource.of(folder, day));
    }
    return sources;
  }

  static List<String> paths(List<RecordSource> sources) {
    return sources.stream().flatMap(source -> source.paths().stream()).toList();
  }

  private PublishedThresholds compute(
      CalibrateConfig config,
      Shape shape,
      RecordScan scan,
      NavigableSet<String> segments,
      List<RecordSource> sources) {
    ExpectedThresholds expected =
        new ExpectedThresholds(config, shape, scan.sums().routers(), segments);
    PublishedThresholds computed = expected.document();
    if (expected.isCounted()) {
      return computed;
    }
    // a threshold differs: count at the one that must be
    Shape again = shape.at(computed);
    RecordSums sums = RecordScan.of(folder, paths(sources), again).sums();
    return new ExpectedThresholds(config, again, sums.routers(), segments).document();
  }

  /** Compares a document with what it must be; returns how many of its rows are equal. */
  private long compare(String file, PublishedThresholds expected, PublishedThresholds found) {
    ThresholdComparison comparison = new ThresholdComparison(checks);
    comparison.compare(expected, found);
    checks.equal(
        Certificate.THRESHOLDS,
        attempt + "/" + file,
        "SHA-256 of what was computed",
        Sha256.hex(ThresholdsJson.write(expected)),
        Sha256.hex(ThresholdsJson.write(found)));
    return comparison.equalRows();
  }

  /** The version in force that a night protected. */
  private Optional<PublishedThresholds> incumbent(long sequence) throws IOException {
    try {
      Optional<Commit> protectedBy = new CommitLog(folder).commit(sequence);
      if (protectedBy.isPresent()) {
        return Optional.of(ServedVersion.read(folder, publication, protectedBy.get()).thresholds());
      }
      checks.differs(
          Certificate.THRESHOLDS, "protected version", "commit", "number " + sequence, NONE);
    } catch (VersionRefusedException | PublishedFormatException e) {
      checks.differs(
          Certificate.THRESHOLDS, "protected version", "content", "a version", e.getMessage());
    }
    return Optional.empty();
  }

  /** The pools are those that the configuration names, where it names any. */
  private void checkPools(CalibrateConfig config, PublishedThresholds published) {
    if (!config.poolModels().isEmpty()) {
      ModelPool pool = ModelPool.of(config.poolModels());
      for (PublishedRouter router : published.routers()) {
        checks.equal(
            Certificate.THRESHOLDS,
            "router " + router.router(),
            "pool_id",
            pool.id(),
            router.poolId());
      }
    }
  }

  private void certify(List<RecordSource> sources, RecordScan scan) {
    for (RecordSource source : sources) {
      Map<String, RecordScan.FileFacts> files = AttemptFiles.below(scan.files(), source.table());
      records.add(
          new Certificate.Records(
              source.day().map(day -> day.date().toString()),
              source.table(),
              files.size(),
              AttemptFiles.bytes(files),
              AttemptFiles.treeSha256(source.table(), files),
              files.values().stream().mapToLong(RecordScan.FileFacts::used).sum(),
              files.values().stream().mapToLong(RecordScan.FileFacts::excluded).sum()));
    }
    scan.sums()
        .routers()
        .forEach(
            (name, sums) ->
                routers.add(
                    new Certificate.Router(
                        name, sums.poolId(), sums.records(), 1 + sums.segmentNames().size())));
  }

  /**
   * The segments that rows must be there for: those that occur in the records, and those of queries
   * that no router scored in full, which days tell and a calibration's document alone does.
   */
  private static NavigableSet<String> segments(
      PublishedThresholds document, List<DayCommit> days, boolean isNight, RecordSums sums) {
    NavigableSet<String> segments = new TreeSet<>(SegmentName.ORDER);
    segments.add(SegmentName.ALL);
    if (!isNight) {
      document.thresholds().stream().map(PublishedThreshold::segment).forEach(segments::add);
    }
    for (DayCommit day : days) {
      for (DayCommit.DaySegments combination : day.segments()) {
        combination
            .values()
            .forEach(values -> segments.add(Shape.segment(combination.columns(), values)));
      }
    }
    sums.routers().values().forEach(router -> segments.addAll(router.segmentNames()));
    return segments;
  }
}
