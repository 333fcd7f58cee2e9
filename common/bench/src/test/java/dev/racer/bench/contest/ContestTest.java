package dev.racer.bench.contest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.bench.contender.Contestant;
import dev.racer.bench.contest.ScriptedWorker.Script;
import dev.racer.bench.report.ColdRun;
import dev.racer.bench.report.Outcome;
import dev.racer.bench.report.Run;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContestTest {
  private static final Duration AMPLE = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofSeconds(3);

  @TempDir private Path folder;

  private final List<WorkerProcess> started = new ArrayList<>();
  private final List<String> progress = new ArrayList<>();

  @Test
  void everyRoundHasEachContenderInTurn() {
    hold(
        new Rounds(1, 1, 2),
        Map.of(Contestant.KERNEL, Script.FINE, Contestant.DUCKDB, Script.FINE),
        AMPLE);

    assertThat(
            progress.stream()
                .map(line -> line.replaceAll(" +", " ").replaceAll(" [0-9.]+ s.*", "")))
        .containsExactly(
            "cold 1/1 kernel",
            "cold 1/1 duckdb",
            "warm-up 1/1 kernel",
            "warm-up 1/1 duckdb",
            "warm 1/2 kernel",
            "warm 1/2 duckdb",
            "warm 2/2 kernel",
            "warm 2/2 duckdb");
  }

  @Test
  void coldRunsHaveAProcessEachAndWarmRunsShareOne() {
    Contest.Found found = hold(new Rounds(2, 1, 3), Map.of(Contestant.KERNEL, Script.FINE), AMPLE);

    Outcome kernel = found.contenders().get(0);
    assertThat(started).hasSize(3);
    assertThat(kernel.state()).isEqualTo(Outcome.State.MEASURED);
    assertThat(kernel.engine()).isEqualTo("Script FINE");
    assertThat(kernel.cold()).extracting(ColdRun::round).containsExactly(1, 2);
    assertThat(kernel.cold())
        .allSatisfy(
            run -> {
              assertThat(run.startSeconds()).isPositive();
              assertThat(run.pageCacheDropped()).isTrue();
            });
    assertThat(kernel.warmUps()).hasSize(1);
    assertThat(kernel.warm()).extracting(Run::round).containsExactly(1, 2, 3);
    assertThat(kernel.sameInEveryRun()).isTrue();
    assertThat(kernel.spreads()).containsKeys("warm_seconds", "cold_seconds");
    assertThat(found.thresholds()).hasSize(1);
  }

  @Test
  void comparesTheOthersWithTheKernel() {
    Contest.Found found =
        hold(
            new Rounds(0, 0, 1),
            Map.of(Contestant.KERNEL, Script.FINE, Contestant.DUCKDB, Script.FINE),
            AMPLE);

    assertThat(found.contenders().get(0).comparisons()).isEmpty();
    assertThat(found.contenders().get(1).comparisons())
        .hasSize(2)
        .allSatisfy(comparison -> assertThat(comparison.equal()).isEqualTo(1));
  }

  @Test
  void oneThatFailsIsReportedWithItsMessageAndTheOthersGoOn() {
    Contest.Found found =
        hold(
            new Rounds(0, 0, 2),
            Map.of(
                Contestant.KERNEL, Script.FAILS_ON_RUNNING,
                Contestant.SPARK_SQL, Script.FAILS_ON_OPENING,
                Contestant.DUCKDB, Script.FINE),
            AMPLE);

    assertThat(found.contenders())
        .extracting(Outcome::state)
        .containsExactly(Outcome.State.FAILED, Outcome.State.FAILED, Outcome.State.MEASURED);
    Outcome kernel = found.contenders().get(0);
    assertThat(kernel.message()).isEqualTo("java.lang.IllegalArgumentException: no such table");
    assertThat(kernel.warm()).isEmpty();
    assertThat(kernel.spreads()).isEmpty();
    assertThat(found.contenders().get(1).message())
        .isEqualTo("java.lang.IllegalStateException: no such engine");
    assertThat(found.contenders().get(2).warm()).hasSize(2);
    assertThat(found.thresholds()).isEmpty();
    assertThat(started).noneMatch(WorkerProcess::isAlive);
  }

  @Test
  void oneThatDiesIsReportedWithItsExitCode() {
    Contest.Found found = hold(new Rounds(1, 0, 1), Map.of(Contestant.DUCKDB, Script.DIES), AMPLE);

    assertThat(found.contenders().get(0).message())
        .isEqualTo("ended with exit code 7; its log is worker.log");
  }

  @Test
  void oneThatHangsIsStoppedWithinItsLimit() {
    long before = System.nanoTime();

    Contest.Found found =
        hold(
            new Rounds(0, 0, 1),
            Map.of(
                Contestant.KERNEL, Script.HANGS_ON_OPENING,
                Contestant.DUCKDB, Script.HANGS_ON_RUNNING),
            SHORT);

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(AMPLE);
    assertThat(found.contenders())
        .extracting(Outcome::message)
        .containsOnly("gave no answer within 3 s, was stopped");
    assertThat(started).noneMatch(WorkerProcess::isAlive);
    assertThat(ProcessHandle.current().children()).isEmpty();
  }

  private Contest.Found hold(Rounds rounds, Map<Contestant, Script> scripts, Duration limit) {
    Map<Contestant, Script> inOrder = new EnumMap<>(scripts);
    Contest contest =
        new Contest(
            contestant -> start(scripts.get(contestant), limit),
            List.copyOf(inOrder.keySet()),
            rounds,
            () -> true,
            progress::add);
    return contest.hold();
  }

  private WorkerProcess start(Script script, Duration limit) throws WorkerFailure {
    WorkerProcess worker =
        WorkerProcess.start(
            ScriptedWorker.command(script), Map.of(), folder.resolve("worker.log"), limit);
    started.add(worker);
    return worker;
  }
}
