package dev.racer.spark.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.core.pool.Sha256;
import dev.racer.core.published.Commit;
import dev.racer.core.published.CommitKind;
import dev.racer.spark.publication.CommitAnswer.AlreadyInForce;
import dev.racer.spark.publication.CommitAnswer.Published;
import dev.racer.spark.publication.CommitAnswer.Refused;
import dev.racer.spark.publication.CommitRequest.Force;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which version comes in force, and which does not. */
class CommitRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T02:30:00Z");
  private static final Instant UNTIL = Instant.parse("2026-11-29T02:30:00Z");
  private static final LocalDate DAY = LocalDate.of(2026, 11, 20);
  private static final String A = "00000000000000aa";
  private static final String B = "00000000000000bb";
  private static final String C = "00000000000000cc";
  private static final RollbackRequest PLAIN_ROLLBACK =
      new RollbackRequest(false, Optional.empty(), Optional.empty(), OptionalLong.empty());
  private static final RollbackRequest PINNED_ROLLBACK =
      new RollbackRequest(
          true, Optional.of(UNTIL), Optional.of("wrong labels"), OptionalLong.empty());

  @TempDir private Path output;
  private PublicationStore store;

  @BeforeEach
  void open() {
    store = PublicationStore.local(output, "team");
  }

  @Test
  void aCommitSaysWhatWasWanted() {
    CommitRequest request =
        new CommitRequest(
            CommitKind.PROTECTIVE,
            Optional.of(DAY),
            Optional.of(UNTIL),
            Optional.of("32 misses"),
            Force.NO);

    CommitAnswer answer = publish(A, request);

    Commit commit = ((Published) answer).inForce();
    assertThat(commit.kind()).isEqualTo(CommitKind.PROTECTIVE);
    assertThat(commit.date()).contains(DAY);
    assertThat(commit.validUntil()).contains(UNTIL);
    assertThat(commit.reason()).contains("32 misses");
    assertThat(commit.pinned()).isFalse();
    assertThat(store.current()).contains(commit);
  }

  @Test
  void theSameRunIsInForceAlready() {
    Commit first = published(A, DAY);

    assertThat(publish(A, request(DAY, Force.NO))).isEqualTo(new AlreadyInForce(first));
    assertThat(publish(A, request(DAY, Force.YES))).isEqualTo(new AlreadyInForce(first));
    assertThat(store.commits()).containsExactly(first);
  }

  @Test
  void aVersionJudgedAgainstAnotherOneThanThatInForceDoesNotComeInForce() {
    Commit first = published(A, DAY);

    assertThat(publish(B, judgedAgainst(0))).isEqualTo(new CommitAnswer.Overtaken(first));
    assertThat(store.commits()).containsExactly(first);
    assertThat(publish(B, judgedAgainst(1))).isInstanceOf(Published.class);
  }

  private static CommitRequest judgedAgainst(long sequence) {
    return new CommitRequest(
        CommitKind.PUBLISH,
        Optional.of(DAY),
        Optional.empty(),
        Optional.empty(),
        Force.YES, // whatever a person wants: it was compared with something else
        OptionalLong.of(sequence));
  }

  @Test
  void whatWasDecidedOnAnotherVersionThanThatInForceIsNotPutThere() {
    published(A, DAY);
    Commit second = published(B, DAY.plusDays(1));
    RollbackRequest pin =
        new RollbackRequest(true, Optional.empty(), Optional.empty(), OptionalLong.of(1));

    assertThat(store.rollback(1, pin, NOW)).isEqualTo(new CommitAnswer.Overtaken(second));
    assertThat(store.current()).contains(second);
  }

  @Test
  void aDamagedVersionIsNotPinnedInForce() throws IOException {
    Commit first = published(A, DAY);
    Files.writeString(Path.of(store.folder() + "/" + first.thresholdsFile()), "{}");

    assertThat(store.rollback(1, PINNED_ROLLBACK, NOW))
        .isEqualTo(
            new CommitAnswer.Refused(
                first, "the files of version 1 are not those that were committed"));
  }

  @Test
  void aStaleVersionOfTheSameRunIsRenewed() {
    published(A, DAY);
    CommitRequest lasting =
        new CommitRequest(
            CommitKind.PUBLISH,
            Optional.of(DAY),
            Optional.of(NOW.minusSeconds(1)),
            Optional.empty(),
            Force.NO);
    assertThat(publish(B, lasting)).isInstanceOf(Published.class); // stale at once

    assertThat(publish(B, request(DAY, Force.NO))).isInstanceOf(Published.class);
  }

  @Test
  void anEarlierDayDoesNotReplaceALaterOneUnlessForced() {
    Commit later = published(A, DAY);

    assertThat(publish(B, request(DAY.minusDays(1), Force.NO)))
        .isEqualTo(
            new Refused(
                later, "version 1 in force is of a later day, 2026-11-20, than 2026-11-19"));
    assertThat(publish(B, request(DAY, Force.NO))).isInstanceOf(Published.class);
    assertThat(publish(C, request(DAY.minusDays(9), Force.YES))).isInstanceOf(Published.class);
  }

  @Test
  void runsWithoutADayReplaceAnyAndAreReplacedByAny() {
    published(A, DAY);

    assertThat(publish(B, CommitRequest.PLAIN)).isInstanceOf(Published.class);
    assertThat(publish(C, request(DAY.minusYears(1), Force.NO))).isInstanceOf(Published.class);
  }

  @Test
  void aRollbackPutsTheFilesOfAnEarlierVersionInForceUnderANewNumber() {
    Commit first = published(A, DAY);
    Commit second = published(B, DAY.plusDays(1));

    CommitAnswer answer = store.rollback(1, PINNED_ROLLBACK, NOW);

    Commit rollback = ((Published) answer).inForce();
    assertThat(rollback)
        .isEqualTo(
            new Commit(
                3,
                CommitKind.ROLLBACK,
                A,
                first.attempt(),
                first.manifestSha256(),
                first.thresholdsSha256(),
                Optional.of(DAY),
                true,
                NOW,
                Optional.of(UNTIL),
                Optional.of("wrong labels")));
    assertThat(store.commits()).containsExactly(first, second, rollback);
  }

  @Test
  void aPinnedVersionStaysUnlessForced() {
    published(A, DAY);
    published(B, DAY.plusDays(1));
    Commit pinned = store.rollback(1, PINNED_ROLLBACK, NOW).commit().orElseThrow();

    assertThat(publish(C, request(DAY.plusDays(2), Force.NO)))
        .isEqualTo(new Refused(pinned, "version 3 in force is pinned"));
    assertThat(publish(A, request(DAY, Force.NO))).isEqualTo(new AlreadyInForce(pinned));
    Commit forced = publish(C, request(DAY.plusDays(2), Force.YES)).commit().orElseThrow();
    assertThat(forced.pinned()).isFalse();
  }

  @Test
  void aRunThatWasTakenBackDoesNotComeBackByItself() {
    published(A, DAY);
    published(B, DAY);
    published(C, DAY);
    store.rollback(1, PLAIN_ROLLBACK, NOW);

    assertThat(publish(B, request(DAY, Force.NO)))
        .extracting(answer -> ((Refused) answer).reason())
        .isEqualTo("run " + B + " was taken back by version 4");
    assertThat(publish(C, request(DAY, Force.NO))).isInstanceOf(Refused.class);
    assertThat(publish("00000000000000dd", request(DAY, Force.NO))).isInstanceOf(Published.class);
    assertThat(publish(C, request(DAY, Force.NO))).isInstanceOf(Refused.class);
    assertThat(publish(A, request(DAY, Force.NO))).isInstanceOf(Published.class);
    assertThat(publish(B, request(DAY, Force.YES))).isInstanceOf(Published.class);
    assertThat(publish(A, request(DAY, Force.NO))).isInstanceOf(Published.class);
    assertThat(publish(B, request(DAY, Force.NO)))
        .as("forced back once, it was only replaced since")
        .isInstanceOf(Published.class);
  }

  @Test
  void pinningAndUnpinningWhatIsInForceTakesNothingBack() {
    published(A, DAY);
    published(B, DAY);

    assertThat(store.rollback(2, PINNED_ROLLBACK, NOW)).isInstanceOf(Published.class);
    assertThat(publish(A, request(DAY, Force.NO))).isInstanceOf(Refused.class);
    Commit unpinned = store.rollback(3, PLAIN_ROLLBACK, NOW).commit().orElseThrow();

    assertThat(unpinned.sequence()).isEqualTo(4);
    assertThat(unpinned.pinned()).isFalse();
    assertThat(publish(A, request(DAY, Force.NO))).isInstanceOf(Published.class);
    assertThat(publish(B, request(DAY, Force.NO))).isInstanceOf(Published.class);
  }

  @Test
  void whatIsInForceAlreadyIsNotRolledBackTo() {
    published(A, DAY);
    Commit second = published(B, DAY);

    assertThat(store.rollback(2, PLAIN_ROLLBACK, NOW))
        .isEqualTo(
            new Refused(
                second, "the files of version 2 are in force already, not pinned, as version 2"));
    assertThat(store.commits()).hasSize(2);
  }

  @Test
  void aStaleVersionInForceIsGivenMoreTime() {
    published(A, DAY);
    published(B, DAY);
    store.rollback(1, PINNED_ROLLBACK, NOW);
    assertThat(store.rollback(1, PINNED_ROLLBACK, UNTIL)).isInstanceOf(Refused.class);

    CommitAnswer answer = store.rollback(1, PINNED_ROLLBACK, UNTIL.plusNanos(1));

    assertThat(answer).isInstanceOf(Published.class);
    assertThat(answer.commit().orElseThrow().sequence()).isEqualTo(4);
  }

  @Test
  void aVersionThatIsNotIntactIsNotRolledBackTo() throws IOException {
    Commit first = published(A, DAY);
    Commit second = published(B, DAY);
    Files.writeString(output.resolve("team").resolve(first.thresholdsFile()), "{}");

    assertThat(store.rollback(1, PLAIN_ROLLBACK, NOW))
        .isEqualTo(new Refused(second, "the files of version 1 are not those that were committed"));
  }

  @Test
  void aVersionThatWasNeverThereIsAMistake() {
    published(A, DAY);

    assertThatThrownBy(() -> store.rollback(2, PLAIN_ROLLBACK, NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Version must be one of [1] in " + output.resolve("team") + ", got 2");
  }

  @Test
  void aRunCannotAskForARollback() {
    assertThatThrownBy(
            () ->
                new CommitRequest(
                    CommitKind.ROLLBACK,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Force.NO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Kind must be publish or protective, got rollback");
  }

  private Commit published(String runId, LocalDate date) {
    return ((Published) publish(runId, request(date, Force.NO))).inForce();
  }

  private static CommitRequest request(LocalDate date, Force force) {
    return new CommitRequest(
        CommitKind.PUBLISH, Optional.of(date), Optional.empty(), Optional.empty(), force);
  }

  private CommitAnswer publish(String runId, CommitRequest request) {
    Attempt attempt = store.newAttempt(runId);
    byte[] content = runId.getBytes(StandardCharsets.UTF_8);
    attempt.write(Publisher.THRESHOLDS, content);
    attempt.write(Manifest.FILE, content);
    Publisher.Digests digests = new Publisher.Digests(Sha256.hex(content), Sha256.hex(content));
    return store.commit(attempt, digests, request, NOW);
  }
}
