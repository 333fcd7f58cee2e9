package dev.racer.spark.publication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.lake.DateRange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordDaysTest {
  private static final LocalDate DAY = LocalDate.of(2024, 2, 29);

  @TempDir private Path folder;
  private RecordDays days;

  @BeforeEach
  void open() {
    days = new RecordDays(new LocalFolder(folder));
  }

  private DayCommit records(String runId, String attempt) {
    return new DayCommit(
        DAY,
        1,
        runId,
        runId + "-" + attempt,
        "ab".repeat(32),
        new TreeMap<>(Map.of("queries", "cd", "outcomes", "ef")),
        List.of(
            new DayCommit.DayRouter(
                "knn",
                Optional.of("7 \"b\""),
                "0123456789abcdef",
                "fedcba9876543210",
                List.of("large", "small"),
                12),
            new DayCommit.DayRouter("mlp", Optional.empty(), "0", "1", List.of("large"), 0)),
        List.of("tenant", "language"),
        List.of(
            new DayCommit.DaySegments(List.of("tenant"), List.of(List.of("a"), List.of("ä"))),
            new DayCommit.DaySegments(List.of("tenant", "language"), List.of())),
        List.of(new DayCommit.DayFile("status=used/date=2024-02-29/a.parquet", 7, "12".repeat(32))),
        QualityReport.EMPTY,
        Instant.parse("2026-11-22T10:15:30Z"));
  }

  private static String run(int number) {
    return String.format("%016x", number);
  }

  @Test
  void aDayReadsBackAsItWasPut() {
    DayCommit put = days.put(records(run(1), "00000001"));

    assertThat(days.current(DAY)).contains(put);
    assertThat(put).isEqualTo(records(run(1), "00000001"));
    assertThat(days.days()).containsExactly(DAY);
    assertThat(days.current(DAY.plusDays(1))).isEmpty();
    assertThat(folder.resolve("records/2024-02-29/_commits/00000000000000000001.json")).exists();
  }

  @Test
  void filesOfADayAreInOrderAndEachOnce() {
    DayCommit put = days.put(records(run(1), "00000001"));
    String file = "{\"path\":\"a\",\"bytes\":1,\"sha256\":\"" + "12".repeat(32) + "\"}";
    String json = new String(put.toJson(), UTF_8);
    String twice =
        json.replaceFirst("(?s)\"files\" : \\[.*?]", "\"files\":[" + file + "," + file + "]");

    assertThatThrownBy(() -> DayCommit.fromJson(twice.getBytes(UTF_8), "the commit"))
        .isInstanceOf(DataContractException.class)
        .hasMessageContaining("files must be in order of path, each once, got a after a");
  }

  @Test
  void aDayThatIsMadeAgainIsReadAnewAndTheEarlierRecordsStay() {
    DayCommit first = days.put(records(run(1), "00000001"));
    DayCommit second = days.put(records(run(2), "00000002"));

    assertThat(second.sequence()).isEqualTo(2);
    assertThat(days.current(DAY)).contains(second);
    assertThat(days.commit(DAY, 1)).contains(first);
    assertThat(days.commits(DAY)).containsExactly(first, second);
    assertThat(days.commit(DAY, 3)).isEmpty();
  }

  @Test
  void recordsOfTheSameInputsAreNotPutTwiceUnlessTheyAreDamaged() throws Exception {
    DayCommit first = days.put(records(run(1), "00000001"));
    Path file = folder.resolve(first.table()).resolve(first.files().get(0).path());
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[7]);

    assertThat(days.put(records(run(1), "00000002"))).isEqualTo(first);
    assertThat(days.usable(DAY)).contains(first);

    Files.write(file, new byte[6]);
    assertThat(days.usable(DAY)).isEmpty();
    assertThat(days.put(records(run(1), "00000002")).sequence()).isEqualTo(2);
  }

  @Test
  void aDayThatIsRefusedSaysWhyUntilItIsMadeAgain() {
    DayCommit first = days.put(records(run(1), "00000001"));
    DayCommit refused = days.put(first.refusedFor("few misses"));

    assertThat(refused.sequence()).isEqualTo(2);
    assertThat(days.current(DAY)).contains(refused);
    assertThat(days.put(records(run(2), "00000002")).refused()).isEmpty();
  }

  @Test
  void aDamagedCommitDoesNotKeepADayFromBeingMadeAgain() throws Exception {
    days.put(records(run(1), "00000001"));
    Files.writeString(folder.resolve("records/2024-02-29/_commits/00000000000000000001.json"), "{");

    assertThat(days.usable(DAY)).isEmpty();
    assertThat(days.put(records(run(1), "00000002")).sequence()).isEqualTo(2);
  }

  @Test
  void ofManyWritersEachNumberHasOne() throws Exception {
    int writers = 6;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      List<Callable<DayCommit>> puts = new ArrayList<>();
      for (int i = 1; i <= writers; i++) {
        DayCommit records = records(run(i), "0000000" + i);
        puts.add(() -> days.put(records));
      }
      List<Long> numbers = new ArrayList<>();
      for (Future<DayCommit> put : threads.invokeAll(puts)) {
        numbers.add(put.get().sequence());
      }
      assertThat(numbers).doesNotHaveDuplicates().hasSize(writers);
      assertThat(days.commits(DAY)).hasSize(writers);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void whatADeadWriterLeftIsNoRecord() throws Exception {
    Path commits = Files.createDirectories(folder.resolve("records/2024-02-29/_commits"));
    Files.writeString(commits.resolve(".00000000000000000001.json.tmp"), "{");
    Files.createDirectories(folder.resolve("records/2024-02-29/attempts/x"));
    Files.createDirectories(folder.resolve("records/notes"));

    assertThat(days.current(DAY)).isEmpty();
    assertThat(days.days()).isEmpty();
  }

  @Test
  void aDamagedCommitIsNamed() throws Exception {
    days.put(records(run(1), "00000001"));
    Path file = folder.resolve("records/2024-02-29/_commits/00000000000000000001.json");
    Files.writeString(file, Files.readString(file).replace("\"segment_columns\"", "\"columns\""));

    assertThatThrownBy(() -> days.current(DAY))
        .isInstanceOf(DataContractException.class)
        .hasMessageContaining("00000000000000000001.json: key segment_columns is missing");
  }

  @Test
  void aWindowReadsBackInAManifest() {
    NightWindow window =
        new NightWindow(
            DAY.plusDays(1),
            DAY,
            List.of(NightWindow.Day.of(records(run(1), "00000001"))),
            List.of(
                new NightWindow.Router("knn", Optional.of("7"), "0123456789abcdef", "01"),
                new NightWindow.Router("mlp", Optional.empty(), "0123456789abcdee", "02")),
            Optional.empty());
    Manifest manifest =
        new Manifest(
            run(1),
            "team",
            new Manifest.Code("0.1.0", "unknown", "4.1.2"),
            0,
            DateRange.ALL,
            List.of(),
            List.of(),
            QualityReport.EMPTY,
            List.of(),
            Optional.empty(),
            Optional.of(window));
    NightWindow.Protected incumbent = new NightWindow.Protected(4, window.routers().subList(0, 1));
    Manifest protecting =
        new Manifest(
            manifest.runId(),
            manifest.publication(),
            manifest.code(),
            0,
            manifest.range(),
            List.of(),
            List.of(),
            QualityReport.EMPTY,
            List.of(),
            Optional.empty(),
            Optional.of(window.protecting(incumbent)));

    assertThat(Manifest.fromJson(manifest.toJson(), "here")).isEqualTo(manifest);
    assertThat(Manifest.fromJson(protecting.toJson(), "here")).isEqualTo(protecting);
    assertThat(manifest.night().orElseThrow().acceptedRouters()).isEqualTo(window.routers());
    assertThat(protecting.night().orElseThrow().acceptedRouters()).isEqualTo(incumbent.routers());
  }
}
