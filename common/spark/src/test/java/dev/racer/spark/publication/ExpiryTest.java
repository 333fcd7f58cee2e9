package dev.racer.spark.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.racer.core.pool.Sha256;
import dev.racer.core.published.Commit;
import dev.racer.core.published.CommitKind;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.publication.CommitRequest.Force;
import dev.racer.spark.publication.Expiry.Kind;
import dev.racer.spark.publication.Expiry.Removal;
import dev.racer.spark.schema.CalibrationRecords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpiryTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");
  private static final Duration AGE = Duration.ofDays(90);
  private static final Instant OLD = NOW.minus(Duration.ofDays(91));
  private static final Instant YOUNG = NOW.minus(Duration.ofDays(89));
  private static final LocalDate DAY = LocalDate.of(2026, 8, 20);

  @TempDir private Path output;
  private PublicationStore store;
  private Path root;

  @BeforeEach
  void open() {
    store = PublicationStore.local(output, "team");
    root = output.resolve("team");
  }

  @Test
  void whatIsOldAndNotNeededGoesWithItsRun() throws IOException {
    Commit first = publish(1, OLD, Optional.empty());
    Commit second = publish(2, OLD.plusSeconds(1), Optional.empty());
    Attempt died = store.newAttempt(runId(3));
    age(OLD);

    assertThat(find())
        .extracting(Removal::kind, Removal::path)
        .containsExactlyInAnyOrder(
            tuple(Kind.ATTEMPT, first.attempt()),
            tuple(Kind.ATTEMPT, died.path()),
            tuple(Kind.RUN, "runs/" + first.attemptId()));

    Expiry.remove(store, find());

    assertThat(store.commits()).containsExactly(first, second);
    assertThat(store.isIntact(first)).isFalse();
    assertThat(store.isIntact(second)).isTrue();
    assertThat(store.runs()).extracting(RunStatus::attempt).containsExactly(second.attemptId());
    assertThat(store.unfinished()).isEmpty();
    assertThat(find()).isEmpty();
  }

  @Test
  void whatARunMayBeWritingStays() throws IOException {
    Attempt running = store.newAttempt(runId(1));
    running.write("a", new byte[1]);
    age(OLD);
    Files.setLastModifiedTime(
        root.resolve(running.path("a")), FileTime.from(YOUNG)); // it still writes

    assertThat(find()).isEmpty();
  }

  @Test
  void aVersionThatWasPutInForceLatelyStays() throws IOException {
    Commit first = publish(1, OLD, Optional.empty());
    publish(2, OLD.plusSeconds(1), Optional.empty());
    store.rollback(
        1, new RollbackRequest(false, Optional.empty(), Optional.empty()), YOUNG); // for a while
    publish(3, YOUNG.plusSeconds(1), Optional.empty());
    age(OLD);

    assertThat(find())
        .extracting(Removal::path)
        .noneMatch(path -> path.contains(first.attemptId()))
        .hasSize(2); // version 2 and its run
  }

  @Test
  void recordsInTheWindowOfTheVersionInForceStay() throws IOException {
    DayCommit needed = records(DAY, 1);
    DayCommit replacing = records(DAY, 2);
    DayCommit other = records(DAY.minusDays(1), 3);
    DayCommit superseded = records(DAY.plusDays(1), 4);
    DayCommit current = records(DAY.plusDays(1), 5);
    publish(6, OLD, Optional.of(window(needed, current)));
    age(OLD);

    List<Removal> removals = find();

    assertThat(removals)
        .extracting(Removal::kind, Removal::path)
        .containsExactly(
            tuple(Kind.DAY, "records/" + other.date()),
            tuple(Kind.RECORDS_REPLACED, superseded.attemptFolder()));
    Expiry.remove(store, removals);
    RecordDays days = new RecordDays(store.folder());
    assertThat(days.days()).containsExactly(DAY, DAY.plusDays(1));
    assertThat(days.current(DAY)).contains(replacing);
    assertThat(root.resolve(needed.table())).isDirectory();
    assertThat(root.resolve("records/" + other.date())).satisfies(ExpiryTest::isEmpty);
  }

  @Test
  void recordsThatTheNextNightMayReadStay() throws IOException {
    records(DAY.minusDays(2), 1);
    records(DAY.minusDays(1), 2);
    records(DAY, 3);
    age(OLD);

    assertThat(Expiry.find(store, AGE, 2, NOW))
        .extracting(Removal::kind, Removal::path)
        .containsExactly(tuple(Kind.DAY, "records/" + DAY.minusDays(2)));
  }

  @Test
  void recordsOfADayThatWereNeverPutInPlaceGo() throws IOException {
    Attempt died = new RecordDays(store.folder()).newAttempt(DAY, runId(1));
    died.write("part", new byte[1]);
    age(OLD);

    Expiry.remove(store, find());

    assertThat(store.folder().files("records")).isEmpty();
  }

  @Test
  void whatAProtectiveVersionProtectsStays() throws IOException {
    Commit incumbent = publish(1, OLD, Optional.empty());
    NightWindow window =
        new NightWindow(DAY, DAY, List.of(), List.of(), OptionalLong.of(incumbent.sequence()));
    publish(2, OLD.plusSeconds(1), Optional.of(window));
    age(OLD);

    assertThat(find()).extracting(Removal::path).doesNotContain(incumbent.attempt());
  }

  @Test
  void nothingGoesWhileItIsNotKnownWhatTheVersionInForceNeeds() throws IOException {
    Commit commit = publish(1, OLD, Optional.empty());
    Files.writeString(root.resolve(commit.attempt()).resolve(Manifest.FILE), "{}");
    age(OLD);

    assertThatThrownBy(this::find)
        .isInstanceOf(DataContractException.class)
        .hasMessageContaining("it is not known what version 1 needs, so nothing is removed");
  }

  @Test
  void nothingYoungerThanTwoDaysIsAskedFor() {
    assertThatThrownBy(() -> Expiry.find(store, Duration.ofHours(47), 1, NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Age must be at least 2 days, got PT47H");
  }

  private List<Removal> find() {
    return Expiry.find(store, AGE, 1, NOW);
  }

  private static void isEmpty(Path folder) {
    assertThat(folder).doesNotExist();
  }

  private static String runId(int number) {
    return "%016x".formatted(number);
  }

  private static NightWindow window(DayCommit... days) {
    return new NightWindow(
        DAY,
        DAY,
        Stream.of(days).map(NightWindow.Day::of).toList(),
        List.of(),
        OptionalLong.empty());
  }

  private DayCommit records(LocalDate day, int number) {
    RecordDays days = new RecordDays(store.folder());
    Attempt attempt = days.newAttempt(day, runId(number));
    attempt.write(CalibrationRecords.TABLE + "/part-0.parquet", new byte[number]);
    return days.put(
        new DayCommit(
            day,
            1,
            attempt.runId(),
            attempt.id(),
            "0".repeat(64),
            new TreeMap<>(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            QualityReport.EMPTY,
            OLD));
  }

  private Commit publish(int number, Instant at, Optional<NightWindow> night) {
    Attempt attempt = store.newAttempt(runId(number));
    byte[] thresholds = runId(number).getBytes(StandardCharsets.UTF_8);
    attempt.write(Publisher.THRESHOLDS, thresholds);
    byte[] manifest =
        new Manifest(
                attempt.runId(),
                "team",
                new Manifest.Code("0.1.0", "unknown", "4.1.2"),
                0,
                DateRange.ALL,
                List.of(),
                List.of(),
                QualityReport.EMPTY,
                List.of(Publisher.file(attempt, Publisher.THRESHOLDS)),
                Optional.empty(),
                night)
            .toJson();
    attempt.write(Manifest.FILE, manifest);
    Commit commit =
        store
            .commit(
                attempt,
                new Publisher.Digests(Sha256.hex(manifest), Sha256.hex(thresholds)),
                new CommitRequest(
                    CommitKind.PUBLISH,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Force.YES),
                at)
            .commit()
            .orElseThrow();
    store.writeRunFile(attempt.id(), "metrics.prom", new byte[1]);
    store.writeStatus(
        new RunStatus(
            attempt.runId(),
            attempt.id(),
            "nightly",
            Optional.of(DAY),
            RunOutcome.PUBLISHED,
            0,
            Optional.empty(),
            OptionalLong.of(commit.sequence()),
            at,
            at,
            Optional.empty(),
            List.of()));
    return commit;
  }

  /** Makes every file as old as that. */
  private void age(Instant time) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        Files.setLastModifiedTime(path, FileTime.from(time));
      }
    }
  }
}
