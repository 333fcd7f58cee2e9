package dev.racer.jobs.nightly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.racer.core.pool.Sha256;
import dev.racer.core.published.Commit;
import dev.racer.core.published.CommitKind;
import dev.racer.core.published.CommitLog;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.ThresholdsJson;
import dev.racer.jobs.BuildInfo;
import dev.racer.jobs.diff.ComparedVersion;
import dev.racer.jobs.diff.SegmentDiff;
import dev.racer.jobs.diff.VersionDiff;
import dev.racer.jobs.generate.GenerateConfig;
import dev.racer.jobs.generate.GenerateJob;
import dev.racer.jobs.generate.RouterSpec;
import dev.racer.jobs.generate.Traffic;
import dev.racer.jobs.run.Progress;
import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.jobs.verify.Certificate;
import dev.racer.jobs.verify.Difference;
import dev.racer.jobs.verify.TamperedVersion;
import dev.racer.jobs.verify.VersionVerifier;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.publication.DayCommit;
import dev.racer.spark.publication.GateVerdict;
import dev.racer.spark.publication.NightWindow;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.Publisher;
import dev.racer.spark.publication.RecordDays;
import dev.racer.spark.publication.RollbackRequest;
import dev.racer.spark.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nightly versions, verified by the records of their days: tenants are explored with different
 * probabilities, a router was retrained within the window, and the last day is refused for its
 * misses, so that the second version protects the first, while the other router was retrained and
 * nobody accepted it.
 */
@ExtendWith(LocalSpark.class)
class NightVerificationTest {
  private static final int DAYS = 6;
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
  private static final LocalDate RETRAINED = FIRST.plusDays(2);
  private static final LocalDate LAST = FIRST.plusDays(DAYS - 1);

  @TempDir private static Path made;

  private static String attemptForFewerModels;

  @TempDir private Path folder;

  private TamperedVersion version;

  @BeforeAll
  static void makeNights(SparkSession spark) {
    Path lake = made.resolve("lake");
    GenerateConfig.Builder config = config(lake);
    List<RouterSpec> routers = config.build().routers();
    new GenerateJob()
        .run(
            spark,
            config
                .traffic(
                    traffic(
                        new Traffic.Retraining(routers.get(0).name(), RETRAINED),
                        new Traffic.Retraining(routers.get(1).name(), LAST)))
                .build(),
            Progress.NONE);
    Nights nights =
        new Nights(
            spark,
            lake,
            made.resolve("output"),
            "exploration.least-probability=0.4",
            "calibration.segments=[benchmark]",
            "calibration.min-n=60",
            "calibration.risk-levels=[0.10,0.20]",
            "nightly.window=" + DAYS);
    NightlyResult healthy = nights.run(LAST.minusDays(1));
    assertThat(healthy.commit()).isPresent();
    List<String> models = healthy.candidate().orElseThrow().pools().get(0).models();
    NightlyResult fewer =
        nights
            .with(
                "pool.models=" + models.subList(1, models.size()),
                "quality.max-quarantined-share=1",
                "gate.level=1e-12")
            .run(LAST.minusDays(1), PublicationMode.NO_PUBLISH, false);
    attemptForFewerModels = fewer.status().attempt();
    NightlyResult drifted = nights.run(LAST);
    assertThat(drifted.commit().orElseThrow().kind()).isEqualTo(CommitKind.PROTECTIVE);
    assertThat(drifted.status().gate())
        .filteredOn(verdict -> !verdict.passed())
        .extracting(GateVerdict::name)
        .contains("router-unchanged " + routers.get(1).name());
  }

  private static GenerateConfig.Builder config(Path lake) {
    return GenerateConfig.to(lake)
        .queries(700L * DAYS)
        .days(DAYS)
        .startDate(FIRST)
        .models(4)
        .routers(2)
        .routerTrainShare(0)
        .drift(new GenerateConfig.Drift(LAST, 1.0))
        .traffic(traffic());
  }

  private static Traffic traffic(Traffic.Retraining... retrainings) {
    return new Traffic(
        Optional.of(new Traffic.Exploration(0.4, 0.8)),
        Optional.of(1),
        Traffic.LabelColumns.CORRECT_AND_STATE,
        Optional.empty(),
        Traffic.RouterVersions.LOGGED,
        List.of(retrainings));
  }

  @BeforeEach
  void copy() {
    version = TamperedVersion.copy(made.resolve("output"), folder.resolve("output"), "default");
  }

  private Certificate verify(long sequence) {
    PublicationStore store = version.store();
    Commit commit = store.commit(sequence).orElseThrow();
    return VersionVerifier.verify(store.folder(), "default", commit, BuildInfo.read());
  }

  private DayCommit day(LocalDate date) {
    return new RecordDays(version.store().folder()).current(date).orElseThrow();
  }

  @Test
  void aNightIsWholeByTheRecordsOfItsDays() {
    Certificate certificate = verify(1);

    assertThat(certificate.differences()).isEmpty();
    assertThat(certificate.equalRows()).isEqualTo(certificate.rows()).isPositive();
    assertThat(version.store().thresholds(version.store().commit(1).orElseThrow()).thresholds())
        .extracting(PublishedThreshold::sampling)
        .containsOnly(PublishedThreshold.THINNED);
    assertThat(certificate.records())
        .extracting(Certificate.Records::date)
        .containsExactlyElementsOf(
            FIRST.datesUntil(LAST).map(day -> Optional.of(day.toString())).toList());
    assertThat(certificate.records())
        .extracting(Certificate.Records::sha256)
        .containsExactlyElementsOf(
            FIRST.datesUntil(LAST).map(day -> day(day).recordsSha256()).toList());
    // the records of the router before it was retrained are read and passed over
    long used = certificate.records().stream().mapToLong(Certificate.Records::used).sum();
    assertThat(certificate.routers().stream().mapToLong(Certificate.Router::records).sum())
        .isPositive()
        .isLessThan(used);
  }

  @Test
  void aModelTakenOutOfTheRecordsIsVerifiedToo() {
    Certificate certificate =
        VersionVerifier.verifyAttempt(
            version.store().folder(), "default", attemptForFewerModels, BuildInfo.read());

    assertThat(certificate.differences()).isEmpty();
    assertThat(certificate.equalRows()).isEqualTo(certificate.rows()).isPositive();
  }

  @Test
  void aProtectiveVersionIsWholeByItsCandidateAndTheVersionItProtects() {
    Certificate certificate = verify(2);

    assertThat(certificate.differences()).isEmpty();
    assertThat(certificate.equalRows()).isEqualTo(certificate.rows()).isPositive();
  }

  @Test
  void aProtectiveRowThatIsTheSmallerOfTheTwoIsFound() {
    PublishedThreshold row = protective(PublishedThreshold::inForce);
    PublishedThreshold before =
        version.store().thresholds(version.store().commit(1).orElseThrow()).thresholds().stream()
            .filter(each -> PublishedThreshold.ORDER.compare(each, row) == 0)
            .findFirst()
            .orElseThrow();
    assertThat(before.threshold().orElseThrow()).isLessThan(row.threshold().orElseThrow());
    replaceRow(row, before);
    version.seal();

    assertThat(verify(2).differences())
        .extracting(Difference::check, Difference::item, Difference::expected, Difference::found)
        .contains(
            tuple(
                Certificate.THRESHOLDS,
                "threshold_bits",
                row.thresholdBits().orElseThrow(),
                before.thresholdBits().orElseThrow()));
  }

  private PublishedThreshold protective(Predicate<PublishedThreshold> which) {
    return version.store().thresholds(version.commit()).thresholds().stream()
        .filter(which)
        .findFirst()
        .orElseThrow();
  }

  private void replaceRow(PublishedThreshold row, PublishedThreshold by) {
    version.edit(
        version.ofVersion(Publisher.THRESHOLDS),
        text -> text.replace(ThresholdsJson.row(row), ThresholdsJson.row(by)));
  }

  @Test
  void aCandidateThatDoesNotFollowFromTheRecordsIsFound() {
    version.edit(
        version.ofVersion(NightWindow.REFUSED),
        text -> text.replaceFirst("\"empirical_risk\":0\\.", "\"empirical_risk\":0.0"));
    version.seal();

    assertThat(verify(2).differences())
        .extracting(Difference::item)
        .containsExactly("empirical_risk", "SHA-256 of what was computed");
  }

  @Test
  void aFlippedByteOfAnyFileOfTheDaysIsFound() throws IOException {
    List<String> missed = new ArrayList<>();
    List<String> files =
        version.files().stream()
            .filter(file -> file.contains(FIRST.toString()) || file.contains(RETRAINED.toString()))
            .toList();
    for (String file : files) {
      int length = (int) Files.size(version.path(file));
      for (int at : List.of(0, length / 2, length - 2)) {
        version.flip(version.path(file), at);
        if (!isRefused()) {
          missed.add(file + " at " + at);
        }
        version.flip(version.path(file), at);
      }
    }

    assertThat(files).hasSizeGreaterThan(3);
    assertThat(missed).isEmpty();
  }

  private boolean isRefused() {
    try {
      return !verify(1).isWhole();
    } catch (DataContractException e) {
      return true;
    }
  }

  @Test
  void recordsOfADayThatAreMissingAreFound() throws IOException {
    DayCommit day = day(RETRAINED);
    Files.delete(version.path(day.table() + "/" + day.files().get(0).path()));

    Certificate certificate = verify(1);

    assertThat(certificate.differences())
        .extracting(Difference::check, Difference::item, Difference::found)
        .contains(tuple(Certificate.FILES, "file", "none"));
    assertThat(certificate.equalRows()).isZero();
  }

  @Test
  void daysThatChangedPlacesAreFound() throws IOException {
    Path first = version.path(DayCommit.folder(FIRST));
    Path second = version.path(DayCommit.folder(RETRAINED));
    Path aside = version.path("aside");
    Files.move(first, aside);
    Files.move(second, first);
    Files.move(aside, second);

    assertThat(verify(1).differences())
        .filteredOn(difference -> difference.subject().equals("day " + FIRST))
        .extracting(Difference::item, Difference::expected, Difference::found)
        .contains(tuple("date", FIRST.toString(), RETRAINED.toString()));
  }

  @Test
  void otherRecordsThanThoseThatTheVersionWasMadeFromAreFound() {
    DayCommit day = day(FIRST);
    version.edit(
        version.path(DayCommit.folder(FIRST) + "/_commits/00000000000000000001.json"),
        text -> text.replace(day.files().get(0).sha256(), Sha256.hex(new byte[0])));

    assertThat(verify(1).differences())
        .extracting(Difference::subject, Difference::item)
        .contains(tuple("day " + FIRST, "SHA-256"));
  }

  @Test
  void aDayWithoutItsCommitIsFound() throws IOException {
    Files.delete(version.path(DayCommit.folder(FIRST) + "/_commits/00000000000000000001.json"));

    assertThat(verify(1).differences())
        .extracting(Difference::subject, Difference::item, Difference::expected, Difference::found)
        .contains(tuple("day " + FIRST, "commit", "number 1", "none"));
  }

  @Test
  void aVersionPutBackInForceIsWholeUnlessNobodyPublishedItBefore() {
    version
        .store()
        .rollback(
            1,
            new RollbackRequest(
                false, Optional.empty(), Optional.of("trial"), OptionalLong.empty()),
            Instant.parse("2026-11-23T00:00:00Z"));

    Certificate certificate = verify(3);

    assertThat(certificate.differences()).isEmpty();
    assertThat(certificate.attempt()).isEqualTo(verify(1).attempt());

    String first = version.store().commit(1).orElseThrow().attempt();
    version.edit(
        version.path(CommitLog.file(1)),
        text -> text.replace(first, first.substring(0, first.length() - 1) + "x"));
    assertThat(verify(3).differences())
        .extracting(Difference::subject, Difference::item)
        .contains(tuple(CommitLog.file(3), "earlier version of the same attempt"));
  }

  @Test
  void aCommitThatHidesAProtectiveVersionIsFound() {
    version.edit(
        version.path(CommitLog.file(2)), text -> text.replace("\"protective\"", "\"publish\""));

    assertThat(verify(2).differences())
        .extracting(Difference::subject, Difference::item, Difference::expected, Difference::found)
        .containsExactly(tuple(CommitLog.file(2), "kind", "protective", "publish"));
  }

  @Test
  void aDayMadeAgainLaterLeavesTheVersionWhole() throws IOException {
    DayCommit day = day(FIRST);
    Files.write(
        version.path(DayCommit.folder(FIRST) + "/_commits/00000000000000000002.json"),
        day.withSequence(2).toJson());

    assertThat(verify(1).isWhole()).isTrue();
  }

  @Test
  void aProtectiveVersionIsComparedWithWhatItProtectsOnItsNewestDay() {
    PublicationStore store = version.store();
    ComparedVersion before = ComparedVersion.of(store, store.commit(1).orElseThrow());
    ComparedVersion after = ComparedVersion.of(store, store.commit(2).orElseThrow());

    VersionDiff diff = ComparedVersion.diff(store, before, after, Optional.empty());

    assertThat(diff.traffic().name()).isEqualTo("the queries of " + LAST);
    long records = day(LAST).routers().stream().mapToLong(DayCommit.DayRouter::records).sum();
    assertThat(
            diff.traffic().segments().stream()
                .filter(segment -> segment.segment().equals("all"))
                .mapToLong(segment -> segment.to().queries())
                .sum())
        .isEqualTo(records);
    // what protects never calls fewer models
    assertThat(diff.traffic().segments())
        .isNotEmpty()
        .allSatisfy(
            segment -> {
              assertThat(segment.smaller()).isZero();
              assertThat(segment.otherwise()).isZero();
              assertThat(segment.addedRisk()).isNotPositive();
            });
    assertThat(diff.traffic().segments()).anyMatch(segment -> segment.larger() > 0);
  }

  @Test
  void recordsOfTheRouterBeforeItWasRetrainedAreNotCompared() {
    PublicationStore store = version.store();
    ComparedVersion night = ComparedVersion.of(store, store.commit(1).orElseThrow());

    VersionDiff diff = ComparedVersion.diff(store, night, night, Optional.of(FIRST));

    assertThat(diff.traffic().passedOver()).isPositive();
    assertThat(diff.traffic().segments()).extracting(SegmentDiff::router).hasSizeGreaterThan(1);
    assertThat(diff.traffic().segments().stream().map(SegmentDiff::router).distinct()).hasSize(1);
  }
}
