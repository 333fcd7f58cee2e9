package dev.racer.spark.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.core.pool.Sha256;
import dev.racer.core.published.Commit;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.lake.DateRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicationStoreTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:15:30.123456Z");
  private static final Publisher.Digests DIGESTS =
      new Publisher.Digests("0123456789abcdef".repeat(4), "fedcba9876543210".repeat(4));
  private static final byte[] THRESHOLDS = "thresholds".getBytes(StandardCharsets.UTF_8);
  private static final String RUN = "00000000000000aa";
  private static final String OTHER_RUN = "00000000000000bb";

  @TempDir private Path output;
  private PublicationStore store;

  @BeforeEach
  void open() {
    store = PublicationStore.local(output.resolve("a/b"), "team");
  }

  @Test
  void aPublicationThatDoesNotExistIsEmptyAndStaysSo() {
    assertThat(store.current()).isEmpty();
    assertThat(store.commits()).isEmpty();
    assertThat(store.runs()).isEmpty();
    assertThat(store.unfinished()).isEmpty();
    assertThat(output).isEmptyDirectory();
  }

  @Test
  void theHighestCommitIsInForce() throws IOException {
    Attempt first = store.newAttempt(RUN);
    Attempt second = store.newAttempt(OTHER_RUN);

    Commit one = commit(first, DIGESTS, NOW);
    Commit two = commit(second, DIGESTS, NOW.plusSeconds(1));

    assertThat(store.commits()).containsExactly(one, two);
    assertThat(store.current()).contains(two);
    assertThat(store.commit(1)).contains(one);
    assertThat(store.commit(3)).isEmpty();
    assertThat(two.sequence()).isEqualTo(2);
    assertThat(store.attempt(two)).isEqualTo(second);
    assertThat(names(folder().resolve("_commits")))
        .containsExactly("00000000000000000001.json", "00000000000000000002.json");
  }

  @Test
  void theCommitFileHasTheAgreedForm() throws IOException {
    Attempt attempt = store.newAttempt(RUN);

    commit(attempt, DIGESTS, NOW);

    assertThat(folder().resolve("_commits/00000000000000000001.json"))
        .hasContent(
            """
            {
              "schema_version" : 3,
              "sequence" : 1,
              "kind" : "publish",
              "run_id" : "%s",
              "attempt" : "attempts/%s",
              "manifest_sha256" : "%s",
              "thresholds_sha256" : "%s",
              "date" : null,
              "pinned" : false,
              "committed_at" : "2026-11-22T10:15:30.123456Z",
              "valid_until" : null,
              "reason" : null
            }
            """
                .formatted(
                    RUN, attempt.id(), DIGESTS.manifestSha256(), DIGESTS.thresholdsSha256()));
  }

  @Test
  void theSameRunIsNotPublishedTwiceInARow() {
    Attempt attempt = store.newAttempt(RUN);
    Commit first = commit(attempt, complete(attempt), NOW);
    Attempt again = store.newAttempt(RUN);

    Commit second = commit(again, complete(again), NOW);

    assertThat(second).isEqualTo(first);
    assertThat(store.commits()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {Manifest.FILE, Publisher.THRESHOLDS})
  void aDamagedVersionIsPublishedAnewByTheSameRun(String file) throws IOException {
    Attempt attempt = store.newAttempt(RUN);
    Commit first = commit(attempt, complete(attempt), NOW);
    assertThat(store.isIntact(first)).isTrue();
    Files.writeString(Path.of(attempt.location()).resolve(file), "{}");
    Attempt again = store.newAttempt(RUN);

    Commit second = commit(again, complete(again), NOW);

    assertThat(store.isIntact(first)).isFalse();
    assertThat(second.sequence()).isEqualTo(2);
    assertThat(second.attemptId()).isEqualTo(again.id());
  }

  @Test
  void aVersionThatLostItsThresholdsIsNotIntact() throws IOException {
    Attempt attempt = store.newAttempt(RUN);
    Commit commit = commit(attempt, complete(attempt), NOW);

    Files.delete(Path.of(attempt.location()).resolve(Publisher.THRESHOLDS));

    assertThat(store.isIntact(commit)).isFalse();
  }

  @Test
  void anEarlierRunCanComeBackInForce() {
    commit(store.newAttempt(RUN), DIGESTS, NOW);
    commit(store.newAttempt(OTHER_RUN), DIGESTS, NOW);
    Attempt again = store.newAttempt(RUN);

    Commit third = commit(again, DIGESTS, NOW);

    assertThat(third.sequence()).isEqualTo(3);
    assertThat(third.attemptId()).isEqualTo(again.id());
  }

  @Test
  void racingCommittersGetOneNumberEach() throws Exception {
    int writers = 8;
    int rounds = 15;
    List<Long> won = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      for (int round = 0; round < rounds; round++) {
        CyclicBarrier start = new CyclicBarrier(writers);
        List<Callable<Commit>> commits = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
          Attempt attempt = store.newAttempt("%08d%08d".formatted(round, writer));
          commits.add(
              () -> {
                start.await();
                return commit(attempt, DIGESTS, NOW);
              });
        }
        for (Future<Commit> commit : threads.invokeAll(commits)) {
          won.add(commit.get().sequence());
        }
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(won)
        .containsExactlyInAnyOrderElementsOf(
            LongStream.rangeClosed(1, (long) writers * rounds).boxed().toList());
    assertThat(names(folder().resolve("_commits"))).hasSize(writers * rounds);
  }

  @Test
  void ofRacersAtTheSameNumberExactlyOneWins() throws Exception {
    int writers = 8;
    int rounds = 50;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      for (int round = 0; round < rounds; round++) {
        Path target = output.resolve("round-" + round);
        PublicationFolder folder = new LocalFolder(target);
        CyclicBarrier start = new CyclicBarrier(writers);
        List<Callable<Boolean>> creations = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
          byte[] content = "writer %d".formatted(writer).getBytes(StandardCharsets.UTF_8);
          creations.add(
              () -> {
                start.await();
                return folder.create("round", content);
              });
        }
        List<Integer> winners = new ArrayList<>();
        List<Future<Boolean>> results = threads.invokeAll(creations);
        for (int writer = 0; writer < writers; writer++) {
          if (results.get(writer).get()) {
            winners.add(writer);
          }
        }

        assertThat(winners).hasSize(1);
        assertThat(target.resolve("round")).hasContent("writer " + winners.get(0));
        assertThat(names(target)).containsExactly("round"); // no temporary file is left
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void racersOfTheSameRunPublishOnce() throws Exception {
    int writers = 8;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    List<Commit> commits = new ArrayList<>();
    try {
      CyclicBarrier start = new CyclicBarrier(writers);
      List<Callable<Commit>> tasks = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        Attempt attempt = store.newAttempt(RUN);
        Publisher.Digests digests = complete(attempt);
        tasks.add(
            () -> {
              start.await();
              return commit(attempt, digests, NOW);
            });
      }
      for (Future<Commit> commit : threads.invokeAll(tasks)) {
        commits.add(commit.get());
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(store.commits()).hasSize(1);
    assertThat(commits).hasSize(writers).containsOnly(store.commits().get(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".00000000000000000002.json.1b4e28ba-2fa1-11d2-883f-0016d3cca427.tmp",
        "00000000000000000002.json.tmp",
        "0000000000000000002.json",
        "000000000000000000002.json",
        "0000000000000000000x.json",
        "99999999999999999999.json",
        "_latest.json",
        "README"
      })
  void leftoversAreNotVersions(String leftover) throws IOException {
    Commit first = commit(store.newAttempt(RUN), DIGESTS, NOW);
    Files.writeString(folder().resolve("_commits").resolve(leftover), "{\"schema_ver");

    assertThat(store.current()).contains(first);
    assertThat(store.commits()).containsExactly(first);
    assertThat(commit(store.newAttempt(OTHER_RUN), DIGESTS, NOW).sequence()).isEqualTo(2);
  }

  @Test
  void aCrashBetweenTemporaryFileAndLinkChangesNothing() throws IOException {
    Commit first = commit(store.newAttempt(RUN), DIGESTS, NOW);
    Attempt died = store.newAttempt(OTHER_RUN);
    Path temporary = folder().resolve("_commits/.00000000000000000002.json.x.tmp");
    Files.write(temporary, died.commit(2, DIGESTS, CommitRequest.PLAIN, NOW).toJson());

    assertThat(store.current()).contains(first);
    assertThat(store.unfinished()).contains(died.id());
    Attempt rerun = store.newAttempt(OTHER_RUN);
    assertThat(commit(rerun, DIGESTS, NOW).attemptId()).isEqualTo(rerun.id());
  }

  @Test
  void aCrashBetweenLinkAndRemovalOfTheTemporaryFileHasPublished() throws IOException {
    Attempt attempt = store.newAttempt(RUN);
    Commit commit = commit(attempt, complete(attempt), NOW);
    Path file = folder().resolve("_commits/00000000000000000001.json");
    Files.createLink(file.resolveSibling(".00000000000000000001.json.x.tmp"), file);

    assertThat(store.current()).contains(commit);
    assertThat(commit(store.newAttempt(RUN), DIGESTS, NOW)).isEqualTo(commit);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{\"schema_version\":4}\n",
        "{\"schema_version\":3,\"sequence\":1}\n",
        "{\"schema_version\":3,\"schema_version\":3}\n"
      })
  void aDamagedCommitIsNamedNotSkipped(String text) throws IOException {
    Path folder = Files.createDirectories(folder().resolve("_commits"));
    Path file = Files.writeString(folder.resolve("00000000000000000001.json"), text);

    assertThatThrownBy(() -> store.current())
        .isInstanceOf(DataContractException.class)
        .hasMessageStartingWith(file + ": ");
  }

  @Test
  void aCommitUnderTheWrongNumberIsRefused() throws IOException {
    commit(store.newAttempt(RUN), DIGESTS, NOW);
    Path folder = folder().resolve("_commits");
    Files.copy(
        folder.resolve("00000000000000000001.json"), folder.resolve("00000000000000000002.json"));

    assertThatThrownBy(() -> store.current())
        .isInstanceOf(DataContractException.class)
        .hasMessageContaining("sequence must be that of the file name, got 1");
  }

  @Test
  void attemptsOfOneRunHaveFoldersOfTheirOwn() {
    Attempt first = store.newAttempt(RUN);
    Attempt second = store.newAttempt(RUN);

    assertThat(first.location()).isNotEqualTo(second.location());
    assertThat(Path.of(first.location())).isDirectoryContaining("glob:**/_begun");
    assertThat(first.id()).matches(RUN + "-[0-9a-f]{8}");
  }

  @Test
  void statusesAreListedByBeginAndAttemptsWithoutOneAreUnfinished() {
    Attempt late = store.newAttempt(RUN);
    Attempt early = store.newAttempt(OTHER_RUN);
    Attempt died = store.newAttempt(RUN);
    RunStatus ofLate = status(late.id(), RUN, NOW);
    RunStatus ofEarly = status(early.id(), OTHER_RUN, NOW.minusSeconds(60));
    RunStatus withoutAttempt = status(store.newAttemptId(RUN), RUN, NOW.plusSeconds(1));

    List.of(ofLate, ofEarly, withoutAttempt).forEach(store::writeStatus);

    assertThat(store.runs()).containsExactly(ofEarly, ofLate, withoutAttempt);
    assertThat(store.unfinished()).containsExactly(died.id());
    assertThat(store.status(late.id())).contains(ofLate);
    assertThat(store.status(died.id())).isEmpty();
  }

  @Test
  void aStatusIsWrittenOnce() {
    RunStatus status = status(store.newAttempt(RUN).id(), RUN, NOW);
    store.writeStatus(status);

    assertThatThrownBy(() -> store.writeStatus(status)).isInstanceOf(UncheckedIOException.class);
    assertThat(store.runs()).containsExactly(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "_commits", ".hidden", "a b", "ä"})
  void aNameThatIsNoFolderIsRefused(String name) {
    assertThatThrownBy(() -> PublicationStore.local(output, name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Publication name must consist of");
  }

  private Commit commit(Attempt attempt, Publisher.Digests digests, Instant now) {
    return store.commit(attempt, digests, CommitRequest.PLAIN, now).commit().orElseThrow();
  }

  private Path folder() {
    return Path.of(store.folder().toString());
  }

  private static RunStatus status(String attempt, String runId, Instant startedAt) {
    return new RunStatus(
        runId,
        attempt,
        "calibrate",
        Optional.empty(),
        RunOutcome.REFUSED,
        4,
        Optional.of("too many"),
        OptionalLong.empty(),
        startedAt,
        startedAt.plusSeconds(5),
        Optional.of(new QualityReport(List.of(table()), List.of())),
        List.of(new GateVerdict("quarantined-share", "0.02", "0.01", false)));
  }

  private static QualityReport.TableQuality table() {
    TreeMap<String, Long> quarantined = new TreeMap<>();
    quarantined.put("null-key", 2L);
    return new QualityReport.TableQuality("outcomes", 100, 98, quarantined, new TreeMap<>());
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  /** Gives an attempt a manifest and the file that it names; what to commit. */
  private static Publisher.Digests complete(Attempt attempt) {
    attempt.write(Publisher.THRESHOLDS, THRESHOLDS);
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
                List.of(Publisher.file(attempt, Publisher.THRESHOLDS)))
            .toJson();
    attempt.write(Manifest.FILE, manifest);
    return new Publisher.Digests(Sha256.hex(manifest), Sha256.hex(THRESHOLDS));
  }
}
