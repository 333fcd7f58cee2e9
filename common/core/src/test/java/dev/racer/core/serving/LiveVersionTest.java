package dev.racer.core.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.core.pool.ModelPool;
import dev.racer.core.pool.Sha256;
import dev.racer.core.published.Commit;
import dev.racer.core.published.CommitLog;
import dev.racer.core.published.PublicationFiles;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.RowBuilder;
import dev.racer.core.published.ThresholdsJson;
import dev.racer.core.serving.ServingDocument.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveVersionTest {
  private static final List<String> MODELS = RowBuilder.POOL.models();

  /** Version 1 selects one model, version 2 two. */
  private static final PublishedThresholds ONE = document(0);

  private static final PublishedThresholds TWO = document(.375);
  private static final byte[] TWO_JSON = ThresholdsJson.write(TWO);
  private static final String TWO_FILE =
      MemoryFiles.commit(2, Sha256.hex(TWO_JSON)).thresholdsFile();

  private final MemoryFiles files = new MemoryFiles();
  private LiveVersion<Evaluator> live;

  @BeforeEach
  void open() throws IOException {
    files.publish(1, ONE);
    live = open(files);
  }

  @Test
  void withoutANewVersionNothingChanges() throws IOException {
    Evaluator evaluator = live.current();

    assertThat(live.refresh()).isFalse();
    assertThat(live.current()).isSameAs(evaluator);
    assertThat(selected()).isEqualTo(1);
  }

  @Test
  void aNewVersionIsTakenWhenAsked() throws IOException {
    Commit second = files.publish(2, TWO);

    assertThat(selected()).isEqualTo(1);
    assertThat(live.refresh()).isTrue();
    assertThat(selected()).isEqualTo(2);
    assertThat(live.version()).isEqualTo(new ServedVersion(second, TWO));
    assertThat(live.refresh()).isFalse();
  }

  @Test
  void versionsInBetweenAreSkipped() throws IOException {
    files.publish(2, new byte[0], "0".repeat(64));
    files.publish(3, TWO);

    assertThat(live.refresh()).isTrue();
    assertThat(live.version().commit().sequence()).isEqualTo(3);
  }

  @Test
  void aCommitInMidReadIsTakenByTheNextRefresh() throws IOException {
    files.publish(2, TWO);
    List<Long> committed = new ArrayList<>();
    files.beforeRead(
        () -> {
          long next = 3L + committed.size();
          files.publish(next, document(.625));
          committed.add(next);
        });

    assertThat(live.refresh()).isTrue();

    assertThat(committed).containsExactly(3L, 4L); // by two reads: commit, thresholds
    assertThat(live.version().commit().sequence()).isEqualTo(2);
    assertThat(live.version().thresholds()).isEqualTo(TWO);
    files.beforeRead(() -> {});
    assertThat(live.refresh()).isTrue();
    assertThat(live.version().commit().sequence()).isEqualTo(4);
    assertThat(selected()).isEqualTo(3);
  }

  @Test
  void aTruncatedDocumentIsRefusedWhereverItEnds() {
    assertThat(TWO_JSON.length).isGreaterThan(500);
    for (int length = 0; length < TWO_JSON.length; length++) {
      byte[] truncated = Arrays.copyOf(TWO_JSON, length);

      files.publish(2, truncated, Sha256.hex(TWO_JSON));
      assertRefusal(
          "Version 2 is refused: memory:/" + TWO_FILE + " is not the file that was committed");
      files.publish(2, truncated, Sha256.hex(truncated)); // as if it had been committed so
      assertRefusal("Version 2 is refused: memory:/" + TWO_FILE + ": ");
    }
    assertThatTheNextVersionIsTaken();
  }

  @Test
  void anEditedDigitIsRefused() {
    byte[] edited =
        new String(TWO_JSON, UTF_8).replace("\"min_n\":50", "\"min_n\":51").getBytes(UTF_8);
    assertThat(edited).hasSameSizeAs(TWO_JSON).isNotEqualTo(TWO_JSON);
    assertThat(ThresholdsJson.read(edited).minN()).isEqualTo(51); // valid by itself
    files.publish(2, edited, Sha256.hex(TWO_JSON));

    assertRefusal(
        "Version 2 is refused: memory:/"
            + TWO_FILE
            + " is not the file that was committed: expected SHA-256 "
            + Sha256.hex(TWO_JSON)
            + ", got "
            + Sha256.hex(edited)
            + " over "
            + edited.length
            + " bytes");
    assertThatTheNextVersionIsTaken();
  }

  @Test
  void aWrongDigestInTheCommitIsRefused() {
    files.publish(2, TWO_JSON, "0".repeat(64));

    assertRefusal(
        "Version 2 is refused: memory:/"
            + TWO_FILE
            + " is not the file that was committed: expected SHA-256 "
            + "0".repeat(64));
    assertThatTheNextVersionIsTaken();
  }

  @Test
  void aMissingDocumentIsRefused() {
    files.publish(2, TWO);
    files.remove(TWO_FILE);

    assertRefusal(
        "Version 2 is refused: memory:/" + TWO_FILE + " is missing from a committed version");
    assertThatTheNextVersionIsTaken();
  }

  @Test
  void aDocumentOfANewerSchemaIsRefused() {
    byte[] newer =
        new String(TWO_JSON, UTF_8)
            .replaceFirst("\"schema_version\":2", "\"schema_version\":3")
            .getBytes(UTF_8);
    files.publish(2, newer, Sha256.hex(newer));

    assertRefusal(
        "Version 2 is refused: memory:/"
            + TWO_FILE
            + ": Line 1, /schema_version: expected schema version 2, got '3'; this reader is older"
            + " than the document");
    assertThatTheNextVersionIsTaken();
  }

  @Test
  void aCommitOfANewerSchemaIsRefused() {
    Commit commit = files.publish(2, TWO);
    String newer = new String(commit.toJson(), UTF_8).replace("_version\" : 3", "_version\" : 4");
    files.put(CommitLog.file(2), newer.getBytes(UTF_8));

    assertRefusal(
        "The newest version is refused: memory:/_commits/00000000000000000002.json: Line 2,"
            + " /schema_version: expected schema version 3, got '4'; this reader is older than the"
            + " document");
    assertThatTheNextVersionIsTaken();
  }

  @Test
  void aTruncatedCommitIsRefusedWhereverItEnds() {
    byte[] commit = files.publish(2, TWO).toJson();
    assertThat(commit.length).isGreaterThan(200);
    for (int length = 0; length < commit.length; length++) {
      files.put(CommitLog.file(2), Arrays.copyOf(commit, length));

      assertRefusal("The newest version is refused: memory:/_commits/00000000000000000002.json: ");
    }
    assertThatTheNextVersionIsTaken();
  }

  @Test
  void aDocumentOfAnotherPublicationIsRefused() {
    ServingDocument other = new ServingDocument();
    other.publication = "other";
    files.publish(2, other.row("all", Outcome.at(0)).build());

    assertRefusal(": expected publication default, got other");
    assertThatTheNextVersionIsTaken();
  }

  @Test
  void aVersionForOtherModelsIsRefused() {
    ServingDocument other = new ServingDocument();
    other.pool = ModelPool.of(List.of("llama", "mistral", "qwen", "gpt"));
    files.publish(2, other.row("all", Outcome.at(0)).build());

    assertRefusal(
        "Models must be those that router 'knn' was calibrated for, each once: missing [gpt]");
    assertThat(live.version().commit().sequence()).isEqualTo(1);
    assertThatTheNextVersionIsTaken();
  }

  @Test
  void aRefusedVersionIsTakenOnceItIsMended() throws IOException {
    files.publish(2, TWO);
    files.remove(TWO_FILE);
    assertRefusal("is missing from a committed version");

    files.put(TWO_FILE, TWO_JSON);

    assertThat(live.refresh()).isTrue();
    assertThat(selected()).isEqualTo(2);
  }

  @Test
  void versionsThatWentAwayAreRefused() {
    files.remove(CommitLog.file(1));

    assertRefusal("There is no version yet: memory: has none");
    assertThatTheNextVersionIsTaken();
  }

  @Test
  void anOlderVersionIsRefused() throws IOException {
    files.publish(2, document(0));
    assertThat(live.refresh()).isTrue();

    files.remove(CommitLog.file(2));

    assertRefusal("Version 1 is refused: memory: must have a newer one than 2 of attempt ");
    assertThatTheNextVersionIsTaken();
  }

  @Test
  void anotherVersionOfTheSameNumberIsRefused() {
    files.publish(1, TWO);

    assertRefusal("versions never go away or change");
    assertThatTheNextVersionIsTaken();
  }

  @Test
  void aStoreThatDoesNotAnswerIsNoRefusal() {
    files.publish(2, TWO);
    files.beforeRead(
        () -> {
          throw new IOException("no answer");
        });

    assertThatThrownBy(live::refresh)
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("no answer");
    assertThat(selected()).isEqualTo(1);
    files.beforeRead(() -> {});
    assertThatTheNextVersionIsTaken();
  }

  @Test
  void aPublicationWithoutVersionsCannotBeOpened(@TempDir Path folder) {
    PublicationFiles empty = PublicationFiles.local(folder.resolve("absent"));

    assertThatThrownBy(() -> open(empty))
        .isInstanceOf(VersionRefusedException.class)
        .hasMessage("There is no version yet: " + folder.resolve("absent") + " has none");
  }

  @Test
  void aPublicationWhoseVersionIsRefusedCannotBeOpened() {
    files.publish(2, TWO_JSON, "0".repeat(64));

    assertThatThrownBy(() -> open(files))
        .isInstanceOf(VersionRefusedException.class)
        .hasMessageStartingWith("Version 2 is refused: ");
  }

  @Test
  void aPublicationOnTheLocalFileSystemIsFollowed(@TempDir Path folder) throws IOException {
    files.writeTo(folder);
    LiveVersion<Evaluator> local = open(PublicationFiles.local(folder));

    files.publish(2, TWO);
    files.writeTo(folder);

    assertThat(local.refresh()).isTrue();
    assertThat(local.version().thresholds()).isEqualTo(TWO);
    Files.delete(folder.resolve(TWO_FILE));
    assertThatThrownBy(() -> open(PublicationFiles.local(folder)))
        .isInstanceOf(VersionRefusedException.class)
        .hasMessage(
            "Version 2 is refused: %s/%s is missing from a committed version"
                .formatted(folder, TWO_FILE));
  }

  @ParameterizedTest(name = "{0} s after the commit")
  @ValueSource(longs = {-5, 0, 60})
  void aVersionIsNotStaleWithinItsTimeToLive(long seconds) {
    assertThat(
            live.isStale(
                live.version().commit().committedAt().plusSeconds(seconds), Duration.ofMinutes(1)))
        .isFalse();
  }

  @Test
  void aVersionIsStaleAfterItsTimeToLiveUntilANewerOneIsTaken() throws IOException {
    Duration timeToLive = Duration.ofMinutes(1);
    var later = live.version().commit().committedAt().plusSeconds(60).plusNanos(1);

    assertThat(live.isStale(later, timeToLive)).isTrue();
    files.publish(2, TWO); // committed a second later
    assertThat(live.isStale(later, timeToLive)).isTrue();
    live.refresh();
    assertThat(live.isStale(later, timeToLive)).isFalse();
    assertThatThrownBy(() -> live.isStale(later, Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Time to live must not be negative, got PT-0.001S");
  }

  @Test
  void aVersionIsStaleAfterTheTimeThatItsCommitGivesIt() throws IOException {
    var until = MemoryFiles.COMMITTED.plusSeconds(60);
    assertThat(live.isStale(until.plusSeconds(1))).isFalse(); // the first one is valid for good
    files.publish(2, TWO, until);
    live.refresh();

    assertThat(live.isStale(until)).isFalse();
    assertThat(live.isStale(until.plusMillis(1))).isTrue();
  }

  @Test
  void threadsSeeWholeVersionsWhileOneRefreshes() throws Exception {
    int readers = 4;
    int versions = 200;
    ExecutorService executor = Executors.newFixedThreadPool(readers + 1);
    try {
      CyclicBarrier start = new CyclicBarrier(readers + 1);
      Callable<Integer> writer =
          () -> {
            start.await();
            int taken = 0;
            for (int i = 2; i <= versions; i++) {
              files.publish(i, i % 2 == 0 ? TWO : ONE);
              taken += live.refresh() ? 1 : 0;
            }
            return taken;
          };
      List<Callable<Integer>> tasks = new ArrayList<>(List.of(writer));
      for (int reader = 0; reader < readers; reader++) {
        tasks.add(
            () -> {
              start.await();
              int read = 0;
              long last = 0;
              while (last < versions) {
                ServedVersion version = live.version();
                assertThat(version.commit().sequence()).isGreaterThanOrEqualTo(last);
                last = version.commit().sequence();
                assertThat(version.thresholds()).isEqualTo(last % 2 == 0 ? TWO : ONE);
                assertThat(selected()).isBetween(1, 2);
                read++;
              }
              return read;
            });
      }

      List<Future<Integer>> results = executor.invokeAll(tasks);

      assertThat(results.get(0).get()).isEqualTo(versions - 1);
      for (Future<Integer> result : results) {
        assertThat(result.get()).isPositive();
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private void assertRefusal(String message) {
    ServedVersion inUse = live.version();
    int selected = selected();

    assertThatThrownBy(live::refresh)
        .isInstanceOf(VersionRefusedException.class)
        .hasMessageContaining(message);
    assertThatThrownBy(live::refresh).isInstanceOf(VersionRefusedException.class); // tries again
    assertThat(live.version()).isSameAs(inUse);
    assertThat(selected()).isEqualTo(selected).isEqualTo(1);
  }

  private void assertThatTheNextVersionIsTaken() {
    files.publish(3, TWO);

    assertThat(refreshed()).isTrue();
    assertThat(selected()).isEqualTo(2);
  }

  private boolean refreshed() {
    try {
      return live.refresh();
    } catch (IOException e) {
      throw new AssertionError("A good version was refused", e);
    }
  }

  private int selected() {
    Evaluator evaluator = live.current();
    Decision decision = evaluator.newDecision();
    evaluator.decide(new double[] {.875, .5, .25}, "q1", new String[] {null}, decision);
    return decision.size();
  }

  private static LiveVersion<Evaluator> open(PublicationFiles files) throws IOException {
    return LiveVersion.open(
        files, "default", version -> Evaluator.of(version.thresholds(), "knn", MODELS));
  }

  private static PublishedThresholds document(double threshold) {
    return new ServingDocument().row("all", Outcome.at(threshold)).build();
  }
}
