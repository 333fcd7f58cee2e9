package dev.racer.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.jobs.report.ReportConfig.Images;
import dev.racer.jobs.report.SimulatedEvaluation.Content;
import dev.racer.jobs.run.Progress;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.testing.LocalSpark;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LocalSpark.class)
class ReportJobTest {
  @TempDir private Path folder;

  @Test
  void look(SparkSession spark) {
    Path out = Path.of("/tmp/report/look");
    PublicationStore store = PublicationStore.local(folder, "simulated");
    new SimulatedEvaluation(Content.ANSWERS_AND_COSTS, 100)
        .write(spark, store, "00000000000000aa", Instant.parse("2026-11-22T10:15:30Z"));
    ReportResult result =
        new ReportJob()
            .run(
                spark,
                new ReportConfig(
                    store,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(out.resolve("answers")),
                    Optional.of(out.resolve("evaluation.ipynb")),
                    Images.ALL),
                Progress.NONE);
    PublicationStore plain = PublicationStore.local(folder, "plain");
    new SimulatedEvaluation(Content.LABELS, 30)
        .write(spark, plain, "00000000000000ab", Instant.parse("2026-11-22T10:15:30Z"));
    new ReportJob()
        .run(
            spark,
            new ReportConfig(
                plain,
                Optional.empty(),
                Optional.empty(),
                Optional.of(out.resolve("labels")),
                Optional.empty(),
                Images.NO_PNG),
            Progress.NONE);
    assertThat(result.files()).isNotEmpty();
  }
}
