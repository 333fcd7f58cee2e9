package dev.racer.bench.trials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.bench.contender.Workload;
import dev.racer.bench.report.Json;
import dev.racer.bench.report.Machine;
import dev.racer.jobs.generate.GenerateConfig;
import dev.racer.jobs.generate.GenerateJob;
import dev.racer.jobs.generate.RouterSpec;
import dev.racer.jobs.run.Progress;
import dev.racer.spark.testing.LocalSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LocalSpark.class)
class TrialsContestantTest {
  @TempDir private Path folder;

  @Test
  void allContestantsComeToTheSameFigures(SparkSession spark) {
    Workload lake = new Workload(folder.resolve("lake"), 7);
    GenerateConfig config =
        GenerateConfig.to(lake.lake())
            .queries(5_000) // more than small counters hold
            .days(2)
            .models(lake.models())
            .routers(List.of(RouterSpec.parse(Workload.ROUTER_SPEC)))
            .routerTrainShare(0)
            .build();
    new GenerateJob().run(spark, config, Progress.NONE);

    List<TrialsAnswer> answers = new ArrayList<>();
    for (TrialsContestant contestant : TrialsContestant.values()) {
      answers.add(TrialsWorker.run(spark, contestant, new TrialsWorkload(lake, 5), 2, 2));
    }
    TrialsAnswer otherTrials =
        TrialsWorker.run(spark, TrialsContestant.LOOP, new TrialsWorkload(lake, 6), 1, 1);

    assertThat(answers)
        .extracting(TrialsAnswer::name)
        .containsExactlyElementsOf(TrialsContestant.keys());
    assertThat(answers).allMatch(answer -> answer.seconds().size() == 2);
    assertThat(outcome(answers).isSame()).isTrue();
    assertThat(outcome(answers).text())
        .contains("5,000 queries x 7 models x 5 trials x 8 levels, 2 cores, heap 1g")
        .contains("kernel", "kept-loop-threads")
        .endsWith("All figures are equal.\n");
    answers.add(otherTrials);
    assertThat(outcome(answers).isSame()).isFalse();
    assertThat(outcome(answers).text()).endsWith("The figures differ.\n");
  }

  @Test
  void anOutcomeIsReadAsItWasWritten() {
    TrialsOutcome outcome =
        outcome(List.of(new TrialsAnswer("kernel", List.of(2.0, 1.5, 1.0), List.of(3.0), 7, "ab")));

    assertThat(Json.read(Json.text(outcome), TrialsOutcome.class)).isEqualTo(outcome);
    assertThat(outcome.text()).contains("1.25"); // without the first run
  }

  @Test
  void namesChooseContestants() {
    assertThat(TrialsContest.named(List.of())).isEqualTo(TrialsContestant.keys());
    assertThat(TrialsContest.named(List.of("loop", "kernel"))).containsExactly("kernel", "loop");
    assertThatThrownBy(() -> TrialsContest.named(List.of("oracle")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("--only must name some of [kernel, loop, ")
        .hasMessageEndingWith("], got oracle");
  }

  private static TrialsOutcome outcome(List<TrialsAnswer> answers) {
    return new TrialsOutcome(
        "2026-01-01T00:00:00Z", "abc", Machine.read(), 5_000, 7, 5, 8, 2, "1g", answers);
  }
}
