package dev.racer.jobs.verify;

import dev.racer.core.pool.ModelPool;
import dev.racer.core.pool.Sha256;
import dev.racer.jobs.calibrate.CalibrateConfig;
import dev.racer.jobs.records.RecordReader;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.publication.DayCommit;
import dev.racer.spark.publication.DayCommit.DayFile;
import dev.racer.spark.publication.DayCommit.DayRouter;
import dev.racer.spark.publication.QualityReport;
import dev.racer.spark.publication.QualityReport.RouterQuality;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Checks records that were read against what was said of them when they were made. */
final class RecordChecks {
  private static final String NONE = "none";

  private final Checks checks;
  private final CalibrateConfig config;

  RecordChecks(Checks checks, CalibrateConfig config) {
    this.checks = checks;
    this.config = config;
  }

  /**
   * Checks what was read.
   *
   * @return whether thresholds can be computed from it
   */
  boolean check(List<RecordSource> sources, RecordScan scan) {
    boolean areSound = true;
    for (String path : scan.missing()) {
      areSound = false;
      checks.differs(Certificate.FILES, path, "file", "a file", NONE);
    }
    for (Map.Entry<String, RecordScan.FileFacts> file : scan.files().entrySet()) {
      Optional<String> damage = file.getValue().damage();
      areSound &= damage.isEmpty();
      checks.equal(
          Certificate.RECORDS, file.getKey(), "content", "records", damage.orElse("records"));
    }
    List<Difference> complaints = scan.sums().complaints().differences(Certificate.RECORDS);
    checks.compared(Certificate.RECORDS, scan.sums().used(), complaints);
    sources.forEach(source -> source.day().ifPresent(day -> checkDay(day, scan)));
    scan.sums().routers().forEach(this::checkRouter);
    return areSound && complaints.isEmpty();
  }

  private void checkRouter(String router, RouterSums sums) {
    String subject = subject(router);
    checks.equal(Certificate.RECORDS, subject, "repeated queries", 0L, sums.repeated());
    checks.equal(
        Certificate.RECORDS,
        subject,
        "probabilities below exploration.least-probability, or none declared",
        false,
        sums.lacksDeclaration());
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
  }

  private static String subject(String router) {
    return "records of router " + router;
  }

  /** The files of a day are those of its commit, and of that day. */
  private void checkDay(DayCommit day, RecordScan scan) {
    Map<String, DayFile> listed = new TreeMap<>();
    day.files().forEach(file -> listed.put(day.table() + "/" + file.path(), file));
    for (Map.Entry<String, RecordScan.FileFacts> file : scan.files().entrySet()) {
      String path = file.getKey();
      if (path.startsWith(day.table() + "/")) {
        DayFile expected = listed.get(path);
        if (expected == null) {
          checks.differs(
              Certificate.FILES, path, "file", "none that the day's commit lacks", "a file");
        } else {
          checks.equal(Certificate.FILES, path, "bytes", expected.bytes(), file.getValue().bytes());
          checks.equal(
              Certificate.FILES, path, "SHA-256", expected.sha256(), file.getValue().sha256());
        }
        checks.equal(Certificate.RECORDS, path, "day", day.date().toString(), dateOf(path));
      }
    }
  }

  private static String dateOf(String path) {
    try {
      return RecordReader.Place.of(path).date();
    } catch (DataContractException e) {
      return e.getMessage();
    }
  }

  /** Each router has as many records as the commits of the days say, and there are no others. */
  void checkCounts(List<DayCommit> days, RecordSums sums) {
    Map<RecordSums.Recorded, Long> expected = new HashMap<>();
    for (DayCommit day : days) {
      for (DayRouter router : day.routers()) {
        if (router.records() > 0) {
          expected.merge(
              new RecordSums.Recorded(
                  router.router(), router.version().orElse(""), router.poolId()),
              router.records(),
              Long::sum);
        }
      }
    }
    checks.equal(
        Certificate.RECORDS,
        "records of the window",
        "number by router, version and pool",
        lines(expected),
        lines(sums.recordsOf()));
  }

  private static List<String> lines(Map<RecordSums.Recorded, Long> counts) {
    return counts.entrySet().stream()
        .map(
            entry ->
                String.join(
                    " ",
                    entry.getKey().router(),
                    entry.getKey().version(),
                    entry.getKey().poolId(),
                    String.valueOf(entry.getValue())))
        .sorted()
        .toList();
  }

  /** The records of a calibration are as its manifest accounts for them. */
  void checkQuality(QualityReport report, RecordSums sums) {
    Map<String, RouterQuality> quality = new TreeMap<>();
    report.routers().forEach(router -> quality.put(router.router(), router));
    sums.routers().forEach((name, router) -> checkQuality(name, router, quality.get(name)));
    Map<String, Integer> versions = new TreeMap<>();
    sums.recordsOf()
        .keySet()
        .forEach(recorded -> versions.merge(recorded.router(), 1, Integer::sum));
    versions.forEach(
        (router, count) ->
            checks.equal(Certificate.RECORDS, subject(router), "versions and pools", 1, count));
  }

  private void checkQuality(String router, RouterSums sums, RouterQuality quality) {
    String subject = subject(router);
    if (quality == null) {
      checks.differs(Certificate.RECORDS, subject, "account in the manifest", "one", NONE);
      return;
    }
    Map<String, Long> states = new TreeMap<>();
    sums.labelStates().forEach((state, count) -> states.put(state.key(), count));
    checks.equal(Certificate.RECORDS, subject, "pool_id", sums.poolId(), quality.poolId());
    checks.equal(Certificate.RECORDS, subject, "records", sums.records(), quality.records());
    checks.equal(Certificate.RECORDS, subject, "label_states", states, quality.labelStates());
    checks.equal(Certificate.RECORDS, subject, "tied", sums.tied(), quality.tied());
    checks.equal(Certificate.RECORDS, subject, "thinned", sums.thinned(), quality.thinned());
    checks.equal(
        Certificate.RECORDS,
        subject,
        "null_segment_values",
        sums.withoutValues(),
        quality.nullSegmentValues());
  }

  /**
   * Checks what the commits of days say of themselves.
   *
   * @return whether their records can be put together
   */
  boolean checkDays(List<DayCommit> days) {
    boolean fit = true;
    for (DayCommit day : days) {
      fit &=
          checks.equal(
              Certificate.RECORDS,
              "day " + day.date(),
              "combinations of segment columns",
              config.segments(),
              day.segments().stream().map(DayCommit.DaySegments::columns).toList());
      for (DayRouter router : day.routers()) {
        fit &=
            checks.equal(
                Certificate.RECORDS,
                "day " + day.date() + ", router " + router.router(),
                "pool_id",
                ModelPool.of(router.models()).id(),
                router.poolId());
        String identity = router.router() + "\0" + router.version().orElse("");
        fit &=
            checks.equal(
                Certificate.RECORDS,
                "day " + day.date() + ", router " + router.router(),
                "fingerprint",
                Sha256.hex(identity.getBytes(StandardCharsets.UTF_8)).substring(0, 16),
                router.fingerprint());
      }
    }
    return fit;
  }
}
