package dev.racer.spark.publication;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.core.published.AttemptId;
import dev.racer.core.published.Commit;
import dev.racer.core.published.CommitLog;
import dev.racer.spark.publication.s3a.S3aFolder;
import dev.racer.spark.session.S3Committer;
import dev.racer.spark.testing.FaultyProxy;
import dev.racer.spark.testing.FaultyProxy.Fault;
import dev.racer.spark.testing.LocalSpark;
import dev.racer.spark.testing.S3ProxyServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Commits and tables on S3 when writers race, and when the store or the way to it fails. */
@ExtendWith(LocalSpark.class)
class S3FaultsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");
  private static final Publisher.Digests DIGESTS =
      new Publisher.Digests("0123456789abcdef".repeat(4), "fedcba9876543210".repeat(4));
  private static final String RUN = "00000000000000aa";
  private static final String OTHER_RUN = "00000000000000bb";
  private static final int ALWAYS = Integer.MAX_VALUE;

  private static S3ProxyServer server;
  private static FaultyProxy proxy;
  private String output;
  private PublicationStore store; // directly
  private PublicationStore faulty; // through the proxy

  @BeforeAll
  static void start() {
    server = S3ProxyServer.start();
    proxy = FaultyProxy.start(server.port());
  }

  @AfterAll
  static void stop() {
    proxy.close();
    server.close();
  }

  @BeforeEach
  void open() {
    proxy.spoil(line -> false, Fault.SLOW, 0);
    output = "s3a://racer/" + UUID.randomUUID();
    store = PublicationStore.open(output, "team", server.hadoopConfWithKeys());
    faulty = PublicationStore.open(output, "team", throughProxy());
  }

  private static Map<String, String> throughProxy() {
    Map<String, String> settings = new HashMap<>(S3ProxyServer.keys());
    settings.putAll(S3ProxyServer.hadoopConf(proxy.endpoint()));
    return settings;
  }

  @Test
  void ofRacersAtTheSameNumberExactlyOneWins() throws Exception {
    int writers = 8;
    int rounds = 30;
    List<PublicationFolder> folders = new ArrayList<>();
    for (int writer = 0; writer < writers; writer++) { // each with connections of its own
      folders.add(S3aFolder.open(output + "/race", server.hadoopConfWithKeys()));
    }
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      for (int round = 0; round < rounds; round++) {
        String file = CommitLog.file(round + 1L);
        CyclicBarrier start = new CyclicBarrier(writers);
        List<Callable<Boolean>> creations = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
          byte[] content = bytes("writer " + writer);
          PublicationFolder folder = folders.get(writer);
          creations.add(
              () -> {
                start.await();
                return folder.create(file, content);
              });
        }
        List<Integer> winners = new ArrayList<>();
        List<Future<Boolean>> results = threads.invokeAll(creations);
        for (int writer = 0; writer < writers; writer++) {
          if (results.get(writer).get()) {
            winners.add(writer);
          }
        }

        assertThat(winners).as("round %d", round).hasSize(1);
        assertThat(folders.get(0).bytes(file)).isEqualTo(bytes("writer " + winners.get(0)));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void publishersThatRaceGetOneNumberEachAndNoneIsLost() throws Exception {
    int publishers = 8;
    ExecutorService threads = Executors.newFixedThreadPool(publishers);
    List<Long> won = new ArrayList<>();
    try {
      CyclicBarrier start = new CyclicBarrier(publishers);
      List<Callable<Commit>> commits = new ArrayList<>();
      for (int publisher = 0; publisher < publishers; publisher++) {
        PublicationStore own = PublicationStore.open(output, "team", server.hadoopConfWithKeys());
        Attempt attempt = own.newAttempt("%016x".formatted(publisher));
        commits.add(
            () -> {
              start.await();
              return commit(own, attempt);
            });
      }
      for (Future<Commit> commit : threads.invokeAll(commits)) {
        won.add(commit.get().sequence());
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(won)
        .containsExactlyInAnyOrderElementsOf(
            LongStream.rangeClosed(1, publishers).boxed().toList());
    assertThat(store.commits()).hasSize(publishers);
  }

  @Test
  void publishersInProcessesOfTheirOwnGetOneNumberEach() throws Exception {
    int publishers = 3;
    List<Process> processes = new ArrayList<>();
    for (int publisher = 0; publisher < publishers; publisher++) {
      processes.add(S3Publisher.start(server, output, "%016x".formatted(publisher)));
    }
    List<Long> won = new ArrayList<>();
    for (Process process : processes) {
      process.getOutputStream().write('\n'); // go
      process.getOutputStream().flush();
    }
    for (Process process : processes) {
      String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(answer).isZero();
      won.add(Long.parseLong(answer.lines().reduce((a, b) -> b).orElseThrow()));
    }

    assertThat(won).containsExactlyInAnyOrder(1L, 2L, 3L);
    assertThat(store.commits()).hasSize(publishers);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void aFaultThatPassesIsNotNoticed(Fault fault) {
    Attempt attempt = faulty.newAttempt(RUN);
    proxy.spoil(S3FaultsTest::isCommit, fault, 2);

    Commit commit = commit(faulty, attempt);

    assertThat(proxy.remaining()).as("requests that were not spoiled").isLessThan(2);
    assertThat(commit.sequence()).isEqualTo(1);
    assertThat(store.commits()).containsExactly(commit);
  }

  @ParameterizedTest
  @EnumSource(names = {"CUT_REQUEST", "UNAVAILABLE"})
  void aStoreThatCannotBeWrittenPublishesNothing(Fault fault) {
    Commit first = commit(store, store.newAttempt(RUN));
    Attempt attempt = faulty.newAttempt(OTHER_RUN);
    proxy.spoil(S3FaultsTest::isCommit, fault, ALWAYS);

    assertThatThrownBy(() -> commit(faulty, attempt))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("Cannot commit " + output + "/team/_commits/");

    assertThat(store.current()).contains(first);
    proxy.spoil(line -> false, fault, 0);
    assertThat(commit(faulty, attempt).sequence()).isEqualTo(2);
  }

  @Test
  void aCommitWhoseAnswerIsAlwaysLostIsFoundByReadingBack() {
    Attempt attempt = faulty.newAttempt(RUN);
    proxy.spoil(S3FaultsTest::isCommit, Fault.LOSE_ANSWER, ALWAYS);

    Commit commit = commit(faulty, attempt);

    assertThat(store.commits()).containsExactly(commit);
  }

  @Test
  void aLostAnswerIsNotTakenForAnotherWritersCommit() throws IOException {
    Commit theirs = commit(store, store.newAttempt(OTHER_RUN));
    proxy.spoil(S3FaultsTest::isCommit, Fault.LOSE_ANSWER, ALWAYS);

    assertThat(faulty.folder().create(CommitLog.file(1), bytes("ours"))).isFalse();
    assertThat(store.current()).contains(theirs);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void readersGetTheVersionThoughRequestsFail(Fault fault) {
    Commit commit = commit(store, store.newAttempt(RUN));
    proxy.spoil(S3FaultsTest::isRead, fault, 2);

    assertThat(faulty.current()).contains(commit);
    assertThat(proxy.remaining()).isLessThan(2);
  }

  @Test
  void aStoreThatCannotBeReadIsNotEmpty() {
    commit(store, store.newAttempt(RUN));
    proxy.spoil(S3FaultsTest::isRead, Fault.LOSE_ANSWER, ALWAYS);

    assertThatThrownBy(() -> faulty.current())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("Cannot read " + output + "/team: ");
  }

  @Test
  void aWrongSecretIsRefusedAndNotRepeated() {
    Map<String, String> wrong = throughProxy();
    wrong.put("fs.s3a.secret.key", "hushhush");
    PublicationStore stranger = PublicationStore.open(output, "team", wrong);
    proxy.spoil(line -> line.startsWith("PUT "), Fault.SLOW, 0); // counts them

    assertThatThrownBy(() -> stranger.newAttempt(RUN))
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("403")
        .hasMessageNotContaining("hushhush");
    assertThat(-proxy.remaining()).as("puts").isEqualTo(1);
    proxy.spoil(S3FaultsTest::isRead, Fault.SLOW, 0);
    assertThatThrownBy(stranger::current).isInstanceOf(UncheckedIOException.class);
    assertThat(-proxy.remaining()).as("reads").isEqualTo(1);
    assertThat(store.unfinished()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"CUT_REQUEST", "UNAVAILABLE"})
  void aTableIsWholeThoughItsUploadsFailInTheMiddle(Fault fault, SparkSession spark)
      throws IOException {
    SparkSession session = spark.newSession();
    throughProxy().forEach(session.conf()::set);
    String table = output + "/table";
    S3Committer.require(session, table);
    proxy.spoil(S3FaultsTest::isUpload, fault, 2);
    try {
      session.range(0, 1_000, 1, 2).write().parquet(table);

      assertThat(proxy.remaining()).as("uploads that were not spoiled").isLessThanOrEqualTo(0);
      assertThat(session.read().parquet(table).agg(sum("id"), count("id")).first())
          .isEqualTo(RowFactory.create(499_500L, 1_000L));
      PublicationFolder folder = S3aFolder.open(output, server.hadoopConfWithKeys());
      assertThat(new String(folder.bytes("table/_SUCCESS"), StandardCharsets.UTF_8))
          .contains("\"committer\":\"magic\"");
    } finally {
      FileSystem.get(URI.create(table), session.sessionState().newHadoopConf()).close();
    }
  }

  @Test
  void leftoversOfKilledRunsAreNotVersions() throws IOException {
    Commit first = commit(store, store.newAttempt(RUN));
    Attempt died = store.newAttempt(OTHER_RUN);
    store.folder().create(died.path("risk_curve/part-0.parquet"), bytes("PAR1"));
    store.folder().create(died.path("risk_curve/__magic_job-1/tasks/part-1.pending"), bytes("{}"));
    store.folder().create(CommitLog.FOLDER + "/00000000000000000002.json.tmp", bytes("{"));

    assertThat(store.commits()).containsExactly(first);
    assertThat(store.unfinished()).contains(died.id());
    Attempt rerun = store.newAttempt(OTHER_RUN);
    assertThat(commit(store, rerun).sequence()).isEqualTo(2);
    assertThat(store.commits()).extracting(Commit::sequence).containsExactly(1L, 2L);
    assertThat(store.folder().names(CommitLog.FOLDER)) // they are in the way of nobody
        .contains("00000000000000000002.json", "00000000000000000002.json.tmp");
  }

  private static Commit commit(PublicationStore store, Attempt attempt) {
    return store.commit(attempt, DIGESTS, CommitRequest.PLAIN, NOW).commit().orElseThrow();
  }

  private static boolean isCommit(String request) {
    return request.startsWith("PUT ") && request.contains("/" + CommitLog.FOLDER + "/");
  }

  private static boolean isUpload(String request) {
    return request.startsWith("PUT ") && request.contains("uploadId=");
  }

  private static boolean isRead(String request) {
    return request.startsWith("GET ") || request.startsWith("HEAD ");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A publisher in a process of its own: waits for a line, commits, and says its number. */
  static final class S3Publisher {
    private S3Publisher() {}

    static Process start(S3ProxyServer server, String output, String runId) throws IOException {
      List<String> command =
          new ArrayList<>(
              List.of(
                  System.getProperty("java.home") + "/bin/java",
                  "-Xmx256m",
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty("java.class.path"),
                  S3Publisher.class.getName(),
                  output,
                  runId));
      server.hadoopConf().forEach((key, value) -> command.add(key + "=" + value));
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().putAll(server.environment());
      return builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    /**
     * Commits.
     *
     * @param arguments output, run id, settings of Hadoop
     */
    public static void main(String[] arguments) throws IOException {
      Map<String, String> hadoop = new HashMap<>();
      for (String setting : List.of(arguments).subList(2, arguments.length)) {
        int equals = setting.indexOf('=');
        hadoop.put(setting.substring(0, equals), setting.substring(equals + 1));
      }
      PublicationStore store = PublicationStore.open(arguments[0], "team", hadoop);
      Attempt attempt = new Attempt(arguments[1], AttemptId.of(arguments[1], 1), store.folder());
      if (System.in.read() < 0) {
        throw new IOException("Nobody said go");
      }
      System.out.println(commit(store, attempt).sequence());
      System.exit(0); // whatever threads the file system keeps
    }
  }
}
