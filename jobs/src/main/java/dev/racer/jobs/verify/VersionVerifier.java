package dev.racer.jobs.verify;

import dev.racer.core.pool.ModelPool;
import dev.racer.core.pool.Sha256;
import dev.racer.core.published.Commit;
import dev.racer.core.published.CommitLog;
import dev.racer.core.published.PublishedFormatException;
import dev.racer.core.published.PublishedRouter;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.SegmentName;
import dev.racer.core.published.ThresholdsJson;
import dev.racer.jobs.BuildInfo;
import dev.racer.jobs.calibrate.CalibrateConfig;
import dev.racer.jobs.config.PublishedSettings;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.publication.PublicationFolder;
import dev.racer.spark.publication.PublicationFolder.FileEntry;
import dev.racer.spark.publication.Publisher;
import dev.racer.spark.publication.QualityReport.RouterQuality;
import dev.racer.spark.publication.TreeDigest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
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
 * attempt without one, its manifest), the configuration in the manifest, and the records.
 */
public final class VersionVerifier {
  private static final String RECORDS_TABLE = "calibration_records";
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
   * @throws DataContractException if its manifest cannot be read although it is the committed one
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
   * @throws DataContractException if its manifest is missing or cannot be read
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
      Optional<byte[]> document = bytes(Publisher.THRESHOLDS);
      String thresholdsSha256 = document.map(Sha256::hex).orElse(NONE);
      checkThresholdsFile(manifest, document, thresholdsSha256);
      Optional<PublishedThresholds> thresholds = document.flatMap(this::thresholds);
      if (thresholds.isPresent()) {
        recompute(manifest, thresholds.get(), document.get());
      } else {
        checkFiles(manifest, Map.of());
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
    String file = attempt + "/" + Manifest.FILE;
    checks.equal(Certificate.MANIFEST, file, "publication", publication, manifest.publication());
    String runId = attemptId.substring(0, attemptId.indexOf('-'));
    checks.equal(Certificate.MANIFEST, file, "run_id", runId, manifest.runId());
  }

  private void checkThresholdsFile(Manifest manifest, Optional<byte[]> document, String sha256) {
    String file = attempt + "/" + Publisher.THRESHOLDS;
    commit.ifPresent(
        each ->
            checks.equal(
                Certificate.FILES, file, "SHA-256 committed", each.thresholdsSha256(), sha256));
    for (Manifest.Output output : manifest.outputs()) {
      if (output.path().equals(Publisher.THRESHOLDS)) {
        checks.equal(Certificate.FILES, file, "SHA-256", output.sha256().orElse("any"), sha256);
        checks.equal(
            Certificate.FILES,
            file,
            "bytes",
            output.bytes(),
            (long) document.map(bytes -> bytes.length).orElse(0));
      }
    }
  }

  private Optional<PublishedThresholds> thresholds(byte[] document) {
    try {
      PublishedThresholds thresholds = ThresholdsJson.read(document);
      rows = thresholds.thresholds().size();
      return Optional.of(thresholds);
    } catch (PublishedFormatException e) {
      checks.differs(
          Certificate.THRESHOLDS,
          attempt + "/" + Publisher.THRESHOLDS,
          "content",
          "a document of thresholds",
          e.getMessage());
      return Optional.empty();
    }
  }

  /** Computes the thresholds again, and compares. */
  private void recompute(Manifest manifest, PublishedThresholds published, byte[] document)
      throws IOException {
    CalibrateConfig config = PublishedSettings.calibration(manifest, place(Manifest.FILE));
    Shape shape = Shape.of(config, published);
    checkPools(config, published);
    String table = attempt + "/" + RECORDS_TABLE;
    List<String> paths = TreeDigest.visible(folder, table).stream().map(FileEntry::path).toList();
    RecordScan scan = RecordScan.of(folder, paths, shape);
    checkFiles(manifest, scan.files());
    certify(Optional.empty(), table, scan);
    if (!checkRecords(manifest, config, scan)) {
      return; // what follows from damaged records says nothing more
    }
    NavigableSet<String> segments = segments(published, scan.sums());
    Map<String, RouterSums> sums = scan.sums().routers();
    ExpectedThresholds expected = new ExpectedThresholds(config, shape, sums, segments);
    PublishedThresholds computed = expected.document();
    if (!expected.isCounted()) { // a threshold differs: count at the one that must be
      RecordScan again = RecordScan.of(folder, paths, shape.at(computed));
      computed =
          new ExpectedThresholds(config, shape.at(computed), again.sums().routers(), segments)
              .document();
    }
    ThresholdComparison comparison = new ThresholdComparison(checks);
    comparison.compare(computed, published);
    equalRows = comparison.equalRows();
    checks.equal(
        Certificate.THRESHOLDS,
        attempt + "/" + Publisher.THRESHOLDS,
        "SHA-256 of what was computed",
        Sha256.hex(ThresholdsJson.write(computed)),
        Sha256.hex(document));
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

  /** Every output is there with the bytes and the digest of the manifest, and nothing else is. */
  private void checkFiles(Manifest manifest, Map<String, RecordScan.FileFacts> read)
      throws IOException {
    NavigableSet<String> unlisted = new TreeSet<>(folder.names(attempt));
    unlisted.removeIf(name -> name.startsWith(".") || name.startsWith("_"));
    unlisted.remove(Manifest.FILE);
    for (Manifest.Output output : manifest.outputs()) {
      String path = attempt + "/" + output.path();
      boolean isThere = unlisted.remove(output.path());
      if (!isThere) {
        checks.differs(Certificate.FILES, path, "file", "a file or folder", NONE);
      } else if (output.rows().isPresent()) {
        boolean isRead = output.path().equals(RECORDS_TABLE) && !read.isEmpty();
        if (isRead) {
          checkTable(output, path, bytes(read), treeSha256(path, read));
          long found = read.values().stream().mapToLong(f -> f.used() + f.excluded()).sum();
          checks.equal(Certificate.FILES, path, "rows", output.rows().getAsLong(), found);
        } else {
          TreeDigest tree = TreeDigest.of(folder, path);
          checkTable(output, path, tree.bytes(), tree.sha256());
        }
      } else if (!output.path().equals(Publisher.THRESHOLDS)) {
        byte[] content = folder.bytes(path);
        checkTable(output, path, content.length, Sha256.hex(content));
      }
    }
    checks.equal(Certificate.FILES, attempt, "files beside those listed", "[]", "" + unlisted);
  }

  private void checkTable(Manifest.Output output, String path, long bytes, String sha256) {
    checks.equal(Certificate.FILES, path, "bytes", output.bytes(), bytes);
    output
        .sha256()
        .ifPresent(expected -> checks.equal(Certificate.FILES, path, "SHA-256", expected, sha256));
  }

  private static long bytes(Map<String, RecordScan.FileFacts> files) {
    return files.values().stream().mapToLong(RecordScan.FileFacts::bytes).sum();
  }

  /** As {@link TreeDigest} defines it, of files that were read already. */
  private static String treeSha256(String table, Map<String, RecordScan.FileFacts> files) {
    Sha256 tree = new Sha256();
    for (Map.Entry<String, RecordScan.FileFacts> file : new TreeMap<>(files).entrySet()) {
      String entry = file.getKey().substring(table.length() + 1) + "\0" + file.getValue().sha256();
      tree.add(entry.getBytes(StandardCharsets.UTF_8));
    }
    return tree.hex();
  }

  private void certify(Optional<String> date, String table, RecordScan scan) {
    records.add(
        new Certificate.Records(
            date,
            table,
            scan.files().size(),
            bytes(scan.files()),
            treeSha256(table, scan.files()),
            scan.sums().used(),
            scan.sums().excluded()));
    for (Map.Entry<String, RouterSums> router : scan.sums().routers().entrySet()) {
      RouterSums sums = router.getValue();
      routers.add(
          new Certificate.Router(
              router.getKey(), sums.poolId(), sums.records(), 1 + sums.segmentNames().size()));
    }
  }

  /** Returns whether the records can be computed with. */
  private boolean checkRecords(Manifest manifest, CalibrateConfig config, RecordScan scan) {
    boolean areSound = true;
    for (Map.Entry<String, RecordScan.FileFacts> file : scan.files().entrySet()) {
      Optional<String> damage = file.getValue().damage();
      areSound &= damage.isEmpty();
      checks.equal(
          Certificate.RECORDS, file.getKey(), "content", "records", damage.orElse("records"));
    }
    List<Difference> complaints = scan.sums().complaints().differences(Certificate.RECORDS);
    checks.compared(Certificate.RECORDS, scan.sums().used(), complaints);
    Map<String, RouterQuality> quality = new TreeMap<>();
    manifest.quality().routers().forEach(router -> quality.put(router.router(), router));
    for (Map.Entry<String, RouterSums> router : scan.sums().routers().entrySet()) {
      checkRouter(config, router.getKey(), router.getValue(), quality.get(router.getKey()));
    }
    return areSound && complaints.isEmpty();
  }

  private void checkRouter(
      CalibrateConfig config, String router, RouterSums sums, RouterQuality quality) {
    String subject = "records of router " + router;
    checks.equal(Certificate.RECORDS, subject, "repeated queries", 0L, sums.repeated());
    long notAdmitted =
        sums.labelStates().entrySet().stream()
            .filter(state -> !config.unknownLabels().admits(state.getKey()))
            .mapToLong(Map.Entry::getValue)
            .sum();
    checks.equal(
        Certificate.RECORDS,
        subject,
        "incomplete labels under unknown-labels = " + config.unknownLabels().key(),
        0L,
        notAdmitted);
    if (quality == null) {
      checks.differs(Certificate.RECORDS, subject, "account in the manifest", "one", NONE);
      return;
    }
    checks.equal(Certificate.RECORDS, subject, "pool_id", sums.poolId(), quality.poolId());
    checks.equal(Certificate.RECORDS, subject, "records", sums.records(), quality.records());
    Map<String, Long> states = new TreeMap<>();
    sums.labelStates().forEach((state, count) -> states.put(state.key(), count));
    checks.equal(Certificate.RECORDS, subject, "label_states", states, quality.labelStates());
    checks.equal(Certificate.RECORDS, subject, "tied", sums.tied(), quality.tied());
    checks.equal(
        Certificate.RECORDS,
        subject,
        "null_segment_values",
        sums.withoutValues(),
        quality.nullSegmentValues());
  }

  /** The segments of the document, and those that occur in the records. */
  private static NavigableSet<String> segments(PublishedThresholds published, RecordSums sums) {
    NavigableSet<String> segments = new TreeSet<>(SegmentName.ORDER);
    segments.add(SegmentName.ALL);
    published.thresholds().stream().map(PublishedThreshold::segment).forEach(segments::add);
    sums.routers().values().forEach(router -> segments.addAll(router.segmentNames()));
    return segments;
  }
}
